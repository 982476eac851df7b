"""What kind of thing a map feature is, in the words of OpenStreetMap, IMDF and MLIT.

OpenStreetMap: Simple Indoor Tagging (`indoor`, `room`, `level`). IMDF 1.0: `feature_type`. MLIT:
the indoor map specification of Japan's Ministry of Land, where a floor has an `ordinal` and what
stands on it a `floor_id`; categories that begin with C are fixtures.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from clew.venues.geometry import Outline, outline
from clew.venues.model import Feature

PLACEHOLDERS = frozenset(
    {
        "-", "--", "---", "?", "??", "???", ".", "...", "…", "n/a", "n.a.", "na", "nil", "none",
        "null", "no name", "noname", "unnamed", "unknown", "undefined", "untitled", "tbd", "todo",
        "xxx", "fixme", "inconnu", "inconnue", "sans nom", "non renseigné", "unbekannt",
        "namenlos", "ohne namen", "desconocido", "sin nombre", "sconosciuto", "senza nome",
        "onbekend", "不明", "不詳", "未定", "名称不明", "無名", "なし", "未知", "无名", "미상",
    }
)  # fmt: skip
"""What map makers write where a name is not known; compared after NFKC and case folding."""

TARGET_KEYS = ("shop", "amenity", "leisure", "tourism", "office", "craft", "healthcare")
CAR_PARKS = frozenset({"parking", "parking_entrance", "parking_space"})
_ROOMS = frozenset({"room", "area", "corridor"})
_STRUCTURE = frozenset({"wall", "level", "corridor", "pathway", "column", "pillar"})


def text_of(feature: Feature, key: str) -> str:
    """A property as text, blanks collapsed; "" where it is absent or no text."""
    value = feature.properties.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def id_text(value: Any) -> str:
    """An id as text, numbers included; "" where it is none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def tagged(feature: Feature, key: str) -> bool:
    """Whether an OpenStreetMap key says something other than no."""
    return text_of(feature, key) not in {"", "no"}


def is_placeholder(name: str) -> bool:
    """Whether a name stands for "not known"."""
    return unicodedata.normalize("NFKC", name).strip().casefold() in PLACEHOLDERS


def name_of(feature: Feature) -> str:
    """The name as the map writes it; "" where it has none or a placeholder."""
    name = text_of(feature, "name")
    return "" if is_placeholder(name) else name


def is_floor(feature: Feature) -> bool:
    """Whether the feature describes a level: `indoor=level`, an MLIT floor or an IMDF level."""
    if feature.source == "imdf":
        return text_of(feature, "feature_type") == "level"
    if text_of(feature, "indoor") == "level":
        return True
    has = feature.properties
    return has.get("ordinal") is not None and not has.get("floor_id") and "level" not in has


def is_space(feature: Feature) -> bool:
    """Whether the feature is an MLIT space: it stands on a floor and is no fixture."""
    return (
        feature.source != "imdf"
        and bool(id_text(feature.properties.get("floor_id")))
        and not text_of(feature, "category").startswith("C")
    )


def is_car_park(feature: Feature) -> bool:
    """Whether cars stand there or drive in."""
    return text_of(feature, "amenity") in CAR_PARKS


def is_entrance(feature: Feature) -> bool:
    """Whether the feature is a door or an entrance."""
    return tagged(feature, "entrance") or "door" in feature.properties


def is_outline(feature: Feature) -> bool:
    """Whether the feature is the whole mall or a building, not something inside it."""
    if text_of(feature, "shop") == "mall":
        return True
    building = tagged(feature, "building") or tagged(feature, "building:part")
    return building and not is_attraction(feature) and not _is_room(feature)


def is_structure(feature: Feature) -> bool:
    """Whether the feature is a wall, a level, a way or a corridor."""
    return text_of(feature, "indoor") in _STRUCTURE or tagged(feature, "highway")


def is_attraction(feature: Feature) -> bool:
    """Whether the feature is a shop, an amenity or the like in OpenStreetMap's terms."""
    return any(tagged(feature, key) for key in TARGET_KEYS)


def is_unit(feature: Feature) -> bool:
    """Whether the feature is a room, a corridor or an open area that a zone may belong to."""
    if feature.source == "imdf":
        return text_of(feature, "feature_type") == "unit"
    if is_floor(feature) or is_outline(feature) or is_car_park(feature):
        return False
    return is_space(feature) or _is_room(feature) or is_attraction(feature)


def is_way(feature: Feature) -> bool:
    """Whether the feature leads from one place to another: a door, a stair, a lift."""
    return (
        is_entrance(feature)
        or text_of(feature, "highway") in {"steps", "elevator", "corridor"}
        or any(tagged(feature, key) for key in ("elevator", "stairs", "conveying"))
    )


def understood(feature: Feature) -> Outline | None:
    """The feature's geometry as it is understood; None where it has none."""
    if feature.geometry is None:
        return None
    surface = (
        (is_unit(feature) and text_of(feature, "indoor") != "corridor")
        or is_floor(feature)
        or is_outline(feature)
        or (is_car_park(feature) and text_of(feature, "amenity") != "parking_entrance")
    )
    return outline(feature.geometry, area=surface)


def _is_room(feature: Feature) -> bool:
    return text_of(feature, "indoor") in _ROOMS or tagged(feature, "room")
