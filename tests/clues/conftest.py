"""A small mall in a home of its own for each test, copied from one that is made once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from clew.testing.builders import VENUE, house_at, open_mall
from clew.wiring.house import House


@pytest.fixture(scope="session")
def mall_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed home with the mall and an empty campaign."""
    home = tmp_path_factory.mktemp("mall") / "home"

    async def make() -> None:
        house = house_at(home, exact_map_gib=1)
        await open_mall(house)
        await house.close()

    asyncio.run(make())
    return home


@pytest.fixture
async def house(mall_home: Path, tmp_path: Path) -> AsyncIterator[House]:
    shutil.copytree(mall_home, tmp_path / "home")
    house = house_at(tmp_path / "home", exact_map_gib=1)
    yield house
    await house.close()


@pytest.fixture
async def seeing(mall_home: Path, tmp_path: Path) -> AsyncIterator[House]:
    """The same with the vector tier, its processes real."""
    shutil.copytree(mall_home, tmp_path / "seeing")
    house = house_at(
        tmp_path / "seeing", exact_map_gib=1, vector_url="exact:", vector_budget_ms=10_000
    )
    yield house
    await house.close()


@pytest.fixture
async def zones(house: House) -> Sequence[str]:
    """Zones of the mall: six on the ground, then six on the upper floor."""
    record = await house.venues.load(VENUE)
    assert record is not None
    ids = sorted(zone.id for zone in record.zones)
    return [
        *[zone for zone in ids if zone.startswith("mall/0/")][:6],
        *[zone for zone in ids if zone.startswith("mall/1/")][:6],
    ]
