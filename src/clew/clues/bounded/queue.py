"""Calls that wait for a process, each of some items; a long one lets short ones pass."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Generic

from clew.clues.bounded.ports import AnswerT, ItemT
from clew.errors import PartUnavailable


class Call(Generic[ItemT, AnswerT]):
    """Items on their way; `done` is set with all of their answers, in order."""

    def __init__(self, items: Sequence[ItemT], deadline: float) -> None:
        """`deadline` is a time of the monotonic clock, seconds."""
        self.items = items
        self.deadline = deadline
        self.sent = 0
        self.done: asyncio.Future[list[AnswerT]] = asyncio.get_running_loop().create_future()
        self._answers: list[AnswerT] = []

    def fill(self, answers: Sequence[AnswerT]) -> None:
        """Takes the answers to the next items."""
        self._answers += answers
        if len(self._answers) == len(self.items) and not self.done.done():
            self.done.set_result(self._answers)

    def fail(self, error: PartUnavailable) -> None:
        """Tells whoever waits."""
        if not self.done.done():
            self.done.set_exception(error)

    def retire(self) -> None:
        """Nobody waits any more: what comes now is not missed."""
        if not self.done.cancel() and not self.done.cancelled():
            self.done.exception()


Share = tuple[Call[ItemT, AnswerT], Sequence[ItemT]]
"""A call, and those of its items that are sent now."""


class CallQueue(Generic[ItemT, AnswerT]):
    """First come, first served, a share at a time.

    Attributes:
        waiting: items that were not sent yet.
    """

    def __init__(self) -> None:
        self.waiting = 0
        self._calls: deque[Call[ItemT, AnswerT]] = deque()

    def __len__(self) -> int:
        return len(self._calls)

    def ahead(self, room: int) -> int:
        """Items that are sent before a call that comes now; long calls let it pass by shares."""
        return sum(min(len(call.items) - call.sent, room) for call in self._calls)

    def put(self, call: Call[ItemT, AnswerT]) -> None:
        """Takes a call in."""
        self._calls.append(call)
        self.waiting += len(call.items)

    def drop(self, call: Call[ItemT, AnswerT]) -> None:
        """Forgets a call, if it is still here."""
        with suppress(ValueError):
            self._calls.remove(call)
            self.waiting -= len(call.items) - call.sent

    def next_batch(self, room: int) -> list[Share[ItemT, AnswerT]]:
        """The calls whose turn it is, `room` items in all; what is left of one goes last."""
        shares: list[Share[ItemT, AnswerT]] = []
        for _ in range(len(self._calls)):
            if not room:
                break
            call = self._calls.popleft()
            items = call.items[call.sent : call.sent + room]
            shares.append((call, items))
            room -= len(items)
            call.sent += len(items)
            self.waiting -= len(items)
            if call.sent < len(call.items):
                self._calls.append(call)
        return shares

    def take_all(self) -> list[Call[ItemT, AnswerT]]:
        """Whatever waits; nothing does afterwards."""
        calls = list(self._calls)
        self._calls.clear()
        self.waiting = 0
        return calls
