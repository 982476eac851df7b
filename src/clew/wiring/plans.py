"""Venues as the clues see them: where a point falls, and what is served there."""

from __future__ import annotations

from collections.abc import Sequence

from clew.clues.ports import VenuePlan
from clew.ids import ZoneId
from clew.venues.frame import Projector
from clew.venues.model import VenueRecord
from clew.venues.ports import VenueStore


class RecordedPlan:
    """A venue's plan from its record. See `clew.clues.ports.VenuePlan`."""

    def __init__(self, record: VenueRecord) -> None:
        self._venue = record.venue
        self._projector = Projector(record.venue.frame)
        self._centroids = {zone.id: (zone.lat, zone.lon) for zone in record.zones}
        self._centroids |= {survey.zone: (survey.lat, survey.lon) for survey in record.surveys}
        self._levels = tuple(sorted(level.ordinal for level in record.levels))

    @property
    def version(self) -> int:
        """The map version."""
        return self._venue.map_version

    @property
    def levels(self) -> Sequence[int]:
        """The ordinals of its levels, ascending."""
        return self._levels

    def has(self, zone: str) -> bool:
        """Whether the zone is one of the venue's."""
        return zone in self._centroids

    def zone_at(self, level: int, lat: float, lon: float) -> str | None:
        """The zone of that level in which the point lies; None where there is none."""
        i, j = self._projector.cell_of(lat, lon)
        zone = str(ZoneId(self._venue.id, level, i, j))
        return zone if zone in self._centroids else None

    def centroid(self, zone: str) -> tuple[float, float]:
        """(lat, lon) in force: the surveyed one where there is one."""
        return self._centroids[zone]


class RecordedPlans:
    """Plans from the record, each kept while its map version stands."""

    def __init__(self, venues: VenueStore) -> None:
        self._venues = venues
        self._kept: dict[str, RecordedPlan] = {}

    async def plan(self, venue: str) -> VenuePlan | None:
        """A venue's plan; None where it was never imported."""
        version = await self._venues.map_version(venue)
        if version is None:
            return None
        kept = self._kept.get(venue)
        if kept is None or kept.version != version:
            record = await self._venues.load(venue)
            if record is None:
                return None
            kept = self._kept[venue] = RecordedPlan(record)
        return kept
