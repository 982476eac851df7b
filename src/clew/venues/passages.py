"""What a map's words say about passing: which features are doors, stairs, lifts, ramps, links.

Words of OpenStreetMap (Simple Indoor Tagging), IMDF 1.0 and Japan's pedestrian network. What
nobody may use as a matter of course (private, service and emergency doors, goods lifts, exits that
do not let in) is no way: a player is never sent through it.
"""

from __future__ import annotations

from typing import NamedTuple

from clew.venues.kinds import text_of
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
    if feature.source == "imdf":
        is_opening = text_of(feature, "feature_type") == "opening"
        if not is_opening or text_of(feature, "category") not in _PEDESTRIAN_OPENINGS:
            return None
        return Passage(ConnectorKind.DOOR, _accessible(feature))
    # An area can carry door=* too, for the kind of door it has; a door's place is a point or line.
    if _is_area(feature) or not _open_to_all(feature):
        return None
    entrance = text_of(feature, "entrance")
    is_door = "door" in feature.properties or text_of(feature, "indoor") == "door"
    if entrance in _CLOSED_ENTRANCES or not (is_door or entrance):
        return None
    return Passage(ConnectorKind.DOOR, _wheelchair(feature))


def shaft(feature: Feature) -> Passage | None:
    """The stairs, escalator, lift, ramp or walk between levels that a feature is, or None."""
    if feature.source == "imdf":
        is_unit = text_of(feature, "feature_type") == "unit"
        if not is_unit or feature.properties.get("restriction") is not None:
            return None
        return _UNIT_CATEGORIES.get(text_of(feature, "category"))
    if not _open_to_all(feature):
        return None
    highway = text_of(feature, "highway")
    walk = highway in _WALKS
    # On steps, ramp=yes is a rail for prams beside them; it makes a ramp only of a walk.
    slopes = _yes(feature, "ramp") or _yes(feature, "incline")
    for kind, is_one in (
        (ConnectorKind.LIFT, _is(feature, "elevator")),
        (ConnectorKind.ESCALATOR, _is(feature, "escalator") or _rolls(feature)),
        (ConnectorKind.STAIRS, _is(feature, "stairs") or highway == "steps"),
        (ConnectorKind.RAMP, text_of(feature, "room") == "ramp" or (walk and slopes)),
        (ConnectorKind.LINK, walk and not _is_area(feature)),
    ):
        if is_one:
            return Passage(kind, _step_free(kind, feature))
    return None


def leads_down(incline: str) -> bool:
    """Whether OpenStreetMap's `incline` says that a line begins above."""
    return incline == "down" or incline.startswith("-")


def network_link(feature: Feature) -> Passage | None:
    """The link of a pedestrian network (`start_id` to `end_id`) that a feature is, or None."""
    words = feature.properties
    if feature.source == "imdf" or not words.get("start_id") or not words.get("end_id"):
        return None
    link = Passage(ConnectorKind.LINK, _wheelchair(feature))
    return _ROUTE_TYPES.get(_code(words.get("route_type")), link)


def relation(feature: Feature) -> Passage | None:
    """The way between units that an IMDF relationship is, or None."""
    if feature.source != "imdf" or text_of(feature, "feature_type") != "relationship":
        return None
    # "directed" leads one way only, and a connector's ends all lead to each other.
    if text_of(feature, "direction") == "directed":
        return None
    return _RELATION_CATEGORIES.get(text_of(feature, "category"))


def _is(feature: Feature, thing: str) -> bool:
    drawn = {text_of(feature, "highway"), text_of(feature, "room")}
    return thing in drawn or _yes(feature, thing)


def _rolls(feature: Feature) -> bool:
    # A walk that rolls is a moving walkway, not an escalator.
    return _yes(feature, "conveying") and text_of(feature, "highway") not in _WALKS


def _step_free(kind: ConnectorKind, feature: Feature) -> bool | None:
    if kind in {ConnectorKind.STAIRS, ConnectorKind.ESCALATOR}:
        return False
    said = _wheelchair(feature)
    return said if kind is ConnectorKind.LINK else said is not False


def _open_to_all(feature: Feature) -> bool:
    access = text_of(feature, "foot") or text_of(feature, "access")
    return access not in _CLOSED_ACCESS and text_of(feature, "amenity") != "parking_entrance"


def _wheelchair(feature: Feature) -> bool | None:
    return _WHEELCHAIR.get(text_of(feature, "wheelchair"))


def _accessible(feature: Feature) -> bool | None:
    stated = feature.properties.get("accessibility")
    return True if isinstance(stated, list) and "wheelchair" in stated else None


def _yes(feature: Feature, key: str) -> bool:
    return text_of(feature, key) not in {"", "no", "0", "0%"}


def _code(value: object) -> str:
    # Shapefile-born GeoJSON writes the same code as 4, 4.0 or "4".
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _is_area(feature: Feature) -> bool:
    return feature.geometry is not None and feature.geometry.type in {"Polygon", "MultiPolygon"}
