from __future__ import annotations

from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from clew.venues.frame import Projector
from clew.venues.geometry import from_shapely
from clew.venues.kinds import is_placeholder
from clew.venues.model import Feature, Frame, Geometry, Note, Place
from clew.venues.places import find_places, standing_point

PROJECTOR = Projector(Frame(48.85, 2.35, 0.0))


class Anywhere:
    """Every zone there could be."""

    def __contains__(self, zone: object) -> bool:
        return True


def thing(id_: str = "f", /, levels: tuple[int, ...] = (0,), **properties: Any) -> Feature:
    drawn = from_shapely(PROJECTOR.from_plan(shapely.box(0, 0, 8, 8)))
    return Feature(id_, "geojson", drawn, properties, levels)


def found(*features: Feature) -> tuple[list[Place], list[Note]]:
    places, notes = find_places("mall", features, Anywhere(), PROJECTOR)  # type: ignore[arg-type]  # membership is all it needs
    return list(places), list(notes)


@pytest.mark.parametrize(
    "tags",
    [
        {"shop": "books"},
        {"amenity": "cafe"},
        {"leisure": "fitness_centre"},
        {"tourism": "museum"},
        {"office": "company"},
        {"craft": "tailor"},
        {"healthcare": "doctor"},
        {"shop": "vacant"},
        {"building": "yes", "amenity": "fast_food"},
        {"floor_id": "f1", "category": "B019"},
    ],
)
def test_named_shops_amenities_and_spaces_are_places(tags: dict[str, Any]) -> None:
    """What has a name, a level and something to offer is a place that clues may lead to."""
    places, notes = found(thing(name="Chez Paul", **tags))
    assert [place.name for place in places] == ["Chez Paul"]
    assert notes == []


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ({"name": "Mall", "shop": "mall"}, "outline"),
        ({"name": "Block", "building": "retail"}, "outline"),
        ({"name": "Cars", "amenity": "parking"}, "car_park"),
        ({"name": "Cars", "amenity": "parking_entrance"}, "car_park"),
        ({"amenity": "parking_space"}, "car_park"),
        ({"name": "Gate", "entrance": "yes"}, "entrance"),
        ({"name": "Gate", "door": "sliding"}, "entrance"),
        ({"door": "no", "entrance": "main"}, "entrance"),
        ({"name": "Ground", "indoor": "level"}, "level"),
        ({"name": "1F", "ordinal": 1}, "level"),
        ({"name": "Wall", "indoor": "wall"}, "structure"),
        ({"name": "Nave", "indoor": "corridor"}, "structure"),
        ({"name": "Aisle", "highway": "service"}, "structure"),
        ({"name": "Post", "indoor": "room", "room": "emergency"}, "not_a_target"),
        ({"name": "Old", "shop": "no"}, "not_a_target"),
        ({"name": "不明", "floor_id": "f1"}, "placeholder"),
        ({"name": "Unknown", "shop": "books"}, "placeholder"),
        ({"amenity": "toilets"}, "no_name"),
        ({"name": "Bell\u0007", "shop": "books"}, "unprintable_name"),
        ({"name": "\u202eskoob", "shop": "books"}, "unprintable_name"),
    ],
)
def test_everything_else_is_reported(tags: dict[str, Any], code: str) -> None:
    """Outlines, car parks, entrances, walls, placeholders and the nameless are named with why."""
    places, notes = found(thing(**tags))
    assert places == []
    assert [(note.code, note.action) for note in notes] == [(code, "left_out")]


def test_context_is_not_reported() -> None:
    """Nameless rooms, corridors, buildings and addresses are context, not omissions."""
    context = (
        thing("a", indoor="room"),
        thing("b", indoor="corridor"),
        thing("c", building="yes"),
        thing("d", (), housenumber="7"),
        thing("e", floor_id="f1", name=None),
    )
    assert found(*context) == ([], [])


@pytest.mark.parametrize(
    "name", ["不明", "UNKNOWN", "Inconnu", "n/a", "?", "None", "-", " ? ", "\uff2e\uff0f\uff21"]
)
def test_placeholders_are_no_names(name: str) -> None:
    """What map makers write for "not known" is no name, in any case and width."""
    assert is_placeholder(name)


def test_a_place_stands_on_each_of_its_levels() -> None:
    """A shop on two levels is two places at one point, each in its level's zone."""
    places, _ = found(thing(levels=(-1, 0), name="Monoprix", shop="supermarket"))
    assert [(place.level, place.zone) for place in places] == [
        (-1, "mall/-1/0/0"),
        (0, "mall/0/0/0"),
    ]


def test_aliases_are_the_maps_other_names() -> None:
    """Alternative, short, official, local and translated names are aliases, each once; brands and
    former names are not."""
    names: dict[str, Any] = {
        "name:en": "The Moment",
        "name:fr": "L'InsTant",
        "name:etymology": "no",
        "alt_name:de": "LI",
    }
    shop = thing(
        name="L'InsTant",
        shop="coffee",
        alt_name="Café Thé'Art; L'InsTant;?",
        short_name="LI",
        official_name="L'InsTant SARL",
        loc_name="Thé'Art",
        brand="Brand",
        old_name="Before",
        **names,
    )
    (place,), _ = found(shop)
    assert sorted(place.aliases) == [
        "Café Thé'Art",
        "L'InsTant SARL",
        "LI",
        "The Moment",
        "Thé'Art",
    ]
    assert place.lang == "fr"


def test_a_language_that_is_not_told_is_undetermined() -> None:
    """Where no translated name equals the name, its language is not guessed."""
    (place,), _ = found(thing(name="Zara", shop="clothes"))
    assert place.lang == "und"


def test_a_place_outside_its_level_is_left_out() -> None:
    """A named shop that stands outside its level's outline is reported and no place."""
    places, notes = find_places("mall", [thing(name="Far", shop="books")], set(), PROJECTOR)
    assert places == ()
    assert [note.code for note in notes] == ["outside_level"]


@given(
    st.floats(2, 60),
    st.floats(2, 60),
    st.floats(0.1, 0.9),
    st.floats(0.1, 0.9),
    st.floats(-500, 500),
)
def test_the_point_of_an_area_lies_well_inside(
    width: float, depth: float, cut_x: float, cut_y: float, shift: float
) -> None:
    """The point of a bent room lies inside it, as far from its walls as one can stand."""
    bent = shapely.box(0, 0, width, depth).difference(
        shapely.box(width * cut_x, depth * cut_y, width + 1, depth + 1)
    )
    bent = shapely.transform(bent, lambda xy: xy + shift)
    lat, lon = standing_point(PROJECTOR.from_plan(bent), PROJECTOR)
    spot = shapely.Point(*PROJECTOR.to_xy(lat, lon))
    assert bent.contains(spot)
    assert spot.distance(bent.boundary) >= shapely.maximum_inscribed_circle(bent).length - 0.03


def test_the_point_of_a_line_is_its_middle() -> None:
    """For a line the point is halfway along it, for a spot the spot itself."""
    line = shapely.LineString([(0, 0), (10, 0), (10, 30)])
    lat, lon = standing_point(PROJECTOR.from_plan(line), PROJECTOR)
    assert PROJECTOR.to_xy(lat, lon) == pytest.approx((10, 10), abs=0.02)
    assert standing_point(shapely.Point(2.35, 48.85), PROJECTOR) == (48.85, 2.35)


def imdf(id_: str, kind: str, geometry: Geometry | None = None, **properties: Any) -> Feature:
    return Feature(id_, "imdf", geometry, {"feature_type": kind, **properties}, (0,))


def test_imdf_occupants_stand_at_their_anchors() -> None:
    """A named occupant stands at its anchor's point; its names in other languages are aliases."""
    anchor = imdf("a", "anchor", Geometry("Point", [2.35001, 48.85001]), unit_id="u")
    occupant = imdf("o", "occupant", anchor_id="a", name={"fr": "Café", "en": "Coffee"})
    unit = imdf("u", "unit", None, name={"en": "Unit 7"})
    nobody = imdf("n", "occupant", anchor_id="gone", name={"en": "Ghost"})
    places, notes = found(anchor, occupant, unit, nobody)
    assert [(p.name, p.lang, p.aliases) for p in places] == [("Coffee", "en", ("Café",))]
    assert (places[0].lat, places[0].lon) == (48.85001, 2.35001)
    assert {(n.feature, n.code) for n in notes} == {("u", "not_a_target"), ("n", "no_level")}
