"""Work under way is shared by all who want the same; nothing is kept of what is done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Flights(Generic[T]):
    """Shares work by name, on one event loop."""

    def __init__(self) -> None:
        self._flying: dict[Hashable, asyncio.Task[T]] = {}

    async def join(self, name: Hashable, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the work of that name gives: of the one under way, or else of this one.

        Raises what the work raises, to everybody who joined. Whoever is cancelled leaves the others
        their work. The name must tell apart whatever may not be shared.
        """
        task = self._flying.get(name)
        if task is None or task.done():
            task = self._flying[name] = asyncio.create_task(work())
            task.add_done_callback(lambda done: self._landed(name, done))
        return await asyncio.shield(task)

    async def end(self) -> None:
        """Ends what is under way; returns when it has."""
        tasks = list(self._flying.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _landed(self, name: Hashable, done: asyncio.Task[T]) -> None:
        if self._flying.get(name) is done:
            del self._flying[name]
        if not done.cancelled():
            # Everybody may have gone; then nobody is to be told.
            done.exception()
