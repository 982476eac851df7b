"""Two made-up venues of three levels each, and a zone of 5 m at random for every place."""

from __future__ import annotations

import random
from collections.abc import Iterable
from math import hypot
from typing import NamedTuple

CELL_M, STOREY_M, APART_M = 5.0, 4.5, 1_000.0
COLUMNS, ROWS, LEVELS, VENUES = 60, 40, 3, 2


class Spot(NamedTuple):
    """Where something is: metres east, north and up, and which venue."""

    east: float
    north: float
    up: float
    venue: int


def spots(places: Iterable[str], seed: int) -> dict[str, Spot]:
    """A zone's centre for each place; two places may share one."""
    chance = random.Random(f"ground {seed}")
    found = {}
    for place in sorted(set(places)):
        venue = chance.randrange(VENUES)
        east = (chance.randrange(COLUMNS) + 0.5) * CELL_M + venue * APART_M
        north = (chance.randrange(ROWS) + 0.5) * CELL_M
        found[place] = Spot(east, north, chance.randrange(LEVELS) * STOREY_M, venue)
    return found


def metres(one: Spot, other: Spot) -> float:
    """The straight line between two spots."""
    return hypot(one.east - other.east, one.north - other.north, one.up - other.up)


def average(found: Iterable[Spot]) -> Spot:
    """The middle of several spots: where nobody ever put a clue."""
    all_of = list(found)
    middle = [sum(spot[axis] for spot in all_of) / len(all_of) for axis in range(3)]
    return Spot(middle[0], middle[1], middle[2], all_of[0].venue)
