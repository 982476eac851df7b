from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import InputRefused
from clew.ids import ZoneId
from clew.venues.frame import Projector
from clew.venues.model import CELL_M, Frame, ServedZone, VenueMap
from clew.venues.plan_drawing import MARGIN_M, Box, cell_box, draw_plan

FRAME = Frame(48.85, 2.35, 12.5)
WriteMap = Callable[..., Path]
Draw = Callable[..., dict[str, Any]]


@pytest.fixture
def mall(write_map: WriteMap, room: Draw, spot: Draw) -> Path:
    """A hall, a shop on it with its door, a fountain in the hall."""
    return write_map(
        "mall.geojson",
        room("hall", 0, 0, 40, 10, indoor="corridor"),
        room("shop", 5, 10, 8, 16, shop="books", name="La Page"),
        spot("door", 9, 10, door="yes", level="0"),
        spot("fountain", 20, 5, amenity="fountain", name="La Fontaine", level="0"),
    )


async def test_a_level_is_drawn(desk: Any, mall: Path) -> None:
    """A level shows its halls, then its rooms, each door once, and the names of its places."""
    await desk.bring(mall)
    (level,) = draw_plan(await desk.load()).levels
    told = [(shape.kind, shape.name) for shape in level.shapes]
    assert told == [("hall", ""), ("room", "La Page")]
    assert all(shape.path.startswith("M") and shape.path.endswith("Z") for shape in level.shapes)
    assert [way.kind for way in level.ways] == ["door"]
    assert sorted(name.text for name in level.names) == ["La Fontaine", "La Page"]


async def test_names_know_their_room(desk: Any, mall: Path) -> None:
    """A name says how wide and high its room is around it, and 0 where it has no surface."""
    await desk.bring(mall)
    (level,) = draw_plan(await desk.load()).levels
    size = {name.text: (name.width, name.height) for name in level.names}
    assert size["La Page"] == pytest.approx((8, 16), abs=0.5)
    assert size["La Fontaine"] == (0, 0)


async def test_names_stand_in_their_squares(desk: Any, mall: Path) -> None:
    """The name of a mere spot stands in the square of its zone, and every name inside the view."""
    await desk.bring(mall)
    (level,) = draw_plan(await desk.load()).levels
    for name in level.names:
        assert name.width or within(cell_box(name.zone), name.x, name.y)
        assert within(level.view_box, name.x, name.y)


async def test_all_of_a_level_is_in_view(desk: Any, mall: Path) -> None:
    """The view holds the whole outline with a margin around it."""
    await desk.bring(mall)
    (level,) = draw_plan(await desk.load()).levels
    numbers = [float(n) for n in level.floor.strip("MZ").replace("L", " ").split()]
    xs, ys = numbers[::2], numbers[1::2]
    box = level.view_box
    assert box.x == pytest.approx(min(xs) - MARGIN_M, abs=0.2)
    assert box.y + box.height == pytest.approx(max(ys) + MARGIN_M, abs=0.2)


async def test_measured_centroids_are_those_that_are_served(desk: Any, mall: Path) -> None:
    """A surveyed zone's centroid is drawn where it was measured; others are not named."""
    await desk.bring(mall)
    record = await desk.load()
    first, second, *_ = record.zones
    zones = {
        first.id: ServedZone(first.lat, first.lon, surveyed=True),
        second.id: ServedZone(second.lat, second.lon, surveyed=False),
    }
    served = VenueMap("mall", 1, zones, frozenset())
    (level,) = draw_plan(record, served).levels
    assert list(level.surveyed) == [first.id]
    assert within(cell_box(first.id), *level.surveyed[first.id])


async def test_it_is_data(desk: Any, mall: Path) -> None:
    """A plan is JSON, with its lengths in metres."""
    await desk.bring(mall)
    plan = msgspec.json.decode(msgspec.json.encode(draw_plan(await desk.load())))
    assert plan["cell"] == CELL_M
    assert set(plan["levels"][0]["view_box"]) == {"x", "y", "width", "height"}


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-3, 9))
def test_a_square_is_drawn_where_its_cell_lies(i: int, j: int, level: int) -> None:
    """The middle of a zone's square, turned upright, falls into the same cell of any frame."""
    box = cell_box(str(ZoneId("mall", level, i, j)))
    x, up = box.x + box.width / 2, -(box.y + box.height / 2)
    projector = Projector(FRAME)
    assert projector.cell_of(*projector.to_wgs84(x, up)) == (i, j)


def test_no_square_without_a_zone() -> None:
    """What is no zone's id has no square."""
    with pytest.raises(InputRefused):
        cell_box("mall/0/1")


def within(box: Box, x: float, y: float) -> bool:
    """Whether a drawn point lies in a drawn rectangle, to a decimetre."""
    return (
        box.x - 0.1 <= x <= box.x + box.width + 0.1 and box.y - 0.1 <= y <= box.y + box.height + 0.1
    )
