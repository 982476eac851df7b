"""Where everything stands: each type on a shelf, a square of its shop's floor, in plan metres."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from demo_mall.drawing import units
from demo_mall.plan import Point, Ring
from demo_mall.walls import is_inside, squares_inside

from demo_shop.tables import Article, types_of

_STEP_M = 0.8
"""From one product on a shelf to the next, metres."""
_REACH_M = 1.6
"""The farthest that a product stands from the middle of its square, along one axis, metres."""


def shelve(articles: Sequence[Article]) -> Mapping[str, tuple[int, Point]]:
    """Product id -> level and point; the types of a shop stand in squares of their own.

    A shop with more types than squares begins again at its first square. Raises `KeyError` where
    the mall has no such shop.
    """
    floors = {unit.place: (int(level.split(";")[0]), ring) for level, unit, ring, _door in units()}
    spots: dict[str, tuple[int, Point]] = {}
    stood: dict[str, int] = {}
    taken: dict[tuple[str, Point], Iterator[Point]] = {}
    for at, category, kind in types_of(articles):
        level, ring = floors[at]
        squares = squares_inside(ring)
        shelf = squares[stood.get(at, 0) % len(squares)]
        stood[at] = stood.get(at, 0) + 1
        room = taken.setdefault((at, shelf), _spots_around(shelf, ring))
        for article in articles:
            if (article.category, article.type) == (category, kind):
                spots[article.id] = level, next(room)
    return spots


def _spots_around(middle: Point, ring: Ring) -> Iterator[Point]:
    """Points of a square that lie inside the shop, the middle one first."""
    steps = round(_REACH_M / _STEP_M)
    offsets = sorted(
        (
            (_STEP_M * right, _STEP_M * up)
            for right in range(-steps, steps + 1)
            for up in range(-steps, steps + 1)
        ),
        key=lambda offset: (max(map(abs, offset)), offset),
    )
    for dx, dy in offsets:
        spot = (middle[0] + dx, middle[1] + dy)
        if is_inside(spot, ring):
            yield spot
