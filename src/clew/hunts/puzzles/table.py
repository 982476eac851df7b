"""Every kind of puzzle: one table. A kind is added by a file beside this one and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from clew.hunts.puzzles.kind import Kind

KINDS: Mapping[str, Kind] = {}
