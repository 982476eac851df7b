"""A write that is sent again until it is answered, and meant once: what is kept of it."""

from __future__ import annotations

from typing import Protocol

import msgspec


class Attempt(msgspec.Struct, frozen=True):
    """One sending of a write.

    Attributes:
        id: names the write; another sender's, or another kind's, never has the same.
        content: digest of all that is asked for.
        token: names this sending; no other one has it.
        at: when it was sent, in seconds since 1970 UTC.
    """

    id: str
    content: str
    token: str
    at: float


class Kept(msgspec.Struct, frozen=True):
    """What is kept of the sending that took a write's id.

    Attributes:
        campaign: where it writes; None where only the answer will say what it did.
        clue: the first of those that it began to write; None where it writes none.
        revision: of that clue, the one that it began; 0 where it writes none.
        clues: how many it began to write.
        answer: what was answered, as JSON; None while nothing was, and where the record tells.
    """

    attempt: Attempt
    campaign: str | None = None
    clue: str | None = None
    revision: int = 0
    clues: int = 0
    answer: bytes | None = None


class AttemptBook(Protocol):
    """The attempts of the last while, each under its id.

    `ClueRecord` adds those that begin something, in the same transaction.
    """

    async def find(self, id_: str) -> Kept | None:
        """What is kept under an id; None where nothing is."""
        ...

    async def add(self, kept: Kept) -> None:
        """Keeps an attempt; durable on return.

        Raises `Conflict` (`attempt_running`) where the id is taken and `PartUnavailable`
        (`attempts_full`) where no more are kept.
        """
        ...

    async def answered(self, attempt: Attempt, answer: bytes) -> None:
        """Adds what was answered; nothing happens where another sending has the id now."""
        ...

    async def drop(self, attempt: Attempt) -> None:
        """Frees the id; nothing happens where another sending has it."""
        ...
