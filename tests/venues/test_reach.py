from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from clew.errors import Code, InputRefused
from clew.venues.frame import Projector
from clew.venues.model import VenueRecord
from clew.venues.reach import Outcome, Reach, Walker, reach

Draw = Callable[..., dict[str, Any]]


class Ground:
    """An imported map, asked by metres."""

    def __init__(self, record: VenueRecord, spot: Draw) -> None:
        self.record = record
        self._spot = spot

    def zone(self, level: int, east: float, north: float) -> str:
        lon, lat = self._spot("", east, north)["geometry"]["coordinates"]
        i, j = Projector(self.record.venue.frame).cell_of(lat, lon)
        return f"{self.record.venue.id}/{level}/{i}/{j}"

    def ask(
        self, start: tuple[int, float, float], goal: tuple[int, float, float], **how: bool
    ) -> Reach:
        return reach(self.record, self.zone(*start), self.zone(*goal), **how)


@pytest.fixture
def ground(desk: Any, write_map: Callable[..., Path], spot: Draw) -> Callable[..., Any]:
    """Imports features to walk on."""

    async def walk(*features: dict[str, Any]) -> Ground:
        await desk.bring(write_map("map.geojson", *features))
        return Ground(await desk.load(), spot)

    return walk


@pytest.fixture
def two_floors(room: Draw, spot: Draw) -> Sequence[dict[str, Any]]:
    """A shop and a corridor below, a corridor and a shop above, with stairs between."""
    return (
        room("shop", 0, 0, 10, 10),
        room("low", 0, 10, 40, 10, indoor="corridor"),
        room("high", 0, 10, 40, 10, indoor="corridor", level="1"),
        room("cafe", 0, 0, 10, 10, level="1"),
        spot("door", 5, 10, door="yes", level="0", wheelchair="yes"),
        spot("upper door", 5, 10, door="yes", level="1", wheelchair="yes"),
        spot("steps", 35, 15, highway="steps", level="0;1"),
    )


SHOP, CAFE = (0, 5, 5), (1, 5, 5)


async def test_yes_names_the_way(ground: Any, two_floors: Any) -> None:
    """Where the map draws a way, the answer names the connectors in the order of the walk."""
    found = (await ground(*two_floors)).ask(SHOP, CAFE)
    assert found.outcome is Outcome.YES
    assert [one.connector for one in found.crossings] == ["door", "steps", "upper door"]


async def test_within_one_place(ground: Any, two_floors: Any) -> None:
    """Zones of one unit reach each other over no connector, and so does a zone itself."""
    walk = await ground(*two_floors)
    assert walk.ask((0, 5, 15), (0, 32, 15)) == Reach(Outcome.YES)
    assert walk.ask(SHOP, SHOP, step_free=True) == Reach(Outcome.YES)


async def test_steps_only_names_the_steps(ground: Any, two_floors: Any) -> None:
    """Asked step-free, a way over stairs is `steps_only` and names the stairs."""
    found = (await ground(*two_floors)).ask(SHOP, CAFE, step_free=True)
    assert found.outcome is Outcome.STEPS_ONLY
    assert [one.connector for one in found.obstacles] == ["steps"]
    assert len(found.crossings) == 3


async def test_lift_is_taken_step_free(ground: Any, two_floors: Any, spot: Draw) -> None:
    """Asked step-free, the way leads over the lift, even where the stairs are fewer crossings."""
    lift = spot("lift", 25, 15, highway="elevator", level="0;1")
    found = (await ground(*two_floors, lift)).ask(SHOP, CAFE, step_free=True)
    assert found.outcome is Outcome.YES
    assert [one.connector for one in found.crossings] == ["door", "lift", "upper door"]


async def test_not_known_is_not_step_free(ground: Any, room: Draw, spot: Draw) -> None:
    """A door of which the map does not say is no step-free way, and is named."""
    walk = await ground(
        room("shop", 0, 0, 10, 10),
        room("hall", 0, 10, 40, 10, indoor="corridor"),
        spot("door", 5, 10, door="yes", level="0"),
    )
    found = walk.ask(SHOP, (0, 15, 15), step_free=True)
    assert found.outcome is Outcome.STEPS_ONLY
    assert [(one.connector, one.step_free) for one in found.obstacles] == [("door", None)]


async def test_no_door_is_unknown(ground: Any, room: Draw) -> None:
    """Two rooms wall to wall without a door between: the map knows no way, and none is assumed."""
    walk = await ground(room("one", 0, 0, 10, 10), room("two", 10, 0, 10, 10))
    assert walk.ask((0, 5, 5), (0, 15, 5)) == Reach(Outcome.UNKNOWN)


async def test_halls_that_share_a_boundary(ground: Any, room: Draw) -> None:
    """Corridors that touch along more than half a metre are one place; at a corner they are not."""
    walk = await ground(
        room("one", 0, 0, 20, 10, indoor="corridor"),
        room("two", 20.2, 0, 20, 10, indoor="area"),
        room("corner", 40.2, 10, 20, 10, indoor="corridor"),
    )
    assert walk.ask((0, 5, 5), (0, 32, 5)) == Reach(Outcome.YES)
    assert walk.ask((0, 32, 5), (0, 48, 15)) == Reach(Outcome.UNKNOWN)


async def test_open_floor_within_a_drawn_level(ground: Any, room: Draw, spot: Draw) -> None:
    """Where the level's own outline says that there is floor, doors onto it lead to each other."""
    walk = await ground(
        room("level", 0, 0, 60, 30, indoor="level"),
        room("one", 0, 0, 10, 10),
        room("two", 40, 0, 10, 10),
        spot("first", 5, 10, door="yes", level="0"),
        spot("second", 45, 10, door="yes", level="0"),
    )
    found = walk.ask((0, 5, 5), (0, 45, 5))
    assert [one.connector for one in found.crossings] == ["first", "second"]
    assert walk.ask((0, 5, 5), (0, 25, 25)).outcome is Outcome.YES


async def test_open_floor_cut_in_two(ground: Any, room: Draw, spot: Draw) -> None:
    """Open floor that rooms part is two places."""
    walk = await ground(
        room("level", 0, 0, 60, 30, indoor="level"),
        room("wall of rooms", 25, 0, 10, 30),
        spot("bench", 5, 5, amenity="bench", level="0"),
    )
    assert walk.ask((0, 5, 5), (0, 12, 25)) == Reach(Outcome.YES)
    assert walk.ask((0, 5, 5), (0, 50, 5)) == Reach(Outcome.UNKNOWN)


async def test_open_floor_of_a_hull(ground: Any, room: Draw, spot: Draw) -> None:
    """Where the outline is only a hull nobody has said that there is floor: nothing is assumed."""
    walk = await ground(
        room("one", 0, 0, 10, 10),
        room("two", 40, 0, 10, 10),
        spot("first", 5, 10, door="yes", level="0"),
        spot("second", 45, 10, door="yes", level="0"),
    )
    assert walk.ask((0, 5, 5), (0, 45, 5)) == Reach(Outcome.UNKNOWN)


async def test_unknown_zone_is_refused(ground: Any, two_floors: Any) -> None:
    """A zone that the venue does not have is refused."""
    walk = await ground(*two_floors)
    with pytest.raises(InputRefused) as refused:
        reach(walk.record, walk.zone(*SHOP), "mall/7/0/0")
    assert refused.value.code is Code.ZONE_UNKNOWN


async def test_ways_lead_back(ground: Any, two_floors: Any, spot: Draw) -> None:
    """Between any two zones the answer is the same in both directions."""
    lift = spot("lift", 25, 15, highway="elevator", level="0;1")
    walker = Walker((walk := await ground(*two_floors, lift)).record)
    zones = [zone.id for zone in walk.record.zones][::5]
    for start in zones:
        for goal in zones:
            there, back = walker.reach(start, goal), walker.reach(goal, start)
            assert there.outcome is back.outcome
            assert len(there.crossings) == len(back.crossings)


@pytest.mark.data
async def test_caserne(desk: Any, data: Path) -> None:
    """In the Grenoble mall the corridors are joined by a lift, and shops without doors to none."""
    await desk.bring(data / "venues" / "caserne-de-bonne.geojson")
    record = await desk.load()
    by_unit = {(zone.unit, zone.id.split("/")[1]): zone.id for zone in record.zones}
    low, high = by_unit["way/398056980", "0"], by_unit["way/398056974", "1"]
    shop, other = by_unit["way/398056953", "-1"], by_unit["way/398056966", "0"]
    assert len(reach(record, low, high).crossings) == 1
    assert [one.kind for one in reach(record, low, high, step_free=True).crossings] == ["lift"]
    assert reach(record, shop, other) == Reach(Outcome.UNKNOWN)
