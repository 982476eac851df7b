from __future__ import annotations

import asyncio

import pytest

from clew.clues.bounded.flights import Flights


class Work:
    """Counts how often it is done; lands when it is let."""

    def __init__(self) -> None:
        self.begun = 0
        self.let = asyncio.Event()

    async def __call__(self) -> int:
        self.begun += 1
        mine = self.begun
        await self.let.wait()
        return mine


async def test_equal_work_is_done_once() -> None:
    """Everybody who asks while it is under way gets the one result."""
    flights: Flights[int] = Flights()
    work = Work()
    asking = [asyncio.ensure_future(flights.join("a", work)) for _ in range(64)]
    await asyncio.sleep(0)
    work.let.set()
    assert await asyncio.gather(*asking) == [1] * 64


async def test_other_names_fly_apart() -> None:
    """Work of another name is another work, under way at the same time."""
    flights: Flights[int] = Flights()
    work = Work()
    asking = [asyncio.ensure_future(flights.join(name, work)) for name in "ab"]
    await asyncio.sleep(0)
    work.let.set()
    assert await asyncio.gather(*asking) == [1, 2]


async def test_nothing_is_kept() -> None:
    """Who asks when it is done has it done again, even in the moment in which it was done."""
    flights: Flights[int] = Flights()
    work = Work()
    work.let.set()
    assert [await flights.join("a", work) for _ in range(3)] == [1, 2, 3]


async def test_who_leaves_takes_nothing_along() -> None:
    """One who is cancelled leaves the work to the others, the first one too."""
    flights: Flights[int] = Flights()
    work = Work()
    first, second = (asyncio.ensure_future(flights.join("a", work)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    work.let.set()
    assert await second == 1
    assert first.cancelled()


async def test_a_failure_is_everybodys() -> None:
    """What it raises is raised to all who joined, and the next one tries anew."""
    flights: Flights[int] = Flights()

    async def fail() -> int:
        await asyncio.sleep(0)
        raise ValueError("no")

    ended = await asyncio.gather(
        *(flights.join("a", fail) for _ in range(3)), return_exceptions=True
    )
    assert [type(one) for one in ended] == [ValueError] * 3
    work = Work()
    work.let.set()
    assert await flights.join("a", work) == 1


async def test_what_nobody_waits_for() -> None:
    """Work that fails after all have left warns nobody."""
    flights: Flights[int] = Flights()
    let = asyncio.Event()

    async def fail() -> int:
        await let.wait()
        raise ValueError("no")

    asking = asyncio.ensure_future(flights.join("a", fail))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    let.set()
    await asyncio.sleep(0.01)
