"""The parts of the shop, wired."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from clew.wiring.stores import Stores

if TYPE_CHECKING:
    from clew.shop.catalogue import CatalogueView
    from clew.shop.import_history import HistoryImport
    from clew.shop.import_products import ProductImport
    from clew.shop.stores.sql import SqlCatalogue, SqlHistory
    from clew.wiring.plans import RecordedPlans
    from clew.wiring.shop_places import PlacesOnPlans


class ShopParts(Stores):
    """The parts of the shop. Each is made when it is first asked for."""

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
