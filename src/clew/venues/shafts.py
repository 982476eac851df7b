"""Which drawings of stairs, lifts and ramps are drawings of one and the same shaft.

Areas of one kind that overlap in plan are one shaft: maps draw it once for each level. A lift drawn
as a point within 3 m of a lift's area on the same levels is that lift.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import networkx as nx
import shapely

from clew.venues.model import ConnectorKind
from clew.venues.passages import Passage

SAME_LIFT_M = 3.0
"""How far from a lift's area the point of the same lift may be drawn, in metres."""

OVERLAP = 0.1
"""The share of the smaller of two areas that they have in common where they are one shaft."""


class Shaft(NamedTuple):
    """A drawing of stairs, an escalator, a lift, a ramp or a walk between levels.

    Attributes:
        id: the feature's id.
        passage: how it is crossed.
        shape: shapely geometry in frame metres.
        levels: the ordinals it is drawn on, ascending.
        incline: OpenStreetMap's `incline`; "" where the map says none.
    """

    id: str
    passage: Passage
    shape: Any
    levels: tuple[int, ...]
    incline: str

    @property
    def is_area(self) -> bool:
        """Whether it is drawn as an area."""
        return bool(self.shape.area > 0)


def whole_shafts(drawn: Sequence[Shaft]) -> list[list[Shaft]]:
    """The drawings of each shaft, areas first and then by id: an area says where a lift opens."""
    areas = [one for one in drawn if one.is_area]
    same: nx.Graph[str] = nx.Graph()
    same.add_nodes_from(one.id for one in drawn)
    same.add_edges_from(_overlapping(areas))
    same.add_edges_from(_points_of_lifts(drawn, areas))
    by_id = {one.id: one for one in drawn}
    return [
        sorted((by_id[name] for name in group), key=lambda one: (not one.is_area, one.id))
        for group in nx.connected_components(same)
    ]


def _overlapping(areas: Sequence[Shaft]) -> Iterator[tuple[str, str]]:
    shapes = [one.shape for one in areas]
    for a, b in _pairs(shapes, shapes, 0.0):
        one, other = areas[a], areas[b]
        if a < b and one.passage.kind is other.passage.kind:
            shared = one.shape.intersection(other.shape).area
            if shared > OVERLAP * min(one.shape.area, other.shape.area):
                yield one.id, other.id


def _points_of_lifts(drawn: Sequence[Shaft], areas: Sequence[Shaft]) -> Iterator[tuple[str, str]]:
    lifts = [area for area in areas if area.passage.kind is ConnectorKind.LIFT]
    points = [one for one in drawn if one.passage.kind is ConnectorKind.LIFT and not one.is_area]
    near: dict[str, tuple[float, str]] = {}
    pairs = _pairs([one.shape for one in points], [one.shape for one in lifts], SAME_LIFT_M)
    for p, a in pairs:
        point, area = points[p], lifts[a]
        if point.levels == area.levels:
            found = (round(area.shape.distance(point.shape), 2), area.id)
            near[point.id] = min(near.get(point.id, found), found)
    yield from ((point, area) for point, (_, area) in near.items())


def _pairs(
    shapes: Sequence[Any], others: Sequence[Any], within_m: float
) -> Iterator[tuple[int, int]]:
    if shapes and others:
        found = shapely.STRtree(others).query(shapes, predicate="dwithin", distance=within_m)
        yield from zip(*found.tolist(), strict=True)
