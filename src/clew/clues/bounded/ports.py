"""What a bounded process needs to know about the work it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")
ItemT_contra = TypeVar("ItemT_contra", contravariant=True)
AnswerT_contra = TypeVar("AnswerT_contra", contravariant=True)


class Codec(Protocol[ItemT_contra, AnswerT]):
    """How the caller's side writes requests and reads answers: one answer for each item."""

    def write(self, items: Sequence[ItemT_contra]) -> bytes:
        """The body of a request."""
        ...

    def longest(self, items: Sequence[ItemT_contra]) -> int:
        """The length in bytes that no honest answer's body exceeds."""
        ...

    def read(self, body: bytes, items: Sequence[ItemT_contra]) -> Sequence[AnswerT]:
        """The answers to the items, checked; raises `Garbled` for what cannot be an answer.

        The body that answers no items is what a process says when it is ready.
        """
        ...

    def proves(self, answers: Sequence[AnswerT]) -> bool:
        """Whether these answers show that a process works again after failures."""
        ...


class Sentinel(Protocol[ItemT, AnswerT_contra]):
    """Known questions with known answers: a process may answer plausibly and wrongly."""

    def due(self, items: Sequence[ItemT]) -> Sequence[ItemT]:
        """What must be answered rightly before these items are asked; nothing where it was.

        No items stand for a process that has just started. Raises `PartUnavailable` where the
        right answer to a question about items cannot be known now.
        """
        ...

    def judge(self, questions: Sequence[ItemT], answers: Sequence[AnswerT_contra]) -> None:
        """Returns if the answers are right; raises `Garbled`."""
        ...

    def forget(self) -> None:
        """A new process stands in: what the one before has shown does not count."""
        ...
