from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from clew.promotions.model import Budget, Hold, Spent
from clew.promotions.ports import Difference, HoldStore
from clew.promotions.stores.sql import SqlPromotions
from clew.promotions.stores.sql_holds import SqlHolds
from clew.record.engine import Record, sqlite_url
from clew.testing.hold_stores import HoldStoreBattery
from clew.testing.promotion_stores import (
    TEA,
    Book,
    PromotionBookBattery,
    desk,
    in_force,
    promotion,
)
from clew.testing.promotion_twins import MemoryHolds, MemoryPromotions


@pytest.fixture
async def record(tmp_path: Path) -> AsyncIterator[Record]:
    record = Record(sqlite_url(tmp_path / "record.sqlite"))
    yield record
    await record.close()


class TestSql(PromotionBookBattery, HoldStoreBattery):
    @pytest.fixture
    def book(self, record: Record) -> Book:
        return SqlPromotions(record)

    @pytest.fixture
    def store(self, record: Record) -> HoldStore:
        return SqlHolds(record)


class TestMemory(PromotionBookBattery, HoldStoreBattery):
    @pytest.fixture
    def book(self) -> MemoryPromotions:
        return MemoryPromotions()

    @pytest.fixture
    def store(self, book: MemoryPromotions) -> HoldStore:
        return MemoryHolds(book)


async def test_a_counter_that_lies_is_named_and_set_right(tmp_path: Path, record: Record) -> None:
    """Counters that are not what the holds sum up to are named, and counted anew."""
    book, store = SqlPromotions(record), SqlHolds(record)
    await in_force(book, promotion(budget=Budget(units=2)))
    assert isinstance(await desk(book, store).take("h1", TEA, "ada", money=7), Hold)
    assert await store.differences() == []
    with sqlite3.connect(tmp_path / "record.sqlite") as connection:
        connection.execute("update promotion_spent set units = 9 where counter = 'all'")
        connection.execute("delete from promotion_spent where counter = 'player ada'")
        connection.execute("insert into promotion_spent values ('tea', 'day 2020-01-01', 1, 1)")
    connection.close()
    found = await store.differences()
    assert found == [
        Difference(TEA, "all", Spent(9, 7), Spent(1, 7)),
        Difference(TEA, "day 2020-01-01", Spent(1, 1), Spent(0, 0)),
        Difference(TEA, "player ada", Spent(0, 0), Spent(1, 7)),
    ]
    assert await store.recount() == found
    assert await store.differences() == await store.recount() == []


async def test_every_change_of_a_hold_is_in_the_ledger(tmp_path: Path, record: Record) -> None:
    """The ledger has a row for what each hold became, in order."""
    book, store = SqlPromotions(record), SqlHolds(record)
    await in_force(book, promotion())
    holds = desk(book, store)
    for name in ("h1", "h2", "h3"):
        await holds.take(name, TEA, "ada", money=7)
    await holds.make_firm("h1")
    await holds.release("h2")
    await desk(book, store, 2_000_000_000).sweep()
    with sqlite3.connect(tmp_path / "record.sqlite") as connection:
        rows = connection.execute("select hold, after from promotion_ledger order by number")
        assert rows.fetchall() == [
            ("h1", "held"),
            ("h2", "held"),
            ("h3", "held"),
            ("h1", "firm"),
            ("h2", "released"),
            ("h3", "expired"),
        ]
    connection.close()
