"""Settings -> the parts that promise: promotions, their life, and holds on their budgets."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from clew.wiring.ground import GroundParts

if TYPE_CHECKING:
    from clew.clues.ports import ClueRecord
    from clew.promotions.check import PromotionCheck
    from clew.promotions.holds import Holds
    from clew.promotions.import_promotions import PromotionImport
    from clew.promotions.life import Life
    from clew.promotions.live import LivePromotions
    from clew.promotions.stores.sql import SqlPromotions
    from clew.promotions.stores.sql_holds import SqlHolds
    from clew.venues.ports import VenueStore


class PromotionGround:
    """`Ground` from the venues and the campaigns that are there."""

    def __init__(self, venues: VenueStore, clues: ClueRecord) -> None:
        self._venues = venues
        self._clues = clues

    async def venues(self) -> frozenset[str]:
        """See `Ground`."""
        return frozenset([venue.id for venue in await self._venues.venues()])

    async def campaigns(self) -> frozenset[str]:
        """See `Ground`."""
        return frozenset([campaign.id for campaign in await self._clues.campaigns()])


class Promotions(GroundParts):
    """The parts that promise. Each is made when it is first asked for."""

    @cached_property
    def promotions(self) -> SqlPromotions:
        """The record of promotions."""
        from clew.promotions.stores.sql import SqlPromotions

        return SqlPromotions(self.record)

    @cached_property
    def hold_store(self) -> SqlHolds:
        """The record of holds."""
        from clew.promotions.stores.sql_holds import SqlHolds

        return SqlHolds(self.record)

    @cached_property
    def holds(self) -> Holds:
        """Takes budget, and gives it back."""
        from clew.promotions.holds import Holds

        return Holds(book=self.promotions, store=self.hold_store, clock=self.clock)

    @cached_property
    def live_promotions(self) -> LivePromotions:
        """What may be promised at a moment."""
        from clew.promotions.live import LivePromotions

        return LivePromotions(book=self.promotions, holds=self.hold_store)

    @cached_property
    def promotion_life(self) -> Life:
        """Takes promotions from state to state."""
        from clew.promotions.life import Life

        return Life(book=self.promotions, writer=self.promotions, clock=self.clock)

    @cached_property
    def promotion_import(self) -> PromotionImport:
        """Imports files of promotions."""
        from clew.promotions.import_promotions import PromotionImport

        return PromotionImport(
            book=self.promotions,
            writer=self.promotions,
            ground=PromotionGround(self.venues, self.clues),
            clock=self.clock,
        )

    @cached_property
    def promotion_check(self) -> PromotionCheck:
        """Compares budgets with holds."""
        from clew.promotions.check import PromotionCheck

        return PromotionCheck(store=self.hold_store, holds=self.holds, life=self.promotion_life)
