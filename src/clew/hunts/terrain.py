"""A venue's ground, prepared for hunts: which zones one can walk between, and what stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property, lru_cache

import msgspec

from clew.hunts.model import ClueText, Spot
from clew.hunts.snapshot import Grounds
from clew.venues.model import WayGraph

_KEPT = 16
"""Sets of closed connectors whose regions are kept."""


class Terrain:
    """One `Grounds`; it never changes.

    Attributes:
        graph: the ways between zones.
        spots: the named places, by zone.
        clues: zone -> the campaign's clues that lead there, by id.
    """

    def __init__(self, grounds: Grounds) -> None:
        self.grounds = grounds
        self.graph = msgspec.convert(grounds.ways, WayGraph)
        self.spots: Mapping[str, Spot] = {one.zone: one for one in grounds.spots}
        self.clues = _by_zone(grounds)
        # A method of one object each: what it keeps goes when the terrain goes.
        self.regions = lru_cache(maxsize=_KEPT)(self._regions)
        self.step_free = lru_cache(maxsize=_KEPT)(self._step_free)

    def spot(self, zone: str) -> Spot:
        """A zone as a place to go to, nameless where nothing has a name there."""
        named = self.spots.get(zone)
        if named is not None:
            return named
        at = self.graph.zones[zone]
        return Spot(zone, at.level, self._labels.get(at.level, str(at.level)), "", at.x, at.y)

    def has(self, zone: str) -> bool:
        """Whether the zone is one of the map's."""
        return zone in self.graph.zones

    def region(self, zone: str, closed: frozenset[str], *, step_free: bool) -> int:
        """The number of what can be walked over from a zone; it must be one of the map's.

        Zones of one number reach each other by known ways, step-free ones where asked for.
        Numbers hold for one set of closed connectors.
        """
        place = self.graph.zones[zone].place
        return self.regions(closed, step_free)[place]

    def without_steps(self, zone: str, closed: frozenset[str]) -> bool:
        """Whether a step-free way is known from the largest step-free part of the venue."""
        return self.graph.zones[zone].place in self.step_free(closed)

    def _step_free(self, closed: frozenset[str]) -> frozenset[int]:
        """The places of the largest step-free part; by zones, then by the lowest number."""
        region = self.regions(closed, True)
        sizes = Counter(region[at.place] for at in self.graph.zones.values())
        largest = max(sizes, key=lambda number: (sizes[number], -number), default=None)
        return frozenset(place for place, number in region.items() if number == largest)

    def _regions(self, closed: frozenset[str], step_free: bool) -> Mapping[int, int]:  # noqa: FBT001
        """Place -> the lowest place that it is connected with."""
        above = {at.place: at.place for at in self.graph.zones.values()}
        above |= {portal.place: portal.place for portal in self.graph.portals}

        def root(place: int) -> int:
            while above[place] != place:
                above[place] = above[above[place]]
                place = above[place]
            return place

        first: dict[str, int] = {}
        for portal in self.graph.portals:
            if portal.connector in closed or (step_free and portal.step_free is not True):
                continue
            one, other = root(first.setdefault(portal.connector, portal.place)), root(portal.place)
            above[max(one, other)] = min(one, other)
        return {place: root(place) for place in above}

    @cached_property
    def _labels(self) -> Mapping[int, str]:
        return {one.level: one.level_label for one in self.grounds.spots}


def _by_zone(grounds: Grounds) -> Mapping[str, tuple[ClueText, ...]]:
    found: dict[str, list[ClueText]] = {}
    for clue in grounds.clues:
        found.setdefault(clue.zone, []).append(clue)
    return {zone: tuple(clues) for zone, clues in found.items()}
