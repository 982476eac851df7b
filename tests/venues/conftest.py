"""A desk to import maps at, with every port real but for who uses a zone and who listens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from clew.clock import FixedClock
from clew.record.engine import Record, sqlite_url
from clew.venues.import_survey import import_surveys
from clew.venues.import_venue import import_venue
from clew.venues.model import ImportReport, SurveyReport, VenueRecord
from clew.venues.stores.map_file import MapFiles
from clew.venues.stores.sql import SqlVenues

LAT, LON = 48.85, 2.35
"""Where the tests' maps lie."""

METRE = 1 / 111_195
"""A metre of latitude in degrees, within a per mille."""


class UseTable:
    """`ZoneUse` from a table."""

    def __init__(self) -> None:
        self.zones: dict[str, list[str]] = {}

    async def in_use(self, venue: str) -> Mapping[str, Sequence[str]]:
        return {z: who for z, who in self.zones.items() if z.startswith(f"{venue}/")}


class HeardVersions:
    """`MapListeners` that remember what they were told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, int]] = []

    async def ready(self) -> None:
        """Always."""

    async def map_published(self, venue: str, version: int) -> None:
        self.heard.append((venue, version))


class Desk:
    """Imports into one home."""

    def __init__(self, home: Path) -> None:
        home.mkdir(exist_ok=True)
        self.home = home
        self.record = Record(sqlite_url(home / "record.sqlite"))
        self.store = SqlVenues(self.record)
        self.shelf = MapFiles(home / "maps")
        self.use = UseTable()
        self.listeners = HeardVersions()
        self.clock = FixedClock(datetime(2026, 5, 1, 12, tzinfo=UTC))

    async def bring(self, *files: Path, venue: str = "mall", **how: Any) -> ImportReport:
        return await import_venue(
            files,
            venue,
            store=self.store,
            shelf=self.shelf,
            use=self.use,
            listeners=self.listeners,
            clock=self.clock,
            **how,
        )

    async def survey(self, file: Path, **how: Any) -> SurveyReport:
        return await import_surveys(
            file,
            store=self.store,
            shelf=self.shelf,
            listeners=self.listeners,
            clock=self.clock,
            **how,
        )

    async def load(self, venue: str = "mall") -> VenueRecord:
        record = await self.store.load(venue)
        assert record is not None
        return record


@pytest.fixture
async def desk(home: Path) -> AsyncIterator[Desk]:
    desk = Desk(home)
    yield desk
    await desk.record.close()


Draw = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def spot() -> Draw:
    """Draws a point feature, placed in metres east and north."""

    def draw(id_: str, east: float, north: float, **properties: Any) -> dict[str, Any]:
        return _feature(id_, {"type": "Point", "coordinates": _at(east, north)}, properties)

    return draw


@pytest.fixture(scope="session")
def room() -> Draw:
    """Draws a rectangular room by its south-west corner and its size in metres."""

    def draw(
        id_: str, east: float, north: float, width: float, depth: float, **properties: Any
    ) -> dict[str, Any]:
        corners = [(0, 0), (width, 0), (width, depth), (0, depth), (0, 0)]
        ring = [_at(east + x, north + y) for x, y in corners]
        properties = {"indoor": "room", "level": "0", **properties}
        return _feature(id_, {"type": "Polygon", "coordinates": [ring]}, properties)

    return draw


@pytest.fixture
def write_map(tmp_path: Path) -> Callable[..., Path]:
    """Writes features as a GeoJSON file."""

    def write(name: str, *features: Any, **members: Any) -> Path:
        path = tmp_path / name
        document = {"type": "FeatureCollection", "features": features, **members}
        path.write_bytes(msgspec.json.encode(document))
        return path

    return write


def _feature(id_: str, geometry: Any, properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": id_, "geometry": geometry, "properties": properties}


def _at(east: float, north: float) -> list[float]:
    return [LON + east * METRE * 1.5192, LAT + north * METRE]
