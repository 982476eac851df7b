"""A place, typed as any clue is: right where it leads to the step's own zone, never near."""

from __future__ import annotations

from clew.hunts.hear.heard import Heard, Outcome, Said, right_or_wrong, told
from clew.hunts.model import Puzzle
from clew.hunts.puzzles.clues import echoes


def hear_place(puzzle: Puzzle, said: Said) -> Heard:
    """Right for the zone; a text that the resolver takes nowhere, or several ways, is unreadable.

    The clue that is shown leads to its place too, and is no answer to itself.
    The neighbouring square is wrong: a hunt that told how near a guess is would be played blind.
    """
    if echoes(puzzle.shown, said.text):
        return told(Outcome.UNREADABLE, said, "hear-own-clue")
    if said.zone is None:
        return told(Outcome.UNREADABLE, said, "hear-no-place")
    return right_or_wrong(said.zone in puzzle.accepted, said)
