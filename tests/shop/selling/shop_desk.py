"""A shop in memory, with what imports into it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from clew.clock import FixedClock
from clew.errors import Code, InputRefused, ManyRefused
from clew.shop.import_history import HistoryImport
from clew.shop.import_products import ProductImport
from clew.shop.ports import HistoryWriter
from clew.shop.stores.memory import MemoryCatalogue, MemoryHistory
from clew.shop.stores.staged_sqlite import StagedFiles

NOW = datetime(2027, 5, 1, 12, tzinfo=UTC)


class OneLevel:
    """A venue `mall` whose level 0 is one zone, from 45 to 46 degrees north."""

    async def zone_at(self, venue: str, level: int, lat: float, lon: float) -> str | None:
        """See `ShopPlaces`."""
        if venue != "mall":
            raise InputRefused(Code.VENUE_UNKNOWN, "there is no such venue", remedy="import it")
        return "mall/0/1/1" if level == 0 and 45 <= lat <= 46 and abs(lon) <= 90 else None

    async def known_zones(self, venue: str) -> Mapping[str, tuple[float, float]]:
        """See `ShopPlaces`."""
        assert venue == "mall"
        return {"mall/0/1/1": (45.5, 5.0)}


class Desk:
    """A catalogue, the histories, and their imports."""

    def __init__(self, home: Path, *, share: int = 7) -> None:
        self.catalogue = MemoryCatalogue()
        self.history = MemoryHistory()
        self.staging = StagedFiles(home / "imports")
        self.products = ProductImport(
            reader=self.catalogue, writer=self.catalogue, places=OneLevel()
        )
        self._share = share
        self.rows = self.rows_into(self.history)

    def rows_into(self, history: HistoryWriter) -> HistoryImport:
        """The import of baskets and events, into another history."""
        return HistoryImport(
            catalogue=self.catalogue,
            history=history,
            staging=self.staging,
            clock=FixedClock(NOW),
            share=self._share,
        )


def faults(refusal: InputRefused) -> list[tuple[str, int | None, str | None]]:
    """(code, line, field) of each fault."""
    errors = refusal.errors if isinstance(refusal, ManyRefused) else [refusal]
    return [(str(one.code), one.where.line, one.where.field) for one in errors]
