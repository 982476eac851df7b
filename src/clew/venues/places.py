"""Which features a clue may lead to, and the point where one stands for them.

A target is a named shop, amenity or the like in OpenStreetMap's terms, a named MLIT space, or a
named IMDF occupant or amenity, that stands on a level: one place a level. Outlines, car parks,
entrances, walls, ways and levels are no targets whatever their name.

The point of an area is its pole of inaccessibility (Garcia-Castellanos and Lombardo, 2007): the
spot inside that is farthest from any edge, so that it lies well inside even where the centroid
falls outside. The point of a line is its middle along the line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import shapely

from clew.errors import InputRefused
from clew.geo import rounded
from clew.ids import ZoneId
from clew.text import check_text
from clew.venues.frame import Projector
from clew.venues.geometry import outline, surfaces
from clew.venues.imdf_places import imdf_places, labels
from clew.venues.kinds import (
    is_attraction,
    is_car_park,
    is_entrance,
    is_floor,
    is_outline,
    is_placeholder,
    is_space,
    is_structure,
    is_unit,
    name_of,
    text_of,
    understood,
)
from clew.venues.model import Feature, Note, Place

_POLE_TOLERANCE_M = 0.01
_ALIAS_KEY = re.compile(
    r"(?:alt_name|short_name|official_name|loc_name)(?::([a-z]{2,3}(?:-[A-Za-z0-9]+)*))?"
    r"|name:([a-z]{2,3}(?:-[A-Za-z0-9]+)*)"
)
_JOINERS = "\u200c\u200d"  # Persian and Indic scripts spell with them
_NO_TARGETS: Sequence[tuple[str, Callable[[Feature], bool], str]] = (
    # code, what it holds for, why nobody is sent there; the first that holds counts
    ("level", is_floor, "a level is no place on it"),
    ("outline", is_outline, "the outline of a building is no place in it"),
    ("car_park", is_car_park, "nobody is sent among cars"),
    ("entrance", is_entrance, "nobody is sent to stand in a doorway"),
    ("structure", is_structure, "a wall, a way or a corridor is no place to find"),
)
_TOLD_NAMELESS = {"car_park", "entrance"}
UNDETERMINED = "und"
"""BCP 47 for a language that the map does not tell."""


class Target(NamedTuple):
    """A thing that clues may lead to, before its point is known.

    Attributes:
        feature: the feature that is named, with the levels it stands on.
        shape: shapely geometry where it stands, (lon, lat) in degrees.
        name: as the map writes it.
        aliases: its other names.
        lang: BCP 47 of the name.
    """

    feature: Feature
    shape: Any
    name: str
    aliases: tuple[str, ...]
    lang: str


def find_places(
    venue: str, features: Sequence[Feature], zones: Collection[str], projector: Projector
) -> tuple[tuple[Place, ...], tuple[Note, ...]]:
    """The places of a venue by feature and level, and a note for each thing that is none."""
    notes: list[Note] = []
    places = []
    for target in (*_targets(features, notes), *_imdf_targets(features, notes)):
        lat, lon = standing_point(target.shape, projector)
        i, j = projector.cell_of(lat, lon)
        for level in target.feature.levels:
            zone = str(ZoneId(venue, level, i, j))
            place = Place(
                target.feature.id, level, target.name, target.aliases, target.lang, lat, lon, zone
            )
            if zone in zones:
                places.append(place)
            else:
                why = f"{place.name!r} stands outside the outline of level {level}"
                notes.append(_left_out(target.feature, "outside_level", why))
    places.sort(key=lambda place: (place.feature, place.level))
    return tuple(places), tuple(notes)


def standing_point(drawn: Any, projector: Projector) -> tuple[float, float]:
    """Where one stands for a shape: latitude and longitude, rounded to 1e-7 degrees."""
    flat = projector.to_plan(drawn)
    ground = surfaces(flat)
    if ground:
        circle = shapely.maximum_inscribed_circle(ground[0], tolerance=_POLE_TOLERANCE_M)
        return _rounded_point(shapely.Point(circle.coords[0]), projector)
    line = shapely.line_merge(flat) if flat.geom_type == "MultiLineString" else flat
    if line.geom_type in {"LineString", "LinearRing"}:
        return _rounded_point(line.interpolate(0.5, normalized=True), projector)
    return _rounded_point(flat.representative_point(), projector)


def _rounded_point(point: Any, projector: Projector) -> tuple[float, float]:
    lat, lon = projector.to_wgs84(point.x, point.y)
    return rounded(lat), rounded(lon)


def _targets(features: Sequence[Feature], notes: list[Note]) -> list[Target]:
    targets = []
    for feature in features:
        if feature.source == "imdf":
            continue
        reason = _no_target(feature)
        if reason is not None:
            if reason.code:
                notes.append(reason)
            continue
        drawn = understood(feature)
        if drawn is not None and feature.levels:
            names = _aliases(feature.properties, name_of(feature))
            lang = _language(feature.properties, name_of(feature))
            targets.append(Target(feature, drawn.shape, name_of(feature), names, lang))
    return targets


def _imdf_targets(features: Sequence[Feature], notes: list[Note]) -> list[Target]:
    targets = []
    standing = {place.feature.id: place for place in imdf_places(features)}
    for feature in features:
        if feature.source != "imdf" or is_floor(feature):
            continue
        names = {
            lang: name
            for lang, name in labels(feature, "name").items()
            if not is_placeholder(name) and _can_be_asked(name)
        }
        if not names:
            continue
        lang = min(names)
        name = names[lang]
        place = standing.get(feature.id)
        if place is None:
            why = f"{name!r} is no occupant, amenity or kiosk"
            notes.append(_left_out(feature, "not_a_target", why))
        elif not feature.levels or place.stands_at is None:
            why = f"{name!r} has no anchor, unit or level that the archive knows"
            notes.append(_left_out(feature, "no_level", why))
        else:
            drawn = outline(place.stands_at, area=False).shape
            others = dict.fromkeys([*names.values(), *place.other_names])
            aliases = tuple(o for o in others if o != name and _can_be_asked(o))
            targets.append(Target(feature, drawn, name, aliases, lang))
    return targets


def _no_target(feature: Feature) -> Note | None:
    """Why a feature is no target; a note without a code is not worth telling."""
    name = name_of(feature)
    what = repr(name) if name else "nameless"
    for code, holds, why in _NO_TARGETS:
        if holds(feature):
            told = name or code in _TOLD_NAMELESS
            return _left_out(feature, code if told else "", f"{what}: {why}")
    written = text_of(feature, "name")
    if written and not name:
        return _left_out(feature, "placeholder", f"{written!r} is not a name")
    if not name:
        code = "no_name" if is_attraction(feature) else ""
        return _left_out(feature, code, "it has no name that a clue could ask for")
    if not (is_space(feature) or is_attraction(feature)):
        # A room without a level has been told of already.
        code = "not_a_target" if feature.levels or not is_unit(feature) else ""
        return _left_out(feature, code, f"{name!r} is neither a shop nor an amenity")
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in _JOINERS for c in name):
        return _left_out(feature, "unprintable_name", "its name holds control characters")
    unusable = _left_out(feature, "unusable_name", f"nobody can ask for {name[:40]!r}")
    return None if _can_be_asked(name) else unusable


def _can_be_asked(name: str) -> bool:
    """Whether a clue may have the name for its text."""
    try:
        check_text(name, what="the name")
    except InputRefused:
        return False
    return True


def _left_out(feature: Feature, code: str, message: str) -> Note:
    return Note(feature.id, "", code, "left_out", message)


def _aliases(properties: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for key in sorted(properties):
        value = properties[key]
        if _ALIAS_KEY.fullmatch(key) and isinstance(value, str):
            for part in value.split(";"):
                alias = " ".join(part.split())
                if alias != name and not is_placeholder(alias) and _can_be_asked(alias):
                    found.setdefault(alias)
    return tuple(found)


def _language(properties: Mapping[str, Any], name: str) -> str:
    same = []
    for key, value in properties.items():
        match = _ALIAS_KEY.fullmatch(key)
        if match and match[2] and isinstance(value, str) and " ".join(value.split()) == name:
            same.append(match[2])
    return same[0] if len(same) == 1 else UNDETERMINED
