"""A player's history, read once for all who ask about one moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

from clew.shop.model import Event, Purchase
from clew.shop.ports import HistoryReader

_T = TypeVar("_T")
KEPT = 64
"""Players whose rows are kept: those whose hunts are being made."""


class HeldHistory:
    """See `HistoryReader`; rows before a moment are kept until others push them out.

    What is told of a moment does not change afterwards, but for an import of the past: who asks
    for the same moment again may miss that.
    """

    def __init__(self, history: HistoryReader) -> None:
        self._history = history
        self._purchases: OrderedDict[tuple[str, int], Sequence[Purchase]] = OrderedDict()
        self._events: OrderedDict[tuple[str, int], Sequence[Event]] = OrderedDict()

    async def purchases(self, player: str, *, before: int | None = None) -> Sequence[Purchase]:
        """See `HistoryReader`."""
        if before is None:
            return await self._history.purchases(player)
        key = player, before
        if key not in self._purchases:
            _keep(self._purchases, key, await self._history.purchases(player, before=before))
        return self._purchases[key]

    async def events(self, player: str, *, before: int | None = None) -> Sequence[Event]:
        """See `HistoryReader`."""
        if before is None:
            return await self._history.events(player)
        key = player, before
        if key not in self._events:
            _keep(self._events, key, await self._history.events(player, before=before))
        return self._events[key]

    def all_purchases(self, *, before: int | None = None) -> AsyncIterator[Sequence[Purchase]]:
        """See `HistoryReader`."""
        return self._history.all_purchases(before=before)


def _keep(kept: OrderedDict[tuple[str, int], _T], key: tuple[str, int], rows: _T) -> None:
    kept[key] = rows
    if len(kept) > KEPT:
        kept.popitem(last=False)
