"""A venue in IMDF's words: units, openings, occupants and the rest, each with its level.

| kept as | becomes |
|---|---|
| IMDF feature | itself |
| level | level, with a footprint, a building and the venue around all of them |
| room, corridor, stair or lift drawn as an area | a unit on each of its levels |
| car park | a section |
| door, entrance | an opening: 1 m along the wall at its point |
| place | an occupant at its anchor; what serves everybody, drawn as a point, an amenity |
| other stairs, lifts and links | a relationship between the units they join |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import shapely

from clew.venues.floor_plan import OUTLINE_KEY, FloorPlan, floor_plans
from clew.venues.frame import Projector
from clew.venues.geometry import from_shapely, to_shapely
from clew.venues.imdf_feature import (
    UNDETERMINED,
    ImdfFeature,
    ImdfIds,
    display_point,
    kept_kind,
    own_names,
    point,
)
from clew.venues.imdf_standing import LevelPlaces
from clew.venues.imdf_words import (
    UNSPECIFIED,
    accessibility,
    door_leaf,
    opening_category,
    relation_category,
    unit_category,
)
from clew.venues.kinds import is_car_park, is_unit, name_of, text_of, understood
from clew.venues.model import (
    Connector,
    ConnectorEnd,
    ConnectorKind,
    Feature,
    Geometry,
    Level,
    VenueRecord,
)
from clew.venues.passages import door, leads_down

OPENING_M = 1.0
"""How wide an opening is drawn, in metres: the map gives a door's place, not its width."""

UNKNOWN_COUNTRY = "ZZ"
"""ISO 3166-1 keeps it for users; CLDR reads it as "unknown"."""


def imdf_features(record: VenueRecord) -> list[ImdfFeature]:
    """Every feature of the venue's IMDF archive, in no order."""
    kept = [_as_kept(feature) for feature in record.features if kept_kind(feature)]
    if all(feature.source == "imdf" for feature in record.features):
        return kept
    return kept + list(_Writer(record).features())


def _as_kept(feature: Feature) -> ImdfFeature:
    properties = {k: v for k, v in feature.properties.items() if k != "feature_type"}
    return ImdfFeature(feature.id, kept_kind(feature), properties, feature.geometry)


class _Writer:
    """Writes the features that did not come from IMDF, around those that did."""

    def __init__(self, record: VenueRecord) -> None:
        self._record = record
        self._projector = Projector(record.venue.frame)
        self._plans = floor_plans(record.features, record.levels, self._projector)
        self._own = {one.id: one for one in record.features if one.source != "imdf"}
        self._ids = ImdfIds(record)
        # An occupant carries the name of a unit that is a place.
        self._named_by_place = {place.feature for place in record.places}
        self._has_venue = any(kept_kind(feature) == "venue" for feature in record.features)

    def features(self) -> Iterator[ImdfFeature]:
        if not self._has_venue:
            yield from self._venue()
        for level in self._record.levels:
            yield from self._on_level(level)
        for connector in self._record.connectors:
            if self._is_relation(connector):
                yield self._relation(connector)

    def _on_level(self, level: Level) -> Iterator[ImdfFeature]:
        if not self._ids.has_level(level.ordinal):
            yield self._level(level)
        for feature in self._own.values():
            if level.ordinal in feature.levels:
                yield from self._drawn(feature, level.ordinal)
        plan = self._plans[level.ordinal]
        standing = LevelPlaces(level, plan, self._projector, self._ids)
        for place in self._record.places:
            if place.level == level.ordinal and place.feature in self._own:
                yield from standing.written(place, self._own[place.feature])
        floor = standing.open_floor()
        if floor is not None:
            yield floor

    def _venue(self) -> Iterator[ImdfFeature]:
        whole = shapely.union_all([to_shapely(level.outline) for level in self._record.levels])
        outline = from_shapely(whole)
        mall = next((f for f in self._record.features if text_of(f, "shop") == "mall"), None)
        name = (name_of(mall) if mall else "") or self._record.venue.id
        address, building = self._ids.made("address"), self._ids.made("building")
        yield ImdfFeature(address, "address", _address(mall), None)
        yield ImdfFeature(
            self._ids.made("venue"),
            "venue",
            {
                "category": "shoppingcenter",
                "restriction": None,
                "name": {UNDETERMINED: name},
                "alt_name": None,
                "hours": None,
                "phone": None,
                "website": None,
                "display_point": display_point(whole),
                "address_id": address,
            },
            outline,
        )
        yield ImdfFeature(
            building,
            "building",
            {
                "name": None,
                "alt_name": None,
                "category": UNSPECIFIED,
                "restriction": None,
                "display_point": display_point(whole),
                "address_id": address,
            },
            None,
        )
        yield ImdfFeature(
            self._ids.made("footprint"),
            "footprint",
            {"category": "ground", "name": None, "building_ids": [building]},
            outline,
        )

    def _level(self, level: Level) -> ImdfFeature:
        return ImdfFeature(
            self._ids.level(level.ordinal),
            "level",
            {
                "category": UNSPECIFIED,
                "restriction": None,
                "outdoor": False,
                "ordinal": level.ordinal,
                "name": {UNDETERMINED: level.label},
                "short_name": {UNDETERMINED: level.label},
                "display_point": display_point(to_shapely(level.outline)),
                "address_id": None,
                OUTLINE_KEY: level.outline_source,
                "building_ids": [] if self._has_venue else [self._ids.made("building")],
            },
            level.outline,
        )

    # what is drawn on a level

    def _drawn(self, feature: Feature, level: int) -> Iterator[ImdfFeature]:
        drawn = understood(feature)
        if drawn is None:
            return
        area = from_shapely(drawn.shape) if drawn.shape.area > 0 else None
        if area is not None and is_unit(feature):
            yield self._area(feature, level, "unit", unit_category(feature), area)
        elif area is not None and is_car_park(feature):
            yield self._area(feature, level, "section", "parking", area)
        elif door(feature) is not None:
            yield self._opening(feature, level, drawn.shape)

    def _area(
        self, feature: Feature, level: int, kind: str, category: str, area: Geometry
    ) -> ImdfFeature:
        extra = (
            {} if kind == "unit" else {"address_id": None, "correlation_id": None, "parents": None}
        )
        return ImdfFeature(
            self._ids.made(kind, feature.id, level),
            kind,
            {
                "category": category,
                "restriction": None,
                "accessibility": accessibility(feature),
                "name": None if feature.id in self._named_by_place else own_names(feature),
                "alt_name": None,
                "level_id": self._ids.level(level),
                "display_point": display_point(to_shapely(area)),
                **extra,
            },
            area,
        )

    def _opening(self, feature: Feature, level: int, drawn: Any) -> ImdfFeature:
        spot = self._projector.to_plan(drawn)
        if spot.geom_type != "LineString":
            spot = _along_the_wall(spot.representative_point(), self._plans[level])
        line = self._projector.from_plan(spot)
        return ImdfFeature(
            self._ids.made("opening", feature.id, level),
            "opening",
            {
                "category": opening_category(feature),
                "accessibility": accessibility(feature),
                "access_control": None,
                "door": door_leaf(feature),
                "name": own_names(feature),
                "alt_name": None,
                "display_point": point(line.interpolate(0.5, normalized=True)),
                "level_id": self._ids.level(level),
            },
            from_shapely(line),
        )

    # ways that no area draws

    def _is_relation(self, connector: Connector) -> bool:
        feature = self._own.get(connector.id)
        if feature is None or connector.kind is ConnectorKind.DOOR:
            return False
        is_drawn_as_unit = any(connector.id in plan.by_id for plan in self._plans.values())
        return connector.kind is ConnectorKind.LINK or not is_drawn_as_unit

    def _relation(self, connector: Connector) -> ImdfFeature:
        first, *between, last = [self._reference(end) for end in connector.ends]
        feature = self._own[connector.id]
        return ImdfFeature(
            self._ids.made("relationship", connector.id),
            "relationship",
            {
                "category": relation_category(connector.kind),
                "direction": "undirected",
                "origin": first,
                "intermediary": between or None,
                "destination": last,
                "hours": None,
            },
            _upwards(feature),
        )

    def _reference(self, end: ConnectorEnd) -> dict[str, str]:
        if end.unit is None:
            return {"id": self._ids.level(end.level), "feature_type": "level"}
        return {"id": self._ids.unit(end.unit, end.level), "feature_type": "unit"}


def _upwards(feature: Feature) -> Geometry | None:
    """The geometry of a way, turned where it leads down: the import reads lines from below."""
    drawn = feature.geometry
    if drawn is None or drawn.type != "LineString" or not leads_down(text_of(feature, "incline")):
        return drawn
    return Geometry(drawn.type, drawn.coordinates[::-1])


def _address(mall: Feature | None) -> dict[str, Any]:
    def said(key: str) -> str:
        return text_of(mall, key) if mall is not None else ""

    street = " ".join(filter(None, (said("addr:housenumber"), said("addr:street"))))
    return {
        "address": street or UNSPECIFIED,
        "unit": None,
        "locality": said("addr:city") or UNSPECIFIED,
        "province": None,
        "country": said("addr:country") or UNKNOWN_COUNTRY,
        "postal_code": said("addr:postcode") or None,
        "postal_code_ext": None,
        "postal_code_vanity": None,
    }


def _along_the_wall(spot: Any, plan: FloorPlan) -> Any:
    walls = [unit.shape.boundary for unit in plan.bordering(spot)[:1]]
    nearest: Iterable[Any] = shapely.get_parts(walls) if walls else ()
    dx, dy = OPENING_M / 2, 0.0
    for wall in sorted(nearest, key=spot.distance)[:1]:
        at, step = wall.project(spot), OPENING_M / 10
        before, after = wall.interpolate(max(0.0, at - step)), wall.interpolate(at + step)
        length = before.distance(after)
        if length > 0:
            dx = (after.x - before.x) / length * OPENING_M / 2
            dy = (after.y - before.y) / length * OPENING_M / 2
    return shapely.LineString([(spot.x - dx, spot.y - dy), (spot.x + dx, spot.y + dy)])
