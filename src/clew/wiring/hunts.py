"""The parts of hunts, wired."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from clew.wiring.allocation import AllocationParts

if TYPE_CHECKING:
    from clew.hunts.explain import Explanations
    from clew.hunts.open_hunt import OpenHunt
    from clew.hunts.replay import Replay
    from clew.hunts.stores.sql import SqlHunts
    from clew.hunts.take_snapshot import TakeSnapshot
    from clew.hunts.world import Worlds
    from clew.wiring.hunt_sources import HoldsNow
    from clew.wiring.hunt_workshop import HuntWorkshop


class HuntParts(AllocationParts):
    """What hunts are composed with. Each is made when it is first asked for."""

    @cached_property
    def hunt_store(self) -> SqlHunts:
        """The record of hunts."""
        from clew.hunts.stores.sql import SqlHunts

        return SqlHunts(self.record)

    @cached_property
    def hunt_workshop(self) -> HuntWorkshop:
        """Makes calculators of snapshots' parts."""
        from clew.rules.engines.zen import ZenRules
        from clew.wiring.hunt_workshop import HuntWorkshop

        return HuntWorkshop(ZenRules(), self.bundle_terms)

    @cached_property
    def worlds(self) -> Worlds:
        """The prepared parts of snapshots."""
        from clew.hunts.world import Worlds

        return Worlds(self.hunt_workshop)

    @cached_property
    def snapshots_of_hunts(self) -> TakeSnapshot:
        """Takes snapshots."""
        from clew.hunts.take_snapshot import TakeSnapshot
        from clew.wiring.hunt_prospects import Prospects
        from clew.wiring.hunt_sources import PromisesNow, RulesNow, ShopNow
        from clew.wiring.hunt_venues import VenuesNow

        return TakeSnapshot(
            shop=ShopNow(
                catalogue=self.catalogue, points=self.starting_points, history=self.held_history
            ),
            promises=PromisesNow(
                book=self.promotions,
                holds=self.hold_store,
                night=self.allocation,
                prospects=Prospects(history=self.held_history, model=self.redemption_model),
            ),
            venues=VenuesNow(
                venues=self.venues,
                clues=self.clues,
                pairs=self.pairs,
                ground=self.ground,
                hours=self.hours,
                timezone=self.settings.timezone,
            ),
            rules=RulesNow(self.rules),
            store=self.hunt_store,
            worlds=self.worlds,
        )

    @cached_property
    def hunt_holds(self) -> HoldsNow:
        """Holds on the budgets of rewards."""
        from clew.wiring.hunt_sources import HoldsNow

        return HoldsNow(self.holds, self.hold_store)

    @cached_property
    def open_hunts(self) -> OpenHunt:
        """Gives players their hunt."""
        from clew.hunts.open_hunt import OpenHunt

        return OpenHunt(
            snapshots=self.snapshots_of_hunts,
            holding=self.hunt_holds,
            store=self.hunt_store,
            clock=self.clock,
        )

    @cached_property
    def hunt_replay(self) -> Replay:
        """Composes saved hunts again."""
        from clew.hunts.replay import Replay

        return Replay(store=self.hunt_store, worlds=self.worlds)

    @cached_property
    def hunt_explanations(self) -> Explanations:
        """Says why hunts are as they are."""
        from clew.hunts.explain import Explanations

        return Explanations(replay=self.hunt_replay, holding=self.hunt_holds)
