"""Products put together: their ids, in any order."""

from __future__ import annotations

import re

from clew.hunts.hear.heard import Heard, Outcome, Said, right_or_wrong, told
from clew.hunts.model import Puzzle

_BETWEEN = re.compile(r"[\s,;+|]+")


def hear_basket(puzzle: Puzzle, said: Said) -> Heard:
    """Right for exactly the products wanted; near while nothing wrong is in and some are missing.

    That tells nothing which a wrong answer with all of them would not: the hunt names what to find.
    """
    given = _ids(said.text)
    if not given:
        return told(Outcome.UNREADABLE, said, "hear-empty-basket")
    wanted = [_ids(one) for one in puzzle.accepted]
    if any(given < one for one in wanted):
        return told(Outcome.NEAR, said, "hear-basket-not-full")
    return right_or_wrong(given in wanted, said)


def _ids(text: str) -> frozenset[str]:
    return frozenset(one for one in _BETWEEN.split(text.casefold()) if one)
