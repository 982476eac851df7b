from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.venues.levels import Standing, read_levels, stand_on_levels
from clew.venues.model import Feature, Geometry


def feature(id_: str, source: str = "geojson", **properties: Any) -> Feature:
    return Feature(id_, source, Geometry("Point", [2.35, 48.85]), properties)


def levels(standing: Standing) -> dict[str, tuple[int, ...]]:
    return {feature.id: feature.levels for feature in standing.features}


@pytest.mark.parametrize(
    ("written", "ordinals"),
    [
        ("0", (0,)),
        ("-1", (-1,)),
        ("-1;0", (-1, 0)),
        ("0;1", (0, 1)),
        ("1;0;1", (0, 1)),
        ("0-2", (0, 1, 2)),
        ("-1-2", (-1, 0, 1, 2)),
        ("-2--1", (-2, -1)),
        ("-1;1-2", (-1, 1, 2)),
        ("1.0", (1,)),
        ("+1", (1,)),
        (" 0 ; 1 ", (0, 1)),
        (1, (1,)),
        (2.0, (2,)),
        ("", ()),
        (None, ()),
    ],
)
def test_levels_are_read_as_openstreetmap_writes_them(
    written: Any, ordinals: tuple[int, ...]
) -> None:
    """Lists and ranges of integers, with minus signs, name the levels."""
    found = read_levels(written)
    assert (found.ordinals, found.unreadable) == (ordinals, ())


@pytest.mark.parametrize("written", ["0.5", "G", "2-1", "99999", "1e3", "--1", "roof", "½", "٣x"])
def test_what_is_no_whole_level_is_left_out(written: str) -> None:
    """A half storey, a letter or a range that runs backwards is no level."""
    found = read_levels(written)
    assert (found.ordinals, found.unreadable) == ((), (written,))


@given(st.text())
def test_any_text_can_be_read(written: str) -> None:
    """No level value ends the reading, and what is read is in bounds and in order."""
    ordinals = read_levels(written).ordinals
    assert list(ordinals) == sorted(set(ordinals))
    assert all(-999 <= ordinal <= 999 for ordinal in ordinals)


def test_readable_parts_count_beside_unreadable_ones() -> None:
    """In `0;0.5` level 0 stands, and the half storey is reported."""
    standing = stand_on_levels([feature("a", level="0;0.5", shop="books")])
    assert levels(standing) == {"a": (0,)}
    assert [(n.feature, n.code) for n in standing.notes] == [("a", "unreadable_level")]


def test_a_lift_repeats_on_its_levels() -> None:
    """`repeat_on` adds levels, as Simple Indoor Tagging has it."""
    lift = feature("a", highway="elevator", level="0", repeat_on="1-2")
    assert levels(stand_on_levels([lift])) == {"a": (0, 1, 2)}


def test_a_space_stands_on_its_floor() -> None:
    """A feature with a floor_id stands on the ordinal of that floor, wherever the floor comes."""
    space = feature("s", floor_id="f", name="Hall")
    floor = feature("f", ordinal=-1.0, short_name="B1F", name="地下1階")
    standing = stand_on_levels([space, floor])
    assert levels(standing) == {"s": (-1,), "f": (-1,)}
    assert standing.labels == {-1: "B1F"}


def test_a_floor_is_found_by_the_id_among_its_properties() -> None:
    """Where a server gave the features ids of its own, references still reach the floor."""
    floor = feature("layer.1", id="f", ordinal=2)
    space = feature("layer.2", id="s", floor_id="f")
    assert levels(stand_on_levels([floor, space])) == {"layer.1": (2,), "layer.2": (2,)}


def test_an_unknown_floor_is_reported() -> None:
    """A space whose floor is in no file has no level, and the report names the floor."""
    standing = stand_on_levels([feature("s", floor_id="gone", name="Hall")])
    assert levels(standing) == {"s": ()}
    assert standing.notes[0].code == "unknown_floor"
    assert "gone" in standing.notes[0].message


def test_a_floor_between_storeys_is_reported() -> None:
    """A floor with a broken ordinal is no level, and neither is what stands on it."""
    standing = stand_on_levels([feature("f", ordinal=1.5), feature("s", floor_id="f", name="X")])
    assert levels(standing) == {"f": (), "s": ()}
    assert {note.feature for note in standing.notes} == {"f", "s"}


def test_an_imdf_occupant_stands_where_its_anchor_does() -> None:
    """Occupant, anchor, unit and level are followed to the ordinal."""
    standing = stand_on_levels(
        [
            feature("o", "imdf", feature_type="occupant", anchor_id="a"),
            feature("a", "imdf", feature_type="anchor", unit_id="u"),
            feature("u", "imdf", feature_type="unit", level_id="l"),
            feature("l", "imdf", feature_type="level", ordinal=3, short_name={"en": "L3"}),
        ]
    )
    assert set(levels(standing).values()) == {(3,)}
    assert standing.labels == {3: "L3"}


def test_references_that_run_in_a_ring_lead_nowhere() -> None:
    """Features that name each other as their unit have no level."""
    ring = [feature("a", "imdf", unit_id="b"), feature("b", "imdf", unit_id="a")]
    assert levels(stand_on_levels(ring)) == {"a": (), "b": ()}


def test_a_missing_level_is_reported_where_it_matters() -> None:
    """Shops, rooms and doors without a level are named; buildings and addresses are context."""
    standing = stand_on_levels(
        [
            feature("shop", shop="books", name="Livres"),
            feature("door", door="yes"),
            feature("building", building="yes"),
            feature("address", **{"addr:housenumber": "7"}),
            feature("mall", shop="mall", name="Mall"),
        ]
    )
    assert [(n.feature, n.code) for n in standing.notes] == [
        ("shop", "no_level"),
        ("door", "no_level"),
    ]


def test_numbers_may_name_floors() -> None:
    """A floor's id may be a number, written with or without a fraction of zero."""
    floor, space = feature("x", id=7, ordinal=2), feature("s", floor_id=7.0)
    assert levels(stand_on_levels([floor, space]))["s"] == (2,)
