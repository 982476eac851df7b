"""The key forms of what the catalogue says, remembered: hunts ask for the same names again."""

from __future__ import annotations

from functools import lru_cache

from clew.text import key_form

KEPT = 1 << 16
"""Texts that are remembered: about 15 MB of names."""

key_of = lru_cache(maxsize=KEPT)(key_form)
"""As `clew.text.key_form`, for names and values of the catalogue; not for what players write."""

key_of_shown = lru_cache(maxsize=1_024)(key_form)
"""The same for what players are shown: looked at when a puzzle is made, and again before it is
given, then never more."""
