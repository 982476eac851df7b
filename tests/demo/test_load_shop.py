from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clew.clock import FixedClock
from clew.demo.load import VENUE, load_mall
from clew.demo.load_shop import LoadedShop, load_shop
from clew.settings import load
from clew.shop.margin import Terms
from clew.shop.model import Level
from clew.wiring.house import House

DAY = datetime(2027, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    home = House(load(tmp_path / "home", {"CLEW_VECTOR_URL": "none:"}))
    home.clock = FixedClock(DAY)
    home.prepare()
    await load_mall(home)
    yield home
    await home.close()


async def contents(house: House, loaded: LoadedShop) -> list[object]:
    names = ("baskets.csv", "events.csv", "players.csv")
    lines = [line async for share in house.history.all_purchases() for line in share]
    return [
        [(Path(loaded.folder) / name).read_bytes() for name in names],
        await house.products.version(),
        lines,
        await house.history.events("demo-001"),
    ]


async def test_the_demo_shop_is_loaded_like_any_other(house: House) -> None:
    """Products stand in squares of the mall; players have a year behind them; pairs are found.

    Loading again, a month later, changes nothing: the year stays where the first load put it.
    """
    loaded = await load_shop(house)
    products = await house.products.products()
    assert loaded.products == len(products) >= 300
    assert all(one.zone is not None and one.zone.startswith(f"{VENUE}/") for one in products)
    assert {one.zone.split("/")[1] for one in products if one.zone} == {"0", "1"}
    latest = max([line.time async for share in house.history.all_purchases() for line in share])
    assert DAY.timestamp() - 7 * 86_400 < latest < DAY.timestamp()

    before = await contents(house, loaded)
    house.clock = FixedClock(DAY.replace(month=6))
    assert await load_shop(house) == loaded
    assert await contents(house, loaded) == before

    found = await house.pair_proposals.find(Terms(), least=30, top=50)
    assert len(found.proposals) == 50
    assert found.kept is not None
    assert found.kept > 0.9
    sold_out = {one.label(Level.TYPE) for one in products} - {
        one.label(Level.TYPE) for one in products if one.stock
    }
    for proposal in found.proposals:
        assert not {proposal.pair.first, proposal.pair.second} & sold_out
        assert proposal.margin is not None
        assert proposal.margin >= 0.2 - 1e-4
    assert await house.pairs.proposals() == found.proposals
