"""Walls that neighbours share, and squares that lie inside them; plan metres.

As in OpenStreetMap, a door is a corner of both rooms that it joins, and where two rooms meet they
have the same nodes, so that rounding coordinates opens no gap and makes no overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import dist

from demo_mall.plan import Drawn, Point, Ring

_SQUARE_M = 5.0
_ON_WALL_M = 1e-6


def share_walls(features: Iterable[Drawn]) -> list[Drawn]:
    """The features by id, with every corner and door on a wall made a corner of that wall.

    On all levels alike: a unit on two levels has neighbours on both.
    """
    features = sorted(features, key=lambda drawn: drawn.id)
    corners = sorted(
        {
            point
            for drawn in features
            if drawn.kind == "Polygon" or "door" in drawn.tags
            for ring in drawn.rings
            for point in ring
        }
    )
    return [
        drawn._replace(rings=tuple(_with_corners(ring, corners) for ring in drawn.rings))
        if drawn.kind == "Polygon"
        else drawn
        for drawn in features
    ]


def _with_corners(ring: Ring, corners: Iterable[Point]) -> Ring:
    noded: list[Point] = []
    for a, b in _edges(ring):
        on_wall = [point for point in corners if _between(point, a, b)]
        noded += [a, *sorted(on_wall, key=lambda point: dist(point, a))]
    return tuple(noded)


def _between(point: Point, a: Point, b: Point) -> bool:
    ends = min(dist(point, a), dist(point, b))
    return ends > _ON_WALL_M and dist(point, a) + dist(point, b) - dist(a, b) < _ON_WALL_M**2


def square_inside(ring: Ring) -> Point:
    """The middle of the plan's five-metre square that lies best inside an outline; metres."""
    return squares_inside(ring)[0]


def squares_inside(ring: Ring) -> list[Point]:
    """The middles of all those squares that lie inside an outline, the best first; metres."""
    wests, souths = zip(*ring, strict=True)
    middle = ((min(wests) + max(wests)) / 2, (min(souths) + max(souths)) / 2)
    candidates = [
        (x, y)
        for x in _square_middles(min(wests), max(wests))
        for y in _square_middles(min(souths), max(souths))
        if is_inside((x, y), ring)
    ]
    return sorted(candidates, key=lambda point: (dist(point, middle), point))


def _square_middles(low: float, high: float) -> Iterator[float]:
    at = low // _SQUARE_M * _SQUARE_M + _SQUARE_M / 2
    while at < high:
        if at > low:
            yield at
        at += _SQUARE_M


def is_inside(point: Point, ring: Ring) -> bool:
    """Whether a ray from the point eastwards leaves the outline an odd number of times."""
    x, y = point
    crossings = 0
    for (ax, ay), (bx, by) in _edges(ring):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            crossings += 1
    return crossings % 2 == 1


def _edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return zip(ring, (*ring[1:], ring[0]), strict=True)
