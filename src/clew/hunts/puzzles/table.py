"""Every kind of puzzle and challenge: one table. A kind is a file beside this one and a line here.

Packages of others add theirs by entry points of the group `clew.puzzles` (docs/
how-to-add-a-puzzle-kind.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from pkgutil import resolve_name
from types import MappingProxyType

from clew.hunts.plugins import KINDS_GROUP, brought
from clew.hunts.puzzles.anagram import Anagram
from clew.hunts.puzzles.attribute_riddle import AttributeRiddle
from clew.hunts.puzzles.caesar import Caesar
from clew.hunts.puzzles.category_maze import CategoryMaze
from clew.hunts.puzzles.kind import Kind
from clew.hunts.puzzles.mini_crossword import MiniCrossword
from clew.hunts.puzzles.missing_vowels import MissingVowels
from clew.hunts.puzzles.nearest_place import NearestPlace
from clew.hunts.puzzles.odd_one_out import OddOneOut
from clew.hunts.puzzles.place_hop import PlaceHop
from clew.hunts.puzzles.price_ladder import PriceLadder
from clew.hunts.puzzles.typed_clue import TypedClue
from clew.hunts.puzzles.word_search import WordSearch

BUILT_IN: tuple[Kind, ...] = (
    # words of a product's name
    Anagram(),
    MissingVowels(),
    Caesar(),
    WordSearch(),
    MiniCrossword(),
    # products, by what is known of them
    AttributeRiddle(),
    CategoryMaze(),
    OddOneOut(),
    PriceLadder(),
    # places
    NearestPlace(),
    PlaceHop(),
    TypedClue(),
)

CHALLENGES = (
    "clew.hunts.challenges.collect_bundle:CollectBundle",
    "clew.hunts.challenges.scan_code:ScanCode",
    "clew.hunts.challenges.visit_place:VisitPlace",
)
"""Named rather than imported: they are made of what puzzles are made of, and no package imports
another in a circle."""


def _table() -> Mapping[str, Kind]:
    kinds: dict[str, Kind] = {}
    challenges: list[Kind] = [resolve_name(one)() for one in CHALLENGES]
    for one in (*BUILT_IN, *challenges, *(plugin.object for plugin in brought(KINDS_GROUP))):
        if one.name in kinds:
            raise ValueError(f"two kinds of puzzle are called {one.name}")
        kinds[one.name] = one
    return MappingProxyType(kinds)


KINDS: Mapping[str, Kind] = _table()
"""Name -> kind, ours first, then what packages bring, by the names of their entry points."""
