"""Ways between zones, prepared once for a map version and what is closed on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from clew.errors import Code, InputRefused, Where
from clew.hunts.route.mesh import Anchor, Mesh, regions
from clew.venues.model import Portal, Spot, WayGraph

Legs = tuple[tuple[int | None, ...], ...]
"""Decimetres from each stop to each, symmetric, 0 on the diagonal; None where no way is known."""


class Crossed(msgspec.Struct, frozen=True):
    """A connector on a way, for directions in words.

    Attributes:
        connector: its id.
        kind: how it is crossed, a word of `ConnectorKind`.
        step_free: None where the map does not say.
        from_level: integer ordinal of where it is entered.
        to_level: of where it is left; the same for a door.
    """

    connector: str
    kind: str
    step_free: bool | None
    from_level: int
    to_level: int


class NoWayReason(StrEnum):
    """Why there is no way."""

    CLOSED = "closed"
    STEPS = "steps"
    UNKNOWN = "unknown"


class NoWay(msgspec.Struct, frozen=True):
    """That there is no way between two zones.

    Attributes:
        start: a zone's id.
        goal: a zone's id.
        reason: `closed` where there would be one, were nothing closed; `steps` where there is one,
            but none that is known to be step-free; `unknown` where the map draws none.
        closed: for `closed`, the connectors that may open it again, by id.
    """

    start: str
    goal: str
    reason: NoWayReason
    closed: tuple[str, ...] = ()


class Ways:
    """Shortest ways over a venue's open connectors.

    Lengths are decimetres walked, with crossings told as `effort` says. Where the map knows no way
    there is none: nothing is ever routed through what is unknown. Who goes step-free is led over
    connectors alone that are known to be step-free.
    """

    def __init__(self, graph: WayGraph, closed_connectors: frozenset[str] = frozenset()) -> None:
        """Searches all ways at once; ids that are no connector of the graph close nothing."""
        self._zones = graph.zones
        self._portals = graph.portals
        self._closed = closed_connectors
        open_ = [one for one in graph.portals if one.connector not in closed_connectors]
        self._all = Mesh(open_)
        self._step_free = Mesh(_step_free(open_))
        # Each zone is looked up once, as long as these ways are there.
        self._found: dict[tuple[str, bool], _Found] = {}

    def legs(self, zones: Sequence[str], *, step_free: bool) -> Legs:
        """The lengths between all pairs of these zones, in their order.

        Raises `InputRefused` (`zone_unknown`) for a zone that the graph does not have.
        """
        mesh = self._mesh(step_free)
        stops = [self._find(zone, step_free) for zone in zones]
        lengths: list[list[int | None]] = [[0] * len(stops) for _ in stops]
        for i, one in enumerate(stops):
            for j, other in enumerate(stops[:i]):
                best = mesh.best(one.spot, other.spot, one.anchors, other.anchors)
                lengths[i][j] = lengths[j][i] = None if best is None else best.length
        return tuple(tuple(row) for row in lengths)

    def crossings(self, start: str, goal: str, *, step_free: bool) -> tuple[Crossed, ...] | None:
        """The connectors of the shortest way, in order; None where no way is known.

        Raises as `legs`.
        """
        mesh = self._mesh(step_free)
        one, other = self._find(start, step_free), self._find(goal, step_free)
        best = mesh.best(one.spot, other.spot, one.anchors, other.anchors)
        if best is None:
            return None
        return tuple(
            Crossed(left.connector, left.kind, left.step_free, left.level, arrived.level)
            for left, arrived in mesh.crossed(best)
        )

    def region(self, zone: str, *, step_free: bool) -> int:
        """A number that two zones share exactly where a way between them is known.

        Raises as `legs`.
        """
        return self._find(zone, step_free).region

    def refusal(self, start: str, goal: str, *, step_free: bool) -> NoWay:
        """Why there is no way between two zones; only where `region` says that there is none.

        Raises as `legs`.
        """
        one, other = self._spot(start).place, self._spot(goal).place
        usable = _step_free(self._portals) if step_free else self._portals
        if _share(regions(usable), one, other):
            closed = {portal.connector for portal in usable} & self._closed
            return NoWay(start, goal, NoWayReason.CLOSED, tuple(sorted(closed)))
        if step_free and self.region(start, step_free=False) == self.region(goal, step_free=False):
            return NoWay(start, goal, NoWayReason.STEPS)
        return NoWay(start, goal, NoWayReason.UNKNOWN)

    def _mesh(self, step_free: bool) -> Mesh:  # noqa: FBT001 - the caller's keyword, handed on
        return self._step_free if step_free else self._all

    def _find(self, zone: str, step_free: bool) -> _Found:  # noqa: FBT001 - as above
        found = self._found.get((zone, step_free))
        if found is None:
            spot, mesh = self._spot(zone), self._mesh(step_free)
            found = _Found(spot, mesh.region(spot), mesh.anchors(spot))
            self._found[zone, step_free] = found
        return found

    def _spot(self, zone: str) -> Spot:
        spot = self._zones.get(zone)
        if spot is None:
            raise InputRefused(
                Code.ZONE_UNKNOWN,
                f"the venue has no zone {zone[:80]!r}",
                remedy="take a zone of the venue's map",
                where=Where(field="zone"),
            )
        return spot


class _Found(NamedTuple):
    """A zone as a mesh has it."""

    spot: Spot
    region: int
    anchors: Sequence[Anchor]


def _step_free(portals: Iterable[Portal]) -> Sequence[Portal]:
    return [portal for portal in portals if portal.step_free is True]


def _share(joined: Mapping[int, int], one: int, other: int) -> bool:
    return one == other or joined.get(one, one) == joined.get(other, other)
