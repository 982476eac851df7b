"""All shortest ways between the connectors of a venue, computed once.

Most places are dead ends: a shop whose doors all open into one hall is walked into and out of,
never through. So only the portals between places that lead on are searched (Dijkstra from each); a
zone in a dead end is reached from where its doors stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from operator import attrgetter
from typing import NamedTuple

from clew.hunts.route.effort import crossing, straight
from clew.venues.model import Portal, Spot

_HOP = 1 << 20
"""Costs count `_HOP` a decimetre and 1 an edge: of ways of one length the one with the fewest
edges is taken, so no way hops from portal to portal within one place."""

_FAR = 1 << 62

Pair = tuple[Portal, Portal]
"""A connector crossed: the portal left by, and the one arrived at."""


class Anchor(NamedTuple):
    """A spot in a place that leads on, from which a zone is reached.

    Attributes:
        place: its number.
        x: decimetres.
        y: decimetres.
        extra: decimetres from the zone to here.
        door: what is crossed from the zone to here; None where the zone itself is here.
    """

    place: int
    x: int
    y: int
    extra: int
    door: Pair | None


class Passage(NamedTuple):
    """A shortest way out of one place and into another one.

    Attributes:
        out: index among the core of the portal that it leaves by.
        into: index of the portal that it arrives by.
        length: decimetres between the two.
    """

    out: int
    into: int
    length: int


class Best(NamedTuple):
    """A shortest way between two spots, and how it was found.

    Attributes:
        length: decimetres.
        start: the anchor that it begins with; None where both spots share a place or a connector.
        goal: the anchor that it ends with.
        passage: between the anchors; None where they share a place.
        door: what is crossed straight from one dead end to the other, where that is the way.
    """

    length: int
    start: Anchor | None = None
    goal: Anchor | None = None
    passage: Passage | None = None
    door: Pair | None = None


class Mesh:
    """The portals that may be used, and the shortest ways between them."""

    def __init__(self, portals: Iterable[Portal]) -> None:
        self._ends, self._doors = _sorted_out(_leading_somewhere(portals))
        self._regions = _joined(self._doors, self._ends)
        self._dead_ends = frozenset(place for place in self._doors if self._is_dead_end(place))
        self._core = [one for ends in self._ends.values() for one in ends if self._leads_on(one)]
        self._reached_from: list[list[int]] = []
        self._passages: dict[tuple[int, int], list[Passage]] = {}
        self._search()

    def region(self, spot: Spot) -> int:
        """A number that two spots share exactly where a way between them is known."""
        return self._regions.get(spot.place, spot.place)

    def anchors(self, spot: Spot) -> Sequence[Anchor]:
        """Where a spot is reached from; none where its place leads nowhere but to dead ends."""
        if spot.place not in self._doors:
            return ()
        if spot.place not in self._dead_ends:
            return (Anchor(spot.place, spot.x, spot.y, 0, None),)
        return tuple(
            min((_anchor(spot, door, end) for door in inside), key=attrgetter("extra"))
            for connector, inside in self._doors[spot.place].items()
            for end in self._ends[connector]
            if end.place != spot.place and end.place not in self._dead_ends
        )

    def best(
        self, one: Spot, other: Spot, ones: Sequence[Anchor], others: Sequence[Anchor]
    ) -> Best | None:
        """The shortest way between two spots with these anchors; None where none is known."""
        if one.place == other.place:
            return Best(straight(one.x, one.y, other.x, other.y))
        best = self._by_one_door(one, other)
        least = _FAR if best is None else best.length
        for a in ones:
            for b in others:
                extra = a.extra + b.extra
                if a.place == b.place:
                    length = extra + straight(a.x, a.y, b.x, b.y)
                    if length < least:
                        least, best = length, Best(length, a, b)
                    continue
                for passage in self._passages.get((a.place, b.place), ()):
                    p, q = self._core[passage.out], self._core[passage.into]
                    length = extra + passage.length
                    length += straight(a.x, a.y, p.x, p.y) + straight(q.x, q.y, b.x, b.y)
                    if length < least:
                        least, best = length, Best(length, a, b, passage)
        return best

    def crossed(self, way: Best) -> Sequence[Pair]:
        """The connectors that a way of this mesh crosses, in order."""
        if way.door is not None:
            return (way.door,)
        pairs = [way.start.door] if way.start is not None and way.start.door is not None else []
        if way.passage is not None:
            pairs += self._unwound(way.passage)
        if way.goal is not None and way.goal.door is not None:
            inside, outside = way.goal.door
            pairs.append((outside, inside))
        return tuple(pairs)

    def _unwound(self, passage: Passage) -> list[Pair]:
        pairs = []
        reached_from, at = self._reached_from[passage.out], passage.into
        while at != passage.out:
            before = reached_from[at]
            one, other = self._core[before], self._core[at]
            if one.connector == other.connector:
                pairs.append((one, other))
            at = before
        return pairs[::-1]

    def _by_one_door(self, one: Spot, other: Spot) -> Best | None:
        """Between dead ends: a lift that opens into a room on either floor."""
        if not {one.place, other.place} <= self._dead_ends:
            return None
        doors, goals = self._doors[one.place], self._doors[other.place]
        ways = (
            Best(_walk(one, p) + crossing(p, q) + _walk(other, q), door=(p, q))
            for connector in doors
            for p in doors[connector]
            for q in goals.get(connector, ())
        )
        return min(ways, key=attrgetter("length"), default=None)

    def _leads_on(self, portal: Portal) -> bool:
        """Whether a way may lead through it that neither begins nor ends in a dead end there."""
        beyond = {end.place for end in self._ends[portal.connector]} - {portal.place}
        return portal.place not in self._dead_ends and not beyond <= self._dead_ends

    def _is_dead_end(self, place: int) -> bool:
        connectors = self._doors[place]
        beyond = {end.place for connector in connectors for end in self._ends[connector]}
        return len(connectors) == 1 or len(beyond - {place}) == 1

    def _search(self) -> None:
        edges = self._edges()
        for out, portal in enumerate(self._core):
            costs, reached_from = _dijkstra(edges, out)
            self._reached_from.append(reached_from)
            for into, goal in enumerate(self._core):
                before = reached_from[into]
                if goal.place == portal.place or before < 0:
                    continue
                # A way that begins or ends with a walk inside is found by another portal.
                if self._core[before].place != goal.place and self._crosses_first(
                    reached_from, out, into
                ):
                    passage = Passage(out, into, costs[into] // _HOP)
                    self._passages.setdefault((portal.place, goal.place), []).append(passage)

    def _crosses_first(self, reached_from: Sequence[int], out: int, into: int) -> bool:
        at = into
        while reached_from[at] != out:
            at = reached_from[at]
        return self._core[at].place != self._core[out].place

    def _edges(self) -> Sequence[tuple[list[tuple[int, int]], list[tuple[int, int]]]]:
        """For each portal of the core the crossings from it, and the walks: (portal, cost)."""
        by_connector: dict[str, list[int]] = {}
        by_place: dict[int, list[int]] = {}
        for index, portal in enumerate(self._core):
            by_connector.setdefault(portal.connector, []).append(index)
            by_place.setdefault(portal.place, []).append(index)
        core = self._core
        return [
            (
                [
                    (other, crossing(portal, core[other]) * _HOP + 1)
                    for other in by_connector[portal.connector]
                    if core[other].place != portal.place
                ],
                [
                    (other, straight(portal.x, portal.y, core[other].x, core[other].y) * _HOP + 1)
                    for other in by_place[portal.place]
                    if other != index
                ],
            )
            for index, portal in enumerate(core)
        ]


def regions(portals: Iterable[Portal]) -> Mapping[int, int]:
    """Place -> a place that all those share which it is joined with; as a mesh's, unsearched."""
    ends, doors = _sorted_out(portals)
    return _joined(doors, ends)


def _sorted_out(
    portals: Iterable[Portal],
) -> tuple[dict[str, list[Portal]], dict[int, dict[str, list[Portal]]]]:
    """The portals by connector, and by place and connector."""
    ends: dict[str, list[Portal]] = {}
    doors: dict[int, dict[str, list[Portal]]] = {}
    for portal in portals:
        ends.setdefault(portal.connector, []).append(portal)
        doors.setdefault(portal.place, {}).setdefault(portal.connector, []).append(portal)
    return ends, doors


def _anchor(spot: Spot, door: Portal, end: Portal) -> Anchor:
    extra = _walk(spot, door) + crossing(door, end)
    return Anchor(end.place, end.x, end.y, extra, (door, end))


def _walk(spot: Spot, portal: Portal) -> int:
    return straight(spot.x, spot.y, portal.x, portal.y)


def _leading_somewhere(portals: Iterable[Portal]) -> Iterable[Portal]:
    """Without connectors whose open ends are all in one place: walking there is never longer."""
    portals = tuple(portals)
    places: dict[str, set[int]] = {}
    for portal in portals:
        places.setdefault(portal.connector, set()).add(portal.place)
    return (portal for portal in portals if len(places[portal.connector]) > 1)


def _joined(
    doors: Mapping[int, Mapping[str, Sequence[Portal]]], ends: Mapping[str, Sequence[Portal]]
) -> Mapping[int, int]:
    """Place -> the least place that it is joined with."""
    regions: dict[int, int] = {}
    for first in sorted(doors):
        todo = [first]
        while todo:
            place = todo.pop()
            if place not in regions:
                regions[place] = first
                todo += [end.place for connector in doors[place] for end in ends[connector]]
    return regions


def _dijkstra(
    edges: Sequence[tuple[list[tuple[int, int]], list[tuple[int, int]]]], source: int
) -> tuple[list[int], list[int]]:
    """Costs from one portal to each, and the portal before it; -1 where none is known."""
    costs, before = [_FAR] * len(edges), [-1] * len(edges)
    costs[source] = 0
    # Whether a portal was reached by a walk: a second walk in its place would be a detour.
    heap = [(0, source, False)]
    while heap:
        cost, at, walked = heappop(heap)
        if cost > costs[at]:
            continue
        crossings, walks = edges[at]
        for way, by_walk in ((crossings, False), (walks, True)):
            if walked and by_walk:
                continue
            for other, step in way:
                reached = cost + step
                if reached < costs[other]:
                    costs[other], before[other] = reached, at
                    heappush(heap, (reached, other, by_walk))
    return costs, before
