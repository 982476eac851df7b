"""A venue's map as one GeoJSON file that Clew reads back unchanged.

What an import and an export change, and nothing else (the **normal form**):

- coordinates are WGS84 degrees at 1e-7, altitudes at a millimetre; the `crs` member is gone;
- a position that repeats the one before it is gone, rings are closed and wound (RFC 7946);
- features without geometry or without anything left of it are gone, as the import's report says;
- a feature's id stands at its top, and one that repeats an earlier one carries `~2`, `~3`;
- features are ordered by id, and the keys of their properties by name.

The `clew` member carries the venue's frame and first import, so that an import into an empty home
makes the same zones. A feature that came from IMDF says so in `clew:source`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clew.venues.model import Feature, Frame, Geometry, VenueRecord

FORMAT = 1
"""The version of the `clew` member."""

_encode = msgspec.json.Encoder(order="deterministic").encode


class LevelName(msgspec.Struct, frozen=True):
    """A level as the `clew` member names it."""

    ordinal: int
    label: str


class ClewMember(msgspec.Struct, frozen=True):
    """What a venue's exports carry beside its map.

    Attributes:
        format: `FORMAT`.
        venue: the venue's id.
        created: of the first import, RFC 3339 in UTC.
        frame: of its cells.
        levels: ascending by ordinal.
    """

    format: int
    venue: str
    created: str
    frame: Frame
    levels: tuple[LevelName, ...]


class _Line(msgspec.Struct, frozen=True, omit_defaults=True):
    type: str
    id: str
    properties: Mapping[str, Any]
    geometry: Geometry | None
    source: str = msgspec.field(name="clew:source", default="geojson")


def clew_member(record: VenueRecord) -> ClewMember:
    """What an export of the venue carries beside its map."""
    levels = sorted((level.ordinal, level.label) for level in record.levels)
    return ClewMember(
        FORMAT,
        record.venue.id,
        record.venue.created,
        record.venue.frame,
        tuple(LevelName(ordinal, label) for ordinal, label in levels),
    )


def export_geojson(record: VenueRecord) -> bytes:
    """The venue's FeatureCollection: UTF-8, a feature a line, the same bytes for the same map."""
    head = b'{"type":"FeatureCollection","clew":' + _encode(clew_member(record))
    lines = (_line(feature) for feature in sorted(record.features, key=lambda one: one.id))
    return head + b',"features":[\n' + b",\n".join(lines) + b"\n]}\n"


def _line(feature: Feature) -> bytes:
    return _encode(
        _Line("Feature", feature.id, feature.properties, feature.geometry, feature.source)
    )
