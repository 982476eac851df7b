"""The ways through a venue that its map draws: doors, stairs, escalators, lifts, ramps, links.

A **door** joins the two units whose outline lies within 0.5 m of it, or a unit and the open floor.
On several levels it is a door on each, never a way between them (`id@ordinal`).

A **shaft** (stairs, lift, escalator, ramp, walk) joins levels. Drawn as an area it opens, on each
of its levels, into the halls that share its boundary, unless a door is drawn into it there: then
the door says where it opens. Drawn as a point or a line it opens where it stands. `shafts` says
which drawings are of one. A shaft with ends on one level only goes nowhere and is left out.

A **link** of a pedestrian network, and an IMDF relationship, join what they name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from clew.geo import rounded
from clew.venues.floor_plan import DOOR_REACH_M, floor_plans
from clew.venues.frame import Projector
from clew.venues.kinds import is_floor, text_of, understood
from clew.venues.levels import read_levels
from clew.venues.model import Connector, ConnectorEnd, Feature, Frame, Level
from clew.venues.passages import Passage, door, leads_down, network_link, relation, shaft
from clew.venues.shafts import Shaft, whole_shafts


def find_connectors(
    features: Sequence[Feature], levels: Sequence[Level], frame: Frame
) -> tuple[Connector, ...]:
    """The connectors that the map draws, by id; each has at least two ends.

    Nothing is inferred from nearness alone: two rooms without a door between are not joined.
    """
    return _Finder(features, levels, frame).found()


class _Finder:
    def __init__(self, features: Sequence[Feature], levels: Sequence[Level], frame: Frame) -> None:
        self._features = sorted(features, key=lambda feature: feature.id)
        self._projector = Projector(frame)
        self._plans = floor_plans(self._features, levels, self._projector)
        self._shapes = {
            feature.id: self._projector.to_plan(drawn.shape)
            for feature in self._features
            if (drawn := understood(feature)) is not None
        }
        self._doors: dict[int, list[BaseGeometry]] = {ordinal: [] for ordinal in self._plans}

    def found(self) -> tuple[Connector, ...]:
        doors = list(self._door_connectors())
        drawn = [*doors, *self._shaft_connectors(), *self._links(), *self._relations()]
        return tuple(sorted(drawn, key=lambda connector: connector.id))

    def _levels(self, feature: Feature) -> tuple[int, ...]:
        return tuple(ordinal for ordinal in feature.levels if ordinal in self._plans)

    def _end(self, level: int, spot: BaseGeometry, unit: str | None) -> ConnectorEnd:
        point = _middle(spot)
        lat, lon = self._projector.to_wgs84(point.x, point.y)
        return ConnectorEnd(level, rounded(lat), rounded(lon), unit)

    # doors

    def _door_connectors(self) -> Iterable[Connector]:
        for feature in self._features:
            passage, spot = door(feature), self._shapes.get(feature.id)
            if passage is None or spot is None:
                continue
            levels = self._levels(feature)
            if len(levels) > 1 and shaft(feature) is not None:
                # A lift's point with door=* says what kind of door the lift has.
                continue
            # A door drawn as a line reaches towards the walls beside its own.
            spot = _middle(spot)
            for level in levels:
                self._doors[level].append(spot)
                units = [unit.id for unit in self._plans[level].bordering(spot)[:2]]
                if not units:
                    continue
                sides: list[str | None] = [*units, None]
                yield Connector(
                    feature.id if len(levels) == 1 else f"{feature.id}@{level}",
                    passage.kind,
                    passage.step_free,
                    tuple(self._end(level, spot, unit) for unit in sides[:2]),
                )

    # stairs, lifts, escalators, ramps, walks

    def _shaft_connectors(self) -> Iterable[Connector]:
        for parts in whole_shafts(self._shafts()):
            ends = {
                (end.level, end.unit): end
                for part in parts
                for level in part.levels
                for end in self._shaft_ends(part, level)
            }
            if len({level for level, _ in ends}) > 1:
                yield Connector(
                    parts[0].id,
                    parts[0].passage.kind,
                    _agreed(part.passage.step_free for part in parts),
                    tuple(sorted(ends.values(), key=_end_order)),
                )

    def _shafts(self) -> list[Shaft]:
        return [
            Shaft(feature.id, passage, shape, self._levels(feature), text_of(feature, "incline"))
            for feature in self._features
            if (passage := shaft(feature)) is not None
            and (shape := self._shapes.get(feature.id)) is not None
        ]

    def _shaft_ends(self, part: Shaft, level: int) -> list[ConnectorEnd]:
        plan = self._plans[level]
        if not part.is_area:
            spot = _foot(part.shape, part.levels, level, part.incline)
            unit = next((unit.id for unit in plan.near(spot)), None)
            return [self._end(level, spot, unit)]
        middle = part.shape.representative_point()
        own = [self._end(level, middle, part.id)] if part.id in plan.by_id else []
        doors = self._doors[level]
        if doors and shapely.dwithin(doors, part.shape, DOOR_REACH_M).any():
            return own
        halls = [self._end(level, middle, hall.id) for hall in plan.halls_beside(part.shape)]
        return own + (halls or [self._end(level, middle, None)])

    # links and relationships

    def _links(self) -> Iterable[Connector]:
        nodes = {
            str(feature.properties["node_id"]): feature
            for feature in self._features
            if feature.properties.get("node_id")
        }
        for feature in self._features:
            passage, line = network_link(feature), self._shapes.get(feature.id)
            if passage is None or line is None or line.geom_type != "LineString":
                continue
            named = [nodes.get(str(feature.properties[key])) for key in ("start_id", "end_id")]
            ends = [
                self._end(level, spot, next((u.id for u in self._plans[level].near(spot)), None))
                for node, spot in zip(named, _line_ends(line), strict=True)
                for level in self._node_levels(node or feature)[:1]
            ]
            yield from _joined(feature.id, passage, ends)

    def _node_levels(self, node: Feature) -> tuple[int, ...]:
        said = node.levels or read_levels(node.properties.get("floor")).ordinals
        return tuple(ordinal for ordinal in said if ordinal in self._plans)

    def _relations(self) -> Iterable[Connector]:
        by_id = {feature.id: feature for feature in self._features}
        for feature in self._features:
            passage = relation(feature)
            if passage is None:
                continue
            roles = [feature.properties.get(role) for role in ("origin", "destination")]
            between = feature.properties.get("intermediary")
            roles += between if isinstance(between, list) else []
            ids = [str(role.get("id")) for role in roles if isinstance(role, dict)]
            named = [by_id[id_] for id_ in ids if id_ in by_id]
            levels = sorted({level for one in named for level in self._levels(one)})
            ends = [
                self._end(level, _foot(drawn, levels, level), None if is_floor(one) else one.id)
                for one in named
                for level in self._levels(one)
                if is_floor(one) or one.id in self._plans[level].by_id
                if (drawn := self._shapes.get(feature.id, self._shapes.get(one.id))) is not None
            ]
            yield from _joined(feature.id, passage, ends)


def _joined(name: str, passage: Passage, ends: Sequence[ConnectorEnd]) -> Iterable[Connector]:
    distinct = {(end.level, end.unit): end for end in ends}
    if len(distinct) > 1:
        yield Connector(
            name,
            passage.kind,
            passage.step_free,
            tuple(sorted(distinct.values(), key=_end_order)),
        )


def _foot(
    drawn: BaseGeometry, levels: Sequence[int], level: int, incline: str = ""
) -> BaseGeometry:
    """Where a way drawn as a point or line stands on one of its levels.

    A line leads from its lowest level up, unless `incline=down` says the other way (OpenStreetMap,
    Key:incline); in between it is as far along as the level is up.
    """
    if drawn.geom_type != "LineString":
        return _middle(drawn)
    share = levels.index(level) / max(1, len(levels) - 1)
    if leads_down(incline):
        share = 1 - share
    return drawn.interpolate(share, normalized=True)


def _middle(shape: BaseGeometry) -> Point:
    if shape.geom_type == "LineString":
        return shape.interpolate(0.5, normalized=True)
    return shape.representative_point()


def _line_ends(line: BaseGeometry) -> tuple[Point, Point]:
    return Point(line.coords[0]), Point(line.coords[-1])


def _agreed(said: Iterable[bool | None]) -> bool | None:
    """Several drawings of one thing: a no counts before a yes, and either before silence."""
    words = set(said)
    return False if False in words else True if True in words else None


def _end_order(end: ConnectorEnd) -> tuple[int, str, float, float]:
    return end.level, end.unit or "", end.lat, end.lon
