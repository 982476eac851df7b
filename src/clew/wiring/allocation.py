"""The parts of the allocation, wired."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from clew.wiring.promotions import Promotions
from clew.wiring.shop import PATIENT_S, ShopParts

if TYPE_CHECKING:
    from clew.promotions.allocation.tonight import Tonight
    from clew.promotions.stores.allocation_file import AllocationFile
    from clew.shop.model import Offer, Redemption
    from clew.wiring.rule_facts import PlayerFacts
    from clew.wiring.rule_trial import RuleTrial


class AllocationParts(ShopParts, Promotions):
    """What scores offers by day, and what decides how by night."""

    @cached_property
    def allocation(self) -> AllocationFile:
        """The last night's allocation."""
        from clew.promotions.stores.allocation_file import AllocationFile

        return AllocationFile(self.home / "promotions" / "allocation.json")

    @cached_property
    def player_facts(self) -> PlayerFacts:
        """What the rules are told of players where nobody waits for the answer."""
        from clew.shop.starting_point import StartingPoints
        from clew.wiring.rule_facts import PlayerFacts

        points = StartingPoints(
            catalogue=self.catalogue,
            history=self.history,
            model=self.starting_model,
            clock=self.clock,
            budget_s=PATIENT_S,
        )
        return PlayerFacts(history=self.history, points=points)

    @cached_property
    def rule_trial(self) -> RuleTrial:
        """Tries rules on the shop's players."""
        from clew.wiring.rule_trial import RuleTrial

        return RuleTrial(
            book=self.promotions,
            holds=self.hold_store,
            catalogue=self.catalogue,
            history=self.history,
            players=self.player_facts,
            clock=self.clock,
        )

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
                rules=self.rules,
                players=self.player_facts,
                holds=self.hold_store,
                margin_percent=margin_percent,
                offers=offers,
                redemptions=redemptions,
            ),
            shelf=self.allocation,
            clock=self.clock,
        )
