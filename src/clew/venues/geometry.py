"""Geometry in normal form, and its repair.

The normal form of a GeoJSON geometry: coordinates in WGS84 rounded to 1e-7 degrees, altitudes to
a millimetre; a position that repeats the one before it is dropped; rings are closed and wound as
RFC 7946 section 3.1.6 asks (outer counter-clockwise, inner clockwise). Nothing else changes, so
what a file drew badly is kept as drawn; `outline` is how it is understood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from clew.errors import Code, InputRefused, Where
from clew.geo import rounded
from clew.venues.model import Geometry

_DEPTH = {
    # type -> how deep its positions lie in `coordinates`
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_ALTITUDE_DECIMALS = 3
_RING_POSITIONS = 4
_MAX_LON, _MAX_LAT = 180.0, 90.0

ToWgs84 = Callable[[float, float], tuple[float, float]]
"""(x, y) of a file's own coordinate system -> (lon, lat) in degrees; not finite where undefined."""


class Outline(NamedTuple):
    """How a drawn geometry is understood.

    Attributes:
        shape: shapely geometry in WGS84 degrees, (lon, lat).
        repair: what had to be repaired: `open_outline` (a line that was closed), `line_outline`
            (a line that could not be), `self_intersection`; None where it was sound.
    """

    shape: Any
    repair: str | None


def parse_geometry(raw: Any, where: Where, to_wgs84: ToWgs84 | None = None) -> Geometry | None:
    """The normal form of a decoded GeoJSON geometry; None where nothing is left of it.

    `to_wgs84` is applied first. Raises `InputRefused` with `where`: `broken_geojson` for a wrong
    shape, `outside_wgs84` for a coordinate that is no longitude or latitude.
    """
    kind = raw.get("type") if isinstance(raw, dict) else None
    if not isinstance(kind, str) or kind not in _DEPTH:
        raise _broken(f"a geometry of type {str(kind)[:40]!r}", where)
    coordinates = _read(raw.get("coordinates"), _DEPTH[kind], where, to_wgs84)
    normal = _NORMAL[kind](coordinates)
    return None if normal is None else Geometry(kind, normal)


def _read(raw: Any, depth: int, where: Where, to_wgs84: ToWgs84 | None) -> list[Any]:
    if not isinstance(raw, list):
        raise _broken("coordinates that are not nested as the geometry's type asks", where)
    if depth:
        return [_read(part, depth - 1, where, to_wgs84) for part in raw]
    numbers = [number for number in raw if isinstance(number, (int, float))]
    if len(numbers) != len(raw) or len(raw) < 2 or any(isinstance(n, bool) for n in raw):  # noqa: PLR2004 - longitude and latitude
        raise _broken(f"a position that is not two or three numbers: {str(raw)[:60]}", where)
    x, y = _float(raw[0]), _float(raw[1])
    lon, lat = to_wgs84(x, y) if to_wgs84 else (x, y)
    if not (abs(lon) <= _MAX_LON and abs(lat) <= _MAX_LAT):
        raise InputRefused(
            Code.OUTSIDE_WGS84,
            f"({raw[0]}, {raw[1]}) is no longitude and latitude"
            + (" in the coordinate system that the file names" if to_wgs84 else ""),
            remedy='name the coordinate system in the file: "crs": {"type": "name", "properties":'
            ' {"name": "urn:ogc:def:crs:EPSG::6677"}}, or write longitude before latitude',
            where=where,
        )
    position = [rounded(lon), rounded(lat)]
    if len(raw) > 2:  # noqa: PLR2004 - the third number is the altitude
        position.append(round(_float(raw[2]), _ALTITUDE_DECIMALS) + 0.0)
    return position


def _float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf")


def _broken(what: str, where: Where) -> InputRefused:
    return InputRefused(
        Code.BROKEN_GEOJSON,
        what,
        remedy="write the geometry as RFC 7946 section 3.1 defines it",
        where=where,
    )


def _path(positions: Sequence[Any]) -> list[Any]:
    return [
        position for n, position in enumerate(positions) if n == 0 or position != positions[n - 1]
    ]


def _line(positions: Sequence[Any]) -> list[Any] | None:
    path = _path(positions)
    return path if len(path) > 1 else None


def _ring(positions: Sequence[Any], *, inner: bool) -> list[Any] | None:
    path = _path(positions)
    if path and path[0] != path[-1]:
        path.append(path[0])
    if len(path) < _RING_POSITIONS:
        return None
    area = _doubled_area(path)
    return path[::-1] if (area > 0 if inner else area < 0) else path


def _doubled_area(ring: Sequence[Any]) -> int:
    # Whole 1e-7 steps from the first position: exact, so that winding twice decides the same.
    steps = [(round((x - ring[0][0]) * 1e7), round((y - ring[0][1]) * 1e7)) for x, y, *_ in ring]
    return sum(xa * yb - xb * ya for (xa, ya), (xb, yb) in pairwise(steps))


def _polygon(rings: Sequence[Any]) -> list[Any] | None:
    outer = _ring(rings[0], inner=False) if rings else None
    if outer is None:
        return None
    inner = [_ring(ring, inner=True) for ring in rings[1:]]
    return [outer, *(ring for ring in inner if ring is not None)]


def _parts(normal: Callable[[Any], list[Any] | None]) -> Callable[[Any], list[Any] | None]:
    def every(parts: Sequence[Any]) -> list[Any] | None:
        kept = [part for part in map(normal, parts) if part is not None]
        return kept or None

    return every


_NORMAL: dict[str, Callable[[Any], list[Any] | None]] = {
    "Point": lambda position: position,
    "MultiPoint": lambda positions: _path(positions) or None,
    "LineString": _line,
    "MultiLineString": _parts(_line),
    "Polygon": _polygon,
    "MultiPolygon": _parts(_polygon),
}


def to_shapely(geometry: Geometry) -> Any:
    """The shapely geometry as drawn, in plan: (lon, lat) in degrees, altitudes left out."""
    return shapely.force_2d(shape({"type": geometry.type, "coordinates": geometry.coordinates}))


def from_shapely(drawn: Any) -> Geometry | None:
    """The normal form of a shapely geometry in WGS84 degrees; None where nothing is left of it."""
    raw = mapping(drawn)
    coordinates = _lists(raw["coordinates"], _DEPTH[raw["type"]])
    normal = _NORMAL[raw["type"]](coordinates)
    return None if normal is None else Geometry(raw["type"], normal)


def _lists(coordinates: Any, depth: int) -> list[Any]:
    if depth:
        return [_lists(part, depth - 1) for part in coordinates]
    return [rounded(number) for number in coordinates[:2]]


def outline(geometry: Geometry, *, area: bool) -> Outline:
    """The geometry as it is understood; `area` says that the feature stands for a surface.

    A line that stands for a surface is closed where that gives a sound ring of three or more
    distinct points; else it stays a line. Of a surface that crosses itself the largest sound
    part counts.
    """
    drawn = to_shapely(geometry)
    if area and geometry.type == "LineString":
        ring = geometry.coordinates
        if len({(x, y) for x, y, *_ in ring}) >= _RING_POSITIONS - 1:
            closed = Polygon([(x, y) for x, y, *_ in ring])
            if closed.is_valid:
                return Outline(closed, None if ring[0] == ring[-1] else "open_outline")
        return Outline(drawn, "line_outline")
    if geometry.type in {"Polygon", "MultiPolygon"} and not drawn.is_valid:
        return Outline(_mended(drawn), "self_intersection")
    return Outline(drawn, None)


def _mended(drawn: Any) -> Any:
    if isinstance(drawn, MultiPolygon):
        parts = [part for polygon in drawn.geoms for part in surfaces(polygon)[:1]]
        return shapely.union_all(parts) if parts else drawn.boundary
    parts = surfaces(drawn)
    return parts[0] if parts else drawn.boundary


def surfaces(drawn: Any) -> list[Any]:
    """The sound polygons of a shapely geometry, the largest first; none for points and lines."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(drawn)))
    found = [part for part in parts if isinstance(part, Polygon) and part.area > 0]
    return sorted(found, key=lambda part: -part.area)
