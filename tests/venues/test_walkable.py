from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

import clew.demo
from clew.errors import Code, InputRefused
from clew.hunts.route.walk import Walk, walk
from clew.hunts.route.ways import NoWay, NoWayReason, Ways
from clew.venues.closures import Closures, Subject
from clew.venues.hours import OpenHours
from clew.venues.stores.sql_ground import SqlGround
from clew.venues.walkable import Walkable

DEMO_MALL = Path(clew.demo.__file__).parent / "mall" / "mall.geojson"
BELOW, ABOVE = "mall/0/14/9", "mall/1/23/9"


@pytest.fixture
async def walkable(desk: Any) -> Walkable:
    """The demo mall."""
    await desk.bring(DEMO_MALL)
    return Walkable(venues=desk.store, store=SqlGround(desk.record), hours=OpenHours())


async def test_made_once_a_version(desk: Any, walkable: Walkable, tmp_path: Path) -> None:
    """A graph is made once, however many ask at once, until there is a new map version."""
    first, again = await asyncio.gather(walkable.graph("mall"), walkable.graph("mall"))
    assert first is again
    zone = (await desk.load()).zones[0]
    file = tmp_path / "survey.csv"
    file.write_text(
        "zone,lat,lon,accuracy_m,instrument,measured_on\n"
        f"{zone.id},{zone.lat:.7f},{zone.lon:.7f},0.2,tape,2026-04-01\n"
    )
    await desk.survey(file)
    assert (await walkable.graph("mall")).map_version == first.map_version + 1


async def test_unknown_venue(walkable: Walkable) -> None:
    """A venue that was never imported is refused."""
    with pytest.raises(InputRefused) as refused:
        await walkable.graph("moon")
    assert refused.value.code is Code.VENUE_UNKNOWN


async def test_a_closed_lift_cuts_who_goes_step_free_off(desk: Any, walkable: Walkable) -> None:
    """In the demo mall, with its one lift closed, a step-free walk between the floors is refused
    for that lift while it is closed, before and after it is not; others take the stairs."""
    graph = await walkable.graph("mall")
    now = int(desk.clock.now().timestamp())
    (lift,) = {portal.connector for portal in graph.portals if portal.kind == "lift"}
    closures = Closures(venues=desk.store, store=SqlGround(desk.record), clock=desk.clock)
    await closures.close(
        Subject("mall", connector=lift), since=now + 100, until=now + 200, who="ada"
    )
    stops = {"below": BELOW, "above": ABOVE}
    for at, until, closed in ((0, 100, False), (50, 150, True), (200, 300, False)):
        facts = await walkable.facts(graph, at=now + at, until=now + until)
        assert (lift in facts.shut_connectors) is closed
        ways = Ways(graph, frozenset(facts.shut_connectors))
        told = walk(ways, stops, step_free=True)
        if closed:
            assert told == NoWay(ABOVE, BELOW, NoWayReason.CLOSED, (lift,))
        else:
            assert isinstance(told, Walk)
            assert lift in {one.connector for leg in told.legs for one in leg.crossed}
        assert isinstance(walk(ways, stops, step_free=False), Walk)
