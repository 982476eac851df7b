from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from clew.venues.model import Connector

Draw = Callable[..., dict[str, Any]]
Found = Callable[..., Any]


@pytest.fixture
def line(spot: Draw) -> Draw:
    """Draws a line feature between two points in metres."""

    def draw(id_: str, *points: tuple[float, float], **properties: Any) -> dict[str, Any]:
        positions = [spot("", *point)["geometry"]["coordinates"] for point in points]
        geometry = {"type": "LineString", "coordinates": positions}
        return {"type": "Feature", "id": id_, "geometry": geometry, "properties": properties}

    return draw


@pytest.fixture
def found(desk: Any, write_map: Callable[..., Path]) -> Found:
    """Imports features and gives their connectors by id."""

    async def find(*features: dict[str, Any]) -> Mapping[str, Connector]:
        await desk.bring(write_map("map.geojson", *features))
        record = await desk.load()
        assert [c.id for c in record.connectors] == sorted(c.id for c in record.connectors)
        return {connector.id: connector for connector in record.connectors}

    return find


def _ends(connector: Connector) -> Sequence[tuple[int, str | None]]:
    return [(end.level, end.unit) for end in connector.ends]


async def test_door_joins_two_units(found: Found, room: Draw, spot: Draw) -> None:
    """A door on the wall between a shop and a corridor joins the two."""
    doors = await found(
        room("shop", 0, 0, 10, 10),
        room("corridor", 0, 10, 30, 4, indoor="corridor"),
        spot("door", 5, 10, door="sliding", level="0", wheelchair="yes"),
    )
    assert set(_ends(doors["door"])) == {(0, "shop"), (0, "corridor")}
    assert (doors["door"].kind, doors["door"].step_free) == ("door", True)


@pytest.mark.parametrize(("wheelchair", "step_free"), [("yes", True), ("no", False), ("", None)])
async def test_door_step_free(
    found: Found, room: Draw, spot: Draw, *, wheelchair: str, step_free: bool | None
) -> None:
    """What the map does not say of steps stays unknown."""
    door = spot("door", 5, 0, door="hinged", level="0", wheelchair=wheelchair)
    doors = await found(room("shop", 0, 0, 10, 10), door)
    assert doors["door"].step_free is step_free


async def test_entrance_opens_to_the_open(found: Found, room: Draw, spot: Draw) -> None:
    """A door of one unit leads from it to the open floor."""
    doors = await found(room("shop", 0, 0, 10, 10), spot("e", 5, 0, entrance="main", level="0"))
    assert _ends(doors["e"]) == [(0, "shop"), (0, None)]


@pytest.mark.parametrize(
    "words",
    [
        {"door": "hinged", "access": "private"},
        {"entrance": "service"},
        {"entrance": "emergency"},
        {"entrance": "exit"},
        {"amenity": "parking_entrance", "door": "yes"},
    ],
)
async def test_closed_doors(found: Found, room: Draw, spot: Draw, words: dict[str, str]) -> None:
    """A door that shoppers may not use, or only leave by, is no way in."""
    assert not await found(room("shop", 0, 0, 10, 10), spot("door", 5, 0, level="0", **words))


async def test_door_far_from_walls(found: Found, room: Draw, spot: Draw) -> None:
    """A door drawn more than half a metre from every outline joins nothing."""
    assert not await found(room("shop", 0, 0, 10, 10), spot("d", 5, -0.7, door="yes", level="0"))


async def test_door_on_two_levels(found: Found, room: Draw, spot: Draw) -> None:
    """A door on two levels is a door on each and no way between them."""
    doors = await found(
        room("shop", 0, 0, 10, 10, level="0;1"), spot("d", 5, 0, door="yes", level="0;1")
    )
    assert {id_: _ends(door) for id_, door in doors.items()} == {
        "d@0": [(0, "shop"), (0, None)],
        "d@1": [(1, "shop"), (1, None)],
    }


async def test_stairs_open_into_halls(found: Found, room: Draw) -> None:
    """Stairs drawn as an area join, on each level, the corridor beside them and not the shop."""
    stairs = await found(
        room("stairs", 0, 0, 4, 4, indoor="corridor", stairs="yes", level="0;1"),
        room("low", 4, 0, 20, 4, indoor="corridor"),
        room("high", 0, 4, 20, 4, indoor="corridor", level="1"),
        room("shop", 0, -8, 20, 8, level="0;1"),
    )
    assert set(_ends(stairs["stairs"])) == {(0, "low"), (0, "stairs"), (1, "high"), (1, "stairs")}
    assert (stairs["stairs"].kind, stairs["stairs"].step_free) == ("stairs", False)


async def test_lift_opens_where_its_door_is(found: Found, room: Draw, spot: Draw) -> None:
    """Where a door is drawn into a lift, the door and not nearness says where the lift opens."""
    ways = await found(
        room("lift", 0, 0, 2, 2, elevator="yes", level="0;1"),
        room("left", -20, 0, 20, 2, indoor="corridor"),
        room("right", 2, 0, 20, 2, indoor="corridor"),
        room("high", 2, 0, 20, 2, indoor="corridor", level="1"),
        spot("door", 2, 1, door="yes", level="0"),
    )
    assert _ends(ways["lift"]) == [(0, "lift"), (1, "high"), (1, "lift")]
    assert set(_ends(ways["door"])) == {(0, "lift"), (0, "right")}


async def test_lift_drawn_twice_is_one(found: Found, room: Draw, spot: Draw) -> None:
    """A lift's point within 3 m of its area on the same levels is the same lift."""
    lift = room("lift", 0, 0, 2, 2, room="elevator", level="0;1")
    hall = room("hall", 2, 0, 20, 2, indoor="corridor", level="0;1")
    ways = await found(lift, hall, spot("node", 4.9, 1, highway="elevator", level="0;1"))
    assert list(ways) == ["lift"]


async def test_two_lifts_side_by_side_are_two(found: Found, room: Draw, spot: Draw) -> None:
    """Each of two neighbouring lifts keeps its own point."""
    ways = await found(
        room("one", 0, 0, 2, 2, elevator="yes", level="0;1"),
        room("two", 2, 0, 2, 2, elevator="yes", level="0;1"),
        spot("node one", 1, 1, highway="elevator", level="0;1"),
        spot("node two", 3, 1, highway="elevator", level="0;1"),
    )
    assert list(ways) == ["one", "two"]


async def test_lift_with_a_kind_of_door(found: Found, room: Draw, spot: Draw) -> None:
    """A lift's point that says what door the lift has is the lift, not a door beside it."""
    ways = await found(
        room("hall", 0, 0, 20, 4, indoor="corridor", level="0;1"),
        spot("lift", 5, 0, highway="elevator", door="automatic", level="0;1"),
    )
    assert [(id_, str(way.kind)) for id_, way in ways.items()] == [("lift", "lift")]


async def test_lift_point_far_away_is_another(found: Found, room: Draw, spot: Draw) -> None:
    """A lift's point 4 m off, or on other levels, is a lift of its own."""
    ways = await found(
        room("lift", 0, 0, 2, 2, elevator="yes", level="0;1"),
        spot("far", 6, 1, highway="elevator", level="0;1"),
        spot("other levels", 1, 1, highway="elevator", level="1;2"),
    )
    assert list(ways) == ["far", "lift", "other levels"]


async def test_shafts_drawn_level_by_level(found: Found, room: Draw) -> None:
    """A lift drawn once for each level is one connector where the drawings overlap in plan."""
    ways = await found(
        room("lift 0", 0, 0, 2, 2, elevator="yes", level="0"),
        room("lift 1", 0.2, 0, 2, 2, elevator="yes", level="1"),
        room("elsewhere", 20, 0, 2, 2, elevator="yes", level="1"),
    )
    assert list(ways) == ["lift 0"]
    assert {level for level, _ in _ends(ways["lift 0"])} == {0, 1}


@pytest.mark.parametrize(
    ("words", "kind", "step_free"),
    [
        ({"highway": "steps"}, "stairs", False),
        ({"highway": "steps", "conveying": "forward"}, "escalator", False),
        ({"highway": "steps", "ramp": "yes"}, "stairs", False),
        ({"highway": "elevator"}, "lift", True),
        ({"highway": "elevator", "wheelchair": "no"}, "lift", False),
        ({"highway": "footway", "ramp": "yes"}, "ramp", True),
        ({"highway": "footway", "incline": "5%"}, "ramp", True),
        ({"highway": "footway", "incline": "up", "wheelchair": "no"}, "ramp", False),
        ({"highway": "corridor", "indoor": "yes"}, "link", None),
        ({"highway": "footway", "indoor": "yes", "wheelchair": "yes"}, "link", True),
    ],
)
async def test_kinds_of_lines(
    found: Found, room: Draw, line: Draw, *, words: Any, kind: str, step_free: bool | None
) -> None:
    """A line that spans two levels is what its tags say, from the lower corridor to the upper."""
    ways = await found(
        room("low", 0, 0, 10, 4, indoor="corridor"),
        room("high", 15, 0, 10, 4, indoor="corridor", level="1"),
        line("way", (8, 2), (17, 2), level="0;1", **words),
    )
    assert (ways["way"].kind, ways["way"].step_free) == (kind, step_free)
    assert _ends(ways["way"]) == [(0, "low"), (1, "high")]


async def test_incline_down_turns_a_line(found: Found, room: Draw, line: Draw) -> None:
    """`incline=down` says that the line begins above."""
    ways = await found(
        room("high", 0, 0, 10, 4, indoor="corridor", level="1"),
        room("low", 15, 0, 10, 4, indoor="corridor"),
        line("way", (8, 2), (17, 2), level="0;1", highway="steps", incline="down"),
    )
    assert _ends(ways["way"]) == [(0, "low"), (1, "high")]


async def test_one_level_goes_nowhere(found: Found, room: Draw, spot: Draw, line: Draw) -> None:
    """A stair, a lift or a walk on one level is no connector."""
    assert not await found(
        room("hall", 0, 0, 20, 4, indoor="corridor"),
        room("stairs", 0, 4, 4, 4, stairs="yes", level="0"),
        spot("lift", 5, 1, highway="elevator", level="0"),
        line("walk", (1, 1), (9, 1), highway="footway", indoor="yes", level="0"),
    )


async def test_private_lift_is_none(found: Found, room: Draw) -> None:
    """A goods lift that shoppers may not use is no way."""
    assert not await found(room("lift", 0, 0, 2, 2, elevator="yes", level="0;1", access="private"))


async def test_network_links(found: Found, room: Draw, spot: Draw, line: Draw) -> None:
    """A link of a pedestrian network joins the nodes that it names, by the route's type."""
    ways = await found(
        room("low", 0, 0, 10, 4, indoor="corridor"),
        room("high", 15, 0, 10, 4, indoor="corridor", level="1"),
        spot("a", 8, 2, node_id="A", floor="0"),
        spot("b", 17, 2, node_id="B", floor="1"),
        line("lift", (8, 2), (17, 2), link_id="1", start_id="A", end_id="B", route_type=4.0),
        line("stairs", (8, 2), (17, 2), link_id="2", start_id="A", end_id="B", route_type="6"),
        line("lost", (8, 2), (17, 2), link_id="3", start_id="A", end_id="nowhere"),
    )
    assert {id_: (way.kind, way.step_free) for id_, way in ways.items()} == {
        "lift": ("lift", True),
        "stairs": ("stairs", False),
    }
    assert _ends(ways["lift"]) == [(0, "low"), (1, "high")]


@pytest.mark.data
async def test_caserne(desk: Any, data: Path) -> None:
    """The Grenoble mall has five doors on corridors, three stairs and three lifts, each once."""
    await desk.bring(data / "venues" / "caserne-de-bonne.geojson")
    record = await desk.load()
    kinds = [str(connector.kind) for connector in record.connectors]
    assert {kind: kinds.count(kind) for kind in kinds} == {"door": 5, "stairs": 3, "lift": 3}
    stairs = [c for c in record.connectors if c.kind == "stairs"]
    assert [sorted({end.level for end in c.ends}) for c in stairs] == [[0, 1], [-1, 0], [-1, 0]]
    assert not [c for c in record.connectors if c.id in {"node/5420950510", "node/5420950511"}]
