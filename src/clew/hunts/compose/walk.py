"""The order in which the stops are walked to."""

from __future__ import annotations

from collections.abc import Sequence

from clew.hunts.compose.scene import Scene, Stop


def in_walking_order(scene: Scene, stops: Sequence[Stop]) -> Sequence[Stop]:
    """What stands nowhere first, then the others, level by level."""
    return sorted(stops, key=lambda one: (one.spot is not None, *_place(one), one.id))


def _place(stop: Stop) -> tuple[int, int, int]:
    spot = stop.spot
    return (0, 0, 0) if spot is None else (spot.level, spot.x, spot.y)
