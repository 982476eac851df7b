"""A venue's plan as data to draw: no geodesy is left to do for whoever draws it.

Drawn coordinates are metres of the venue's frame, x along it and **y down**, as on a screen: the
frame's own y runs up. To a decimetre.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from clew.ids import parse_zone
from clew.venues.floor_plan import UnitKind, unit_kind
from clew.venues.frame import Projector
from clew.venues.geometry import surfaces, to_shapely
from clew.venues.kinds import name_of, text_of, understood
from clew.venues.model import CELL_M, Feature, Level, Place, VenueMap, VenueRecord

MARGIN_M = 4.0
"""What is left free around a level's outline, metres."""

_LAYERS = {UnitKind.HALL: 0, UnitKind.ROOM: 1, UnitKind.SHAFT: 2}
"""Halls first: they are drawn around things, and rooms stand on them."""


class Box(msgspec.Struct, frozen=True):
    """A rectangle: its upper left corner and its size, metres."""

    x: float
    y: float
    width: float
    height: float


class DrawnShape(msgspec.Struct, frozen=True):
    """What stands on a level.

    Attributes:
        kind: `hall`, `room`, `shaft` or `wall`.
        path: SVG path data, metres; closed but for walls that the map draws as lines.
        name: as the map writes it; "" where it has none.
    """

    kind: str
    path: str
    name: str = ""


class DrawnWay(msgspec.Struct, frozen=True):
    """A spot where one crosses: a door, or where stairs, a lift and the like meet the level.

    Attributes:
        kind: as `ConnectorKind`.
        x: metres.
        y: metres, down.
        step_free: None where the map does not say.
    """

    kind: str
    x: float
    y: float
    step_free: bool | None


class DrawnName(msgspec.Struct, frozen=True):
    """What the map calls a place.

    Attributes:
        text: the name.
        lang: BCP 47; "und" where the map does not say.
        zone: the cell that the place's point falls in.
        x: where to write it, metres: the middle of a room, if that is inside it, else the point.
        y: metres, down.
        width: metres to write in, centred there, before a wall; 0 for what has no surface.
        height: the same, down.
    """

    text: str
    lang: str
    zone: str
    x: float
    y: float
    width: float
    height: float


class LevelDrawing(msgspec.Struct, frozen=True):
    """One level.

    Attributes:
        ordinal: integer, for logic.
        label: for people.
        view_box: what to show to see all of it.
        floor: SVG path data of its outline, metres.
        shapes: in the order in which to draw them.
        ways: doors, stairs, lifts, by kind and place.
        names: of its places.
        surveyed: zone -> (x, y) of the measured centroid; for other zones it is the cell's middle.
    """

    ordinal: int
    label: str
    view_box: Box
    floor: str
    shapes: tuple[DrawnShape, ...]
    ways: tuple[DrawnWay, ...]
    names: tuple[DrawnName, ...]
    surveyed: Mapping[str, tuple[float, float]]


class PlanDrawing(msgspec.Struct, frozen=True):
    """A venue's plan at one map version.

    Attributes:
        venue: its id.
        version: the map version.
        cell: side of a zone, metres. Zone `venue/level/i/j` is drawn from (i, -(j + 1)) cells to
            (i + 1, -j): `cell_box`.
        levels: by ordinal, ascending.
    """

    venue: str
    version: int
    cell: float
    levels: tuple[LevelDrawing, ...]


def cell_box(zone: str) -> Box:
    """Where a zone's square is drawn. Raises `InputRefused` (`zone_unknown`) for no zone's id."""
    _, _, i, j = parse_zone(zone)
    return Box(i * CELL_M, -(j + 1) * CELL_M, CELL_M, CELL_M)


def draw_plan(record: VenueRecord, served: VenueMap | None = None) -> PlanDrawing:
    """The plan of a venue; measured centroids as the published map serves them."""
    projector = Projector(record.venue.frame)
    shapes = _shapes(record.features, projector)
    levels = sorted(record.levels, key=lambda level: level.ordinal)
    return PlanDrawing(
        record.venue.id,
        record.venue.map_version,
        CELL_M,
        tuple(_level(level, record, served, shapes, projector) for level in levels),
    )


def path_data(shape: BaseGeometry) -> str:
    """SVG path data of surfaces, or of lines where a shape has none."""
    areas = surfaces(shape)
    if areas:
        rings = [ring for area in areas for ring in (area.exterior, *area.interiors)]
        return "".join(f"M{_corners(shapely.get_coordinates(ring)[:-1])}Z" for ring in rings)
    lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    return "".join(f"M{_corners(shapely.get_coordinates(line))}" for line in lines)


def _corners(points: Iterable[Any]) -> str:
    return "L".join(f"{x:.1f} {0 - y:.1f}" for x, y in points)


def _shapes(
    features: Iterable[Feature], projector: Projector
) -> Mapping[str, tuple[Feature, BaseGeometry]]:
    return {
        feature.id: (feature, projector.to_plan(drawn.shape))
        for feature in features
        if feature.levels and (drawn := understood(feature)) is not None
    }


def _level(
    level: Level,
    record: VenueRecord,
    served: VenueMap | None,
    shapes: Mapping[str, tuple[Feature, BaseGeometry]],
    projector: Projector,
) -> LevelDrawing:
    floor = projector.to_plan(to_shapely(level.outline))
    left, low, right, high = floor.bounds
    places = (place for place in record.places if place.level == level.ordinal)
    return LevelDrawing(
        level.ordinal,
        level.label,
        Box(
            round(left - MARGIN_M, 1),
            round(-high - MARGIN_M, 1),
            round(right - left + 2 * MARGIN_M, 1),
            round(high - low + 2 * MARGIN_M, 1),
        ),
        path_data(floor),
        tuple(_standing(level.ordinal, shapes)),
        tuple(_ways(level.ordinal, record, projector)),
        tuple(_name(place, shapes, projector) for place in places),
        dict(_surveyed(level.ordinal, served, projector)),
    )


def _standing(
    level: int, shapes: Mapping[str, tuple[Feature, BaseGeometry]]
) -> Iterator[DrawnShape]:
    drawn: list[tuple[int, str, DrawnShape]] = []
    for id_, (feature, shape) in shapes.items():
        if level not in feature.levels:
            continue
        if text_of(feature, "indoor") == "wall":
            drawn.append((3, id_, DrawnShape("wall", path_data(shape))))
        elif (kind := unit_kind(feature)) is not None and shape.area > 0:
            drawn.append(
                (_LAYERS[kind], id_, DrawnShape(str(kind), path_data(shape), name_of(feature)))
            )
    yield from (shape for _, _, shape in sorted(drawn, key=lambda one: one[:2]) if shape.path)


def _ways(level: int, record: VenueRecord, projector: Projector) -> Sequence[DrawnWay]:
    """Each once, though a door has an end on either side at one spot."""
    found: dict[tuple[str, float, float], DrawnWay] = {}
    for connector in record.connectors:
        for end in connector.ends:
            if end.level == level:
                x, y = _spot(end.lat, end.lon, projector)
                kind = str(connector.kind)
                found[kind, x, y] = DrawnWay(kind, x, y, connector.step_free)
    return [found[at] for at in sorted(found)]


def _name(
    place: Place, shapes: Mapping[str, tuple[Feature, BaseGeometry]], projector: Projector
) -> DrawnName:
    x, y = _spot(place.lat, place.lon, projector)
    width = height = 0.0
    _, shape = shapes.get(place.feature, (None, None))
    if shape is not None and shape.area > 0:
        middle = shape.centroid
        if shape.contains(middle):
            x, y = round(middle.x, 1), round(0 - middle.y, 1)
        width, height = _room_at(x, -y, shape)
    return DrawnName(place.name, place.lang, place.zone, x, y, width, height)


def _room_at(x: float, y: float, shape: BaseGeometry) -> tuple[float, float]:
    """How wide and how high a box centred at a point may be before it meets the outline."""
    left, low, right, high = shape.bounds
    point = shapely.Point(x, y)
    edge = shape.boundary
    across = [shapely.LineString([(x, y), (end, y)]) for end in (left - 1, right + 1)]
    along = [shapely.LineString([(x, y), (x, end)]) for end in (low - 1, high + 1)]
    return _clear(point, edge, across), _clear(point, edge, along)


def _clear(point: Any, edge: BaseGeometry, rays: Iterable[BaseGeometry]) -> float:
    free = (point.distance(edge.intersection(ray)) for ray in rays if edge.intersects(ray))
    return round(2 * min(free, default=0.0), 1)


def _surveyed(
    level: int, served: VenueMap | None, projector: Projector
) -> Iterator[tuple[str, tuple[float, float]]]:
    for id_, zone in served.zones.items() if served else ():
        if zone.surveyed and parse_zone(id_).level == level:
            yield id_, _spot(zone.lat, zone.lon, projector)


def _spot(lat: float, lon: float, projector: Projector) -> tuple[float, float]:
    x, y = projector.to_xy(lat, lon)
    return round(x, 1), round(0 - y, 1)
