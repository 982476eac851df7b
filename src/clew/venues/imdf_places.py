"""What stands where in an IMDF venue: occupants at their anchors, amenities at their points.

An occupant has no geometry: it stands at the point of its anchor, else in the unit that the anchor
names (IMDF 1.0, Occupant and Anchor). Names are label objects, language tag -> text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from clew.venues.kinds import text_of
from clew.venues.model import Feature, Geometry

_STANDING = {"occupant", "amenity", "kiosk"}


class ImdfPlace(NamedTuple):
    """Something named that a player can be sent to.

    Attributes:
        feature: the occupant, amenity or kiosk.
        names: language tag -> name, as the file orders them.
        other_names: alternative names in any language, each once.
        stands_at: the point or area it stands at; None where the file does not say.
    """

    feature: Feature
    names: Mapping[str, str]
    other_names: tuple[str, ...]
    stands_at: Geometry | None


def imdf_places(features: Sequence[Feature]) -> tuple[ImdfPlace, ...]:
    """The named occupants, amenities and kiosks, in the order given; others are not in it."""
    by_id = {feature.id: feature for feature in features if feature.source == "imdf"}
    return tuple(
        ImdfPlace(feature, names, _other_names(feature), _stands_at(feature, by_id))
        for feature in by_id.values()
        if text_of(feature, "feature_type") in _STANDING and (names := labels(feature, "name"))
    )


def labels(feature: Feature, key: str) -> Mapping[str, str]:
    """A label object of a feature, blanks collapsed; empty where there is none.

    A plain text, which some writers put there, is of no known language (`und`, BCP 47).
    """
    value: Any = feature.properties.get(key)
    if isinstance(value, str):
        value = {"und": value}
    if not isinstance(value, dict):
        return {}
    texts = {lang: " ".join(text.split()) for lang, text in value.items() if isinstance(text, str)}
    return {lang: text for lang, text in texts.items() if text}


def _other_names(feature: Feature) -> tuple[str, ...]:
    # IMDF has one alternative name a language; our export writes several with `;` between.
    parts = (part for text in labels(feature, "alt_name").values() for part in text.split(";"))
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _stands_at(feature: Feature, by_id: Mapping[str, Feature]) -> Geometry | None:
    if feature.geometry is not None:
        return feature.geometry
    anchor = by_id.get(str(feature.properties.get("anchor_id")))
    if anchor is None:
        return None
    unit = by_id.get(str(anchor.properties.get("unit_id")))
    return anchor.geometry or (unit.geometry if unit is not None else None)
