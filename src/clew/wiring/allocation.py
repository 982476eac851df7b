"""The parts of the allocation, wired."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from clew.wiring.promotions import Promotions
from clew.wiring.shop import ShopParts

if TYPE_CHECKING:
    from clew.promotions.allocation.tonight import Tonight
    from clew.promotions.stores.allocation_file import AllocationFile
    from clew.shop.model import Offer, Redemption


class AllocationParts(ShopParts, Promotions):
    """What scores offers by day, and what decides how by night."""

    @cached_property
    def allocation(self) -> AllocationFile:
        """The last night's allocation."""
        from clew.promotions.stores.allocation_file import AllocationFile

        return AllocationFile(self.home / "promotions" / "allocation.json")

    def tonight(
        self,
        *,
        margin_percent: int,
        offers: Sequence[Offer] = (),
        redemptions: Sequence[Redemption] = (),
    ) -> Tonight:
        """Allocates the day that begins, with past offers and what became of them."""
        from clew.promotions.allocation.tonight import Tonight
        from clew.wiring.foretelling import ShopForetelling

        return Tonight(
            book=self.promotions,
            holds=self.hold_store,
            foretelling=ShopForetelling(
                catalogue=self.catalogue,
                history=self.history,
                model=self.redemption_model,
                margin_percent=margin_percent,
                offers=offers,
                redemptions=redemptions,
            ),
            shelf=self.allocation,
            clock=self.clock,
        )
