from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from clew.clues.ports import ClueRecord
from clew.clues.stores.sql import SqlClues
from clew.errors import Code, PartUnavailable
from clew.record.engine import Record, sqlite_url
from clew.record.metadata import metadata
from clew.record.schema import REVISION
from clew.testing.clue_record import SPRING, ClueRecordBattery, begun, clue, created, live, lived


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Record]:
    record = Record(sqlite_url(tmp_path / "record.sqlite"))
    yield record
    await record.close()


class TestSqlClues(ClueRecordBattery):
    @pytest.fixture
    def record(self, engine: Record) -> ClueRecord:
        return SqlClues(engine)


async def test_a_new_record_has_the_codes_schema(engine: Record, tmp_path: Path) -> None:
    """The migrations make exactly the tables and columns that the code declares."""
    async with engine.read():
        pass
    with sqlite3.connect(tmp_path / "record.sqlite") as connection:
        rows = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        tables = {name for (name,) in rows} - {"alembic_version"}
        assert tables == set(metadata.tables)
        for name, table in metadata.tables.items():
            columns = connection.execute(f"pragma table_info({name})").fetchall()
            assert [column[1] for column in columns] == [column.name for column in table.columns]
        (version,) = connection.execute("select version_num from alembic_version").fetchone()
        assert version == REVISION
    connection.close()


async def test_a_transaction_that_raises_is_void(engine: Record) -> None:
    """What was written before an error inside the block is not there after it."""
    record = SqlClues(engine)
    await created(record, SPRING)
    with pytest.raises(PartUnavailable):
        await _deleted_and_failed(engine)
    assert [one.id for one in await record.campaigns()] == [SPRING]


async def _deleted_and_failed(engine: Record) -> None:
    async with engine.write() as connection:
        await connection.exec_driver_sql("delete from campaign")
        await connection.exec_driver_sql("delete from nothing_like_it")


async def test_writers_queue(tmp_path: Path, engine: Record) -> None:
    """Two processes' worth of writers take turns: every number is given once."""
    other = Record(sqlite_url(tmp_path / "record.sqlite"))
    one, two = SqlClues(engine), SqlClues(other)
    await created(one, SPRING)
    done = await asyncio.gather(*(begun(record, clue("c1")) for record in (one, two) * 10))
    assert sorted(revisions[0].number for revisions in done) == list(range(1, 21))
    generations = await asyncio.gather(
        *(r.next_generation(SPRING, above=0) for r in (one, two) * 10)
    )
    assert sorted(generations) == list(range(1, 21))
    await other.close()


async def test_a_reader_sees_one_state(engine: Record) -> None:
    """What is read in a block is of one moment, whatever is written meanwhile."""
    record = SqlClues(engine)
    await created(record, SPRING)
    async with engine.read() as connection:
        before = (await connection.exec_driver_sql("select count(*) from clue_revision")).scalar()
        await lived(record, clue("c1"))
        after = (await connection.exec_driver_sql("select count(*) from clue_revision")).scalar()
    assert before == after == 0
    assert await live(record) == [("c1", 1)]


async def test_a_file_that_is_no_record_is_told(tmp_path: Path) -> None:
    """A damaged file is an unavailable part with its place and a way out."""
    path = tmp_path / "record.sqlite"
    path.write_bytes(b"no database " * 1000)
    record = Record(sqlite_url(path))
    with pytest.raises(PartUnavailable) as down:
        await SqlClues(record).campaigns()
    assert down.value.code is Code.RECORD_UNAVAILABLE
    assert down.value.where.file == str(path)
    await record.close()


async def test_a_directory_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A record that cannot be opened is `home_unreadable`."""
    record = Record(sqlite_url(tmp_path / "nowhere" / "record.sqlite"))
    with pytest.raises(PartUnavailable) as down:
        await SqlClues(record).campaigns()
    assert down.value.code is Code.HOME_UNREADABLE
    await record.close()


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
async def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path, engine: Record) -> None:
    """Rows for which there is no room are `storage_full`, and none of them is there."""
    script = """
import asyncio, resource, sys
from pathlib import Path
from clew.clues.stores.sql import SqlClues
from clew.errors import ClewError
from clew.record.engine import Record, sqlite_url
from clew.testing.clue_record import begun, clue

async def fill():
    record = Record(sqlite_url(Path(sys.argv[1])))
    clues = SqlClues(record)
    await clues.campaigns()
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    try:
        await begun(clues, *(clue(f"c{n}", text="long " * 100) for n in range(3000)))
    except ClewError as error:
        print(error.code, error.exit_status)
    await record.close()

asyncio.run(fill())
"""
    record = SqlClues(engine)
    await created(record, SPRING)
    await lived(record, clue("c1"))
    told = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", script, str(tmp_path / "record.sqlite")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "storage_full 3\n"
    assert await live(record) == [("c1", 1)]
    assert await record.unfinished(SPRING) == []


async def test_an_older_record_is_brought_up_to_date(engine: Record, tmp_path: Path) -> None:
    """A record from before leases opens with every row, and none of them is held."""
    record = SqlClues(engine)
    await created(record, SPRING)
    await lived(record, clue("c1"))
    await begun(record, clue("c2"))
    await engine.close()
    with sqlite3.connect(tmp_path / "record.sqlite") as connection:
        newer = (
            "attempt catalogue product_alias product purchase shop_event pair_proposal "
            "ground zone_rule zone_rule_step closure"
        )
        for table in newer.split():
            connection.execute(f"drop table {table}")
        for table in metadata.tables:
            if table.startswith(("promotion", "hunt")):
                connection.execute(f"drop table {table}")
        connection.execute("alter table clue_revision drop column lease")
        connection.execute("alter table clue_revision drop column lease_until")
        connection.execute("update alembic_version set version_num = '0001'")
    connection.close()
    assert await live(record) == [("c1", 1)]
    (left,) = await record.unfinished(SPRING)
    assert (left.clue.id, left.lease) == ("c2", None)
