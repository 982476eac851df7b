"""A code scanned at the place; whoever keeps the codes says which zone it belongs to."""

from __future__ import annotations

from clew.hunts.hear.heard import Heard, Outcome, Said, right_or_wrong, told
from clew.hunts.model import Puzzle


def hear_scan(puzzle: Puzzle, said: Said) -> Heard:
    """Right for the step's own zone; what is no code of this campaign is unreadable."""
    if said.zone is None:
        return told(Outcome.UNREADABLE, said, "hear-no-code")
    return right_or_wrong(said.zone in puzzle.accepted, said)
