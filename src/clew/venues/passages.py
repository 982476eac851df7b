"""What a map's words say about passing: which features are doors, stairs, lifts, ramps, links.

Words of OpenStreetMap (Simple Indoor Tagging), IMDF 1.0 and Japan's pedestrian network. What
nobody may use as a matter of course (private, service and emergency doors, goods lifts, exits that
do not let in) is no way: a player is never sent through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from clew.venues.model import ConnectorKind, Feature


class Passage(NamedTuple):
    """A way of crossing.

    Attributes:
        kind: how it is crossed.
        step_free: None where the map does not say.
    """

    kind: ConnectorKind
    step_free: bool | None


_CLOSED_ACCESS = {"no", "private", "employees", "delivery", "emergency", "military"}
_CLOSED_ENTRANCES = {"no", "emergency", "service", "exit", "garage", "staircase_emergency"}
_WHEELCHAIR = {"yes": True, "designated": True, "no": False}
_WALKS = {"footway", "corridor", "path", "pedestrian"}
_UNIT_CATEGORIES = {
    "elevator": Passage(ConnectorKind.LIFT, step_free=True),
    "escalator": Passage(ConnectorKind.ESCALATOR, step_free=False),
    "ramp": Passage(ConnectorKind.RAMP, step_free=True),
    "stairs": Passage(ConnectorKind.STAIRS, step_free=False),
    "steps": Passage(ConnectorKind.STAIRS, step_free=False),
}
_RELATION_CATEGORIES = _UNIT_CATEGORIES | {
    "movingwalkway": Passage(ConnectorKind.LINK, step_free=None),
    "traversal": Passage(ConnectorKind.LINK, step_free=None),
    "traversal.path": Passage(ConnectorKind.LINK, step_free=None),
}
_PEDESTRIAN_OPENINGS = {"pedestrian", "pedestrian.principal", "pedestrian.transit"}
_ROUTE_TYPES = {
    # Development Specification for Spatial Network Model for Pedestrians (MLIT, June 2018)
    "4": Passage(ConnectorKind.LIFT, step_free=True),
    "5": Passage(ConnectorKind.ESCALATOR, step_free=False),
    "6": Passage(ConnectorKind.STAIRS, step_free=False),
    "7": Passage(ConnectorKind.RAMP, step_free=True),
}


def door(feature: Feature) -> Passage | None:
    """The door that a feature is, or None."""
    words = feature.properties
    if feature.source == "imdf":
        if (
            words.get("feature_type") != "opening"
            or words.get("category") not in _PEDESTRIAN_OPENINGS
        ):
            return None
        return Passage(ConnectorKind.DOOR, _accessible(words))
    # An area can carry door=* too, for the kind of door it has; a door's place is a point or line.
    if _is_area(feature) or not _open_to_all(words):
        return None
    entrance = words.get("entrance")
    is_door = "door" in words or words.get("indoor") == "door" or entrance is not None
    if not is_door or entrance in _CLOSED_ENTRANCES:
        return None
    return Passage(ConnectorKind.DOOR, _wheelchair(words))


def shaft(feature: Feature) -> Passage | None:
    """The stairs, escalator, lift, ramp or walk between levels that a feature is, or None."""
    words = feature.properties
    if feature.source == "imdf":
        if words.get("feature_type") != "unit" or words.get("restriction") is not None:
            return None
        return _UNIT_CATEGORIES.get(str(words.get("category")))
    if not _open_to_all(words):
        return None
    walk = words.get("highway") in _WALKS
    rolls = _yes(words, "conveying")
    for kind, is_one in (
        (ConnectorKind.LIFT, _is(words, "elevator")),
        (ConnectorKind.ESCALATOR, _is(words, "escalator") or (rolls and not walk)),
        (ConnectorKind.STAIRS, _is(words, "stairs") or words.get("highway") == "steps"),
        (ConnectorKind.RAMP, words.get("room") == "ramp" or (walk and _slopes(words))),
        (ConnectorKind.LINK, walk and not _is_area(feature)),
    ):
        if is_one:
            return Passage(kind, _step_free(kind, words))
    return None


def _is(words: Mapping[str, Any], thing: str) -> bool:
    return thing in {words.get("highway"), words.get("room")} or _yes(words, thing)


def _slopes(words: Mapping[str, Any]) -> bool:
    # On steps, ramp=yes is a rail for prams beside them; it makes a ramp only of a walk.
    return _yes(words, "ramp") or _yes(words, "incline")


def _step_free(kind: ConnectorKind, words: Mapping[str, Any]) -> bool | None:
    if kind in {ConnectorKind.STAIRS, ConnectorKind.ESCALATOR}:
        return False
    said = _wheelchair(words)
    return said if kind is ConnectorKind.LINK else said is not False


def network_link(feature: Feature) -> Passage | None:
    """The link of a pedestrian network (`start_id` to `end_id`) that a feature is, or None."""
    words = feature.properties
    if feature.source == "imdf" or not words.get("start_id") or not words.get("end_id"):
        return None
    link = Passage(ConnectorKind.LINK, _wheelchair(words))
    return _ROUTE_TYPES.get(_code(words.get("route_type")), link)


def relation(feature: Feature) -> Passage | None:
    """The way between units that an IMDF relationship is, or None."""
    words = feature.properties
    if feature.source != "imdf" or words.get("feature_type") != "relationship":
        return None
    # "directed" leads one way only, and a connector's ends all lead to each other.
    if words.get("direction") == "directed":
        return None
    return _RELATION_CATEGORIES.get(str(words.get("category")))


def _open_to_all(words: Mapping[str, Any]) -> bool:
    access = words.get("foot", words.get("access"))
    return access not in _CLOSED_ACCESS and words.get("amenity") != "parking_entrance"


def _wheelchair(words: Mapping[str, Any]) -> bool | None:
    return _WHEELCHAIR.get(str(words.get("wheelchair")))


def _accessible(words: Mapping[str, Any]) -> bool | None:
    stated = words.get("accessibility")
    return True if isinstance(stated, list) and "wheelchair" in stated else None


def _yes(words: Mapping[str, Any], key: str) -> bool:
    return words.get(key) not in {None, "", "no", "0", "0%"}


def _code(value: object) -> str:
    # Shapefile-born GeoJSON writes the same code as 4, 4.0 or "4".
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _is_area(feature: Feature) -> bool:
    return feature.geometry is not None and feature.geometry.type in {"Polygon", "MultiPolygon"}
