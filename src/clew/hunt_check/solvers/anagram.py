"""Solves an anagram: every word of the lexicon is tried."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Step
from clew.hunt_check.solvers.solver import Solver


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The words with exactly these letters, and the first one where it is told."""
    letters = _sorted(step.shown["letters"])
    for word in lexicon.of_length(len(letters)):
        if _sorted(word) == letters and word.startswith(step.shown["first"]):
            yield word


@cache
def _sorted(word: str) -> str:
    return "".join(sorted(word))


ANAGRAM = Solver("product", needs_typing=True, needs_sight=False, alone=True, solve=solve)
