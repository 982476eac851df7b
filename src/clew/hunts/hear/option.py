"""One of the options: its id, or its text as it is shown. Never near: that would cross one out."""

from __future__ import annotations

from clew.hunts.hear.heard import Heard, Outcome, Said, right_or_wrong, told
from clew.hunts.model import Puzzle
from clew.text import key_form


def hear_option(puzzle: Puzzle, said: Said) -> Heard:
    """Right for the accepted option; what is none of them is unreadable."""
    typed = key_form(said.text)
    chosen = next(
        (
            one.id
            for field in ("id", "text")
            for one in puzzle.options
            if typed and key_form(getattr(one, field)) == typed
        ),
        None,
    )
    if chosen is None:
        ids = ", ".join(one.id for one in puzzle.options)
        return told(Outcome.UNREADABLE, said, "hear-which-option", ids=ids)
    return right_or_wrong(chosen in puzzle.accepted, said)
