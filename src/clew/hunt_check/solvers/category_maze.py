"""Solves a maze: every way through its doors is walked that somebody could take for the right one.

Names are put in the order of the alphabet with their blanks and without; a count of letters that is
nearly as high as another's is a count that somebody gets wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Plain, Step
from clew.hunt_check.solvers.solver import Solver
from clew.text import key_form

MISCOUNTED = 1
"""Letters that people miscount a name by."""


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:  # noqa: ARG001 - the maze is all there is
    """The options that stand at the end of a way."""
    ends = {one["name"] for one in _ends(step.shown["tree"], step.shown["directions"])}
    for option in step.options:
        if option.text in ends:
            yield option.id


def _ends(doors: Sequence[Plain], directions: Sequence[Plain]) -> Iterator[Plain]:
    if not directions:
        return
    for number, door in enumerate(doors, start=1):
        if _may_be_meant(door, number, doors, directions[0]):
            if len(directions) == 1:
                yield door
            else:
                yield from _ends(door["doors"], directions[1:])


def _may_be_meant(door: Plain, number: int, doors: Sequence[Plain], direction: Plain) -> bool:
    others = [one["name"] for one in doors if one is not door]
    name: str = door["name"]
    match direction["rule"]:
        case "nth":
            return bool(direction["door"] == number)
        case "first":
            return any(all(_key(name, gap) <= _key(one, gap) for one in others) for gap in " _")
        case "last":
            return any(all(_key(name, gap) >= _key(one, gap) for one in others) for gap in " _")
        case "most":
            return all(_letters(name) + MISCOUNTED >= _letters(one) for one in others)
        case "fewest":
            return all(_letters(name) - MISCOUNTED <= _letters(one) for one in others)
        case _:
            return True


def _key(name: str, gap: str) -> str:
    """As it is sorted: with its blanks (" "), or without them."""
    return key_form(name).replace(" ", " " if gap == " " else "")


def _letters(name: str) -> int:
    return sum(one.isalpha() for one in name)


CATEGORY_MAZE = Solver("product", needs_typing=False, needs_sight=False, alone=True, solve=solve)
