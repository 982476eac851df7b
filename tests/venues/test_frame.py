from __future__ import annotations

from itertools import product
from math import hypot

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from clew.geo import distance_m
from clew.venues.frame import Projector, choose_frame
from clew.venues.model import CELL_M, Frame

FRAMES = st.builds(
    Frame,
    st.floats(-80, 80).map(lambda lat: round(lat, 7)),
    st.floats(-179, 179).map(lambda lon: round(lon, 7)),
    st.floats(-45, 44.9).map(lambda bearing: round(bearing, 7)),
)
CELLS = st.integers(-400, 400)


@given(FRAMES, CELLS, CELLS)
def test_a_centroid_lies_in_its_cell(frame: Frame, i: int, j: int) -> None:
    """The cell of a cell's centroid is the cell itself."""
    projector = Projector(frame)
    assert projector.cell_of(*projector.centroid(i, j)) == (i, j)


@given(FRAMES, CELLS, CELLS)
def test_a_centroid_is_near_every_corner(frame: Frame, i: int, j: int) -> None:
    """A rounded centroid lies within 3.55 m of all corners of its cell."""
    projector = Projector(frame)
    x, y = projector.to_xy(*projector.centroid(i, j))
    for a, b in product((i, i + 1), (j, j + 1)):
        assert hypot(x - a * CELL_M, y - b * CELL_M) <= 3.55
    for lat, lon in projector.corners(i, j):
        corner_x, corner_y = projector.to_xy(lat, lon)
        assert hypot(x - corner_x, y - corner_y) <= 3.55


@given(FRAMES, st.floats(-2000, 2000), st.floats(-2000, 2000))
def test_lengths_are_true(frame: Frame, x: float, y: float) -> None:
    """Metres in the frame are metres on the ground, within what a sphere can tell."""
    lat, lon = Projector(frame).to_wgs84(x, y)
    ground = distance_m(frame.origin_lat, frame.origin_lon, lat, lon)
    assert ground == pytest.approx(hypot(x, y), rel=0.007, abs=0.01)


def test_the_bearing_turns_clockwise_from_north() -> None:
    """With a bearing of 30 degrees the frame's +y axis points east of north."""
    projector = Projector(Frame(48.85, 2.35, 30.0))
    lat, lon = projector.to_wgs84(0.0, 100.0)
    assert distance_m(48.85, 2.35, lat, 2.35) == pytest.approx(86.6, abs=0.3)
    assert lon > 2.35


@given(FRAMES, st.floats(12, 600), st.floats(12, 600))
def test_the_chosen_frame_runs_along_the_walls(frame: Frame, width: float, depth: float) -> None:
    """The cells of a new venue follow its walls, and none has a negative index."""
    building = Projector(frame).from_plan(shapely.box(0, 0, width, depth))
    projector = Projector(choose_frame([building]))
    left, low, right, high = projector.to_plan(building).bounds
    assert left >= 0
    assert low >= 0
    # The rectangle around it is the building itself, so it is turned by nothing but rounding.
    assert sorted((right - left, high - low)) == pytest.approx(sorted((width, depth)), abs=0.25)


@pytest.mark.parametrize(
    "shape", [shapely.Point(2.35, 48.85), shapely.LineString([(2, 48), (2.001, 48.001)])]
)
def test_a_frame_is_found_for_less_than_a_surface(shape: shapely.Geometry) -> None:
    """A venue of one spot or one line has a frame too."""
    frame = choose_frame([shape])
    assert -45 <= frame.bearing_deg < 45
    assert Projector(frame).to_plan(shape).bounds[0] >= 0


def test_the_frame_is_rounded_as_it_is_stored() -> None:
    """Origin and bearing carry seven decimals, so a frame survives being written down."""
    frame = choose_frame([shapely.box(2.35, 48.85, 2.352, 48.851)])
    for number in (frame.origin_lat, frame.origin_lon, frame.bearing_deg):
        assert round(number, 7) == number
