from __future__ import annotations

from math import cos, radians, sin
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import InputRefused
from clew.ids import parse_zone
from clew.venues import zones as zones_module
from clew.venues.checksums import zone_checksum
from clew.venues.frame import Projector, choose_frame
from clew.venues.geometry import from_shapely, to_shapely
from clew.venues.model import CELL_M, Feature, Frame, Geometry, Level
from clew.venues.zones import cut_zones, draw_levels, neighbours

PROJECTOR = Projector(Frame(48.85, 2.35, 12.5))


def geometry(metres: Any, projector: Projector = PROJECTOR) -> Geometry:
    drawn = from_shapely(projector.from_plan(metres))
    assert drawn is not None
    return drawn


def drawn(id_: str, metres: Any, level: int = 0, **properties: Any) -> Feature:
    return Feature(id_, "geojson", geometry(metres), properties, (level,))


def cells(zones: Any) -> set[tuple[int, int]]:
    return {parse_zone(zone.id)[2:] for zone in zones}


@st.composite
def blobs(draw: st.DrawFn) -> Any:
    """Star-shaped outlines, sometimes with a second part or a hole."""
    spokes = draw(st.lists(st.floats(3, 60), min_size=3, max_size=12))
    turn = 360 / len(spokes)
    ring = [
        (100 + r * cos(radians(n * turn)), 100 + r * sin(radians(n * turn)))
        for n, r in enumerate(spokes)
    ]
    blob = shapely.Polygon(ring).buffer(0)
    if draw(st.booleans()):
        blob = blob.union(shapely.box(200, 200, 200 + draw(st.floats(0.1, 30)), 212))
    if draw(st.booleans()):
        blob = blob.difference(shapely.box(95, 95, 112, 112))
    return blob


@given(blobs())
def test_the_cells_are_those_that_meet_the_outline(blob: Any) -> None:
    """Every cell shares ground with its level's outline, and no cell that does is missing."""
    if blob.area < 1:
        return
    level = Level(0, "0", geometry(blob), "feature")
    found = cells(cut_zones("mall", [level], [], PROJECTOR))
    outline = PROJECTOR.to_plan(to_shapely(level.outline))
    left, low, right, high = (int(bound // CELL_M) for bound in outline.bounds)
    for i in range(left - 1, right + 2):
        for j in range(low - 1, high + 2):
            square = shapely.box(i * 5, j * 5, i * 5 + 5, j * 5 + 5)
            shared = shapely.make_valid(outline).intersection(square).area
            assert ((i, j) in found) == (shared > 1e-6)


def test_a_square_beside_the_outline_is_no_cell() -> None:
    """A square beside the outline is no cell of it, however near."""
    level = Level(0, "0", geometry(shapely.box(5.02, 5.02, 9.98, 9.98)), "feature")
    assert cells(cut_zones("mall", [level], [], PROJECTOR)) == {(1, 1)}


def test_a_level_has_its_own_outline() -> None:
    """A level drawn by features of its own is the union of those, whatever else stands there."""
    features = [
        drawn("a", shapely.box(0, 0, 20, 20), indoor="level"),
        drawn("b", shapely.box(20, 0, 40, 20), indoor="level"),
        drawn("far", shapely.Point(200, 0), shop="kiosk"),
    ]
    (level,) = draw_levels(features, {0: "Ground"}, PROJECTOR)
    assert (level.label, level.outline_source) == ("Ground", "feature")
    assert PROJECTOR.to_plan(to_shapely(level.outline)).area == pytest.approx(800, rel=1e-3)


def test_a_level_without_an_outline_is_the_hull_of_what_stands_there() -> None:
    """Where no feature draws the level, the convex hull of all that stands on it does."""
    features = [drawn(f"p{x}{y}", shapely.Point(x, y)) for x in (0, 30) for y in (0, 20)]
    (level,) = draw_levels(features, {}, PROJECTOR)
    assert (level.label, level.outline_source) == ("0", "hull")
    outline = PROJECTOR.to_plan(to_shapely(level.outline))
    assert outline.area == pytest.approx(605, abs=1)
    assert all(
        outline.contains(PROJECTOR.to_plan(to_shapely(f.geometry))) for f in features if f.geometry
    )


@pytest.mark.parametrize("spots", [[(0, 0)], [(0, 0), (12, 0), (30, 0)]])
def test_one_spot_or_a_row_of_them_has_cells(spots: list[tuple[int, int]]) -> None:
    """A level of a single spot, or of spots in a row, still has cells under each."""
    features = [drawn(str(spot), shapely.Point(spot)) for spot in spots]
    levels = draw_levels(features, {}, PROJECTOR)
    zones = {zone.id for zone in cut_zones("mall", levels, features, PROJECTOR)}
    for x, y in spots:
        i, j = PROJECTOR.cell_of(*PROJECTOR.to_wgs84(x, y))
        assert f"mall/0/{i}/{j}" in zones


def test_a_zone_knows_its_unit() -> None:
    """The unit that holds the centroid owns the zone, the smallest of several; else most of it."""
    features = [
        drawn("hall", shapely.box(0, 0, 30, 10), indoor="corridor"),
        drawn("kiosk", shapely.box(1, 1, 4, 4), indoor="room"),
        # Holds 60 % of cell (4, 1) but, being bent, not its middle.
        drawn(
            "bent", shapely.box(20, 5, 25, 10).difference(shapely.box(22, 5, 23, 10)), indoor="room"
        ),
    ]
    level = Level(0, "0", geometry(shapely.box(0, 0, 40, 10)), "feature")
    units = {zone.id: zone.unit for zone in cut_zones("mall", [level], features, PROJECTOR)}
    assert units["mall/0/0/0"] == "kiosk"
    assert units["mall/0/1/0"] == "hall"
    assert units["mall/0/7/0"] is None


def test_a_unit_of_another_level_owns_nothing() -> None:
    """Units own zones of the levels they stand on only."""
    features = [drawn("up", shapely.box(0, 0, 10, 10), 1, indoor="room")]
    level = Level(0, "0", geometry(shapely.box(0, 0, 10, 10)), "feature")
    assert {zone.unit for zone in cut_zones("mall", [level], features, PROJECTOR)} == {None}


def test_neighbours_share_an_edge_on_the_level() -> None:
    """A zone's neighbours are the up to four known zones beside it on its level."""
    known = {"mall/0/0/0", "mall/0/1/0", "mall/0/0/-1", "mall/0/1/1", "mall/1/0/1", "shop/0/0/1"}
    assert neighbours("mall/0/0/0", known) == ("mall/0/0/-1", "mall/0/1/0")


def test_a_checksum_tells_any_change() -> None:
    """Another id or a centroid moved by 1e-7 degrees has another checksum."""
    sums = {
        zone_checksum("mall/0/0/0", 48.85, 2.35),
        zone_checksum("mall/0/0/1", 48.85, 2.35),
        zone_checksum("mall/0/0/0", 48.8500001, 2.35),
        zone_checksum("mall/0/0/0", 48.85, 2.3500001),
    }
    assert len(sums) == 4
    assert all(len(checksum) == 16 for checksum in sums)


def test_a_venue_past_the_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A venue with more zones than the bound is refused before it fills the memory."""
    monkeypatch.setattr(zones_module, "MOST_ZONES", 10)
    level = Level(0, "0", geometry(shapely.box(0, 0, 50, 50)), "feature")
    with pytest.raises(InputRefused) as refused:
        cut_zones("mall", [level], [], PROJECTOR)
    assert refused.value.code == "venue_too_large"


def test_zone_ids_of_a_new_venue_are_not_negative() -> None:
    """At the first import no cell index is negative, hulls and lone spots included."""
    features = [
        drawn("hall", shapely.box(0, 0, 60, 30), 0, indoor="room"),
        drawn("spot", shapely.Point(0, 0), 1, shop="kiosk"),
        drawn("row", shapely.LineString([(0, 30), (60, 30)]), 2, highway="footway"),
    ]
    shapes = [to_shapely(f.geometry) for f in features if f.geometry]
    projector = Projector(choose_frame(shapes))
    levels = draw_levels(features, {}, projector)
    found = cells(cut_zones("mall", levels, features, projector))
    assert min(i for i, _ in found) >= 0
    assert min(j for _, j in found) >= 0
