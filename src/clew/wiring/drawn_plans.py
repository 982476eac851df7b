"""Venues as pages draw them."""

from __future__ import annotations

import asyncio

from clew.errors import Code, InputRefused
from clew.venues.plan_drawing import PlanDrawing, draw_plan
from clew.venues.ports import MapShelf, VenueStore


class DrawnPlans:
    """Plans drawn from the record, each kept while its map version stands."""

    def __init__(self, venues: VenueStore, maps: MapShelf) -> None:
        self._venues = venues
        self._maps = maps
        self._kept: dict[str, PlanDrawing] = {}

    async def drawing(self, venue: str) -> PlanDrawing:
        """A venue's plan at its newest map version.

        Raises `InputRefused` (`venue_unknown`) where it was never imported, and `PartUnavailable`
        where record or map cannot be read.
        """
        version = await self._venues.map_version(venue)
        kept = self._kept.get(venue)
        if version is not None and kept is not None and kept.version == version:
            return kept
        record = await self._venues.load(venue)
        if record is None:
            raise InputRefused(
                Code.VENUE_UNKNOWN,
                f"there is no venue {venue!r}",
                remedy="see `clew venue list`, or import its map",
            )
        served = self._maps.read(venue, record.venue.map_version)
        # A large mall takes seconds to draw, and others ask meanwhile.
        drawing = self._kept[venue] = await asyncio.to_thread(draw_plan, record, served)
        return drawing
