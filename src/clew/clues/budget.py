"""How long a query waits for a tier."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from typing import Any, TypeVar, cast

T = TypeVar("T")


async def within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, or `TimeoutError` once it has been waited for that long.

    A tier in memory answers without waiting, and then no timer is made: making one costs as much
    as three lookups.
    """
    try:
        pending = work.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    async with asyncio.timeout(seconds):
        result: T = await _Begun(work, pending)
        return result


class _Begun(Generator[Any, Any, T]):
    """A coroutine that has already taken its first step, as something to await."""

    def __init__(self, work: Coroutine[Any, Any, T], pending: Any) -> None:
        self._work = work
        self._pending = pending
        self._started = False

    def __await__(self) -> _Begun[T]:
        return self

    def send(self, value: Any) -> Any:
        if not self._started:
            self._started = True
            return self._pending
        return self._work.send(value)

    def throw(self, *error: Any) -> Any:
        self._started = True
        return self._work.throw(*error)

    def close(self) -> None:
        self._work.close()
