from __future__ import annotations

from collections.abc import Callable
from math import hypot
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

import clew.demo
from clew.hunts.route.ways import Ways
from clew.venues.model import VenueRecord, WayGraph
from clew.venues.reach import Outcome, Walker
from clew.venues.way_graph import way_graph

Draw = Callable[..., dict[str, Any]]
DEMO_MALL = Path(clew.demo.__file__).parent / "mall" / "mall.geojson"


def agrees(record: VenueRecord) -> WayGraph:
    """Asks both of pairs of places: all that a connector opens into, and some that none does."""
    graph, walker = way_graph(record), Walker(record)
    ways = Ways(graph)
    standing = {spot.place: zone for zone, spot in graph.zones.items()}
    opened = {portal.place for portal in graph.portals} & standing.keys()
    zones = [standing[place] for place in sorted(opened)]
    zones += [standing[place] for place in sorted(standing.keys() - opened)][:20]
    for step_free in (False, True):
        for row, start in zip(ways.legs(zones, step_free=step_free), zones, strict=True):
            for length, goal in zip(row, zones, strict=True):
                found = walker.reach(start, goal, step_free=step_free)
                assert (length is not None) is (found.outcome is Outcome.YES)
    return graph


async def test_demo_mall(desk: Any) -> None:
    """In the demo mall the graph joins exactly those zones between which `reach` knows a way."""
    await desk.bring(DEMO_MALL)
    record = await desk.load()
    graph = agrees(record)
    assert list(graph.zones) == sorted(zone.id for zone in record.zones)
    assert (graph.venue, graph.map_version) == ("mall", record.venue.map_version)


@pytest.mark.parametrize("seed", range(8))
async def test_drawn_by_chance(
    desk: Any, room: Draw, spot: Draw, write_map: Callable[..., Path], seed: int
) -> None:
    """So it is on maps drawn by chance: rooms and corridors on two floors, some on an outline that
    says where floor is, with doors, stairs and lifts wherever they fell."""
    chance = Random(seed)  # noqa: S311 - repeatable
    drawn = [
        room(f"unit {level}{i}{j}", 12 * i, 12 * j, 12, 12, level=str(level),
             indoor=chance.choice(["room", "room", "corridor", "area"]))
        for level in (0, 1) for i in range(4) for j in range(3) if chance.random() < 0.75
    ]  # fmt: skip
    if chance.random() < 0.5:
        drawn.append(room("outline", -5, -5, 60, 50, indoor="level"))
    for n in range(14):
        # On the walls between the units, or in the open.
        at = 12 * chance.randint(0, 4), 6 + 12 * chance.randint(0, 2)
        east, north = at if chance.random() < 0.5 else (at[1], at[0])
        said = chance.choice([{}, {"wheelchair": "yes"}, {"wheelchair": "no"}])
        drawn.append(spot(f"door {n}", east, north, door="yes", level=chance.choice("01"), **said))
    for n, kind in enumerate(("steps", "elevator", "elevator")):
        east, north = chance.randint(0, 48), chance.randint(0, 36)
        drawn.append(spot(f"shaft {n}", east, north, highway=kind, level="0;1"))
    await desk.bring(write_map("map.geojson", *drawn))
    assert agrees(await desk.load()).portals


async def test_kept_and_read_again(desk: Any) -> None:
    """Written as JSON and read again a graph is the same, so that a snapshot can carry it."""
    await desk.bring(DEMO_MALL)
    graph = way_graph(await desk.load())
    assert msgspec.json.decode(msgspec.json.encode(graph), type=WayGraph) == graph


@pytest.mark.data
async def test_real_venues(desk: Any, data: Path) -> None:
    """So it is in the Grenoble mall and in Shinjuku station, as drawn as they are."""
    await desk.bring(data / "venues" / "caserne-de-bonne.geojson")
    agrees(await desk.load())
    files = sorted((data / "venues").glob("shinjuku-*.geojson"))
    await desk.bring(*files, venue="station")
    agrees(await desk.load("station"))


async def test_same_record_same_graph(desk: Any) -> None:
    """The same record gives the same graph, whatever the order of its features."""
    await desk.bring(DEMO_MALL)
    record = await desk.load()
    turned = msgspec.structs.replace(
        record, features=record.features[::-1], connectors=record.connectors[::-1]
    )
    assert way_graph(turned) == way_graph(record)


async def test_decimetres_of_the_frame(
    desk: Any, room: Draw, spot: Draw, write_map: Callable[..., Path]
) -> None:
    """A door and the zones beside it lie where they were drawn, to the decimetre."""
    await desk.bring(
        write_map(
            "map.geojson",
            room("shop", 0, 0, 10, 10),
            room("hall", 0, 10, 40, 10, indoor="corridor"),
            spot("door", 5, 10, door="yes", level="0"),
        )
    )
    graph = way_graph(await desk.load())
    outside, inside = graph.portals  # by place: the hall's id comes before the shop's
    assert (inside.x, inside.y) == (outside.x, outside.y)
    assert inside.place != outside.place
    shop = [one for one in graph.zones.values() if one.place == inside.place]
    hall = [one for one in graph.zones.values() if one.place == outside.place]
    # The shop is 10 m square with its door in the middle of a side, the hall 40 m by 10 m.
    assert max(hypot(one.x - inside.x, one.y - inside.y) for one in shop) < hypot(50, 100)
    assert 300 < max(hypot(one.x - inside.x, one.y - inside.y) for one in hall) < hypot(350, 100)


async def test_surveyed_centroids_count(desk: Any, write_map: Callable[..., Path], room: Draw,
                                        tmp_path: Path) -> None:  # fmt: skip
    """A zone stands where it was measured; one whose row or survey was altered is left out."""
    await desk.bring(write_map("map.geojson", room("shop", 0, 0, 20, 10)))
    record = await desk.load()
    zone = record.zones[0]
    file = tmp_path / "survey.csv"
    file.write_text(
        "zone,lat,lon,accuracy_m,instrument,measured_on\n"
        f"{zone.id},{zone.lat + 1e-5:.7f},{zone.lon:.7f},0.2,tape,2026-04-01\n"
    )
    await desk.survey(file)
    measured = await desk.load()
    there = way_graph(measured).zones[zone.id]
    before = way_graph(record).zones[zone.id]
    assert abs(there.x - before.x) + abs(there.y - before.y) >= 10
    (survey,) = measured.surveys
    altered = msgspec.structs.replace(survey, lat=zone.lat)
    bad = msgspec.structs.replace(measured.zones[-1], lat=1.0)
    damaged = msgspec.structs.replace(
        measured, surveys=(altered,), zones=(*measured.zones[:-1], bad)
    )
    kept = set(way_graph(measured).zones) - set(way_graph(damaged).zones)
    assert kept == {zone.id, bad.id}
