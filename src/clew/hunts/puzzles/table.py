"""Every kind of puzzle and challenge: one table. A kind is a file beside this one and a line here.

Packages of others add theirs by entry points of the group `clew.puzzles` (docs/
how-to-add-a-puzzle-kind.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clew.hunts.plugins import KINDS_GROUP, brought
from clew.hunts.puzzles.anagram import Anagram
from clew.hunts.puzzles.attribute_riddle import AttributeRiddle
from clew.hunts.puzzles.caesar import Caesar
from clew.hunts.puzzles.category_maze import CategoryMaze
from clew.hunts.puzzles.kind import Kind
from clew.hunts.puzzles.missing_vowels import MissingVowels
from clew.hunts.puzzles.odd_one_out import OddOneOut
from clew.hunts.puzzles.price_ladder import PriceLadder

BUILT_IN: tuple[Kind, ...] = (
    Anagram(),
    MissingVowels(),
    Caesar(),
    AttributeRiddle(),
    CategoryMaze(),
    OddOneOut(),
    PriceLadder(),
)


def _table() -> Mapping[str, Kind]:
    kinds: dict[str, Kind] = {}
    for one in (*BUILT_IN, *(plugin.object for plugin in brought(KINDS_GROUP))):
        if one.name in kinds:
            raise ValueError(f"two kinds of puzzle are called {one.name}")
        kinds[one.name] = one
    return MappingProxyType(kinds)


KINDS: Mapping[str, Kind] = _table()
"""Name -> kind, ours first, then what packages bring, by the names of their entry points."""
