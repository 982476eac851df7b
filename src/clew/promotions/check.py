"""Whether the budgets say what the holds hold, and making them so."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clew.promotions.holds import Holds
from clew.promotions.life import Life
from clew.promotions.ports import HoldStore
from clew.venues.model import Finding


class Tidied(msgspec.Struct, frozen=True):
    """What a repair did.

    Attributes:
        expired: holds whose budget was given back because their time has run out.
        recounted: counters that were set right, `promotion: counter`.
        moved: promotions that the clock has taken on, `promotion: state`.
    """

    expired: int
    recounted: tuple[str, ...]
    moved: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.expired or self.recounted or self.moved)


class PromotionCheck:
    """Compares budgets with holds, and sets them right."""

    def __init__(self, *, store: HoldStore, holds: Holds, life: Life) -> None:
        self._store = store
        self._holds = holds
        self._life = life

    async def findings(self) -> Sequence[Finding]:
        """Every counter of a budget that is not the sum of its holds; changes nothing."""
        return [
            Finding(
                "budget",
                f"{one.promotion}: {one.counter}",
                f"counted {one.counted.units} units and {one.counted.money} minor units, "
                f"held {one.held.units} and {one.held.money}",
                "`clew repair` counts it anew",
            )
            for one in await self._store.differences()
        ]

    async def repair(self) -> Tidied:
        """Counts anew what differs, sweeps what has expired, and writes what the clock did."""
        # Counted first: a counter that says too little refuses to give anything back.
        recounted = [f"{one.promotion}: {one.counter}" for one in await self._store.recount()]
        expired = await self._holds.sweep()
        moved = [f"{one.id}: {one.state}" for one in await self._life.tick()]
        return Tidied(expired, tuple(recounted), tuple(moved))
