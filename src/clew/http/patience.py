"""Waiting for a bounded time, without a timer a wait: making one costs as much as a lookup."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")
LOOK_S = 0.5
"""Seconds between two looks: so much longer than allowed may a wait last."""


class Patience:
    """Waits of one length. Whoever makes it runs `watch` beside, or nothing ever ends."""

    def __init__(self, seconds: float) -> None:
        """`seconds` is how long each may wait."""
        self.seconds = seconds
        self._waiting: dict[asyncio.Task[Any], float] = {}
        self._ended: set[asyncio.Task[Any]] = set()

    async def wait(self, work: Awaitable[T]) -> T:
        """What the work gives; raises `TimeoutError` where that takes too long. One a task."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in one
        self._waiting[task] = monotonic() + self.seconds
        try:
            return await work
        except asyncio.CancelledError:
            if task not in self._ended:
                raise
            task.uncancel()
            raise TimeoutError from None
        finally:
            del self._waiting[task]
            self._ended.discard(task)

    async def watch(self) -> None:
        """Ends the waits that last too long, until it is cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            now = monotonic()
            for task, until in list(self._waiting.items()):
                if until > now:
                    # All wait equally long, so the rest began later.
                    break
                if task not in self._ended:
                    self._ended.add(task)
                    task.cancel()
