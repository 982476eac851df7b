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


class Refreshed(Generic[_T]):
    """One thing, gathered again when it is old; who asks meanwhile waits for the new one."""

    def __init__(
        self, gather: Callable[[], Awaitable[_T]], *, now: Callable[[], float] = monotonic
    ) -> None:
        self._gather = gather
        self._now = now
        self._held: _T | None = None
        self._until: float | None = None
        self._gathering = asyncio.Lock()

    async def current(self) -> _T:
        """At most `LEAST_S` old, or `SHARE` times what it takes to gather."""
        async with self._gathering:
            began = self._now()
            if self._held is None or self._until is None or began >= self._until:
                self._held = await self._gather()
                took = self._now() - began
                self._until = began + max(LEAST_S, SHARE * took)
            return self._held
