"""Settings -> the parts of one running Clew. Each part is made when it is first asked for.

A part's module is imported with it: `clew resolve` needs neither the record's engine nor geometry,
and importing those takes ten times as long as answering.
"""

from __future__ import annotations

from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING

from clew.clues.asked import AskedLog
from clew.clues.atlas import Atlas
from clew.clues.resolver import Budgets, Resolver
from clew.errors import ClewError
from clew.wiring.hunts import HuntParts
from clew.wiring.tiers import vectors_wanted

if TYPE_CHECKING:
    from clew.clues.campaigns import Campaigns
    from clew.clues.check_tiers import TierCheck
    from clew.clues.check_vectors import VectorCheck
    from clew.clues.clue_file import CluePlacer
    from clew.clues.heads import CampaignHeads
    from clew.clues.import_clues import ClueImport
    from clew.clues.import_leftovers import ImportLeftovers
    from clew.clues.import_shares import Preparation
    from clew.clues.lint import Lint
    from clew.clues.misses import Misses
    from clew.clues.publisher import Publisher
    from clew.clues.repair import Repair
    from clew.clues.settle import Settlement
    from clew.clues.static_file import StaticBuilder
    from clew.clues.vectors.tier import VectorTier
    from clew.clues.write import ClueWriter
    from clew.wiring.drawn_plans import DrawnPlans
    from clew.wiring.zone_use import CampaignsOnMaps, CluesInZones


PATIENCE = 20
"""How much longer the vector tier may take where nobody waits at a phone."""


class House(HuntParts):
    """The parts, wired. One a process.

    Attributes:
        hurried: whether a player waits for the answer; set it before the resolver is first used.
    """

    hurried = True

    async def close(self) -> ClewError | None:
        """Writes what is still counted in memory, and releases what was opened.

        Returns why the counts could not be written, if so: an answer stands without them.
        """
        lost = None
        if "asked" in self.__dict__:
            try:
                await self.asked.flush()
            except ClewError as error:
                lost = error
        if "exact" in self.__dict__:
            self.exact.close()
        if "record" in self.__dict__:
            await self.record.close()
        if "embedder" in self.__dict__:
            await self.embedder.close()
        if "vectors" in self.__dict__:
            await self.vectors.close()
        return lost

    @cached_property
    def drawn_plans(self) -> DrawnPlans:
        """Venues as pages draw them."""
        from clew.wiring.drawn_plans import DrawnPlans

        return DrawnPlans(self.venues, self.maps)

    @cached_property
    def placer(self) -> CluePlacer:
        """Finds the zone of what an editor writes."""
        from clew.clues.clue_file import CluePlacer

        return CluePlacer(self.plans)

    @cached_property
    def heads(self) -> CampaignHeads:
        """Keeps each campaign's head true."""
        from clew.clues.heads import CampaignHeads

        return CampaignHeads(
            record=self.clues,
            exact=self.exact,
            static=self.static,
            plans=self.plans,
            model=self.meanings.model,
        )

    @cached_property
    def campaigns(self) -> Campaigns:
        """The life of campaigns."""
        from clew.clues.campaigns import Campaigns

        return Campaigns(record=self.clues, exact=self.exact, heads=self.heads, clock=self.clock)

    @cached_property
    def publisher(self) -> Publisher:
        """Publishes, deletes and restores clues."""
        from clew.clues.publisher import Publisher

        return Publisher(
            record=self.clues,
            static=self.static,
            tombstones=self.tombstones,
            heads=self.heads,
            plans=self.plans,
            writer=self.writer,
            settlement=self.settlement,
            clock=self.clock,
        )

    @cached_property
    def writer(self) -> ClueWriter:
        """Takes revisions through every tier."""
        from clew.clues.write import ClueWriter

        return ClueWriter(
            record=self.clues,
            exact=self.exact,
            tombstones=self.tombstones,
            heads=self.heads,
            meanings=self.meanings,
            clock=self.clock,
            lease_s=self.settings.lease_s,
        )

    @cached_property
    def settlement(self) -> Settlement:
        """Completes or undoes what broke off."""
        from clew.clues.settle import Settlement

        return Settlement(
            record=self.clues, exact=self.exact, tombstones=self.tombstones, heads=self.heads
        )

    @cached_property
    def repair(self) -> Repair:
        """Makes the parts agree again."""
        from clew.clues.repair import Repair

        return Repair(
            record=self.clues,
            exact=self.exact,
            tombstones=self.tombstones,
            heads=self.heads,
            meanings=self.meanings,
            writer=self.writer,
            settlement=self.settlement,
            snapshots=self.snapshots,
            imports=self.import_leftovers,
            clock=self.clock,
        )

    @cached_property
    def import_preparation(self) -> Preparation:
        """What is left to do of a share of an import."""
        from clew.clues.import_shares import Preparation

        return Preparation(record=self.clues, meanings=self.meanings)

    @cached_property
    def clue_import(self) -> ClueImport:
        """Imports files of clues."""
        from clew.clues.import_clues import ClueImport

        return ClueImport(
            plans=self.plans,
            campaigns=self.campaigns,
            record=self.clues,
            static=self.static,
            publisher=self.publisher,
            preparation=self.import_preparation,
            shelf=self.import_shelf,
            clock=self.clock,
        )

    @cached_property
    def import_leftovers(self) -> ImportLeftovers:
        """Imports that broke off."""
        from clew.clues.import_leftovers import ImportLeftovers

        return ImportLeftovers(
            record=self.clues,
            campaigns=self.campaigns,
            publisher=self.publisher,
            preparation=self.import_preparation,
            shelf=self.import_shelf,
        )

    @cached_property
    def static_builder(self) -> StaticBuilder:
        """Puts a static.csv in force."""
        from clew.clues.static_file import StaticBuilder

        return StaticBuilder(
            static=self.static,
            exact=self.exact,
            record=self.clues,
            plans=self.plans,
            heads=self.heads,
            max_rows=self.settings.static_rows,
        )

    @cached_property
    def lint(self) -> Lint:
        """Looks over a campaign."""
        from clew.clues.lint import Lint

        return Lint(
            record=self.clues,
            static=self.static,
            plans=self.plans,
            embedder=lambda: self.embedder,
        )

    @cached_property
    def misses(self) -> Misses:
        """What was asked in vain, and what may have been meant."""
        from clew.clues.misses import Misses

        return Misses(
            record=self.clues,
            asked=self.asked_store,
            exact=self.exact,
            publisher=self.publisher,
            model=self.meanings.model,
            embedder=lambda: self.embedder,
            reader=lambda: self.vectors,
        )

    @cached_property
    def zone_use(self) -> CluesInZones:
        """What stands in zones that a map change would drop."""
        from clew.wiring.zone_use import CluesInZones

        return CluesInZones(self.clues, self.static)

    @cached_property
    def map_listeners(self) -> CampaignsOnMaps:
        """Who must hear of a new map version."""
        from clew.wiring.zone_use import CampaignsOnMaps

        return CampaignsOnMaps(
            exact=self.exact,
            heads=self.heads,
            static=self.static,
            builder=self.static_builder,
            venues=self.venues,
        )

    @cached_property
    def tier_check(self) -> TierCheck:
        """Compares the tiers."""
        from clew.clues.check_tiers import TierCheck

        return TierCheck(
            record=self.clues,
            exact=self.exact,
            lookup=self.exact,
            static=self.static,
            texts=self.static,
            tombstones=self.tombstones,
            plans=self.plans,
        )

    @cached_property
    def vector_check(self) -> VectorCheck:
        """Compares the vector tier with the record."""
        from clew.clues.check_vectors import VectorCheck

        return VectorCheck(
            record=self.clues,
            exact=self.exact,
            meanings=self.meanings,
            reader=lambda: self.vectors,
            snapshots=self.snapshots,
        )

    @cached_property
    def asked(self) -> AskedLog:
        """Counts what is asked; written when the house closes."""
        return AskedLog(self.asked_store, self.clock)

    @cached_property
    def resolver(self) -> Resolver:
        """Answers queries."""
        return Resolver(
            exact=self.exact,
            static=self.static,
            atlas=Atlas(self.maps),
            budgets=Budgets(
                self.settings.exact_budget_ms / 1000,
                self._vector_budget_s,
                self.settings.static_budget_ms / 1000,
            ),
            asked=self.asked,
            recorder=self.tally,
            vectors=(lambda: self.vector_tier) if vectors_wanted(self.settings) else None,
        )

    @cached_property
    def vector_tier(self) -> VectorTier:
        """What the exact tier does not know, by meaning and by letters."""
        from clew.clues.evidence_model import load_model
        from clew.clues.rows import CHANNELS
        from clew.clues.vectors.tier import START_S, VectorTier

        return VectorTier(
            embedder=lambda: self.embedder,
            reader=lambda: self.vectors,
            verifier=self.exact,
            evidence=load_model(self.vector_model, CHANNELS),
            model=self.vector_model,
            start=self._start_vectors,
            patience_s=self._vector_budget_s if self.hurried else START_S,
        )

    @property
    def _vector_budget_s(self) -> float:
        return self.settings.vector_budget_ms * (1 if self.hurried else PATIENCE) / 1000

    async def _start_vectors(self, campaign: str, within_s: float) -> None:
        until = monotonic() + within_s
        await self.embedder.ready(within_s=within_s)
        left = max(0.0, until - monotonic())
        await self.vectors.warm(campaign, self.vector_model, within_s=left)
