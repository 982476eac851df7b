"""Every solver: one table, a line a kind."""

from __future__ import annotations

from collections.abc import Mapping

from clew.hunt_check.solvers.anagram import ANAGRAM
from clew.hunt_check.solvers.solver import Solver

SOLVERS: Mapping[str, Solver] = {
    "anagram": ANAGRAM,
}
