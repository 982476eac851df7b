from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import Code, PartUnavailable
from clew.record.engine import Record, sqlite_url
from clew.shop.catalogue import Catalogue, CatalogueView
from clew.shop.model import Level, Product
from clew.shop.ports import Stock
from clew.shop.stores.memory import MemoryCatalogue
from clew.shop.stores.sql import SqlCatalogue
from clew.testing.shop_store import product


def sold(id_: str, price: int = 100, *, kind: str = "tea", category: str = "Food") -> Product:
    """A product."""
    return Product(id_, id_.upper(), (category,), kind, "", price, "EUR")


class Counting(MemoryCatalogue):
    """A catalogue that counts who asks, and can be down."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.read: list[int] = []
        self.down = False

    async def version(self) -> int:
        """See `CatalogueReader`."""
        self.asked += 1
        await asyncio.sleep(0)
        if self.down:
            raise PartUnavailable(Code.RECORD_UNAVAILABLE, "down", remedy="wait")
        return await super().version()

    async def products(self, *, changed_since: int = 0) -> Sequence[Product]:
        """See `CatalogueReader`."""
        self.read.append(changed_since)
        return await super().products(changed_since=changed_since)


class Hands:
    """A clock that is turned by hand, seconds."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        """The time."""
        return self.at


async def test_what_a_view_holds() -> None:
    """Products by id, types and categories by name, all in order."""
    store = MemoryCatalogue()
    await store.put([sold("b"), sold("a"), sold("m", kind="mug", category="Home")])
    catalogue = await CatalogueView(store).current()
    assert (len(catalogue), catalogue.currency) == (3, "EUR")
    assert list(catalogue.products) == ["a", "b", "m"]
    assert catalogue.types == {"Food > tea": ("a", "b"), "Home > mug": ("m",)}
    assert catalogue.at(Level.CATEGORY, "Food") == ("a", "b")
    assert catalogue.at(Level.PRODUCT, "m") == ("m",)
    assert catalogue.at(Level.PRODUCT, "z") == catalogue.at(Level.TYPE, "z") == ()


async def test_an_empty_shop() -> None:
    """It is empty, and has no currency."""
    catalogue = await CatalogueView(MemoryCatalogue()).current()
    assert (len(catalogue), catalogue.currency, catalogue.version) == (0, None, 0)


async def test_a_change_is_seen_after_a_second() -> None:
    """The version is asked once a second at most, and only what changed is read."""
    store, hands = Counting(), Hands()
    await store.put([sold("a"), sold("b")])
    view = CatalogueView(store, now=hands)
    before = await view.current()
    types = before.types
    await store.restock([Stock("a", price=50)])
    hands.at = 0.9
    assert await view.current() is before
    assert store.asked == 1
    hands.at = 1.0
    after = await view.current()
    assert (after.products["a"].price, before.products["a"].price) == (50, 100)
    assert after.types is types  # a new price groups nothing anew
    assert store.read == [0, 1]


async def test_many_at_once_ask_once() -> None:
    """A crowd that finds the catalogue stale waits for one look."""
    store = Counting()
    await store.put([sold("a")])
    view = CatalogueView(store)
    seen = await asyncio.gather(*(view.current() for _ in range(50)))
    assert all(one is seen[0] for one in seen)
    assert (store.asked, store.read) == (1, [0])


async def test_no_stale_price_in_silence() -> None:
    """Where the record is down, the view says so; it goes on when the record does."""
    store, hands = Counting(), Hands()
    await store.put([sold("a")])
    view = CatalogueView(store, now=hands)
    await view.current()
    hands.at, store.down = 5.0, True
    with pytest.raises(PartUnavailable):
        await view.current()
    store.down = False
    assert len(await view.current()) == 1


steps = st.lists(
    st.lists(
        st.builds(
            sold,
            st.sampled_from("abcdef"),
            st.integers(1, 3),
            kind=st.sampled_from(["tea", "mug"]),
            category=st.sampled_from(["Food", "Home"]),
        ),
        max_size=4,
    ),
    max_size=6,
)


@given(steps)
async def test_following_is_reading_anew(told: list[list[Product]]) -> None:
    """A view that followed every change holds what a new one reads, grouping included."""
    store = MemoryCatalogue()
    view = CatalogueView(store, every_s=0)
    for products in told:
        await store.put(products)
        catalogue = await view.current()
        fresh = Catalogue(await store.version(), await store.products())
        assert catalogue.version == fresh.version
        assert list(catalogue.products.items()) == list(fresh.products.items())
        assert (catalogue.types, catalogue.categories) == (fresh.types, fresh.categories)


WORKER = """
import asyncio, json, sys
from pathlib import Path
from clew.record.engine import Record, sqlite_url
from clew.shop.catalogue import CatalogueView
from clew.shop.stores.sql import SqlCatalogue

async def main():
    record = Record(sqlite_url(Path(sys.argv[1])))
    view = CatalogueView(SqlCatalogue(record))
    last = None
    while last != 99:
        price = (await view.current()).products["a"].price
        if price != last:
            print(price, flush=True)
            last = price
        await asyncio.sleep(0.01)
    await record.close()

asyncio.run(main())
"""


async def test_other_processes_see_it(tmp_path: Path) -> None:
    """A price that one process changes is what two others sell by, and they need not be told."""
    path = tmp_path / "record.sqlite"
    record = Record(sqlite_url(path))
    store = SqlCatalogue(record)
    await store.put([product("a"), product("b")])
    workers = [
        subprocess.Popen(  # noqa: ASYNC220 - nothing else waits on this loop
            [sys.executable, "-c", WORKER, path], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "450\n"
        await store.restock([Stock("a", price=99)])
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "99\n"
            assert worker.wait(30) == 0
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
        await record.close()
