"""A venue's ground, prepared for hunts: which zones one can walk between, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

import msgspec

from clew.hunts.model import ClueText, Spot
from clew.hunts.route.ways import Ways
from clew.hunts.snapshot import Grounds
from clew.ready import ready
from clew.venues.model import WayGraph

ready(WayGraph)
_KEPT = 16
"""Sets of closed connectors whose ways are kept."""


class Terrain:
    """One `Grounds`; it never changes.

    Attributes:
        graph: the ways between zones.
        spots: the named places, by zone.
        clues: zone -> the campaign's clues that lead there, by id.
    """

    def __init__(self, grounds: Grounds) -> None:
        self.grounds = grounds
        graph = msgspec.convert(grounds.ways, WayGraph)
        zones = dict(sorted(graph.zones.items()))
        self.graph = msgspec.structs.replace(graph, zones=zones)
        self.spots: Mapping[str, Spot] = {one.zone: one for one in grounds.spots}
        self._nameless: dict[str, Spot] = {}
        self.clues = _by_zone(grounds)
        # Of this object alone, so that what is kept goes when it goes. By closed connectors: the
        # ways, and the zones to which a step-free way is known from the venue's largest such part.
        self.ways = lru_cache(maxsize=_KEPT)(self._ways)
        self.step_free = lru_cache(maxsize=_KEPT)(self._step_free)

    def spot(self, zone: str) -> Spot:
        """A zone as a place to go to, nameless where nothing has a name there."""
        found = self.spots.get(zone) or self._nameless.get(zone)
        if found is None:
            at = self.graph.zones[zone]
            label = self._labels.get(at.level, str(at.level))
            found = self._nameless[zone] = Spot(zone, at.level, label, "", at.x, at.y)
        return found

    def has(self, zone: str) -> bool:
        """Whether the zone is one of the map's."""
        return zone in self.graph.zones

    def _ways(self, closed: frozenset[str]) -> Ways:
        return Ways(self.graph, closed)

    def _step_free(self, closed: frozenset[str]) -> frozenset[str]:
        """The zones of the largest step-free part; of equals the one with the first zone."""
        ways = self.ways(closed)
        parts: dict[int, list[str]] = {}
        for zone in self.graph.zones:
            parts.setdefault(ways.region(zone, step_free=True), []).append(zone)
        # The first of the largest: zones are in order, and so are the parts, each by its first.
        return frozenset(max(parts.values(), key=len, default=()))

    @cached_property
    def portals(self) -> Mapping[tuple[str, int], tuple[int, int]]:
        """(connector, level) -> where its first end on that level stands."""
        found: dict[tuple[str, int], tuple[int, int]] = {}
        for portal in self.graph.portals:
            found.setdefault((portal.connector, portal.level), (portal.x, portal.y))
        return found

    @cached_property
    def connectors(self) -> frozenset[str]:
        """The ids of all connectors."""
        return frozenset(portal.connector for portal in self.graph.portals)

    @cached_property
    def _labels(self) -> Mapping[int, str]:
        return {one.level: one.level_label for one in self.grounds.spots}


def _by_zone(grounds: Grounds) -> Mapping[str, tuple[ClueText, ...]]:
    found: dict[str, list[ClueText]] = {}
    for clue in grounds.clues:
        found.setdefault(clue.zone, []).append(clue)
    return {zone: tuple(clues) for zone, clues in found.items()}
