"""What may be promised at a moment, for those who ask the rules about it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from clew.promotions.model import GIVEN, Promotion, Spent
from clew.promotions.ports import HoldStore, PromotionReader
from clew.promotions.prefilter import Prefilter, Sought


class Live(NamedTuple):
    """One moment as data; it never changes.

    Attributes:
        moment: seconds since 1970 UTC.
        generation: of the promotions, as `PromotionReader` tells it.
        promotions: that are live then, with budget left in all; by id.
        spent: promotion -> what is held or firm of it in all.
    """

    moment: int
    generation: int
    promotions: Sequence[Promotion]
    spent: Mapping[str, Spent]


class LivePromotions:
    """The index of all promotions, kept up with what is changed and spent. One a process."""

    def __init__(self, *, book: PromotionReader, holds: HoldStore) -> None:
        self._book = book
        self._holds = holds
        self._generation = -1
        self._index = Prefilter((), {})
        self._reading = asyncio.Lock()

    async def at(self, moment: int) -> Live:
        """What is live at a moment, with every change and hold that was acknowledged before."""
        async with self._reading:
            spent = await self._follow()
            return Live(moment, self._generation, self._index.live(moment), spent)

    async def survivors(self, sought: Sought) -> Sequence[Promotion]:
        """Of those, what is about what is sought, by id: what the rules are to be asked about."""
        async with self._reading:
            await self._follow()
            return self._index.survivors(sought)

    async def _follow(self) -> Mapping[str, Spent]:
        # Read after the generation, so a change between the two is taken in once more.
        generation = await self._book.generation()
        if generation != self._generation:
            promotions = await self._book.promotions(GIVEN)
            spent = await self._holds.spent()
            self._index = Prefilter(promotions, spent)
            self._generation = generation
            return spent
        spent = await self._holds.spent()
        self._index.charge(spent)
        return spent
