from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from standing import StandingPromises, StandingRules, StandingShop, StandingVenues

from clew.hunts.stores.sql import SqlHunts
from clew.hunts.take_snapshot import AT_ONCE, Asking, TakeSnapshot
from clew.promotions.stores.sql_holds import SqlHolds
from clew.record.engine import Record, sqlite_url
from clew.shop.model import Product


class MovingShop(StandingShop):
    """The same, with products that change."""

    def put(self, products: Mapping[str, Product]) -> None:
        self._products = dict(products)
        self._version += 1


class Padded(dict[str, Product]):
    """A catalogue that says it is a large one."""

    def __len__(self) -> int:
        return AT_ONCE + 1


def _sold_out(shop: MovingShop, id_: str, kind: type[dict[str, Product]] = dict) -> Any:
    products = kind(shop._products)  # noqa: SLF001 - this file's own shop
    products[id_] = msgspec.structs.replace(products[id_], stock=0)
    shop.put(products)
    if kind is Padded:
        shop._products = products  # noqa: SLF001
    return products


def _taking(path: Path, ground: Any, now: list[float]) -> tuple[TakeSnapshot, MovingShop, Record]:
    record = Record(sqlite_url(path))
    parts = ground.parts
    shop = MovingShop(parts, ground.snapshot.wanted, ground.snapshot.facts)
    taking = TakeSnapshot(
        shop=shop,
        promises=StandingPromises(parts.offers.promotions, SqlHolds(record)),
        venues=StandingVenues(parts, ground.snapshot.timezone),
        rules=StandingRules(parts.book),
        store=SqlHunts(record),
        worlds=ground.worlds,
        now=lambda: now[0],
    )
    return taking, shop, record


async def test_shared_parts_are_made_once(tmp_path: Path, ground: Any) -> None:
    """Two snapshots of one state name the same parts and have one world."""
    taking, _, record = _taking(tmp_path / "r.sqlite", ground, [0.0])
    one, other = [
        await taking.take(Asking(player, "spring", ground.snapshot.as_of), {})
        for player in ("ada", "bob")
    ]
    assert one.world is other.world
    assert one.snapshot.names == other.snapshot.names
    assert one.snapshot.seed != other.snapshot.seed
    assert set(one.pieces) >= {one.snapshot.names.goods, one.snapshot.names.book}
    await record.close()


async def test_a_small_shops_change_is_seen_at_once(tmp_path: Path, ground: Any) -> None:
    """What is sold out in a small shop is so in the next snapshot's catalogue."""
    taking, shop, record = _taking(tmp_path / "r.sqlite", ground, [0.0])
    asking = Asking("ada", "spring", ground.snapshot.as_of)
    before = await taking.take(asking, {})
    sold = before.world.shelf.products
    id_ = next(one.product for one in before.snapshot.wanted if sold[one.product].stock != 0)
    _sold_out(shop, id_)
    after = await taking.take(asking, {})
    assert after.snapshot.names.goods != before.snapshot.names.goods
    assert after.world.shelf.products[id_].stock == 0
    assert not after.snapshot.stock
    await record.close()


async def test_a_large_shops_stock_is_of_now_while_its_catalogue_is_made_ready(
    tmp_path: Path, ground: Any
) -> None:
    """Hunts go on in the catalogue before, and are told what is sold out since; nobody waits."""
    taking, shop, record = _taking(tmp_path / "r.sqlite", ground, [0.0])
    asking = Asking("ada", "spring", ground.snapshot.as_of)
    before = await taking.take(asking, {})
    id_ = next(
        one.product
        for one in before.snapshot.wanted
        if before.world.shelf.products[one.product].stock != 0
    )
    _sold_out(shop, id_, Padded)
    during = await taking.take(asking, {})
    assert during.snapshot.names.goods == before.snapshot.names.goods
    assert during.snapshot.stock == {id_: 0}
    assert taking._renewing is not None  # noqa: SLF001 - what is waited for is no promise
    await taking._renewing  # noqa: SLF001
    after = await taking.take(asking, {})
    assert after.snapshot.names.goods != before.snapshot.names.goods
    assert not after.snapshot.stock
    await record.close()


async def test_a_seed_follows_from_player_campaign_and_moment(tmp_path: Path, ground: Any) -> None:
    """The same three give the same seed, another moment another one; a given seed is taken."""
    taking, _, record = _taking(tmp_path / "r.sqlite", ground, [0.0])
    asking = Asking("ada", "spring", ground.snapshot.as_of)
    seeds = [
        (await taking.take(one, {})).snapshot.seed
        for one in (asking, asking, asking._replace(as_of=asking.as_of + 1))
    ]
    assert seeds[0] == seeds[1] != seeds[2]
    assert (await taking.take(asking._replace(seed=7), {})).snapshot.seed == 7
    await record.close()
