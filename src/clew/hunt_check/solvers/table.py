"""Every solver: one table, a line a kind."""

from __future__ import annotations

from collections.abc import Mapping

from clew.hunt_check.solvers.anagram import ANAGRAM
from clew.hunt_check.solvers.attribute_riddle import ATTRIBUTE_RIDDLE
from clew.hunt_check.solvers.caesar import CAESAR
from clew.hunt_check.solvers.category_maze import CATEGORY_MAZE
from clew.hunt_check.solvers.collect_bundle import COLLECT_BUNDLE
from clew.hunt_check.solvers.mini_crossword import MINI_CROSSWORD
from clew.hunt_check.solvers.missing_vowels import MISSING_VOWELS
from clew.hunt_check.solvers.nearest_place import NEAREST_PLACE
from clew.hunt_check.solvers.odd_one_out import ODD_ONE_OUT
from clew.hunt_check.solvers.place_hop import PLACE_HOP
from clew.hunt_check.solvers.price_ladder import PRICE_LADDER
from clew.hunt_check.solvers.scan_code import SCAN_CODE
from clew.hunt_check.solvers.solver import Solver
from clew.hunt_check.solvers.typed_clue import TYPED_CLUE
from clew.hunt_check.solvers.visit_place import VISIT_PLACE
from clew.hunt_check.solvers.word_search import WORD_SEARCH

SOLVERS: Mapping[str, Solver] = {
    "anagram": ANAGRAM,
    "attribute_riddle": ATTRIBUTE_RIDDLE,
    "caesar": CAESAR,
    "category_maze": CATEGORY_MAZE,
    "collect_bundle": COLLECT_BUNDLE,
    "mini_crossword": MINI_CROSSWORD,
    "missing_vowels": MISSING_VOWELS,
    "nearest_place": NEAREST_PLACE,
    "odd_one_out": ODD_ONE_OUT,
    "place_hop": PLACE_HOP,
    "price_ladder": PRICE_LADDER,
    "scan_code": SCAN_CODE,
    "typed_clue": TYPED_CLUE,
    "visit_place": VISIT_PLACE,
    "word_search": WORD_SEARCH,
}
