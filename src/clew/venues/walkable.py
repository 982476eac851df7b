"""A venue's ways and what is open on them, for whoever composes hunts."""

from __future__ import annotations

import asyncio

from clew.venues.ground import ground_facts
from clew.venues.known import known_venue, unknown_venue
from clew.venues.model import GroundFacts, WayGraph
from clew.venues.ports import GroundStore, Hours, VenueStore
from clew.venues.way_graph import way_graph


class Walkable:
    """Reads both from the record; a graph is made once for each map version."""

    def __init__(self, *, venues: VenueStore, store: GroundStore, hours: Hours) -> None:
        self._venues = venues
        self._store = store
        self._hours = hours
        self._graphs: dict[str, WayGraph] = {}
        self._making = asyncio.Lock()

    async def graph(self, venue: str) -> WayGraph:
        """The ways of the map version in the record; the same object while that stands.

        Raises `InputRefused` (`venue_unknown`).
        """
        version = await self._venues.map_version(venue)
        if version is None:
            raise unknown_venue(venue)
        async with self._making:
            known = self._graphs.get(venue)
            if known is None or known.map_version < version:
                record = await known_venue(self._venues, venue)
                # A large venue takes a while, and others ask meanwhile.
                known = self._graphs[venue] = await asyncio.to_thread(way_graph, record)
        return known

    async def facts(self, graph: WayGraph, *, at: int, until: int) -> GroundFacts:
        """What is shut on a graph, and how many its zones take, by what is kept now.

        Moments are seconds since 1970, as `ground_facts` takes them.
        """
        rules = await self._store.rules(graph.venue)
        closures = await self._store.closures(graph.venue)
        return ground_facts(graph, rules, closures, at=at, until=until, hours=self._hours)
