"""What hunts walk by: every zone's place and spot, and the ends of the connectors, in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clew.ids import parse_zone
from clew.venues.checksums import survey_checksum, zone_checksum
from clew.venues.frame import Projector
from clew.venues.model import Connector, Portal, Spot, Survey, VenueRecord, WayGraph, Zone
from clew.venues.standing_in import Grounds, StandingIn

_DM = 10
"""Decimetres in a metre."""


def way_graph(record: VenueRecord) -> WayGraph:
    """The ways of one map version; the same record gives the same graph.

    Places are those of `reach`: where this graph joins two zones, `reach` knows a way, and where it
    does not, it knows none. A zone whose row, or whose survey's row, does not match its checksum is
    left out, as it is from the published map.
    """
    grounds = Grounds(record)
    served = dict(_served(record))
    standing = {zone: grounds.of_zone(zone) for zone in served}
    opening = [
        [grounds.of_end(connector, end) for end in connector.ends]
        for connector in record.connectors
    ]
    places = sorted({*standing.values(), *(place for ends in opening for place in ends)})
    numbers = {place: number for number, place in enumerate(places)}
    portals = [
        portal
        for connector, ends in zip(record.connectors, opening, strict=True)
        for portal in _portals(connector, ends, numbers, grounds.projector)
    ]
    return WayGraph(
        record.venue.id,
        record.venue.map_version,
        tuple(sorted(portals, key=_portal_order)),
        {
            zone: Spot(
                numbers[standing[zone]],
                parse_zone(zone).level,
                *_at(grounds.projector, served[zone].lat, served[zone].lon),
            )
            for zone in sorted(served)
        },
    )


def _served(record: VenueRecord) -> Iterator[tuple[str, Zone | Survey]]:
    surveys = {survey.zone: survey for survey in record.surveys}
    for zone in record.zones:
        survey = surveys.get(zone.id)
        if survey is not None and survey.checksum == survey_checksum(survey):
            yield zone.id, survey
        elif survey is None and zone.checksum == zone_checksum(zone.id, zone.lat, zone.lon):
            yield zone.id, zone


def _portals(
    connector: Connector,
    ends: list[StandingIn],
    numbers: Mapping[StandingIn, int],
    projector: Projector,
) -> Iterator[Portal]:
    for end, place in zip(connector.ends, ends, strict=True):
        x, y = _at(projector, end.lat, end.lon)
        yield Portal(
            connector.id,
            str(connector.kind),
            connector.step_free,
            numbers[place],
            end.level,
            x,
            y,
        )


def _at(projector: Projector, lat: float, lon: float) -> tuple[int, int]:
    x, y = projector.to_xy(lat, lon)
    return round(x * _DM), round(y * _DM)


def _portal_order(portal: Portal) -> tuple[str, int, int, int, int]:
    return portal.connector, portal.level, portal.place, portal.x, portal.y
