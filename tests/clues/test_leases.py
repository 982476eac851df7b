from __future__ import annotations

import asyncio
import inspect
import shutil
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from clew.clock import FixedClock, SystemClock
from clew.clues.model import Clue, State
from clew.clues.publisher import Publisher
from clew.errors import Code, Conflict
from clew.testing.builders import (
    CAMPAIGN,
    build_static,
    clue,
    findings,
    house_at,
    live,
    publish,
    rewired,
    zone_of,
)
from clew.wiring.house import House

Zones = Sequence[str]
Meanwhile = Callable[[], Awaitable[None]]
TEXTS = ("water", "basin", "well", "old name")
PORTS = ("clues", "exact", "static", "plans", "tombstones")
LEASE_S = 30


class Stalling:
    """A port whose n-th call, counted over all that share the count, waits for something else."""

    def __init__(self, port: object, count: list[int], at: int, meanwhile: Meanwhile) -> None:
        self._port = port
        self._count = count
        self._at = at
        self._meanwhile = meanwhile

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if not inspect.iscoroutinefunction(method):
            return method

        async def stalled(*args: object, **how: object) -> object:
            self._count.append(1)
            if len(self._count) == self._at:
                await self._meanwhile()
            return await method(*args, **how)

        return stalled


def stalling_publisher(house: House, at: int, meanwhile: Meanwhile) -> tuple[Publisher, list[int]]:
    count: list[int] = []

    def port(real: object) -> Any:
        return Stalling(real, count, at, meanwhile)

    parts = {name: port(getattr(house, name)) for name in PORTS}
    return rewired(house, **parts).publisher, count


async def answers(house: House) -> list[str | None]:
    return [await zone_of(house, text) for text in TEXTS]


async def begun(house: House) -> int:
    """How many revisions of c1 there are, whatever became of them."""
    async with house.record.read() as connection:
        rows = await connection.exec_driver_sql(
            "select count(*) from clue_revision where clue = 'c1'"
        )
        return int(rows.scalar() or 0)


def later(house: House, seconds: float) -> None:
    assert isinstance(house.clock, FixedClock)
    house.clock.moment += timedelta(seconds=seconds)


@pytest.fixture
async def water(house: House, zones: Zones) -> Clue:
    house.clock = FixedClock(SystemClock().now())
    one = clue("c1", zones[0], "water", "basin")
    await publish(house, one)
    await build_static(house, [("old name", zones[0], "c1")])
    return one


@pytest.mark.usefixtures("water")
async def test_a_second_publisher_waits_while_the_first_ones_lease_runs(
    house: House, zones: Zones
) -> None:
    """Publish, delete and restore of a clue that is being written are refused, with the wait."""
    refused: list[Conflict] = []

    async def others() -> None:
        later(house, 10)
        for attempt in (
            publish(house, clue("c1", zones[1], "water")),
            house.publisher.delete(CAMPAIGN, "c1"),
            house.publisher.restore(CAMPAIGN, "c1"),
        ):
            with pytest.raises(Conflict) as refusal:
                await attempt
            refused.append(refusal.value)
        await publish(house, clue("c2", zones[2], "bench"))

    moved = clue("c1", zones[7], "water")
    at = await call_of(house, moved, "commit")
    first, _ = stalling_publisher(house, at, others)
    await first.publish(CAMPAIGN, [moved])
    assert [(one.code, one.retry_after_s) for one in refused] == [(Code.CLUE_BUSY, 21)] * 3
    assert refused[0].problems()[0].retry_after_s == 21
    assert await zone_of(house, "water") == zones[7]
    assert await zone_of(house, "bench") == zones[2]
    assert await findings(house) == []


async def call_of(house: House, wanted: Clue, method: str) -> int:
    """At which call a publish of this clue reaches that method, found out on a copy."""
    copy = house_at(Path(f"{house.home}-trial"), exact_map_gib=1)
    await house.close()
    shutil.copytree(house.home, copy.home, dirs_exist_ok=True)
    copy.clock = house.clock
    names: list[str] = []

    class Naming(Stalling):
        def __getattr__(self, name: str) -> Any:
            method = getattr(self._port, name)

            async def named(*args: object, **how: object) -> object:
                names.append(name)
                return await method(*args, **how)

            return named if inspect.iscoroutinefunction(method) else method

    def port(real: object) -> Any:
        return Naming(real, [], 0, nothing)

    parts = {name: port(getattr(copy, name)) for name in PORTS}
    trial = rewired(copy, **parts).publisher
    await trial.publish(CAMPAIGN, [wanted])
    await copy.close()
    return names.index(method) + 1


async def nothing() -> None:
    pass


@pytest.mark.usefixtures("water")
async def test_after_the_lease_the_next_one_takes_over(house: House, zones: Zones) -> None:
    """Once a lease has run out the row it held is settled, and its number is not used again."""
    await house.clues.begin(
        CAMPAIGN, [clue("c1", zones[3], "water")], State.PUBLISHING, "2027-01-01T00:00:00+00:00"
    )
    (done,) = await publish(house, clue("c1", zones[1], "water"))
    assert done.revision == 3
    assert await house.clues.unfinished(CAMPAIGN) == []
    assert await zone_of(house, "water") == zones[1]
    assert await findings(house) == []


@pytest.mark.usefixtures("water")
async def test_repair_leaves_a_running_lease_alone(house: House, zones: Zones) -> None:
    """What somebody may still be writing is named with the time to wait, and not touched."""

    async def repair() -> None:
        (left,) = (await house.repair.run()).left
        assert left.clue == "c1"
        assert LEASE_S <= left.retry_after_s <= LEASE_S + 1

    moved = clue("c1", zones[7], "water")
    first, _ = stalling_publisher(house, await call_of(house, moved, "commit"), repair)
    await first.publish(CAMPAIGN, [moved])
    assert await live(house) == [moved]
    assert await findings(house) == []


class Stall:
    """One writer that stalls at its n-th call until its lease is over and others went on.

    Attributes:
        calls: how many calls the writer made.
        seen: what was answered when it woke up; None where it had not begun by then.
    """

    def __init__(self, home: Path, zones: Zones) -> None:
        self.house = house_at(home, exact_map_gib=1)
        self.house.clock = FixedClock(SystemClock().now())
        self._zones = zones
        self.calls = 0
        self.seen: list[str | None] | None = None

    async def run(self, verb: str, other: str, at: int) -> None:
        await publish(self.house, clue("c1", self._zones[0], "water", "basin"))
        await build_static(self.house, [("old name", self._zones[0], "c1")])

        async def meanwhile() -> None:
            later(self.house, 3600)
            if await begun(self.house) == 2:
                await self._go_on(other)
                self.seen = await answers(self.house)

        late, count = stalling_publisher(self.house, at, meanwhile)
        # What it is told depends on how far it came; what stands must not.
        with suppress(Conflict):
            if verb == "publish":
                await late.publish(CAMPAIGN, [clue("c1", self._zones[7], "water", "well")])
            else:
                await late.delete(CAMPAIGN, "c1")
        self.calls = len(count)

    async def _go_on(self, other: str) -> None:
        if other == "repair":
            await self.house.repair.run()
        elif other == "publish":
            # Refused where the stalled one was a delete, and was committed already.
            with suppress(Conflict):
                await publish(self.house, clue("c1", self._zones[5], "well"))

    async def repaired(self) -> list[str | None]:
        later(self.house, 3600)
        await self.house.repair.run()
        assert await findings(self.house) == []
        return await answers(self.house)


@pytest.mark.parametrize("verb", ["publish", "delete"])
@pytest.mark.parametrize("other", ["repair", "publish", "nobody"])
async def test_a_writer_that_wakes_after_its_lease_changes_nothing(
    mall_home: Path, tmp_path: Path, zones: Zones, verb: str, other: str
) -> None:
    """Wherever it stalled, what stands when its time is over and others went on, stands after."""
    at, calls, stalled = 0, 1, 0
    while at < calls:
        at += 1
        home = tmp_path / f"stall-{at}"
        await asyncio.to_thread(shutil.copytree, mall_home, home)
        stall = Stall(home, zones)
        await stall.run(verb, other, at)
        calls = stall.calls
        if stall.seen is not None:
            stalled += 1
            after = await answers(stall.house)
            # Left to itself, a delete that woke up too late takes its own tombstones away again.
            assert after[:3] == stall.seen[:3], at
            if other != "nobody":
                assert after == stall.seen, at
            assert await stall.repaired() == after, at
        await stall.house.close()
        await asyncio.to_thread(shutil.rmtree, home)
    assert stalled > 5
