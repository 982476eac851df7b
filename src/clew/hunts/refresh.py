"""What is dear to gather, kept for a while: never more than a share of the time goes into it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Generic, TypeVar

_T = TypeVar("_T")
LEAST_S = 1.0
"""How long something is kept at least, seconds: as long as the catalogue of a worker."""
SHARE = 20
"""It is kept so many times as long as gathering it took."""
AHEAD = 0.75
"""From that share of the time on the next one is gathered aside, and nobody waits for it."""


class Refreshed(Generic[_T]):
    """One thing, gathered again before it is old; who asks for an old one waits for the new."""

    def __init__(
        self, gather: Callable[[], Awaitable[_T]], *, now: Callable[[], float] = monotonic
    ) -> None:
        self._gather = gather
        self._now = now
        self._held: _T | None = None
        self._ahead = self._until = float("-inf")
        self._gathering = asyncio.Lock()
        self._renewing: asyncio.Task[None] | None = None

    async def current(self) -> _T:
        """At most `LEAST_S` old, or `SHARE` times what it takes to gather.

        The same object as before where what was gathered is equal to it: what was made of it holds.
        """
        now = self._now()
        if self._held is None or now >= self._until:
            async with self._gathering:
                if self._held is None or self._now() >= self._until:
                    await self._renew()
        elif now >= self._ahead and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renewed())
            # What fails here fails for whoever asks when the time is up, and is told then.
            self._renewing.add_done_callback(lambda task: task.cancelled() or task.exception())
        if self._held is None:
            raise TypeError("nothing was gathered")
        return self._held

    async def _renewed(self) -> None:
        async with self._gathering:
            await self._renew()

    async def _renew(self) -> None:
        began = self._now()
        gathered = await self._gather()
        self._held = self._held if self._held == gathered else gathered
        kept = max(LEAST_S, SHARE * (self._now() - began))
        self._ahead, self._until = began + AHEAD * kept, began + kept
