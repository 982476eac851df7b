"""Which ways a player knows through a venue, searched here a second time, from the map's data.

A way goes straight within a place and from portal to portal of one connector. Who can't walk steps
uses only what the map says is step-free. What the map does not draw is no way.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, permutations
from math import isqrt
from typing import Any

A_FLOOR: Mapping[str, int] = {
    "door": 144,
    "link": 144,
    "stairs": 144,
    "escalator": 214,
    "lift": 54,
    "ramp": 667,
}
"""Decimetres that a floor counts as, by the kind of connector; docs/venues.md has the sources."""
A_WAIT: Mapping[str, int] = {"lift": 536}
"""Decimetres that waiting counts as, once, however many floors."""
MOST_TRIED = 6
"""Stops of which every order is tried."""

Where = tuple[int, int, int]
"""Place, x, y."""


class Ways:
    """The ways of one player over one map.

    Attributes:
        zones: zone -> where it stands.
    """

    def __init__(self, graph: Mapping[str, Any], shut: Collection[str], *, step_free: bool) -> None:
        self.zones: Mapping[str, Where] = {
            zone: (at["place"], at["x"], at["y"]) for zone, at in graph["zones"].items()
        }
        self._portals = [
            one
            for one in graph["portals"]
            if one["connector"] not in shut and (not step_free or one["step_free"] is True)
        ]
        self._in_place: dict[int, list[int]] = {}
        self._of: dict[str, list[int]] = {}
        for number, one in enumerate(self._portals):
            self._in_place.setdefault(one["place"], []).append(number)
            self._of.setdefault(one["connector"], []).append(number)
        self.from_zone = lru_cache(maxsize=None)(self._from_zone)

    def length(self, start: str, goal: str) -> int | None:
        """Decimetres of the shortest known way; None where none is known."""
        (place, x, y), (there, gx, gy) = self.zones[start], self.zones[goal]
        best = [_straight(x, y, gx, gy)] if place == there else []
        far = self.from_zone(start)
        for number in self._in_place.get(there, ()):
            if number in far:
                door = self._portals[number]
                best.append(far[number] + _straight(door["x"], door["y"], gx, gy))
        return min(best, default=None)

    def shortest(self, zones: Sequence[str]) -> int | None:
        """Decimetres of the shortest walk through all of them, in whatever order."""
        walks = [self.walk(order) for order in permutations(zones)]
        return min((walk for walk in walks if walk is not None), default=None)

    def walk(self, zones: Sequence[str]) -> int | None:
        """Decimetres through them in this order; None where some leg is not known."""
        total = 0
        for start, goal in pairwise(zones):
            leg = self.length(start, goal)
            if leg is None:
                return None
            total += leg
        return total

    def parts(self) -> Sequence[frozenset[str]]:
        """The zones, put together where a way between them is known; the largest part first.

        Of two of one size the one with the first zone, by id, comes first.
        """
        zones: dict[int, set[str]] = {}
        for zone, (place, _, _) in self.zones.items():
            zones.setdefault(place, set()).add(zone)
        left = set(zones) | set(self._in_place)
        found: list[frozenset[str]] = []
        while left:
            first = min(left)
            part, todo = {first}, [first]
            while todo:
                for number in self._in_place.get(todo.pop(), ()):
                    for other in self._of[self._portals[number]["connector"]]:
                        place = self._portals[other]["place"]
                        if place not in part:
                            part.add(place)
                            todo.append(place)
            left -= part
            found.append(frozenset().union(*(zones.get(one, ()) for one in part)))
        return sorted(filter(None, found), key=lambda one: (-len(one), min(one)))

    def _from_zone(self, start: str) -> Mapping[int, int]:
        """Portal -> decimetres to it (Dijkstra 1959)."""
        place, x, y = self.zones[start]
        far: dict[int, int] = {}
        queue = [
            (_straight(x, y, self._portals[one]["x"], self._portals[one]["y"]), one, True)
            for one in self._in_place.get(place, ())
        ]
        heapq.heapify(queue)
        while queue:
            so_far, number, walked = heapq.heappop(queue)
            if number in far:
                continue
            far[number] = so_far
            here = self._portals[number]
            for other in self._of[here["connector"]]:
                to = so_far + crossing(here, self._portals[other])
                heapq.heappush(queue, (to, other, False))
            # Who walked here came straight from where any other portal is nearer.
            for other in () if walked else self._in_place[here["place"]]:
                there = self._portals[other]
                step = _straight(here["x"], here["y"], there["x"], there["y"])
                heapq.heappush(queue, (so_far + step, other, True))
        return far


def crossing(here: Mapping[str, Any], there: Mapping[str, Any]) -> int:
    """Decimetres that going through a connector counts as: its time, or its length if longer."""
    floors: int = abs(here["level"] - there["level"])
    took = A_FLOOR[here["kind"]] * floors + (A_WAIT.get(here["kind"], 0) if floors else 0)
    return max(took, _straight(here["x"], here["y"], there["x"], there["y"]))


def _straight(x: int, y: int, gx: int, gy: int) -> int:
    """Rounded up, so that no way around is ever shorter."""
    square = (x - gx) ** 2 + (y - gy) ** 2
    return 0 if square == 0 else isqrt(square - 1) + 1
