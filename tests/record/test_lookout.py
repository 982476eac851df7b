"""Short reads that players wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from clew.record.engine import Record, sqlite_url
from clew.record.lookout import MOST


@pytest.fixture
async def record(tmp_path: Path) -> AsyncIterator[Record]:
    found = Record(sqlite_url(tmp_path / "record.sqlite"))
    async with found.write() as connection:
        await connection.execute(text("create table counted (number integer)"))
        await connection.execute(text("insert into counted values (0)"))
    yield found
    await found.close()


def number(looked: Connection) -> int:
    return int(looked.execute(text("select number from counted")).scalar_one())


def thread(looked: Connection) -> tuple[int, int]:
    return threading.get_ident(), id(looked)


async def test_what_is_asked_for_together_is_read_together(record: Record) -> None:
    """Reads of one turn of the loop share a thread and a transaction, which is not the loop's."""
    found = await asyncio.gather(*(record.look(thread) for _ in range(5)))
    assert len(set(found)) == 1
    assert found[0][0] != threading.get_ident()


async def test_many_are_spread(record: Record) -> None:
    """More than are done one after the other are all answered, on more than one connection."""
    found = await asyncio.gather(*(record.look(number) for _ in range(5 * MOST)))
    assert list(found) == [0] * 5 * MOST


async def test_what_was_written_before_is_seen(record: Record) -> None:
    """A read that is asked for after a write has ended sees what it wrote."""
    for now in range(1, 20):
        async with record.write() as connection:
            await connection.execute(text("update counted set number = :now"), {"now": now})
        found = await asyncio.gather(record.look(number), record.look(number))
        assert set(found) == {now}


async def test_a_fault_is_its_own(record: Record) -> None:
    """What one read raises is raised where it is waited for; its neighbours are answered."""

    def broken(_looked: Connection) -> int:
        raise LookupError("not here")

    found = await asyncio.gather(
        record.look(number), record.look(broken), record.look(number), return_exceptions=True
    )
    assert [found[0], found[2]] == [0, 0]
    assert isinstance(found[1], LookupError)


async def test_who_does_not_wait_keeps_nobody_waiting(record: Record) -> None:
    """A read that was given up in the same turn leaves the others their answers."""
    given_up = asyncio.ensure_future(record.look(number))
    waiting = asyncio.ensure_future(record.look(number))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await waiting == 0
    assert given_up.cancelled()


async def test_nobody_waits_for_a_record_that_is_closed(record: Record) -> None:
    """Who asked in the turn in which it closes is cancelled rather than left waiting."""
    await record.look(number)
    waiting = asyncio.ensure_future(record.look(number))
    await asyncio.sleep(0)
    await record.close()
    done, _ = await asyncio.wait([waiting], timeout=10)
    assert done == {waiting}


async def test_a_record_that_was_closed_is_opened_again(record: Record) -> None:
    """Closing ends the connections; the next read opens its own."""
    await record.look(number)
    await record.close()
    assert await record.look(number) == 0
