"""The parts of the shop, wired."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from clew.wiring.stores import Stores

if TYPE_CHECKING:
    from clew.model_registry.versions import Versions
    from clew.shop.catalogue import CatalogueView
    from clew.shop.import_history import HistoryImport
    from clew.shop.import_products import ProductImport
    from clew.shop.margin import Terms
    from clew.shop.propose_pairs import PairProposals
    from clew.shop.starting_point import StartingPoints
    from clew.shop.stores.sql import SqlCatalogue, SqlHistory
    from clew.shop.stores.sql_pairs import SqlPairs
    from clew.wiring.held_history import HeldHistory
    from clew.wiring.plans import RecordedPlans
    from clew.wiring.redemption_models import RedemptionModel, RedemptionTraining
    from clew.wiring.shop_places import PlacesOnPlans
    from clew.wiring.starting_models import StartingModel, StartingTraining

PATIENT_S = 30.0
"""How long a history may take where no player waits, in seconds."""


class ShopParts(Stores):
    """The parts of the shop. Each is made when it is first asked for.

    Attributes:
        hurried: whether a player waits for the answer; set it before a part is first used.
    """

    hurried: bool

    @cached_property
    def plans(self) -> RecordedPlans:
        """Venues as the clues see them."""
        from clew.wiring.plans import RecordedPlans

        return RecordedPlans(self.venues)

    @cached_property
    def shop_places(self) -> PlacesOnPlans:
        """Venues as the shop sees them."""
        from clew.wiring.shop_places import PlacesOnPlans

        return PlacesOnPlans(self.plans)

    @cached_property
    def products(self) -> SqlCatalogue:
        """The record of products."""
        from clew.shop.stores.sql import SqlCatalogue

        return SqlCatalogue(self.record)

    @cached_property
    def history(self) -> SqlHistory:
        """The record of what players bought and did."""
        from clew.shop.stores.sql import SqlHistory

        return SqlHistory(self.record)

    @cached_property
    def held_history(self) -> HeldHistory:
        """The same, read once for all who ask about one moment."""
        from clew.wiring.held_history import HeldHistory

        return HeldHistory(self.history)

    @cached_property
    def catalogue(self) -> CatalogueView:
        """The products, in this worker's memory."""
        from clew.shop.catalogue import CatalogueView

        return CatalogueView(self.products)

    @cached_property
    def product_import(self) -> ProductImport:
        """Imports files of products."""
        from clew.shop.import_products import ProductImport

        return ProductImport(reader=self.products, writer=self.products, places=self.shop_places)

    @cached_property
    def history_import(self) -> HistoryImport:
        """Imports files of baskets and events."""
        from clew.shop.import_history import HistoryImport
        from clew.shop.stores.staged_sqlite import StagedFiles

        return HistoryImport(
            catalogue=self.products,
            history=self.history,
            staging=StagedFiles(self.home / "imports"),
            clock=self.clock,
        )

    @cached_property
    def pairs(self) -> SqlPairs:
        """The record of what goes together."""
        from clew.shop.stores.sql_pairs import SqlPairs

        return SqlPairs(self.record)

    @cached_property
    def bundle_terms(self) -> Terms:
        """On what terms articles are usually bundled."""
        from clew.shop.margin import Terms

        return Terms(self.settings.bundle_discount, self.settings.margin_floor)

    @cached_property
    def pair_proposals(self) -> PairProposals:
        """Finds what goes together."""
        from clew.shop.propose_pairs import PairProposals

        return PairProposals(catalogue=self.products, history=self.history, store=self.pairs)

    @cached_property
    def starting_versions(self) -> Versions:
        """The trained versions of the starting point."""
        from clew.model_registry.versions import Versions
        from clew.wiring.starting_models import NAME

        return Versions(self.home / "models", NAME, self.clock)

    @cached_property
    def starting_model(self) -> StartingModel:
        """The version that is in force."""
        from clew.wiring.starting_models import StartingModel

        return StartingModel(self.starting_versions)

    @cached_property
    def starting_training(self) -> StartingTraining:
        """Trains, keeps, compares and promotes."""
        from clew.wiring.starting_models import StartingTraining

        return StartingTraining(
            catalogue=self.products,
            history=self.history,
            versions=self.starting_versions,
            clock=self.clock,
        )

    @cached_property
    def starting_points(self) -> StartingPoints:
        """Suggests where a player's hunt may begin."""
        from clew.shop.starting_point import BUDGET_S, StartingPoints

        return StartingPoints(
            catalogue=self.catalogue,
            history=self.held_history,
            model=self.starting_model,
            clock=self.clock,
            budget_s=BUDGET_S if self.hurried else PATIENT_S,
        )

    @cached_property
    def redemption_versions(self) -> Versions:
        """The trained versions of who redeems."""
        from clew.model_registry.versions import Versions
        from clew.wiring.redemption_models import NAME

        return Versions(self.home / "models", NAME, self.clock)

    @cached_property
    def redemption_model(self) -> RedemptionModel:
        """The version that is in force."""
        from clew.wiring.redemption_models import RedemptionModel

        return RedemptionModel(self.redemption_versions)

    @cached_property
    def redemption_training(self) -> RedemptionTraining:
        """Trains, keeps, compares and promotes."""
        from clew.wiring.redemption_models import RedemptionTraining

        return RedemptionTraining(
            history=self.history,
            versions=self.redemption_versions,
            model=self.redemption_model,
            clock=self.clock,
        )
