"""A venue's frame: from WGS84 degrees to metres along the building, and to five-metre cells.

Transverse Mercator with scale 1 at the frame's origin (EPSG Guidance Note 7-2, section 3.5.3),
turned by the bearing. At a venue's size its lengths are true to a millimetre.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, cos, degrees, floor, hypot, radians, sin
from typing import Any

import shapely
from pyproj import Proj

from clew.geo import COORDINATE_DECIMALS, rounded
from clew.venues.model import CELL_M, Frame

_MARGIN_M = CELL_M + 0.1
"""How far before the venue's first corner the cells begin: a cell for what is drawn as a mere spot,
and a little more than outlines are grown and coordinates rounded by."""


class Projector:
    """The mathematics of one frame."""

    def __init__(self, frame: Frame) -> None:
        self._projection = Proj(
            f"+proj=tmerc +lat_0={frame.origin_lat!r} +lon_0={frame.origin_lon!r}"
            " +k=1 +ellps=WGS84 +units=m"
        )
        turn = radians(frame.bearing_deg)
        self._cos, self._sin = cos(turn), sin(turn)

    def to_xy(self, lat: float, lon: float) -> tuple[float, float]:
        """Metres along the frame's axes from its origin; infinite where no projection exists."""
        x, y = self._forward(lon, lat)
        return float(x), float(y)

    def to_wgs84(self, x: float, y: float) -> tuple[float, float]:
        """Latitude and longitude in degrees, not rounded, of a point in the frame's metres."""
        lon, lat = self._backward(x, y)
        return float(lat), float(lon)

    def to_plan(self, drawn: Any) -> Any:
        """A shapely geometry from (lon, lat) in degrees to the frame's metres."""
        return shapely.transform(drawn, self._forward, interleaved=False)

    def from_plan(self, drawn: Any) -> Any:
        """A shapely geometry from the frame's metres to (lon, lat) in degrees, not rounded."""
        return shapely.transform(drawn, self._backward, interleaved=False)

    def cell_of(self, lat: float, lon: float) -> tuple[int, int]:
        """The cell that a point falls in; a point on an edge belongs to the cell beyond it."""
        x, y = self.to_xy(lat, lon)
        return floor(x / CELL_M), floor(y / CELL_M)

    def centroid(self, i: int, j: int) -> tuple[float, float]:
        """Latitude and longitude of a cell's middle, rounded to 1e-7 degrees."""
        lat, lon = self.to_wgs84((i + 0.5) * CELL_M, (j + 0.5) * CELL_M)
        return rounded(lat), rounded(lon)

    def corners(self, i: int, j: int) -> tuple[tuple[float, float], ...]:
        """A cell's four corners as (lat, lon) in degrees, not rounded, counter-clockwise."""
        around = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
        return tuple(self.to_wgs84(a * CELL_M, b * CELL_M) for a, b in around)

    def beyond_cell_m(self, lat: float, lon: float, cell: tuple[int, int]) -> float:
        """Metres from a point to the nearest point of a cell; 0 inside it."""
        x, y = self.to_xy(lat, lon)
        beyond = (
            max(at * CELL_M - along, along - (at + 1) * CELL_M, 0.0)
            for at, along in zip(cell, (x, y), strict=True)
        )
        return hypot(*beyond)

    def _forward(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        east, north = self._projection(lon, lat)
        return east * self._cos - north * self._sin, east * self._sin + north * self._cos

    def _backward(self, x: Any, y: Any) -> tuple[Any, Any]:
        east, north = x * self._cos + y * self._sin, y * self._cos - x * self._sin
        lon, lat = self._projection(east, north, inverse=True)
        return lon, lat


def choose_frame(shapes: Sequence[Any]) -> Frame:
    """The frame for what stands in a new venue, given as shapely geometries in WGS84 degrees.

    The bearing follows the smallest rectangle around all of it, so that cells run along the
    walls; the origin lies so that every cell index is 0 or more.
    """
    everything = shapely.GeometryCollection(list(shapes))
    west, south, east, north = everything.bounds
    frame = Frame(rounded((south + north) / 2), rounded((west + east) / 2), 0.0)
    around = shapely.oriented_envelope(Projector(frame).to_plan(everything))
    frame = Frame(frame.origin_lat, frame.origin_lon, _bearing(around))
    # North turns a little between the middle and the corner, so the corner is looked for again.
    for _ in range(3):
        projector = Projector(frame)
        x, y, _, _ = projector.to_plan(everything).bounds
        lat, lon = projector.to_wgs84(x - _MARGIN_M, y - _MARGIN_M)
        frame = Frame(rounded(lat), rounded(lon), frame.bearing_deg)
    return frame


def _bearing(around: Any) -> float:
    path = around.exterior.coords if around.geom_type == "Polygon" else around.coords
    sides = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(path)]
    if not sides:
        return 0.0
    dx, dy = max(sides, key=lambda side: (round(hypot(*side), 3), side))
    turned = (-degrees(atan2(dy, dx)) + 45.0) % 90.0 - 45.0
    turned = round(turned, COORDINATE_DECIMALS) + 0.0
    return -45.0 if turned >= 45.0 else turned  # noqa: PLR2004 - the end of the half-open range
