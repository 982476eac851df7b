from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import InputRefused, Where
from clew.venues.geometry import outline, parse_geometry, surfaces, to_shapely
from clew.venues.model import Geometry

POSITION = st.tuples(
    st.one_of(st.integers(-180, 180), st.floats(-180, 180), st.floats(2.35, 2.3500010)),
    st.one_of(st.integers(-90, 90), st.floats(-90, 90), st.floats(48.85, 48.8500010)),
).map(list)
LINE = st.lists(POSITION, min_size=1, max_size=8)
POLYGON = st.lists(LINE, min_size=1, max_size=3)
GEOMETRY = st.one_of(
    POSITION.map(lambda c: {"type": "Point", "coordinates": c}),
    LINE.map(lambda c: {"type": "LineString", "coordinates": c}),
    LINE.map(lambda c: {"type": "MultiPoint", "coordinates": c}),
    POLYGON.map(lambda c: {"type": "Polygon", "coordinates": c}),
    POLYGON.map(lambda c: {"type": "MultiLineString", "coordinates": c}),
    st.lists(POLYGON, max_size=2).map(lambda c: {"type": "MultiPolygon", "coordinates": c}),
)


def parsed(kind: str, coordinates: Any) -> Geometry:
    geometry = parse_geometry({"type": kind, "coordinates": coordinates}, Where())
    assert geometry is not None
    return geometry


@given(GEOMETRY)
def test_normal_form_is_idempotent(raw: dict[str, Any]) -> None:
    """The normal form of a normal form is itself."""
    once = parse_geometry(raw, Where())
    if once is not None:
        again = parse_geometry({"type": once.type, "coordinates": once.coordinates}, Where())
        assert again == once


def test_coordinates_are_rounded_and_repetitions_dropped() -> None:
    """Coordinates are kept to 1e-7 degrees, and positions that then repeat are one."""
    line = parsed("LineString", [[2.350000001, 48.0], [2.35, 48.00000001], [2.36, 48.0]])
    assert line.coordinates == [[2.35, 48.0], [2.36, 48.0]]


def test_rings_are_closed_and_wound() -> None:
    """An open ring is closed; outer rings run counter-clockwise and inner ones clockwise."""
    outer = [[0.0, 0.0], [0.0, 4.0], [4.0, 4.0], [4.0, 0.0]]
    inner = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 2.0]]
    polygon = parsed("Polygon", [outer, inner])
    shape = to_shapely(polygon)
    assert shape.exterior.is_ccw
    assert not shape.interiors[0].is_ccw
    assert all(ring[0] == ring[-1] for ring in polygon.coordinates)


def test_altitude_is_kept() -> None:
    """A third number is an altitude in metres and stays, to the millimetre."""
    assert parsed("Point", [2.0, 48.0, 31.41592]).coordinates == [2.0, 48.0, 31.416]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"type": "Circle", "coordinates": [0, 0]}, "broken_geojson"),
        ({"type": "Point", "coordinates": ["2", "48"]}, "broken_geojson"),
        ({"type": "Point", "coordinates": [2]}, "broken_geojson"),
        ({"type": "Point", "coordinates": [True, False]}, "broken_geojson"),
        ({"type": "Point", "coordinates": [[2, 48]]}, "broken_geojson"),
        ({"type": "Polygon", "coordinates": [2, 48]}, "broken_geojson"),
        ({"type": "Point"}, "broken_geojson"),
        ({"type": "Point", "coordinates": [48, 200]}, "outside_wgs84"),
        ({"type": "Point", "coordinates": [float("nan"), 0]}, "outside_wgs84"),
        ({"type": "Point", "coordinates": [10**400, 0]}, "outside_wgs84"),
        ([], "broken_geojson"),
    ],
)
def test_wrong_shapes_are_refused(raw: Any, code: str) -> None:
    """A geometry that RFC 7946 does not know, or that lies on no globe, is refused."""
    with pytest.raises(InputRefused) as refused:
        parse_geometry(raw, Where(feature="f"))
    assert refused.value.code == code
    assert refused.value.where.feature == "f"


def test_nothing_is_left_of_a_speck() -> None:
    """A ring of fewer than three places at the precision of coordinates leaves nothing."""
    speck = [[[2.0, 48.0], [2.00000001, 48.0], [2.0, 48.00000001], [2.0, 48.0]]]
    assert parse_geometry({"type": "Polygon", "coordinates": speck}, Where()) is None


def test_an_open_outline_is_closed() -> None:
    """A line of three or more places that stands for a surface is closed."""
    line = parsed("LineString", [[0, 0], [4, 0], [4, 3]])
    understood = outline(line, area=True)
    assert understood.repair == "open_outline"
    assert understood.shape.area == pytest.approx(6.0)


def test_a_line_of_two_places_stays_a_line() -> None:
    """What cannot be closed to a sound surface stays a line, and says so."""
    understood = outline(parsed("LineString", [[0, 0], [4, 0]]), area=True)
    assert (understood.repair, understood.shape.geom_type) == ("line_outline", "LineString")
    bow = outline(parsed("LineString", [[0, 0], [4, 4], [4, 0], [0, 4]]), area=True)
    assert (bow.repair, bow.shape.geom_type) == ("line_outline", "LineString")


def test_a_way_is_not_closed() -> None:
    """A line that stands for no surface stays as drawn, without a word."""
    understood = outline(parsed("LineString", [[0, 0], [4, 0], [4, 3]]), area=False)
    assert (understood.repair, understood.shape.geom_type) == (None, "LineString")


def test_of_a_surface_that_crosses_itself_the_largest_part_counts() -> None:
    """Of a bow tie the larger wing is the surface."""
    bow = parsed("Polygon", [[[0, 0], [6, 6], [6, 0], [0, 2], [0, 0]]])
    understood = outline(bow, area=True)
    assert understood.repair == "self_intersection"
    assert understood.shape.is_valid
    parts = surfaces(to_shapely(bow))
    assert understood.shape.area == max(part.area for part in parts)
    assert len(parts) == 2
