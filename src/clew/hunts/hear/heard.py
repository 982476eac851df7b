"""What becomes of an answer, and what those who hear one are given."""

from __future__ import annotations

from collections.abc import Container
from enum import StrEnum
from typing import NamedTuple, Protocol

import msgspec

from clew.hunts.messages import say
from clew.hunts.model import Puzzle


class Outcome(StrEnum):
    """What an answer is. An unreadable one is no try: nobody is locked out by it."""

    RIGHT = "right"
    NEAR = "near"
    WRONG = "wrong"
    UNREADABLE = "unreadable"


class Heard(msgspec.Struct, frozen=True):
    """An answer, heard.

    Attributes:
        message: to the player; gives nothing of the answer away.
    """

    outcome: Outcome
    message: str


class Said(NamedTuple):
    """What a player said, and what is known of it.

    Attributes:
        text: as typed, chosen or put together.
        lang: that the player is spoken to in.
        zone: where the text or the code leads, as the resolver or the code's keeper found; None
            where it leads nowhere. Asked for by places and scans alone.
        words: the lexicon: a slip of the pen that is another of its words is no slip.
    """

    text: str
    lang: str
    zone: str | None
    words: Container[str]


class Listener(Protocol):
    """Hears the answers of one way. Pure."""

    def __call__(self, puzzle: Puzzle, said: Said) -> Heard:
        """What the answer is, and what the player is told."""
        ...


def told(outcome: Outcome, said: Said, key: str, **values: str | int) -> Heard:
    """An outcome with its message."""
    return Heard(outcome, say(said.lang, key, **values))


def right_or_wrong(right: bool, said: Said) -> Heard:  # noqa: FBT001 - the question itself
    """The two outcomes that every way shares."""
    if right:
        return told(Outcome.RIGHT, said, "hear-right")
    return told(Outcome.WRONG, said, "hear-wrong")
