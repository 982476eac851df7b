"""Allocating over HTTP: in a process of its own, one at a time, for a bounded time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from clew.errors import Code, Conflict, InputRefused, PartUnavailable
from clew.promotions.allocation.candidates import Counted
from clew.promotions.allocation.kept import Lapse
from clew.settings import load
from clew.wiring.allocation_process import AllocationProcess, Wanted
from clew.wiring.house import House

WANTED = Wanted(None, 1, 1.0, Counted.WHOLE, "EUR", 30)


async def kept(home: Path) -> object:
    """What is in force in a home, as another process sees it."""
    return House(load(home)).allocation.current()


async def test_what_it_kept_is_in_force(tmp_path: Path) -> None:
    """Also where there is nothing to promise; each one has the next number."""
    process = AllocationProcess(load(tmp_path))
    for number in (1, 2):
        made, promises = await process.run(WANTED)
        assert (made.number, promises) == (number, 0)
        assert await kept(tmp_path) == made


async def test_one_at_a_time(tmp_path: Path) -> None:
    """Of two at once one is kept, and the other is told to come back."""
    runs = [AllocationProcess(load(tmp_path)).run(WANTED) for _ in range(2)]
    first, second = await asyncio.gather(*runs, return_exceptions=True)
    refused = [one for one in (first, second) if isinstance(one, Conflict)]
    for one in refused:
        assert one.code is Code.ALLOCATION_RUNNING
        assert one.retry_after_s is not None
    numbers = [one[0].number for one in (first, second) if not isinstance(one, BaseException)]
    assert len(numbers) + len(refused) == 2
    assert sorted(numbers) in ([1], [1, 2])


async def test_one_that_takes_too_long(tmp_path: Path) -> None:
    """It is ended and said so; what was in force stays, and the next one may begin."""
    with pytest.raises(PartUnavailable) as refusal:
        await AllocationProcess(load(tmp_path), within_s=0.01).run(WANTED)
    assert refusal.value.code is Code.ALLOCATION_UNAVAILABLE
    assert await kept(tmp_path) is Lapse.MISSING
    made, _ = await AllocationProcess(load(tmp_path)).run(WANTED)
    assert made.number == 1


async def test_a_record_that_cannot_be_read(tmp_path: Path) -> None:
    """A part that is down is told as that, with its own code."""
    (tmp_path / "record.sqlite").write_bytes(b"no database" * 1_000)
    with pytest.raises(PartUnavailable) as refusal:
        await AllocationProcess(load(tmp_path)).run(WANTED)
    assert refusal.value.code is Code.RECORD_UNAVAILABLE
    assert not isinstance(refusal.value, InputRefused)
