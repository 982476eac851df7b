from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clew.clock import FixedClock
from clew.demo.load import load_mall
from clew.demo.load_promotions import load_promotions, this_month
from clew.promotions.life import Act
from clew.promotions.model import State
from clew.settings import load
from clew.wiring.house import House

SATURDAY = datetime(2027, 5, 1, 9, 30, tzinfo=UTC)
"""11:30 at the mall: a Saturday, the first of a month."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A home with the demo mall, on a Saturday."""
    (tmp_path / "clew.toml").write_text('vector_url = "none:"\n')
    house = House(load(tmp_path))
    house.prepare()
    house.clock = FixedClock(SATURDAY)
    await load_mall(house)
    yield house
    await house.close()


async def test_promotions_are_in_force(house: House) -> None:
    """All of the demo's promotions are in force, and those whose window it is are live."""
    loaded = await load_promotions(house)
    assert loaded.promotions >= 20
    live = {one.id for one in await house.promotions.promotions([State.LIVE])}
    assert {"tea-and-mug", "cycling-saturday", "coffee-tenth"} <= live
    assert not live & {"pastry-breakfast", "bread-last-hour", "leap-day", "wool-for-winter"}
    assert len(live) == loaded.live
    assert (loaded.version, loaded.rules, loaded.tables) == (0, "shipped", 7)
    month, rows = await this_month(house)
    assert str(month) == "2027-05"
    assert {row.promotion for row in rows} >= {"cycling-saturday", "novels-month-end"}


async def test_loading_twice_changes_nothing(house: House) -> None:
    """Loaded again no revision is new, no step is written, and what was ended stays so."""
    first = await load_promotions(house)
    ended = await house.promotion_life.act(Act.END, "coffee-tenth", who="ada", why="tried")
    before = await house.promotions.generation()
    again = await load_promotions(house)
    assert await house.promotions.generation() == before
    assert (again.promotions, again.live) == (first.promotions - 1, first.live - 1)
    assert (await house.promotions.revisions("coffee-tenth"))[-1] == ended
