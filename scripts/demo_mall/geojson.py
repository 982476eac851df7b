"""Plan metres -> WGS84, and the map file: one feature a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import cos, radians, sin, sqrt

from demo_mall.building import BEARING_DEG, CORNER_LAT, CORNER_LON, NAME
from demo_mall.plan import Drawn, Point, Ring

_EQUATOR_M = 6_378_137.0
_FLATTENING = 1 / 298.257223563
"""Of WGS84 (NGA.STND.0036_1.0.0_WGS84, 2014, table 3.1)."""


def to_wgs84(point: Point) -> tuple[float, float]:
    """Degrees (lat, lon) rounded to 1e-7 of a plan point in metres.

    On the plane that touches the ellipsoid at the plan's corner: within a millimetre at this size.
    """
    bearing, phi = radians(BEARING_DEG), radians(CORNER_LAT)
    east = point[0] * cos(bearing) + point[1] * sin(bearing)
    north = point[1] * cos(bearing) - point[0] * sin(bearing)
    squared = _FLATTENING * (2 - _FLATTENING)
    bulge = 1 - squared * sin(phi) ** 2
    normal = _EQUATOR_M / sqrt(bulge)
    meridian = normal * (1 - squared) / bulge
    lat = CORNER_LAT + north / radians(1) / meridian
    lon = CORNER_LON + east / radians(1) / (normal * cos(phi))
    return round(lat, 7), round(lon, 7)


def write_map(features: Iterable[Drawn]) -> str:
    """The FeatureCollection as text."""
    lines = ",\n".join(json.dumps(_feature(drawn), ensure_ascii=False) for drawn in features)
    name = json.dumps(NAME, ensure_ascii=False)
    return f'{{"type": "FeatureCollection", "name": {name}, "features": [\n{lines}\n]}}\n'


def _feature(drawn: Drawn) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": drawn.id,
        "properties": drawn.tags,
        "geometry": {"type": drawn.kind, "coordinates": _coordinates(drawn)},
    }


def _coordinates(drawn: Drawn) -> object:
    match drawn.kind:
        case "Point":
            return _positions(drawn.rings[0])[0]
        case "LineString":
            return _positions(drawn.rings[0])
    return [_positions((*ring, ring[0])) for ring in drawn.rings]


def _positions(ring: Ring) -> list[list[float]]:
    return [[lon, lat] for lat, lon in map(to_wgs84, ring)]
