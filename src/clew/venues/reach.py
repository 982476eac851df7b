"""Whether a way is known from one zone to another, and over what.

The graph's nodes are the places of `standing_in`. Zones of one place reach each other; connectors
join places. What the map does not draw is not assumed: where it knows no way the answer is
`unknown`, never "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec
import networkx as nx

from clew.venues.model import VenueRecord
from clew.venues.standing_in import Grounds, StandingIn


class Outcome(StrEnum):
    """What is known of a way."""

    YES = "yes"
    STEPS_ONLY = "steps_only"
    UNKNOWN = "unknown"


class Crossing(msgspec.Struct, frozen=True):
    """A connector on the way.

    Attributes:
        connector: its id.
        kind: how it is crossed.
        step_free: None where the map does not say.
    """

    connector: str
    kind: str
    step_free: bool | None


class Reach(msgspec.Struct, frozen=True):
    """What is known of the way between two zones.

    Attributes:
        outcome: `steps_only` only where a step-free way was asked for: a way exists, but every
            one has steps, or a connector of which the map does not say.
        crossings: the connectors crossed, in order; empty for `unknown` and within one place.
        obstacles: for `steps_only`, those of them that are not known to be step-free.
    """

    outcome: Outcome
    crossings: tuple[Crossing, ...] = ()
    obstacles: tuple[Crossing, ...] = ()


def reach(record: VenueRecord, start: str, goal: str, *, step_free: bool = False) -> Reach:
    """The way with the fewest obstacles, where step-free is asked for, then the fewest connectors.

    Raises `InputRefused` (`zone_unknown`) for a zone that the venue does not have.
    """
    return Walker(record).reach(start, goal, step_free=step_free)


class Walker:
    """The graph of one venue, made once for many questions."""

    def __init__(self, record: VenueRecord) -> None:
        self._grounds = Grounds(record)
        self._connectors = {connector.id: connector for connector in record.connectors}
        self._graph: nx.Graph[StandingIn] = nx.Graph()
        for connector in record.connectors:
            # A connector is a node too, so that one of several ends needs no ring of edges.
            crossing = ("connector", connector.id)
            for end in connector.ends:
                self._graph.add_edge(crossing, self._grounds.of_end(connector, end))

    def reach(self, start: str, goal: str, *, step_free: bool = False) -> Reach:
        """As the function `reach`."""
        ends = self._grounds.of_zone(start), self._grounds.of_zone(goal)
        if ends[0] == ends[1]:
            return Reach(Outcome.YES)
        if any(end not in self._graph for end in ends):
            return Reach(Outcome.UNKNOWN)

        def cost(_from: StandingIn, to: StandingIn, _edge: Mapping[str, object]) -> float:
            if to[0] != "connector":
                return 0.0
            # More than all connectors together, so that one obstacle outweighs any detour.
            blocked = step_free and self._connectors[to[1]].step_free is not True
            return 1.0 + blocked * len(self._connectors)

        try:
            way = nx.dijkstra_path(self._graph, *ends, weight=cost)
        except nx.NetworkXNoPath:
            return Reach(Outcome.UNKNOWN)
        crossings = tuple(self._crossing(node[1]) for node in way if node[0] == "connector")
        obstacles = tuple(one for one in crossings if step_free and one.step_free is not True)
        return Reach(Outcome.STEPS_ONLY if obstacles else Outcome.YES, crossings, obstacles)

    def _crossing(self, id_: str) -> Crossing:
        connector = self._connectors[id_]
        return Crossing(id_, str(connector.kind), connector.step_free)
