from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from clew.errors import Code, Conflict, InputRefused
from clew.venues.check_ground import check_ground
from clew.venues.closures import Closures, Subject, subject_of
from clew.venues.stores.sql_ground import SqlGround
from clew.venues.wall_clock import read_moment, shown_moment

LIFT = Subject("mall", connector="lift")


@pytest.fixture
async def closures(desk: Any, room: Any, spot: Any, write_map: Callable[..., Path]) -> Closures:
    await desk.bring(
        write_map(
            "map.geojson",
            room("low", 0, 0, 20, 10, indoor="corridor"),
            room("high", 0, 0, 20, 10, indoor="corridor", level="1"),
            spot("lift", 5, 5, highway="elevator", level="0;1"),
        )
    )
    return Closures(venues=desk.store, store=SqlGround(desk.record), clock=desk.clock)


@pytest.fixture
async def zone(desk: Any, closures: Closures) -> Subject:  # noqa: ARG001 - the map is there first
    return Subject("mall", zone=(await desk.load()).zones[0].id)


async def test_closed_and_opened(desk: Any, closures: Closures, zone: Subject) -> None:
    """A closure holds until it is taken back, and both are kept with who and when."""
    now = int(desk.clock.now().timestamp())
    kept = await closures.close(zone, why="wet floor", who="ada")
    assert (kept.number, kept.since, kept.until, kept.who, kept.at) == (1, now, None, "ada", now)
    assert await closures.standing("mall") == [kept]
    desk.clock.moment += timedelta(hours=2)
    (opened,) = await closures.open(zone, who="bob")
    assert (opened.opened_by, opened.opened_at) == ("bob", now + 7_200)
    assert not await closures.standing("mall")
    assert await closures.every("mall") == [opened]


async def test_open_takes_all_back(closures: Closures, zone: Subject) -> None:
    """Opening a thing takes back every closure of it that is not over, and of nothing else."""
    await closures.close(zone, who="ada")
    await closures.close(LIFT, who="ada")
    await closures.close(zone, since=2 * 10**9, who="ada")
    assert [one.number for one in await closures.open(zone, who="ada")] == [1, 3]
    assert [one.connector for one in await closures.standing("mall")] == ["lift"]


async def test_over_by_itself(desk: Any, closures: Closures, zone: Subject) -> None:
    """A closure with an end is over at its end, and is no more to be taken back."""
    now = int(desk.clock.now().timestamp())
    await closures.close(zone, until=now + 60, who="ada")
    desk.clock.moment += timedelta(seconds=60)
    assert not await closures.standing("mall")
    with pytest.raises(Conflict) as refused:
        await closures.open(zone, who="ada")
    assert refused.value.code is Code.NOT_CLOSED
    assert len(await closures.every("mall")) == 1


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        (Subject("mall", zone="mall/7/0/0"), Code.ZONE_UNKNOWN),
        (Subject("mall", connector="stairs"), Code.CONNECTOR_UNKNOWN),
        (Subject("shop", connector="lift"), Code.VENUE_UNKNOWN),
    ],
)
async def test_unknown_things(closures: Closures, subject: Subject, code: Code) -> None:
    """What the map does not have cannot be closed."""
    with pytest.raises(InputRefused) as refused:
        await closures.close(subject, who="ada")
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"until": 5}, "until"),
        ({"since": 2 * 10**9, "until": 2 * 10**9}, "until"),
        ({"why": "x" * 301}, "why"),
        ({"why": "two\nlines"}, "why"),
        ({"who": ""}, "who"),
    ],
)
async def test_closures_that_are_none(closures: Closures, how: dict[str, Any], field: str) -> None:
    """A closure that is over, or words that cannot be kept, are refused by the field."""
    with pytest.raises(InputRefused) as refused:
        await closures.close(LIFT, **({"who": "ada"} | how))
    assert refused.value.where.field == field
    assert not await closures.every("mall")


def test_one_thing_at_a_time() -> None:
    """A zone stands for itself, a connector needs its venue; anything else is refused."""
    assert subject_of("mall/0/1/2", None, None) == Subject("mall", zone="mall/0/1/2")
    assert subject_of(None, "mall", "lift") == LIFT
    for given in ((None, None, None), (None, "mall", None), (None, None, "lift"),
                  ("mall/0/1/2", None, "lift"), ("mall/0/1/2", "mall", None)):  # fmt: skip
        with pytest.raises(InputRefused):
            subject_of(*given)


def test_moments_by_the_clock_on_the_wall() -> None:
    """A moment without an offset is by the venue's clocks; with one it is what it says; both are
    shown by the venue's clocks."""
    winter = read_moment("2026-12-24T18:00", "Europe/Paris", "from")
    assert winter == read_moment("2026-12-24T17:00+00:00", "", "from")
    assert shown_moment(winter, "Europe/Paris") == "2026-12-24 18:00+01:00"
    assert shown_moment(winter, "") == "2026-12-24 17:00+00:00"


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01T00:00", "2026-12-24T18:00", ""])
def test_moments_that_are_none(text: str) -> None:
    """No moment, or one by clocks that nobody has told of, is refused by the field."""
    with pytest.raises(InputRefused) as refused:
        read_moment(text, "", "until")
    assert refused.value.where.field == "until"


async def test_a_closure_of_what_the_map_lost(desk: Any, closures: Closures, zone: Subject) -> None:
    """What is closed and not on the map any more is told with the way out, until it is over; what
    is on the map is not told."""
    now = int(desk.clock.now().timestamp())
    record = await desk.load()
    await closures.close(LIFT, until=now + 60, who="ada")
    await closures.close(zone, who="ada")
    standing = await closures.standing("mall")
    assert not list(check_ground(record, standing, now=now))
    bare = replace(record, zones=(), connectors=())
    lift, square = check_ground(bare, standing, now=now)
    assert "--connector lift --venue mall" in lift.remedy
    assert square.subject == zone.zone
    assert len(list(check_ground(bare, standing, now=now + 60))) == 1
    await closures.open(zone, who="bob")
    assert not list(check_ground(bare, await closures.every("mall"), now=now + 60))
