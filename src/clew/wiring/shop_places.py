"""Venues as the shop sees them: where a product's point falls."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from clew.errors import Code, InputRefused
from clew.wiring.plans import RecordedPlan, RecordedPlans

KEPT_S = 1.0
"""Seconds for which a venue's plan is not asked for again: a file names one venue on many rows."""


class PlacesOnPlans:
    """See `clew.shop.ports.ShopPlaces`."""

    def __init__(self, plans: RecordedPlans) -> None:
        self._plans = plans
        self._kept: dict[str, tuple[float, RecordedPlan]] = {}

    async def zone_at(self, venue: str, level: int, lat: float, lon: float) -> str | None:
        """See `clew.shop.ports.ShopPlaces`."""
        return (await self._plan(venue)).zone_at(level, lat, lon)

    async def known_zones(self, venue: str) -> Mapping[str, tuple[float, float]]:
        """See `clew.shop.ports.ShopPlaces`."""
        return (await self._plan(venue)).centroids

    async def _plan(self, venue: str) -> RecordedPlan:
        at, plan = self._kept.get(venue, (0.0, None))
        if plan is None or monotonic() - at > KEPT_S:
            plan = await self._plans.recorded(venue)
            if plan is None:
                raise InputRefused(
                    Code.VENUE_UNKNOWN,
                    f"there is no venue {venue[:80]!r}",
                    remedy="import it first: `clew venue import FILE --venue ID`",
                )
            self._kept[venue] = (monotonic(), plan)
        return plan
