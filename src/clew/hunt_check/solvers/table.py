"""Every solver: one table, a line a kind."""

from __future__ import annotations

from collections.abc import Mapping

from clew.hunt_check.solvers.anagram import ANAGRAM
from clew.hunt_check.solvers.attribute_riddle import ATTRIBUTE_RIDDLE
from clew.hunt_check.solvers.caesar import CAESAR
from clew.hunt_check.solvers.category_maze import CATEGORY_MAZE
from clew.hunt_check.solvers.missing_vowels import MISSING_VOWELS
from clew.hunt_check.solvers.odd_one_out import ODD_ONE_OUT
from clew.hunt_check.solvers.price_ladder import PRICE_LADDER
from clew.hunt_check.solvers.solver import Solver

SOLVERS: Mapping[str, Solver] = {
    "anagram": ANAGRAM,
    "attribute_riddle": ATTRIBUTE_RIDDLE,
    "caesar": CAESAR,
    "category_maze": CATEGORY_MAZE,
    "missing_vowels": MISSING_VOWELS,
    "odd_one_out": ODD_ONE_OUT,
    "price_ladder": PRICE_LADDER,
}
