"""Solves a word without vowels: every word of its length is tried."""

from __future__ import annotations

from collections.abc import Iterator

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Step
from clew.hunt_check.solvers.solver import Solver

GAP = "."
_GAPS = str.maketrans(dict.fromkeys("aeiouy", GAP))


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The words with these consonants, and with what else is told of them."""
    shown = step.shown
    for word in lexicon.of_length(shown["length"]):
        left = word.translate(_GAPS)
        if (
            left.replace(GAP, "") == shown["consonants"]
            and word.startswith(shown["first"])
            and shown["gaps"] in {"", left}
        ):
            yield word


MISSING_VOWELS = Solver("product", needs_typing=True, needs_sight=False, alone=True, solve=solve)
