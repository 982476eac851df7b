"""A venue's squares, for those who write clues, surveys or static rows."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from clew.ids import parse_zone
from clew.venues.model import VenueRecord
from clew.venues.zones import neighbours


class ListedZone(msgspec.Struct, frozen=True):
    """A square and the centroid that is served for it.

    Attributes:
        lat: degrees.
        lon: degrees.
        source: `surveyed` or `geometric`.
        unit: the feature that it belongs to, or None.
        neighbours: the zones that share an edge with it.
    """

    zone: str
    level: int
    lat: float
    lon: float
    source: str
    unit: str | None
    neighbours: tuple[str, ...]


def listed_zones(record: VenueRecord, level: int | None = None) -> Iterator[ListedZone]:
    """The zones as the record has them, of one level or of all."""
    known = {zone.id for zone in record.zones}
    surveys = {survey.zone: survey for survey in record.surveys}
    for zone in record.zones:
        stands_on = parse_zone(zone.id).level
        if level is not None and stands_on != level:
            continue
        served = surveys.get(zone.id, zone)
        yield ListedZone(
            zone.id,
            stands_on,
            served.lat,
            served.lon,
            "surveyed" if zone.id in surveys else "geometric",
            zone.unit,
            tuple(neighbours(zone.id, known)),
        )
