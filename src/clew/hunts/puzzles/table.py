"""Every kind of puzzle and challenge: one table. A kind is a file beside this one and a line here.

Packages of others add theirs by entry points of the group `clew.puzzles` (docs/
how-to-add-a-puzzle-kind.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clew.hunts.plugins import KINDS_GROUP, brought
from clew.hunts.puzzles.anagram import Anagram
from clew.hunts.puzzles.kind import Kind

BUILT_IN: tuple[Kind, ...] = (Anagram(),)


def _table() -> Mapping[str, Kind]:
    kinds: dict[str, Kind] = {}
    for one in (*BUILT_IN, *(plugin.object for plugin in brought(KINDS_GROUP))):
        if one.name in kinds:
            raise ValueError(f"two kinds of puzzle are called {one.name}")
        kinds[one.name] = one
    return MappingProxyType(kinds)


KINDS: Mapping[str, Kind] = _table()
"""Name -> kind, ours first, then what packages bring, by the names of their entry points."""
