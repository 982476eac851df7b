from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from clew.record.engine import Record, sqlite_url
from clew.shop.ports import PairStore
from clew.shop.stores.memory_pairs import MemoryPairs
from clew.shop.stores.sql_pairs import SqlPairs
from clew.testing.shop_pairs import PairBattery


class TestSqlPairs(PairBattery):
    @pytest.fixture
    async def pairs(self, tmp_path: Path) -> AsyncIterator[PairStore]:
        record = Record(sqlite_url(tmp_path / "record.sqlite"))
        yield SqlPairs(record)
        await record.close()


class TestMemoryPairs(PairBattery):
    @pytest.fixture
    def pairs(self) -> PairStore:
        return MemoryPairs()
