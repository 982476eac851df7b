"""A feature as an IMDF file holds it, and the ids that the export gives.

Ids are made from the venue, the kind of feature, the kept feature's id and its level, so that they
stay the same as long as these do. IMDF asks for version 4 UUIDs, so they carry that version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID, uuid5

import msgspec

from clew.geo import rounded
from clew.venues.kinds import name_of, text_of
from clew.venues.model import Feature, Geometry, VenueRecord

UNDETERMINED = "und"
"""BCP 47's tag for a language that nobody stated."""

_NAMESPACE = UUID("6ff2a0c1-0d52-5d3b-9a57-6a1c2f6f3a51")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class ImdfFeature(msgspec.Struct, frozen=True):
    """A feature as an IMDF file holds it."""

    id: str
    feature_type: str
    properties: Mapping[str, Any]
    geometry: Geometry | None
    type: Literal["Feature"] = "Feature"


class ImdfIds:
    """The ids of a venue's IMDF features: kept ones as they are, the others made."""

    def __init__(self, record: VenueRecord) -> None:
        self._venue = record.venue.id
        self._from_imdf = {one.id for one in record.features if one.source == "imdf"}
        self._levels = {
            feature.levels[0]: feature.id
            for feature in reversed(record.features)
            if kept_kind(feature) == "level" and feature.levels
        }

    def made(self, kind: str, feature: str = "", level: int | None = None) -> str:
        """The id of what the export makes of a feature on a level."""
        name = "\0".join((self._venue, kind, feature, "" if level is None else str(level)))
        return str(UUID(bytes=uuid5(_NAMESPACE, name).bytes, version=4))

    def has_level(self, ordinal: int) -> bool:
        """Whether a level came from IMDF."""
        return ordinal in self._levels

    def level(self, ordinal: int) -> str:
        """The id of a level."""
        return self._levels.get(ordinal) or self.made("level", "", ordinal)

    def unit(self, feature: str, level: int) -> str:
        """The id of a feature's unit on a level."""
        return feature if feature in self._from_imdf else self.made("unit", feature, level)


def kept_kind(feature: Feature) -> str:
    """The type of a feature that came from IMDF; "" for any other."""
    return text_of(feature, "feature_type") if feature.source == "imdf" else ""


def own_names(feature: Feature) -> dict[str, str] | None:
    """A label object with the feature's own name and its translations; None where it has none."""
    name = name_of(feature)
    return {**translations(feature), UNDETERMINED: name} if name else None


def translations(feature: Feature) -> dict[str, str]:
    """Language tag -> the name that the map gives in it (`name:fr`)."""
    tags = ((key.removeprefix("name:"), key) for key in feature.properties if key[:5] == "name:")
    said = {tag: text_of(feature, key) for tag, key in tags if _LANGUAGE.fullmatch(tag)}
    return {tag: name for tag, name in said.items() if name}


def display_point(drawn: Any) -> dict[str, Any]:
    """A point inside a shapely geometry in WGS84 degrees, as GeoJSON."""
    return point(drawn.representative_point())


def point(spot: Any) -> dict[str, Any]:
    """A shapely point in WGS84 degrees, as GeoJSON."""
    return {"type": "Point", "coordinates": [rounded(spot.x), rounded(spot.y)]}
