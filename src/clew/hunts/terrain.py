"""A venue's ground, prepared for hunts: which zones one can walk between, and what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache

import msgspec

from clew.hunts.model import ClueText, Spot
from clew.hunts.route.ways import Ways
from clew.hunts.snapshot import Grounds
from clew.venues.model import WayGraph

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
        self.clues = _by_zone(grounds)
        # Of this object alone, so that what is kept goes when it goes.
        self.ways = lru_cache(maxsize=_KEPT)(self._ways)
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

    def without_steps(self, zone: str, closed: frozenset[str]) -> bool:
        """Whether a step-free way is known from the largest step-free part of the venue."""
        return zone in self.step_free(closed)

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
