"""Solves a cipher: every number that it may be is tried, letter by letter."""

from __future__ import annotations

from collections.abc import Iterator

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Step
from clew.hunt_check.solvers.solver import Solver


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The words that the letters are, moved back by one of the numbers."""
    for by in step.shown["shifts"]:
        word = "".join(
            chr((ord(letter) - ord("a") - by) % 26 + ord("a")) for letter in step.shown["letters"]
        )
        if word in lexicon:
            yield word


CAESAR = Solver("product", needs_typing=True, needs_sight=False, alone=True, solve=solve)
