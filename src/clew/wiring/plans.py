"""Venues as the clues see them: where a point falls, and what is served there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from clew.clues.ports import VenuePlan
from clew.ids import ZoneId
from clew.venues.frame import Projector
from clew.venues.kinds import name_of
from clew.venues.model import VenueRecord
from clew.venues.ports import VenueStore


class RecordedPlan:
    """A venue's plan from its record. See `clew.clues.ports.VenuePlan`."""

    def __init__(self, record: VenueRecord) -> None:
        self._venue = record.venue
        self._projector = Projector(record.venue.frame)
        self._centroids = {zone.id: (zone.lat, zone.lon) for zone in record.zones}
        self._centroids |= {survey.zone: (survey.lat, survey.lon) for survey in record.surveys}
        self._names = _names(record)
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

    @property
    def centroids(self) -> Mapping[str, tuple[float, float]]:
        """Zone -> its (lat, lon) in force."""
        return self._centroids

    def names(self, zone: str) -> Sequence[str]:
        """What the map calls the places in a zone, and the unit that the zone belongs to."""
        return self._names.get(zone, ())


def _names(record: VenueRecord) -> Mapping[str, Sequence[str]]:
    """Zone -> the names of its places and of its unit, each once."""
    of_feature: defaultdict[str, dict[str, None]] = defaultdict(dict)
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for feature in record.features:
        if name := name_of(feature):
            of_feature[feature.id][name] = None
    for place in record.places:
        called = dict.fromkeys((place.name, *place.aliases))
        of_feature[place.feature] |= called
        names[place.zone] |= called
    for zone in record.zones:
        if zone.unit is not None and zone.unit in of_feature:
            names[zone.id] |= of_feature[zone.unit]
    return {zone: tuple(called) for zone, called in names.items()}


class RecordedPlans:
    """Plans from the record, each kept while its map version stands."""

    def __init__(self, venues: VenueStore) -> None:
        self._venues = venues
        self._kept: dict[str, RecordedPlan] = {}

    async def plan(self, venue: str) -> VenuePlan | None:
        """A venue's plan; None where it was never imported."""
        return await self.recorded(venue)

    async def recorded(self, venue: str) -> RecordedPlan | None:
        """The same, with what only the record knows."""
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
