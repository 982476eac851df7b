"""Solves a word search: from every cell in every direction, what is read is looked up."""

from __future__ import annotations

from collections.abc import Iterator

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Step
from clew.hunt_check.solvers.solver import Solver


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The words of the length told that stand in the square."""
    rows: list[str] = step.shown["rows"]
    for at_row in range(len(rows)):
        for at_column in range(len(rows[at_row])):
            for direction in step.shown["directions"]:
                word = _read(rows, at_row, at_column, direction, step.shown["length"])
                if word in lexicon:
                    yield word


def _read(rows: list[str], row: int, column: int, direction: str, length: int) -> str:
    """So many letters from a cell on, or fewer where the square ends."""
    down = ("down" in direction) - ("up" in direction)
    right = ("right" in direction) - ("left" in direction)
    letters = ""
    while len(letters) < length and 0 <= row < len(rows) and 0 <= column < len(rows[row]):
        letters += rows[row][column]
        row, column = row + down, column + right
    return letters if len(letters) == length else ""


WORD_SEARCH = Solver("product", needs_typing=True, needs_sight=False, alone=True, solve=solve)
