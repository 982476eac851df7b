"""A player's history, read once for all who ask about one moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence

from clew.shop.model import Event, Purchase
from clew.shop.ports import HistoryReader, Past

KEPT = 64
"""Players whose rows are kept: those whose hunts are being made."""


class HeldHistory:
    """See `HistoryReader`; rows before a moment are kept until others push them out.

    What is told of a moment does not change afterwards, but for an import of the past: who asks
    for the same moment again may miss that.
    """

    def __init__(self, history: HistoryReader) -> None:
        self._history = history
        self._past: OrderedDict[tuple[str, int], Past] = OrderedDict()

    async def purchases(self, player: str, *, before: int | None = None) -> Sequence[Purchase]:
        """See `HistoryReader`."""
        if before is None:
            return await self._history.purchases(player)
        return (await self.past(player, before=before)).purchases

    async def events(self, player: str, *, before: int | None = None) -> Sequence[Event]:
        """See `HistoryReader`."""
        if before is None:
            return await self._history.events(player)
        return (await self.past(player, before=before)).events

    async def past(self, player: str, *, before: int) -> Past:
        """See `HistoryReader`."""
        key = player, before
        if key not in self._past:
            self._past[key] = await self._history.past(player, before=before)
            if len(self._past) > KEPT:
                self._past.popitem(last=False)
        return self._past[key]

    def all_purchases(self, *, before: int | None = None) -> AsyncIterator[Sequence[Purchase]]:
        """See `HistoryReader`."""
        return self._history.all_purchases(before=before)
