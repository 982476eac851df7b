"""IMDF's words for OpenStreetMap's: which category a feature has (OGC 20-094, Categories).

Where IMDF has no word the category is `unspecified`.
"""

from __future__ import annotations

from typing import Any

from clew.venues.kinds import tagged, text_of
from clew.venues.model import ConnectorKind, Feature
from clew.venues.passages import shaft

UNSPECIFIED = "unspecified"

_SHAFTS = {
    ConnectorKind.STAIRS: "stairs",
    ConnectorKind.ESCALATOR: "escalator",
    ConnectorKind.LIFT: "elevator",
    ConnectorKind.RAMP: "ramp",
}
_UNITS = {
    # (key, value) of OpenStreetMap -> unit category; the first that holds counts
    ("indoor", "corridor"): "walkway",
    ("room", "corridor"): "walkway",
    ("amenity", "toilets"): "restroom",
    ("room", "toilets"): "restroom",
    ("amenity", "restaurant"): "foodservice",
    ("amenity", "fast_food"): "foodservice",
    ("amenity", "cafe"): "foodservice",
    ("amenity", "food_court"): "foodservice",
    ("amenity", "cinema"): "movietheater",
    ("amenity", "theatre"): "theater",
    ("amenity", "library"): "library",
    ("leisure", "fitness_centre"): "fitnessroom",
    ("room", "office"): "office",
    ("room", "storage"): "storage",
    ("room", "lobby"): "lobby",
    ("room", "entrance"): "lobby",
    ("room", "kitchen"): "kitchen",
    ("room", "auditorium"): "auditorium",
    ("room", "class"): "classroom",
    ("room", "waiting"): "waitingroom",
    ("indoor", "area"): "walkway",
    ("indoor", "room"): "room",
}
_AMENITIES = {
    "atm": "atm",
    "bench": "seating",
    "charging_station": "powerchargingstation",
    "device_charging_station": "powerchargingstation",
    "drinking_water": "drinkingfountain",
    "fountain": "landmark",
    "locker": "coinlocker",
    "luggage_locker": "coinlocker",
    "photo_booth": "photobooth",
    "police": "police",
    "post_box": "mailbox",
    "telephone": "payphone",
    "toilets": "restroom",
    "vending_machine": "vendingmachine",
}
_OCCUPANTS = {
    ("amenity", "restaurant"): "restaurant",
    ("amenity", "cafe"): "cafe",
    ("amenity", "fast_food"): "fastfood",
    ("amenity", "bank"): "bank",
    ("amenity", "pharmacy"): "pharmacy",
    ("shop", "books"): "books",
    ("shop", "clothes"): "clothing",
    ("shop", "convenience"): "conveniencestore",
    ("shop", "department_store"): "departmentstore",
    ("shop", "florist"): "florist",
}
_DOORS = {
    "hinged": "swinging",
    "sliding": "sliding",
    "revolving": "revolving",
    "no": "open",
}


def unit_category(feature: Feature) -> str:
    """The category of an area that one stands in."""
    passage = shaft(feature)
    if passage is not None and passage.kind in _SHAFTS:
        return _SHAFTS[passage.kind]
    return _first(_UNITS, feature)


def relation_category(kind: ConnectorKind) -> str:
    """The category of a relationship that stands for a connector between levels."""
    return _SHAFTS.get(kind, "traversal")


def amenity_category(feature: Feature) -> str | None:
    """The category of a point that serves everybody; None where an occupant does the serving."""
    if text_of(feature, "tourism") == "information":
        return "information"
    return _AMENITIES.get(text_of(feature, "amenity"))


def occupant_category(feature: Feature) -> str:
    """The category of a business."""
    return _first(_OCCUPANTS, feature)


def opening_category(feature: Feature) -> str:
    """The category of a door; an entrance from outside is a principal one."""
    return "pedestrian.principal" if tagged(feature, "entrance") else "pedestrian"


def accessibility(feature: Feature) -> list[str] | None:
    """`["wheelchair"]` where the map says so; IMDF has no word for the contrary."""
    return ["wheelchair"] if text_of(feature, "wheelchair") in {"yes", "designated"} else None


def door_leaf(feature: Feature) -> dict[str, Any] | None:
    """The physical door as IMDF describes it; None where the map says nothing of it."""
    kind = text_of(feature, "door")
    if not kind:
        return None
    automatic = text_of(feature, "automatic_door")
    return {
        "type": _DOORS.get(kind, UNSPECIFIED),
        "automatic": None if not automatic else automatic != "no",
        "material": None,
    }


def _first(words: dict[tuple[str, str], str], feature: Feature) -> str:
    said = (word for (key, value), word in words.items() if text_of(feature, key) == value)
    return next(said, UNSPECIFIED)
