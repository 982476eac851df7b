from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from clew.record.engine import Record, sqlite_url
from clew.shop.stores.memory import MemoryCatalogue, MemoryHistory
from clew.shop.stores.sql import SqlCatalogue, SqlHistory
from clew.testing.shop_store import (
    CatalogueBattery,
    CatalogueStore,
    HistoryBattery,
    HistoryStore,
    bought,
)


@pytest.fixture
async def record(tmp_path: Path) -> AsyncIterator[Record]:
    record = Record(sqlite_url(tmp_path / "record.sqlite"))
    yield record
    await record.close()


class TestSqlCatalogue(CatalogueBattery):
    @pytest.fixture
    def catalogue(self, record: Record) -> CatalogueStore:
        return SqlCatalogue(record)


class TestSqlHistory(HistoryBattery):
    @pytest.fixture
    def history(self, record: Record) -> HistoryStore:
        return SqlHistory(record)


class TestMemoryCatalogue(CatalogueBattery):
    @pytest.fixture
    def catalogue(self) -> CatalogueStore:
        return MemoryCatalogue()


class TestMemoryHistory(HistoryBattery):
    @pytest.fixture
    def history(self) -> HistoryStore:
        return MemoryHistory()


async def test_a_history_is_one_range_of_the_key(record: Record) -> None:
    """What a player bought is searched for by key, however many other players there are."""
    await SqlHistory(record).add_purchases([bought("p", 1, "a")])
    for table in ("purchase", "shop_event"):
        async with record.read() as connection:
            plan = await connection.exec_driver_sql(
                f"explain query plan select * from {table} where player = 'p' and time < 9"  # noqa: S608
                " order by player, time"
            )
            steps = [row["detail"] for row in plan.mappings()]
        assert steps == [f"SEARCH {table} USING PRIMARY KEY (player=? AND time<?)"]
