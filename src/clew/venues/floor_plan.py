"""The plan of one level in frame metres: what is drawn there, and what one may walk on.

Walls are what the map does not say, so this is what counts as known:

- a **room** (walls around it) is left only through a connector;
- **halls** (corridors and areas without walls) that share a boundary, within 0.3 m over more than
  0.5 m, are one place;
- a **shaft** (stairs, lift, escalator or ramp drawn as an area) is left only through a connector;
- the **open floor** is what the level's own outline leaves around everything drawn on it. It falls
  into pieces where a gap is narrower than 0.6 m; each piece is one place. Where the outline is only
  the hull of what stands on the level, nobody has said that there is floor between: each open spot
  is a place of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import networkx as nx
import shapely
from shapely.geometry.base import BaseGeometry

from clew.venues.frame import Projector
from clew.venues.geometry import to_shapely
from clew.venues.kinds import is_unit, text_of, understood
from clew.venues.model import Feature, Level
from clew.venues.passages import shaft

SHARED_WITHIN_M = 0.3
"""How far apart two drawn boundaries of one line may lie, in metres."""

SHARED_LENGTH_M = 0.5
"""How long a shared boundary is at least, in metres: less is a corner, not a way through."""

DOOR_REACH_M = 0.5
"""How far from a unit's outline a door of it may be drawn, in metres."""

OUTLINE_KEY = "clew:outline"
"""The property of an exported IMDF level that holds its `Level.outline_source`."""

_HALLS = {"corridor", "area"}
_HALL_CATEGORIES = {"walkway", "walkway.island", "footbridge"}
_NOT_STOOD_IN = {
    "brick", "column", "concrete", "drywall", "glass", "opentobelow",
    "structure", "unenclosedarea", "vegetation", "wood",
}  # fmt: skip


class UnitKind(StrEnum):
    """What one may expect around a unit."""

    HALL = "hall"
    ROOM = "room"
    SHAFT = "shaft"


class Unit(NamedTuple):
    """An area of a level that something can stand in.

    Attributes:
        id: the feature's id.
        kind: what is around it.
        shape: polygon or multipolygon, frame metres.
    """

    id: str
    kind: UnitKind
    shape: BaseGeometry


class FloorPlan:
    """One level's units and open floor."""

    def __init__(
        self,
        units: Sequence[Unit],
        floor: BaseGeometry | None,
        obstacles: Sequence[BaseGeometry] = (),
    ) -> None:
        self.units = tuple(sorted(units))
        self.by_id = {unit.id: unit for unit in self.units}
        self.open_floor = _pieces(floor, self.units, obstacles)
        self._tree = shapely.STRtree([unit.shape for unit in self.units])

    def near(self, spot: BaseGeometry, within_m: float = DOOR_REACH_M) -> list[Unit]:
        """The units whose outline or inside lies within reach of a spot, nearest first.

        At the same centimetre a hall comes before a room: it is drawn around things.
        """
        found = self._tree.query(spot, predicate="dwithin", distance=within_m)
        units = [self.units[index] for index in found]
        order = list(UnitKind)
        return sorted(
            units, key=lambda u: (round(u.shape.distance(spot), 2), order.index(u.kind), u.id)
        )

    def bordering(self, spot: BaseGeometry, within_m: float = DOOR_REACH_M) -> list[Unit]:
        """The units whose outline itself lies within reach of a spot, nearest first."""
        units = [
            unit
            for unit in self.near(spot, within_m)
            if unit.shape.boundary.distance(spot) <= within_m
        ]
        return sorted(units, key=lambda unit: round(unit.shape.boundary.distance(spot), 2))

    def halls_beside(self, shape: BaseGeometry) -> list[Unit]:
        """The halls that an area opens to along a shared boundary, by id."""
        found = self._tree.query(shape, predicate="dwithin", distance=SHARED_WITHIN_M)
        beside = (self.units[index] for index in found)
        return sorted(
            unit
            for unit in beside
            if unit.kind is UnitKind.HALL and _share_boundary(unit.shape, shape)
        )

    def hall_groups(self) -> dict[str, str]:
        """Hall id -> the id that stands for all halls it is one place with."""
        graph: nx.Graph[str] = nx.Graph()
        for unit in self.units:
            if unit.kind is UnitKind.HALL:
                graph.add_node(unit.id)
                graph.add_edges_from((unit.id, hall.id) for hall in self.halls_beside(unit.shape))
        return {hall: min(group) for group in nx.connected_components(graph) for hall in group}

    def open_piece_at(self, spot: BaseGeometry) -> int | None:
        """The piece of open floor at a spot or within a door's reach of it, if one is known."""
        reach = DOOR_REACH_M + SHARED_WITHIN_M
        near = [(piece.distance(spot), n) for n, piece in enumerate(self.open_floor)]
        nearest = min(near, default=None)
        return nearest[1] if nearest is not None and nearest[0] <= reach else None

    def open_piece_under(self, area: BaseGeometry) -> int | None:
        """The piece of open floor that most of an area's open floor belongs to, if it has any."""
        shares = [(piece.intersection(area).area, -n) for n, piece in enumerate(self.open_floor)]
        most = max(shares, default=(0.0, 0))
        return -most[1] if most[0] > 0 else None


def floor_plans(
    features: Sequence[Feature], levels: Sequence[Level], projector: Projector
) -> Mapping[int, FloorPlan]:
    """The plan of each level, by ordinal."""
    units: dict[int, list[Unit]] = {level.ordinal: [] for level in levels}
    obstacles: dict[int, list[BaseGeometry]] = {level.ordinal: [] for level in levels}
    for feature in features:
        drawn = understood(feature)
        if drawn is None:
            continue
        kind = unit_kind(feature) if drawn.shape.area > 0 else None
        shape = projector.to_plan(drawn.shape)
        for ordinal in feature.levels:
            if ordinal in units and kind is not None:
                units[ordinal].append(Unit(feature.id, kind, shape))
            elif ordinal in obstacles and _is_obstacle(feature):
                obstacles[ordinal].append(shape)
    guessed = {
        ordinal
        for feature in features
        if feature.properties.get(OUTLINE_KEY) == "hull"
        for ordinal in feature.levels
    }
    floors = {
        level.ordinal: projector.to_plan(to_shapely(level.outline))
        for level in levels
        if level.outline_source == "feature" and level.ordinal not in guessed
    }
    return {
        ordinal: FloorPlan(units[ordinal], floors.get(ordinal), obstacles[ordinal])
        for ordinal in sorted(units)
    }


def unit_kind(feature: Feature) -> UnitKind | None:
    """What is around a unit; None where the feature is none, or nobody can stand in it."""
    if not is_unit(feature) or (feature.source == "imdf" and _category(feature) in _NOT_STOOD_IN):
        return None
    if shaft(feature) is not None:
        return UnitKind.SHAFT
    if feature.source == "imdf":
        return UnitKind.HALL if _category(feature) in _HALL_CATEGORIES else UnitKind.ROOM
    return UnitKind.HALL if text_of(feature, "indoor") in _HALLS else UnitKind.ROOM


def _is_obstacle(feature: Feature) -> bool:
    if feature.source == "imdf":
        return _category(feature) in _NOT_STOOD_IN - {"unenclosedarea"}
    return text_of(feature, "indoor") == "wall"


def _category(feature: Feature) -> str:
    return text_of(feature, "category")


def _pieces(
    floor: BaseGeometry | None, units: Sequence[Unit], obstacles: Sequence[BaseGeometry]
) -> tuple[BaseGeometry, ...]:
    if floor is None:
        return ()
    drawn = shapely.union_all(
        [unit.shape for unit in units] + [thing.buffer(0.01) for thing in obstacles]
    )
    # Opening by the tolerance closes slits that are drawing errors, and gaps nobody fits through.
    free = floor.difference(drawn).buffer(-SHARED_WITHIN_M).buffer(SHARED_WITHIN_M)
    pieces = [piece for piece in shapely.get_parts(free) if piece.area > 0]
    return tuple(sorted(pieces, key=lambda piece: piece.bounds))


def _share_boundary(one: BaseGeometry, other: BaseGeometry) -> bool:
    # The buffer reaches past both ends of what is shared, by the tolerance each.
    enough = SHARED_LENGTH_M + 2 * SHARED_WITHIN_M
    return any(
        a.buffer(SHARED_WITHIN_M).intersection(b.boundary).length > enough
        for a, b in ((one, other), (other, one))
    )
