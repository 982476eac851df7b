"""Places in IMDF's words: an occupant at its anchor, or an amenity at its point.

An occupant has one name here, the place's own; translations and other names are its `alt_name`, so
that an import finds the same name again.
"""

from __future__ import annotations

from collections.abc import Iterator

import shapely

from clew.venues.floor_plan import FloorPlan
from clew.venues.frame import Projector
from clew.venues.geometry import from_shapely, to_shapely
from clew.venues.imdf_feature import ImdfFeature, ImdfIds, display_point, translations
from clew.venues.imdf_words import accessibility, amenity_category, occupant_category
from clew.venues.kinds import text_of
from clew.venues.model import Feature, Geometry, Level, Place


class LevelPlaces:
    """Writes the places of one level, and the open floor where one of them stands on it."""

    def __init__(self, level: Level, plan: FloorPlan, projector: Projector, ids: ImdfIds) -> None:
        self._level = level
        self._plan = plan
        self._projector = projector
        self._ids = ids
        self._floor: ImdfFeature | None = None

    def open_floor(self) -> ImdfFeature | None:
        """The unit for what stands in no other; None where no place written so far needed it."""
        return self._floor

    def written(self, place: Place, feature: Feature) -> Iterator[ImdfFeature]:
        """What a place becomes: an amenity, or an occupant with its anchor."""
        said = {
            "name": {place.lang: place.name},
            "alt_name": _other_names(place, feature),
            "hours": text_of(feature, "opening_hours") or None,
            "phone": None,
            "website": None,
            "correlation_id": self._shared_id(feature),
        }
        level = self._level.ordinal
        spot = Geometry("Point", [place.lon, place.lat])
        unit = self._unit_at(place)
        amenity = amenity_category(feature)
        if amenity and feature.geometry is not None and feature.geometry.type == "Point":
            served = {
                "category": amenity,
                "accessibility": accessibility(feature),
                "unit_ids": [unit],
                "address_id": None,
            }
            id_ = self._ids.made("amenity", feature.id, level)
            yield ImdfFeature(id_, "amenity", {**said, **served}, spot)
            return
        anchor = self._ids.made("anchor", feature.id, level)
        yield ImdfFeature(anchor, "anchor", {"address_id": None, "unit_id": unit}, spot)
        business = {
            "category": occupant_category(feature),
            "anchor_id": anchor,
            "validity": None,
        }
        id_ = self._ids.made("occupant", feature.id, level)
        yield ImdfFeature(id_, "occupant", {**said, **business}, None)

    def _shared_id(self, feature: Feature) -> str | None:
        on_several = len(feature.levels) > 1
        return self._ids.made("correlation", feature.id) if on_several else None

    def _unit_at(self, place: Place) -> str:
        level = self._level.ordinal
        if place.feature in self._plan.by_id:
            return self._ids.unit(place.feature, level)
        spot = shapely.Point(self._projector.to_xy(place.lat, place.lon))
        around = self._plan.near(spot, 0.0)
        if around:
            smallest = min(around, key=lambda unit: (unit.shape.area, unit.id))
            return self._ids.unit(smallest.id, level)
        if self._floor is None:
            self._floor = self._open_unit()
        return self._floor.id

    def _open_unit(self) -> ImdfFeature:
        """The level's outline around everything drawn on it."""
        outline = self._projector.to_plan(to_shapely(self._level.outline))
        drawn = shapely.union_all([unit.shape for unit in self._plan.units])
        parts = [part for part in shapely.get_parts(outline.difference(drawn)) if part.area > 0]
        free = from_shapely(self._projector.from_plan(shapely.MultiPolygon(parts)))
        # A point beside all units and beside all that is free stands on the level as a whole.
        area = free or self._level.outline
        level = self._level.ordinal
        return ImdfFeature(
            self._ids.made("unit", "", level),
            "unit",
            {
                "category": "unenclosedarea",
                "restriction": None,
                "accessibility": None,
                "name": None,
                "alt_name": None,
                "level_id": self._ids.level(level),
                "display_point": display_point(to_shapely(area)),
            },
            area,
        )


def _other_names(place: Place, feature: Feature) -> dict[str, str] | None:
    """Language tag -> other names; IMDF has one text a language, so several have `;` between."""
    names = translations(feature)
    named = {lang: [name] for lang, name in names.items() if name != place.name}
    rest = [alias for alias in place.aliases if alias not in names.values()]
    if rest:
        named[place.lang] = named.get(place.lang, []) + rest
    return {lang: ";".join(said) for lang, said in named.items()} or None
