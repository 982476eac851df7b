"""Looking at rule sets beside answering: on a thread, one at a time in a worker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bench:
    """Runs what takes up to two seconds of a core, so that players are answered meanwhile.

    Attributes:
        turn: held by whoever is at it.
    """

    def __init__(self) -> None:
        self.turn = asyncio.Lock()

    async def look(self, work: Callable[[], T]) -> T:
        """What the work gives, when it is its turn. Raises what the work raises."""
        async with self.turn:
            return await asyncio.to_thread(work)
