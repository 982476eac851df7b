"""What every store of the shop must keep to. A store's tests subclass both batteries.

The subclass gives the fixtures `catalogue`, an empty reader and writer of products, and `history`,
the same of what players did.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pytest

from clew.errors import Code, InputRefused
from clew.shop.model import Event, EventKind, Product, Purchase
from clew.shop.ports import (
    CatalogueReader,
    CatalogueWriter,
    HistoryReader,
    HistoryWriter,
    PlayerList,
    Stock,
    Written,
)


class CatalogueStore(CatalogueReader, CatalogueWriter, Protocol):
    """Both sides of the catalogue."""


class HistoryStore(HistoryReader, PlayerList, HistoryWriter, Protocol):
    """Every side of the histories."""


def product(id_: str, price: int = 450, *, currency: str = "EUR", stock: int | None = 7) -> Product:
    """A product with every field filled."""
    return Product(
        id_,
        "Café moulu 250 g",
        ("Épicerie", "Boissons chaudes"),
        "coffee",
        "Brûlerie du Lac",
        price,
        currency,
        stock,
        "mall/0/1/1",
        45.1841234,
        -0.5,
        "https://shop.example/c?a=1",
        "https://shop.example/c.jpg",
        {"name@fr": "Café moulu", "origin": "Peru"},
    )


def bought(
    player: str, time: int, product: str, *, basket: str = "b1", quantity: int = 1, price: int = 450
) -> Purchase:
    """A line of a basket."""
    return Purchase(player, basket, time, product, quantity, price)


async def everything(history: HistoryReader, before: int | None = None) -> list[Purchase]:
    """All purchases, out of their shares."""
    return [row async for share in history.all_purchases(before=before) for row in share]


class CatalogueBattery:
    """The promises of `CatalogueReader` and `CatalogueWriter`."""

    async def test_a_product_comes_back_as_it_was_put(self, catalogue: CatalogueStore) -> None:
        """Every field comes back, an empty one too; what was never put is None."""
        bare = Product("b", "Bag", ("Home",), "bag", "", 1, "EUR")
        assert await catalogue.put([product("a"), bare]) == Written(2, 0, 0)
        assert await catalogue.products() == [product("a"), bare]
        assert await catalogue.product("b") == bare
        assert await catalogue.product("c") is None

    async def test_the_version_moves_with_a_change_alone(self, catalogue: CatalogueStore) -> None:
        """An empty catalogue is at 0; putting the same again changes nothing."""
        assert await catalogue.version() == 0
        await catalogue.put([product("a")])
        first = await catalogue.version()
        assert first > 0
        assert await catalogue.put([product("a")]) == Written(0, 0, 1)
        assert await catalogue.version() == first
        assert await catalogue.put([product("a", 500), product("b")]) == Written(1, 1, 0)
        assert await catalogue.version() > first

    async def test_what_changed_since(self, catalogue: CatalogueStore) -> None:
        """Only what a later version added or changed is told, by id."""
        await catalogue.put([product("b"), product("a"), product("c")])
        before = await catalogue.version()
        await catalogue.put([product("c"), product("d"), product("b", 1)])
        changed = await catalogue.products(changed_since=before)
        assert [one.id for one in changed] == ["b", "d"]
        assert await catalogue.products(changed_since=await catalogue.version()) == []

    async def test_restocking(self, catalogue: CatalogueStore) -> None:
        """Price and stock change apart from each other; what is not told of stays."""
        await catalogue.put([product("a"), product("b"), product("c")])
        before = await catalogue.version()
        told = [Stock("a", price=99), Stock("b", stock=0), Stock("c", price=450, stock=7)]
        assert await catalogue.restock(told) == Written(0, 2, 1)
        changed = await catalogue.products(changed_since=before)
        assert [(one.id, one.price, one.stock) for one in changed] == [("a", 99, 7), ("b", 450, 0)]

    async def test_restocking_is_all_or_none(self, catalogue: CatalogueStore) -> None:
        """One unknown product among many, and none changes."""
        await catalogue.put([product("a")])
        version = await catalogue.version()
        with pytest.raises(InputRefused) as refusal:
            await catalogue.restock([Stock("a", price=1), Stock("nobody", price=1)])
        assert refusal.value.code is Code.PRODUCT_UNKNOWN
        assert await catalogue.products() == [product("a")]
        assert await catalogue.version() == version

    async def test_one_currency(self, catalogue: CatalogueStore) -> None:
        """Prices of two currencies never stand side by side; all of them may change at once."""
        await catalogue.put([product("a"), product("b")])
        with pytest.raises(InputRefused) as refusal:
            await catalogue.put([product("a", currency="USD")])
        assert refusal.value.code is Code.CURRENCY_MIXED
        assert await catalogue.products() == [product("a"), product("b")]
        await catalogue.put([product(one, currency="USD") for one in "ab"])
        assert {one.currency for one in await catalogue.products()} == {"USD"}

    async def test_aliases(self, catalogue: CatalogueStore) -> None:
        """A variant leads to its product, and may move to another one."""
        await catalogue.put([product("a"), product("b")], aliases={"a-red": "a", "a-blue": "a"})
        assert await catalogue.aliases() == {"a-red": "a", "a-blue": "a"}
        await catalogue.put([product("b")], aliases={"a-red": "b"})
        assert await catalogue.aliases() == {"a-red": "b", "a-blue": "a"}

    async def test_many_products(self, catalogue: CatalogueStore) -> None:
        """More products than fit one statement go in and come back in order."""
        many = [product(f"p{n:05}", n + 1) for n in range(1_201)]
        assert await catalogue.put(reversed(many)) == Written(1_201, 0, 0)
        assert await catalogue.products() == many
        assert await catalogue.page(after="", limit=2) == many[:2]
        assert await catalogue.page(after="p01198", limit=9) == many[1_199:]


class HistoryBattery:
    """The promises of `HistoryReader` and `HistoryWriter`."""

    async def test_a_players_purchases(self, history: HistoryStore) -> None:
        """They come oldest first, ties by id, and only those strictly before."""
        rows = [
            bought("p", 30, "a", basket="b3"),
            bought("p", 10, "z"),
            bought("p", 10, "a"),
            bought("q", 5, "a"),
        ]
        assert await history.add_purchases(rows) == Written(4, 0, 0)
        assert await history.purchases("p") == [rows[2], rows[1], rows[0]]
        assert await history.purchases("p", before=30) == [rows[2], rows[1]]
        assert await history.purchases("nobody") == []

    async def test_the_same_lines_again(self, history: HistoryStore) -> None:
        """They change nothing; a line told anew counts as it was told last."""
        rows = [bought("p", 10, "a"), bought("p", 10, "b")]
        await history.add_purchases(rows)
        assert await history.add_purchases(rows) == Written(0, 0, 2)
        unpriced = Purchase("p", "b1", 10, "b", 2)
        told = await history.add_purchases([rows[0], unpriced, bought("p", 11, "c")])
        assert told == Written(1, 1, 1)
        assert await history.purchases("p", before=11) == [rows[0], unpriced]

    async def test_all_purchases(self, history: HistoryStore) -> None:
        """All come once, by player, then time, in shares of bounded size."""
        rows = [
            bought(f"p{player:02}", time, "a") for player in range(30) for time in range(1, 400)
        ]
        await history.add_purchases(reversed(rows))
        shares: list[Sequence[Purchase]] = [share async for share in history.all_purchases()]
        assert [row for share in shares for row in share] == rows
        assert max(map(len, shares)) <= 10_000
        assert await everything(history, before=2) == [row for row in rows if row.time < 2]

    async def test_players(self, history: HistoryStore) -> None:
        """Whoever bought something comes once, by id, a page at a time."""
        await history.add_purchases(
            bought(player, time, "a") for player in ("q", "p", "r") for time in (3, 1, 2)
        )
        await history.add_events([Event("s", 10, EventKind.VIEW, product="a")])
        assert await history.players(after="", limit=2) == ["p", "q"]
        assert await history.players(after="q", limit=2) == ["r"]

    async def test_events(self, history: HistoryStore) -> None:
        """Views, searches and solves come oldest first, and the same again is the same."""
        rows = [
            Event("p", 10, EventKind.SEARCH, text="café noir"),
            Event("p", 11, EventKind.VIEW, product="a"),
            Event("p", 12, EventKind.SOLVE, product="a"),
        ]
        assert await history.add_events([*reversed(rows), rows[0]]) == Written(3, 0, 1)
        assert await history.events("p") == rows
        assert await history.events("p", before=11) == rows[:1]
        assert await history.events("q") == []
