from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.clock import FixedClock
from clew.geo import rounded
from clew.venues.export_geojson import export_geojson
from clew.venues.export_imdf import export_imdf
from clew.venues.geojson import read_geojson
from clew.venues.model import Feature, Frame, Geometry, Venue, VenueRecord

Draw = Callable[..., dict[str, Any]]
MAPS = (("caserne-de-bonne.geojson",), ("shinjuku-level-1-*.geojson", "shinjuku-level-2-*.geojson"))


@pytest.fixture
async def elsewhere(desk: Any, tmp_path: Path) -> AsyncIterator[Any]:
    """An empty home of another day."""
    other = type(desk)(tmp_path / "elsewhere")
    other.clock = FixedClock(datetime(2027, 1, 2, tzinfo=UTC))
    yield other
    await other.record.close()


@pytest.fixture
def mall(room: Draw, spot: Draw, write_map: Callable[..., Path]) -> Path:
    """Two levels with a shop on both, a corridor each, doors, a lift, a cafe and an amenity."""
    return write_map(
        "mall.geojson",
        room("outline", -2, -2, 64, 34, indoor="level", name="Rez-de-chaussée"),
        room(
            "shop", 0, 0, 10, 10, level="0;1", shop="toys", name="Jeux & Cie", **{"name:en": "Toys"}
        ),
        room("low", 0, 10, 40, 5, indoor="corridor"),
        room("high", 0, 10, 40, 5, indoor="corridor", level="1"),
        room("lift", 40, 10, 5, 5, elevator="yes", level="0;1", wheelchair="yes"),
        room("wc", 10, 0, 6, 10, room="toilets", amenity="toilets"),
        room("park", 0, 20, 40, 10, indoor="", amenity="parking", level="-1", name="Parking"),
        spot("cafe", 20, 12, amenity="cafe", level="0", name="Thé d'Été", alt_name="Le Thé;Tea"),
        spot("atm", 50, 25, amenity="atm", level="0", name="Automate"),
        spot("door", 5, 10, door="sliding", level="0", wheelchair="yes", automatic_door="yes"),
        spot("gate", 0, 12, entrance="main", door="no", level="0", name="Porte 1"),
        spot("steps", 30, 12, highway="elevator", level="0;1"),
        spot("bare", 3, 3, note=None, list=[1, {"b": 2, "a": 1}], level="0"),
        generator="dropped with the other foreign members",
    )


def _files(archive: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: json.loads(opened.read(name)) for name in opened.namelist()}


def _features(archive: bytes) -> list[dict[str, Any]]:
    files = _files(archive)
    return [
        f for name, file in files.items() if name.endswith(".geojson") for f in file["features"]
    ]


def _given(file: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(file.read_bytes())["features"]
    return features


def _names(record: VenueRecord) -> list[tuple[str, int, str]]:
    return sorted((place.name, place.level, place.zone) for place in record.places)


async def _geojson_again(desk: Any, elsewhere: Any, tmp_path: Path) -> tuple[bytes, bytes]:
    first = export_geojson(await desk.load())
    (tmp_path / "out.geojson").write_bytes(first)
    await elsewhere.bring(tmp_path / "out.geojson")
    return first, export_geojson(await elsewhere.load())


async def _imdf_again(desk: Any, elsewhere: Any, tmp_path: Path) -> tuple[bytes, bytes]:
    first = export_imdf(await desk.load())
    (tmp_path / "out.zip").write_bytes(first)
    await elsewhere.bring(tmp_path / "out.zip")
    return first, export_imdf(await elsewhere.load())


async def test_geojson_round_trip(desk: Any, elsewhere: Any, mall: Path, tmp_path: Path) -> None:
    """Export, import into an empty home, export: the same bytes, and the same map."""
    await desk.bring(mall)
    first, second = await _geojson_again(desk, elsewhere, tmp_path)
    assert first == second
    here, there = await desk.load(), await elsewhere.load()
    assert (here.zones, here.places, here.levels) == (there.zones, there.places, there.levels)
    assert here.connectors == there.connectors
    assert there.venue.created == here.venue.created


async def test_geojson_keeps_every_field(desk: Any, mall: Path) -> None:
    """Import then export keeps every property of every feature, and its geometry."""
    given = _given(mall)
    await desk.bring(mall)
    kept = json.loads(export_geojson(await desk.load()))["features"]
    assert {f["id"]: f["properties"] for f in kept} == {f["id"]: f["properties"] for f in given}
    assert {f["id"]: f["geometry"]["type"] for f in kept} == {
        f["id"]: f["geometry"]["type"] for f in given
    }


async def test_geojson_is_one_feature_a_line(desk: Any, mall: Path) -> None:
    """Each feature has its line, ordered by id, keys by name, so that diffs are readable."""
    await desk.bring(mall)
    head, *lines, tail = export_geojson(await desk.load()).decode().splitlines()
    features = [json.loads(line.rstrip(",")) for line in lines]
    assert [f["id"] for f in features] == sorted(f["id"] for f in features)
    assert all(list(f["properties"]) == sorted(f["properties"]) for f in features)
    clew = json.loads(head + tail)["clew"]
    assert clew["format"] == 1
    assert clew["levels"][1] == {"label": "Rez-de-chaussée", "ordinal": 0}


async def test_imdf_round_trip(desk: Any, elsewhere: Any, mall: Path, tmp_path: Path) -> None:
    """Export as IMDF, import into an empty home, export again: the same bytes."""
    await desk.bring(mall)
    first, second = await _imdf_again(desk, elsewhere, tmp_path)
    assert first == second


async def test_imdf_keeps_places(desk: Any, elsewhere: Any, mall: Path, tmp_path: Path) -> None:
    """Names, levels and zones of all places survive the way through IMDF, and so do the ways."""
    await desk.bring(mall)
    await _imdf_again(desk, elsewhere, tmp_path)
    here, there = await desk.load(), await elsewhere.load()
    assert _names(here) == _names(there)
    assert {zone.id for zone in here.zones} == {zone.id for zone in there.zones}
    told = [
        sorted((c.kind, str(c.step_free), len(c.ends)) for c in record.connectors)
        for record in (here, there)
    ]
    assert told[0] == told[1]
    aliases = {place.name: set(place.aliases) for place in there.places}
    assert aliases["Thé d'Été"] == {"Le Thé", "Tea"}
    assert aliases["Jeux & Cie"] == {"Toys"}


async def test_imdf_travels_as_geojson(
    desk: Any, elsewhere: Any, mall: Path, tmp_path: Path
) -> None:
    """What came from IMDF is still IMDF after a GeoJSON export and import."""
    await desk.bring(mall)
    archive = export_imdf(await desk.load())
    (tmp_path / "out.zip").write_bytes(archive)
    await desk.bring(tmp_path / "out.zip", venue="imdf")
    through = export_geojson(await desk.load("imdf"))
    (tmp_path / "imdf.geojson").write_bytes(through)
    await elsewhere.bring(tmp_path / "imdf.geojson", venue="imdf")
    assert export_geojson(await elsewhere.load("imdf")) == through
    assert _features(export_imdf(await elsewhere.load("imdf"))) == _features(archive)


async def test_imdf_is_valid(desk: Any, mall: Path) -> None:
    """Ids are version 4 UUIDs and unique, references lead somewhere, geometries are as asked."""
    await desk.bring(mall)
    archive = export_imdf(await desk.load())
    manifest = _files(archive)["manifest.json"]
    assert (manifest["version"], manifest["created"]) == (
        "1.0.0",
        (await desk.load()).venue.created,
    )
    features = _features(archive)
    kinds = {feature["id"]: feature["feature_type"] for feature in features}
    assert len(kinds) == len(features)
    assert all(UUID(id_).version == 4 for id_ in kinds)
    shapes = {"opening": "LineString", "amenity": "Point", "anchor": "Point"}
    for feature in features:
        geometry, words = feature["geometry"], feature["properties"]
        expected = shapes.get(feature["feature_type"])
        assert expected is None or geometry["type"] == expected
        if feature["feature_type"] in {"venue", "footprint", "level", "unit", "section"}:
            assert geometry["type"] in {"Polygon", "MultiPolygon"}
        assert (geometry is None) == (
            feature["feature_type"] in {"address", "building", "occupant"}
        )
        for key in ("level_id", "unit_id", "anchor_id", "address_id"):
            if words.get(key):
                assert kinds[words[key]] == key.removesuffix("_id")
        for key in ("building_ids", "unit_ids"):
            assert all(kinds[id_] == key.removesuffix("_ids") for id_ in words.get(key, ()))


async def test_imdf_words(desk: Any, mall: Path) -> None:
    """Features get IMDF's categories, and a door is a line of a metre along the wall it is in."""
    await desk.bring(mall)
    features = _features(export_imdf(await desk.load()))
    told = sorted((f["feature_type"], f["properties"].get("category") or "") for f in features)
    assert [one for one in told if one[0] in {"unit", "section", "amenity", "opening"}] == [
        ("amenity", "atm"),
        ("opening", "pedestrian"),
        ("opening", "pedestrian.principal"),
        ("section", "parking"),
        ("unit", "elevator"),
        ("unit", "elevator"),
        ("unit", "restroom"),
        ("unit", "room"),
        ("unit", "room"),
        ("unit", "unenclosedarea"),
        ("unit", "walkway"),
        ("unit", "walkway"),
    ]
    door = next(
        f
        for f in features
        if f["properties"].get("door", {}) and f["properties"]["door"]["automatic"]
    )
    (west, south), (east, north) = door["geometry"]["coordinates"]
    assert north == pytest.approx(south, abs=2e-7)
    assert abs(east - west) == pytest.approx(1 / 73_200, rel=0.02)


async def test_imdf_archive_is_reproducible(desk: Any, mall: Path) -> None:
    """The archive does not tell when or where it was made."""
    await desk.bring(mall)
    record = await desk.load()
    assert export_imdf(record) == export_imdf(record)
    with zipfile.ZipFile(io.BytesIO(export_imdf(record))) as archive:
        entries = archive.infolist()
    assert {(entry.date_time, entry.create_system) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 3)
    }
    assert entries[0].filename == "manifest.json"


async def test_imdf_takes_over_kept_features(
    desk: Any,
    elsewhere: Any,
    mall: Path,
    room: Draw,
    write_map: Callable[..., Path],
    tmp_path: Path,
) -> None:
    """A GeoJSON feature added to an IMDF venue is written beside what is kept, on its level."""
    await desk.bring(mall)
    archive = export_imdf(await desk.load())
    (tmp_path / "out.zip").write_bytes(archive)
    await elsewhere.bring(tmp_path / "out.zip")
    await elsewhere.bring(
        write_map("more.geojson", room("new", 46, 0, 8, 8, shop="tea", name="Neuf"))
    )
    both = _features(export_imdf(await elsewhere.load()))
    kept = _features(archive)
    assert [f for f in both if f in kept] == kept
    added = [f for f in both if f not in kept]
    assert sorted(f["feature_type"] for f in added) == ["anchor", "occupant", "unit"]
    levels = [
        f["id"] for f in kept if f["feature_type"] == "level" and f["properties"]["ordinal"] == 0
    ]
    assert [f["properties"]["level_id"] for f in added if f["feature_type"] == "unit"] == levels


WORDS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab\u00e9", max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    words=st.dictionaries(st.text("abc:\u00e9 ", min_size=1, max_size=6), WORDS, max_size=4),
    at=st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
)
def test_any_property_is_kept(
    tmp_path_factory: pytest.TempPathFactory, words: Any, at: Any
) -> None:
    """Whatever JSON a feature holds, what is read from its export is what was exported."""
    point = Geometry("Point", [rounded(at[0]), rounded(at[1])])
    feature = Feature("node/1", "geojson", point, words)
    venue = Venue("mall", Frame(1.0, 2.0, 3.0), 1, "2026-05-01T12:00:00Z")
    path = tmp_path_factory.mktemp("any") / "map.geojson"
    path.write_bytes(export_geojson(VenueRecord(venue, (feature,), (), (), (), ())))
    again = read_geojson(path)
    assert again.features == (feature,)
    assert (again.frame, again.created) == (venue.frame, venue.created)


@pytest.mark.data
@pytest.mark.parametrize("patterns", MAPS)
async def test_real_maps_round_trip(
    desk: Any, elsewhere: Any, data: Path, tmp_path: Path, patterns: tuple[str, ...]
) -> None:
    """Real maps come back byte-equal through GeoJSON and through IMDF, with all their places."""
    files = [file for pattern in patterns for file in sorted((data / "venues").glob(pattern))]
    await desk.bring(*files)
    first, second = await _geojson_again(desk, elsewhere, tmp_path)
    assert first == second
    archive = export_imdf(await desk.load())
    (tmp_path / "out.zip").write_bytes(archive)
    await elsewhere.bring(tmp_path / "out.zip", venue="imdf")
    there = await elsewhere.load("imdf")
    again = [
        (name, level, zone.replace("imdf/", "mall/", 1)) for name, level, zone in _names(there)
    ]
    assert again == _names(await desk.load())
    assert _features(export_imdf(there)) == _features(archive)
