"""Compares what the record says of a venue with what is published of it: a pure function."""

from __future__ import annotations

from collections.abc import Iterator

from clew.venues.checksums import survey_checksum, zone_checksum
from clew.venues.model import Finding, VenueMap, VenueRecord

_RECORD, _MAP = "record", "map"
_RESTORE = "import the venue's map again: that makes its zones anew; else restore a backup"
_REPUBLISH = "import the venue's map again: that publishes it afresh"


def check_map(record: VenueRecord, published: VenueMap | None) -> list[Finding]:
    """What does not hold, in the order of the zones; empty where all is well.

    `published` is the map at the record's version; None where it cannot be read.
    """
    return [*_in_record(record), *_in_map(record, published)]


def _in_record(record: VenueRecord) -> Iterator[Finding]:
    zones = {zone.id for zone in record.zones}
    for zone in record.zones:
        if zone.checksum != zone_checksum(zone.id, zone.lat, zone.lon):
            yield Finding(_RECORD, zone.id, "the zone's row does not match its checksum", _RESTORE)
    for survey in record.surveys:
        if survey.checksum != survey_checksum(survey):
            yield Finding(
                _RECORD,
                survey.zone,
                "the survey's row does not match its checksum",
                "import the survey again with --replace",
            )
        if survey.zone not in zones:
            yield Finding(_RECORD, survey.zone, "a survey of no zone of the venue", _RESTORE)
    for place in record.places:
        if place.zone not in zones:
            where = f"{place.feature} on level {place.level}"
            yield Finding(_RECORD, where, f"its zone {place.zone} does not exist", _RESTORE)


def _in_map(record: VenueRecord, published: VenueMap | None) -> Iterator[Finding]:
    venue = record.venue
    if published is None or published.version != venue.map_version:
        message = f"version {venue.map_version} of the map is not readable on the shelf"
        yield Finding(_MAP, venue.id, message, _REPUBLISH)
        return
    for row in sorted(published.dropped):
        message = f"dropped from version {venue.map_version}: its row does not match its checksum"
        yield Finding(_MAP, row, message, _REPUBLISH)
    surveys = {survey.zone: survey for survey in record.surveys}
    for zone in record.zones:
        served = published.zones.get(zone.id)
        if served is None:
            if zone.id not in published.dropped:
                yield Finding(_MAP, zone.id, "the published map lacks the zone", _REPUBLISH)
            continue
        source = surveys.get(zone.id, zone)
        expected = (source.lat, source.lon, zone.id in surveys)
        if (served.lat, served.lon, served.surveyed) != expected:
            message = "the published centroid is not the record's"
            yield Finding(_MAP, zone.id, message, _REPUBLISH)
    for unknown in sorted(published.zones.keys() - {zone.id for zone in record.zones}):
        yield Finding(
            _MAP, unknown, "the published map has a zone that the record lacks", _REPUBLISH
        )
