"""The data of maps: venues, levels, zones, places to stand, connectors, surveys.

Coordinates are WGS84 degrees rounded to 1e-7; lengths are metres; a level is its integer ordinal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

CELL_M = 5.0
"""A zone's side in metres."""


class Frame(msgspec.Struct, frozen=True):
    """Where a venue's cells lie; stored at the first import and never changed by a map edit.

    A transverse Mercator projection on WGS84 with scale 1 at the origin, turned by the bearing.

    Attributes:
        origin_lat: degrees; cell (0, 0) begins here.
        origin_lon: degrees.
        bearing_deg: degrees clockwise from north to the frame's +y axis, in [-45, 45).
    """

    origin_lat: float
    origin_lon: float
    bearing_deg: float


class Geometry(msgspec.Struct, frozen=True):
    """A GeoJSON geometry in normal form: coordinates rounded, rings wound as RFC 7946 asks."""

    type: str
    coordinates: Any


class Feature(msgspec.Struct, frozen=True):
    """A map feature as it is kept: everything the file said of it, in normal form.

    Attributes:
        id: unique in the venue; a repeated id of the file carries a `~2`, `~3` suffix.
        source: `geojson` or `imdf`.
        geometry: None only for IMDF features that have none (occupants, addresses).
        properties: as in the file.
        levels: the ordinals it stands on, ascending; empty where the file names none.
    """

    id: str
    source: str
    geometry: Geometry | None
    properties: Mapping[str, Any]
    levels: tuple[int, ...] = ()


class Level(msgspec.Struct, frozen=True):
    """One floor of a venue.

    Attributes:
        ordinal: integer, for logic.
        label: for people, for example "1F"; the ordinal's digits where the file has none.
        outline: polygon or multipolygon, in WGS84.
        outline_source: `feature` (the level's own) or `hull` (of what stands on it).
    """

    ordinal: int
    label: str
    outline: Geometry
    outline_source: str


class Place(msgspec.Struct, frozen=True):
    """A named unit or amenity on one level that a clue may lead to.

    Attributes:
        feature: the feature's id.
        level: integer ordinal.
        name: as the map writes it.
        aliases: the map's other names for it.
        lang: BCP 47; "und" where the map does not say.
        lat: of the representative point, degrees.
        lon: degrees.
        zone: the cell that the point falls in.
    """

    feature: str
    level: int
    name: str
    aliases: tuple[str, ...]
    lang: str
    lat: float
    lon: float
    zone: str


class Zone(msgspec.Struct, frozen=True):
    """A 5 m x 5 m cell that meets its level's outline.

    Attributes:
        id: `venue/level/i/j`.
        lat: of the geometric centroid, degrees.
        lon: degrees.
        unit: the id of the unit that holds the centroid, or most of the cell; None in the open.
        checksum: over id and centroid, verified when the row is read.
    """

    id: str
    lat: float
    lon: float
    unit: str | None
    checksum: str


class Survey(msgspec.Struct, frozen=True):
    """A measured centroid; it is locked and replaces the geometric one.

    Attributes:
        zone: the cell it was measured in.
        lat: degrees.
        lon: degrees.
        accuracy_m: stated by the surveyor, metres.
        instrument: what it was measured with.
        measured_on: the day.
        checksum: over all of the above, verified when the row is read.
    """

    zone: str
    lat: float
    lon: float
    accuracy_m: float
    instrument: str
    measured_on: date
    checksum: str


class ConnectorKind(StrEnum):
    """How one gets from one place to the next."""

    DOOR = "door"
    STAIRS = "stairs"
    ESCALATOR = "escalator"
    LIFT = "lift"
    RAMP = "ramp"
    LINK = "link"


class ConnectorEnd(msgspec.Struct, frozen=True):
    """One side of a connector.

    Attributes:
        level: integer ordinal.
        lat: degrees.
        lon: degrees.
        unit: the unit it opens into; None for the open floor of the level.
    """

    level: int
    lat: float
    lon: float
    unit: str | None


class Connector(msgspec.Struct, frozen=True):
    """A door, stair, lift, ramp or link between two or more ends.

    Attributes:
        id: the feature it comes from.
        kind: how it is crossed.
        step_free: None where the map does not say.
        ends: at least two; every end leads to every other.
    """

    id: str
    kind: ConnectorKind
    step_free: bool | None
    ends: tuple[ConnectorEnd, ...]


class Venue(msgspec.Struct, frozen=True):
    """A mall or a store.

    Attributes:
        id: slug.
        frame: of its cells.
        map_version: 1 at the first import, one more with each change of map or survey.
        created: of the first import, RFC 3339 in UTC.
    """

    id: str
    frame: Frame
    map_version: int
    created: str


class VenueRecord(msgspec.Struct, frozen=True):
    """All that the record keeps of one venue."""

    venue: Venue
    features: tuple[Feature, ...]
    levels: tuple[Level, ...]
    zones: tuple[Zone, ...]
    places: tuple[Place, ...]
    connectors: tuple[Connector, ...]
    surveys: tuple[Survey, ...] = ()


class ServedZone(msgspec.Struct, frozen=True, gc=False):
    """A zone as answers name it.

    Attributes:
        lat: of the centroid in force, degrees.
        lon: degrees.
        surveyed: whether it was measured.
    """

    lat: float
    lon: float
    surveyed: bool


class VenueMap(msgspec.Struct, frozen=True):
    """One published, immutable version of a venue's zones: all that resolving needs of a map.

    Attributes:
        venue: the venue's id.
        version: the map version.
        zones: zone id -> what is served for it.
        dropped: zone ids of rows whose checksum did not hold; they are not in `zones`.
    """

    venue: str
    version: int
    zones: Mapping[str, ServedZone]
    dropped: frozenset[str]


class Note(msgspec.Struct, frozen=True):
    """One line of an import's report: what was repaired or left out, and why.

    Attributes:
        feature: the feature's id, with its suffix where the file repeats it; its number in the
            file as `#7` where it has none; `*` for the file as a whole.
        file: the file it came from.
        code: a stable word, for example `open_outline` or `no_level`.
        action: `repaired`, `left_out` or `kept`.
        message: in words, with the remedy where there is one.
    """

    feature: str
    file: str
    code: str
    action: str
    message: str


class ImportReport(msgspec.Struct, frozen=True):
    """What an import did.

    Attributes:
        venue: the venue as it now stands.
        changed: False where the files brought nothing new; then no version was made.
        counts: features, levels, zones, places, connectors, added, updated, removed, unchanged.
        notes: every repair and omission, by name.
    """

    venue: Venue
    changed: bool
    counts: Mapping[str, int]
    notes: tuple[Note, ...]


class SurveyReport(msgspec.Struct, frozen=True):
    """What a survey import did.

    Attributes:
        venues: the venues that were measured, as they now stand.
        added: zones that had no survey before.
        replaced: zones whose survey is another one now.
        unchanged: zones that were surveyed just so.
    """

    venues: tuple[Venue, ...]
    added: int
    replaced: int
    unchanged: int


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as it should be, for `clew doctor`.

    Attributes:
        part: where it was found, for example `map` or `survey`.
        subject: the zone, place or venue.
        message: what is wrong.
        remedy: the way out.
    """

    part: str
    subject: str
    message: str
    remedy: str
