from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import InputRefused
from clew.venues.layout import frame_for, lay_out
from clew.venues.levels import stand_on_levels
from clew.venues.model import Feature, Geometry

KEYS = (
    "level", "repeat_on", "indoor", "room", "name", "alt_name", "name:fr", "shop", "amenity",
    "building", "door", "entrance", "highway", "stairs", "elevator", "conveying", "ordinal",
    "floor_id", "level_id", "unit_id", "anchor_id", "feature_type", "category", "short_name",
    "wheelchair", "start_id", "end_id", "id", "origin", "destination",
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(
        ["0", "-1;0", "0-1", "yes", "no", "room", "corridor", "level", "elevator", "steps", "unit",
         "occupant", "anchor", "stairs", "mall", "f0", "f1", "f2",
         "relationship", "opening", "pedestrian", "不明", "Café"]
    ),
    st.integers(-2, 2),
    st.floats(allow_nan=False),
    st.none(),
    st.booleans(),
    st.text(max_size=4),
    st.dictionaries(st.sampled_from(["en", "fr"]), st.one_of(st.text(max_size=4), st.none())),
    st.lists(st.integers(), max_size=2),
    st.sampled_from(["f0", "f1", ["f2"]]).map(lambda id_: {"id": id_}),
)  # fmt: skip
PLACE = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(
    lambda at: [2.35 + at[0] * 1e-4, 48.85 + at[1] * 1e-4]
)
GEOMETRY = st.one_of(
    PLACE.map(lambda at: Geometry("Point", at)),
    st.lists(PLACE, min_size=2, max_size=5).map(lambda path: Geometry("LineString", path)),
    st.lists(PLACE, min_size=3, max_size=5).map(
        lambda path: Geometry("Polygon", [[*path, path[0]]])
    ),
    st.lists(PLACE, min_size=3, max_size=5).map(
        lambda path: Geometry("MultiPolygon", [[[*path, path[0]]], [[*path[::-1], path[-1]]]])
    ),
)


@st.composite
def venues(draw: st.DrawFn) -> list[Feature]:
    """Features with any words in any place, some of them of IMDF."""
    features = []
    for n in range(draw(st.integers(1, 6))):
        words: dict[str, Any] = draw(st.dictionaries(st.sampled_from(KEYS), WORDS, max_size=6))
        source = draw(st.sampled_from(["geojson", "imdf"]))
        geometry = draw(GEOMETRY if source == "geojson" else st.one_of(GEOMETRY, st.none()))
        features.append(Feature(f"f{n}", source, geometry, words))
    return features


@settings(max_examples=200)
@given(venues())
def test_any_features_are_laid_out_or_refused(features: list[Feature]) -> None:
    """Whatever words and shapes a map holds, it is laid out in order or refused by name."""
    standing = stand_on_levels(features)
    if not any(feature.levels and feature.geometry for feature in standing.features):
        with pytest.raises(InputRefused, match="level"):
            frame_for(standing)
        return
    frame = frame_for(standing)
    layout = lay_out("mall", standing, frame)
    zones = {zone.id for zone in layout.zones}
    assert [zone.id for zone in layout.zones] == sorted(zones)
    assert all(place.zone in zones for place in layout.places)
    assert lay_out("mall", standing, frame) == layout
    assert {note.feature for note in layout.notes} <= {feature.id for feature in features}
