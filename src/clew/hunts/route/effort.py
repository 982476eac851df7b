"""What a stretch of a way costs, in decimetres walked on the level.

A crossing takes time, so it is told as the way that one walks meanwhile at 1.34 m/s (Weidmann,
Transporttechnik der Fussgaenger, IVT 90, 1993). A floor counts as 4 m high, usual in shopping
malls. These are for choosing between ways; nobody's time of arrival is promised by them.

All is whole numbers rounded up. So costs obey the triangle inequality exactly: the straight line
within a place is never longer than a way around, and no answer depends on a machine's floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isqrt

from clew.venues.model import ConnectorKind, Portal

FLOOR_COST: Mapping[str, int] = {
    # kind -> decimetres a floor
    # A door or a link between levels hides a way up; it counts as stairs.
    ConnectorKind.DOOR: 144,
    ConnectorKind.LINK: 144,
    # 7 m along the ground (a flight of 30 degrees) at 0.65 m/s, up and down averaged (Weidmann).
    ConnectorKind.STAIRS: 144,
    # 8 m of belt at 0.5 m/s (EN 115-1: the usual speed; inclination 30 degrees).
    ConnectorKind.ESCALATOR: 214,
    # 4 m at 1 m/s, as lifts of low buildings are built.
    ConnectorKind.LIFT: 54,
    # 67 m of slope (6 %, the most that ISO 21542 lets run on), walked as on the level.
    ConnectorKind.RAMP: 667,
}

ENTRY_COST: Mapping[str, int] = {
    # kind -> decimetres once, however many floors
    ConnectorKind.DOOR: 0,
    ConnectorKind.LINK: 0,
    ConnectorKind.STAIRS: 0,
    ConnectorKind.ESCALATOR: 0,
    # 30 s of waiting and 10 s of doors: the interval that CIBSE Guide D calls acceptable.
    ConnectorKind.LIFT: 536,
    ConnectorKind.RAMP: 0,
}


def straight(x: int, y: int, to_x: int, to_y: int) -> int:
    """The straight line between two spots of one place, in decimetres rounded up."""
    square = (to_x - x) ** 2 + (to_y - y) ** 2
    root = isqrt(square)
    return root + (root * root < square)


def crossing(one: Portal, other: Portal) -> int:
    """From one end of a connector to another of its ends: the time it takes, or its length.

    The longer of the two: a line that is drawn from foot to head has the length of both in it.
    """
    floors = abs(one.level - other.level)
    took = ENTRY_COST[one.kind] * (floors > 0) + FLOOR_COST[one.kind] * floors
    return max(took, straight(one.x, one.y, other.x, other.y))
