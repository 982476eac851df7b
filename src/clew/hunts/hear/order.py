"""Options put in order.

Never near, and never how many stand right: a few such answers would solve the puzzle without a
thought.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clew.hunts.hear.heard import Heard, Outcome, Said, right_or_wrong, told
from clew.hunts.model import Puzzle

_BETWEEN = re.compile(r"[\s,;<>|→-]+")


def hear_order(puzzle: Puzzle, said: Said) -> Heard:
    """Right for the accepted order of ids; what does not name each of them once is unreadable."""
    ids = [one.id.casefold() for one in puzzle.options]
    given = _ids(said.text.casefold(), ids)
    if sorted(given) != sorted(ids):
        shown = ", ".join(one.id for one in puzzle.options)
        return told(Outcome.UNREADABLE, said, "hear-each-once", ids=shown)
    return right_or_wrong(" ".join(given) in {one.casefold() for one in puzzle.accepted}, said)


def _ids(text: str, ids: Sequence[str]) -> list[str]:
    given = [one for one in _BETWEEN.split(text) if one]
    if len(given) == 1 < len(ids) and all(len(one) == 1 for one in ids):
        return list(given[0])
    return given
