"""Levels cut into cells: which cells there are, and which unit each belongs to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import floor
from typing import Any, NamedTuple

import shapely

from clew.errors import Code, InputRefused
from clew.ids import ZoneId, parse_zone
from clew.venues.checksums import zone_checksum
from clew.venues.frame import Projector
from clew.venues.geometry import from_shapely, surfaces, to_shapely
from clew.venues.kinds import is_floor, is_unit, understood
from clew.venues.model import CELL_M, Feature, Level, Zone

MOST_CANDIDATES = 4_000_000
"""Cells that a level's bounding rectangle may hold: 10 km by 10 km."""

MOST_ZONES = 500_000
"""Zones that a venue may have: 12.5 square kilometres of floor."""

_LEAST_AREA_M2 = 1e-6
"""Less than a square millimetre in common is a common edge, blurred by floating point."""

_HULL_MARGIN_M = 0.05
"""How far a hull is grown: more than rounding to 1e-7 degrees can cut off."""

Progress = Callable[[int, int], None]
"""Told (levels done, levels in all) while cells are made."""


class Cells(NamedTuple):
    """The cells of one level, in step.

    Attributes:
        at: (i, j) of each.
        squares: shapely boxes in frame metres.
    """

    at: Sequence[tuple[int, int]]
    squares: Sequence[Any]


def neighbours(zone: str, known: Collection[str]) -> tuple[str, ...]:
    """The known zones that share an edge with one, on its level, by id."""
    venue, level, i, j = parse_zone(zone)
    beside = ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1))
    ids = (str(ZoneId(venue, level, *cell)) for cell in beside)
    return tuple(sorted(zone for zone in ids if zone in known))


def draw_levels(
    features: Sequence[Feature], labels: Mapping[int, str], projector: Projector
) -> tuple[Level, ...]:
    """The levels that something stands on, ascending.

    An outline is the union of the level's own features where it has any with a surface, else the
    convex hull of everything that stands there.
    """
    own: dict[int, list[Any]] = {}
    standing: dict[int, list[Any]] = {}
    for feature in features:
        drawn = understood(feature)
        if drawn is None:
            continue
        for ordinal in feature.levels:
            standing.setdefault(ordinal, []).append(drawn.shape)
            if is_floor(feature):
                own.setdefault(ordinal, []).extend(surfaces(drawn.shape))
    levels = []
    for ordinal in sorted(standing):
        floors = own.get(ordinal, [])
        if floors:
            outline = shapely.union_all(floors)
        else:
            outline = projector.from_plan(_hull(projector, standing[ordinal]))
        drawn_outline = from_shapely(_polygonal(outline))
        if drawn_outline is not None:
            source = "feature" if floors else "hull"
            levels.append(Level(ordinal, labels.get(ordinal, str(ordinal)), drawn_outline, source))
    return tuple(levels)


def _hull(projector: Projector, shapes: Sequence[Any]) -> Any:
    hull = shapely.convex_hull(projector.to_plan(shapely.GeometryCollection(list(shapes))))
    if hull.geom_type != "Polygon":
        # One spot, or several in a row: give them a cell's room.
        hull = hull.buffer(CELL_M / 2)
    return hull.buffer(_HULL_MARGIN_M)


def _polygonal(drawn: Any) -> Any:
    parts = surfaces(drawn)
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def cut_zones(
    venue: str,
    levels: Sequence[Level],
    features: Sequence[Feature],
    projector: Projector,
    progress: Progress | None = None,
) -> tuple[Zone, ...]:
    """Every cell that has ground in common with its level's outline, by id.

    Raises `InputRefused` (`venue_too_large`) past the bounds above.
    """
    units = _units_by_level(features, projector)
    zones: list[Zone] = []
    for done, level in enumerate(levels):
        if progress:
            progress(done, len(levels))
        cells = _cells(level, projector)
        if len(zones) + len(cells.at) > MOST_ZONES:
            raise _too_large(level)
        owners = _owners(cells, units.get(level.ordinal, ()))
        for (i, j), unit in zip(cells.at, owners, strict=True):
            lat, lon = projector.centroid(i, j)
            zone = str(ZoneId(venue, level.ordinal, i, j))
            zones.append(Zone(zone, lat, lon, unit, zone_checksum(zone, lat, lon)))
    if progress:
        progress(len(levels), len(levels))
    return tuple(sorted(zones, key=lambda zone: zone.id))


def _cells(level: Level, projector: Projector) -> Cells:
    parts = surfaces(projector.to_plan(to_shapely(level.outline)))
    if not parts:
        return Cells([], [])
    outline = shapely.union_all(parts)
    left, low, right, high = (floor(bound / CELL_M) for bound in outline.bounds)
    if (right - left + 1) * (high - low + 1) > MOST_CANDIDATES:
        raise _too_large(level)
    shapely.prepare(outline)
    at: list[tuple[int, int]] = []
    squares: list[Any] = []
    for j in range(low, high + 1):
        row = list(range(left, right + 1))
        boxes = _boxes([(i, j) for i in row])
        met = shapely.intersects(outline, boxes)
        inside = shapely.contains_properly(outline, boxes)
        # Only a square on the edge needs its share measured.
        shared = shapely.area(shapely.intersection(outline, boxes[met & ~inside]))
        shares = iter(shared)
        for i, box, meets, whole in zip(row, boxes, met, inside, strict=True):
            if meets and (whole or next(shares) > _LEAST_AREA_M2):
                at.append((i, j))
                squares.append(box)
    return Cells(at, squares)


def _boxes(at: Sequence[tuple[int, int]]) -> Any:
    return shapely.box(
        [i * CELL_M for i, _ in at],
        [j * CELL_M for _, j in at],
        [(i + 1) * CELL_M for i, _ in at],
        [(j + 1) * CELL_M for _, j in at],
    )


def _units_by_level(
    features: Iterable[Feature], projector: Projector
) -> Mapping[int, Sequence[tuple[str, Any]]]:
    units: dict[int, list[tuple[str, Any]]] = {}
    for feature in features:
        if is_unit(feature) and (drawn := understood(feature)) is not None:
            parts = surfaces(drawn.shape)
            if parts:
                ground = projector.to_plan(shapely.union_all(parts))
                for ordinal in feature.levels:
                    units.setdefault(ordinal, []).append((feature.id, ground))
    for drawn_units in units.values():
        # Of nested units the smallest is the one that people mean.
        drawn_units.sort(key=lambda unit: (unit[1].area, unit[0]))
    return units


def _owners(cells: Cells, units: Sequence[tuple[str, Any]]) -> list[str | None]:
    owners: list[int | None] = [None] * len(cells.at)
    if not cells.at or not units:
        return [None] * len(cells.at)
    tree = shapely.STRtree([shape for _, shape in units])
    middles = shapely.points(
        [(i + 0.5) * CELL_M for i, _ in cells.at], [(j + 0.5) * CELL_M for _, j in cells.at]
    )
    for cell, unit in zip(*tree.query(middles, predicate="within").tolist(), strict=True):
        held = owners[cell]
        owners[cell] = unit if held is None else min(held, unit)
    open_cells = [cell for cell, owner in enumerate(owners) if owner is None]
    if open_cells:
        squares = [cells.squares[cell] for cell in open_cells]
        for at, unit in zip(*tree.query(squares, predicate="intersects").tolist(), strict=True):
            share = shapely.area(shapely.intersection(squares[at], units[unit][1]))
            if share > CELL_M * CELL_M / 2:
                held = owners[open_cells[at]]
                owners[open_cells[at]] = unit if held is None else min(held, unit)
    return [None if owner is None else units[owner][0] for owner in owners]


def _too_large(level: Level) -> InputRefused:
    return InputRefused(
        Code.VENUE_TOO_LARGE,
        f"level {level.ordinal} would take the venue past {MOST_ZONES:,} zones",
        remedy="leave out what lies far away, or import it as several venues",
    )
