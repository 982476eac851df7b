from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clew.errors import InputRefused
from clew.venues import geojson
from clew.venues.geojson import read_geojson
from clew.venues.model import Frame

POINT = {"type": "Point", "coordinates": [2.35, 48.85]}
WriteMap = Callable[..., Path]


def feature(**members: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": POINT, **members}


def refused(path: Path) -> InputRefused:
    with pytest.raises(InputRefused) as caught:
        read_geojson(path)
    assert caught.value.where.file == str(path)
    assert caught.value.remedy
    return caught.value


def test_broken_json_is_refused_with_line_and_column(tmp_path: Path) -> None:
    """Broken JSON is refused where it breaks, in characters, not bytes."""
    path = tmp_path / "map.geojson"
    path.write_text('{"type": "FeatureCollection",\n "é": }', encoding="utf-8")
    error = refused(path)
    assert (error.code, error.where.line, error.where.column) == ("broken_geojson", 2, 7)


@pytest.mark.parametrize("content", [b"", b"[1,", b'{"a": NaN}', b"{} {}", b"[" * 100_000])
def test_what_is_no_json_is_refused(tmp_path: Path, content: bytes) -> None:
    """Empty, truncated, repeated or endlessly nested documents are refused, never a crash."""
    path = tmp_path / "map.geojson"
    path.write_bytes(content)
    assert refused(path).code == "broken_geojson"


def test_invalid_utf8_is_refused_with_line_and_column(tmp_path: Path) -> None:
    """Bytes of another encoding are refused with their place."""
    path = tmp_path / "map.geojson"
    path.write_bytes('{"é":\n "'.encode() + b'\xe9"}')
    error = refused(path)
    assert (error.code, error.where.line, error.where.column) == ("invalid_utf8", 2, 3)


def test_a_nul_byte_is_refused_with_line_and_column(tmp_path: Path) -> None:
    """A NUL byte is refused with its place."""
    path = tmp_path / "map.geojson"
    path.write_bytes(b'{"a":\n"\0"}')
    error = refused(path)
    assert (error.code, error.where.line, error.where.column) == ("nul_byte", 2, 2)


@pytest.mark.parametrize(
    "document",
    [
        b"[]",
        b'{"type": "Feature"}',
        b'{"type": "FeatureCollection"}',
        b'{"type": "FeatureCollection", "features": {}}',
        b'{"type": "FeatureCollection", "features": [7]}',
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": []}]}',
    ],
)
def test_what_is_no_feature_collection_is_refused(tmp_path: Path, document: bytes) -> None:
    """Anything but a collection of features is refused."""
    path = tmp_path / "map.geojson"
    path.write_bytes(document)
    assert refused(path).code == "broken_geojson"


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    """A missing file is refused by name."""
    assert refused(tmp_path / "absent.geojson").code == "file_unreadable"


def test_a_file_past_the_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file past the size bound is refused before it is parsed."""
    monkeypatch.setattr(geojson, "MAX_BYTES", 64)
    path = tmp_path / "map.geojson"
    path.write_bytes(b" " * 65)
    assert refused(path).code == "text_too_long"


def test_a_wrong_geometry_names_its_feature(write_map: WriteMap) -> None:
    """A fault in a geometry names the feature, by its number where it has no id."""
    flat = {"type": "Polygon", "coordinates": [2.35, 48.85]}
    assert refused(write_map("a.geojson", feature(id="w1", geometry=flat))).where.feature == "w1"
    nameless = write_map("b.geojson", feature(), feature(geometry=flat))
    assert refused(nameless).where.feature == "#2"


def test_coordinates_in_metres_without_a_system_are_refused(write_map: WriteMap) -> None:
    """Projected coordinates in a file that does not say so are refused, naming the feature."""
    metres = {"type": "Point", "coordinates": [-12108.9, -34148.7]}
    error = refused(write_map("a.geojson", feature(id="w1", geometry=metres)))
    assert (error.code, error.where.feature) == ("outside_wgs84", "w1")
    assert "crs" in error.remedy


@pytest.mark.parametrize(
    "name",
    [
        "urn:ogc:def:crs:EPSG::6677",
        "EPSG:6677",
        "urn:ogc:def:crs:EPSG:9.8:6677",
        "http://www.opengis.net/def/crs/EPSG/0/6677",
    ],
)
def test_a_projected_file_that_says_so_is_read(write_map: WriteMap, name: str) -> None:
    """A file that names an EPSG code is brought to WGS84: here, zone IX of Japan's plane system."""
    metres = feature(id="w1", geometry={"type": "Point", "coordinates": [-12060.0, -34400.0]})
    path = write_map("a.geojson", metres, crs={"type": "name", "properties": {"name": name}})
    geometry = read_geojson(path).features[0].geometry
    assert geometry is not None
    assert geometry.coordinates == pytest.approx([139.7000, 35.6898], abs=2e-3)


@pytest.mark.parametrize(
    "crs",
    [
        None,
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        {"type": "name", "properties": {"name": "EPSG:4326"}},
    ],
)
def test_wgs84_by_any_name_is_longitude_and_latitude(write_map: WriteMap, crs: Any) -> None:
    """CRS84, EPSG:4326 and no system at all are longitude and latitude in degrees."""
    path = write_map("a.geojson", feature(id="w1"), crs=crs)
    geometry = read_geojson(path).features[0].geometry
    assert geometry is not None
    assert geometry.coordinates == [2.35, 48.85]


@pytest.mark.parametrize("name", ["EPSG:999999", "ESRI:102100", "nonsense", 7])
def test_an_unknown_coordinate_system_is_refused(write_map: WriteMap, name: Any) -> None:
    """A coordinate system that is not known is refused, not guessed."""
    path = write_map("a.geojson", feature(), crs={"type": "name", "properties": {"name": name}})
    assert refused(path).code == "not_projected"


def test_ids_are_taken_where_they_stand(write_map: WriteMap) -> None:
    """A feature's id is its own, else that among its properties; numbers are read as text."""
    path = write_map(
        "a.geojson",
        feature(id="a", properties={"id": "other"}),
        feature(id=7),
        feature(id=8.0),
        feature(properties={"id": "b"}),
        feature(properties={"@id": "node/1"}),
    )
    source = read_geojson(path)
    assert [f.id for f in source.features] == ["a", "7", "8", "b", "node/1"]
    assert source.notes == ()


@pytest.mark.parametrize("id_", [None, "", " a ", "a\nb", "x" * 101, True, ["a"]])
def test_a_feature_without_a_usable_id_is_named_by_its_content(
    write_map: WriteMap, id_: Any
) -> None:
    """Without an id a feature is named by its content, the same in every import, with a note."""
    path = write_map("a.geojson", feature(id=id_, properties={"shop": "books"}))
    source = read_geojson(path)
    assert source.features[0].id.startswith("sha256-")
    assert source.features[0].id == read_geojson(path).features[0].id
    assert [note.code for note in source.notes] == ["no_id"]


def test_empty_features_are_left_out_by_number(write_map: WriteMap) -> None:
    """A feature that is null throughout is left out, and the report says which one it was."""
    null = {"type": "Feature", "properties": {"id": None, "name": None}, "geometry": None}
    source = read_geojson(write_map("a.geojson", feature(id="a"), null))
    assert [f.id for f in source.features] == ["a"]
    assert [(n.feature, n.code, n.action) for n in source.notes] == [
        ("#2", "null_feature", "left_out")
    ]


def test_what_has_no_place_on_a_map_is_left_out(write_map: WriteMap) -> None:
    """Features without geometry, of collected geometries or of no extent are left out by name."""
    speck = {"type": "LineString", "coordinates": [[2.35, 48.85], [2.35, 48.85]]}
    source = read_geojson(
        write_map(
            "a.geojson",
            feature(id="a", geometry=None, properties={"name": "Nowhere"}),
            feature(id="b", geometry={"type": "GeometryCollection", "geometries": []}),
            feature(id="c", geometry=speck),
        )
    )
    assert source.features == ()
    assert [(n.feature, n.code) for n in source.notes] == [
        ("a", "no_geometry"),
        ("b", "geometry_collection"),
        ("c", "degenerate"),
    ]


def test_members_beside_the_properties_are_reported(write_map: WriteMap) -> None:
    """What a feature carries outside its properties is left out, and said."""
    source = read_geojson(write_map("a.geojson", feature(id="a", tags={"shop": "books"})))
    assert [note.code for note in source.notes] == ["foreign_member"]
    assert "'tags'" in source.notes[0].message


def test_an_export_carries_its_frame(write_map: WriteMap) -> None:
    """The `clew` member gives the frame and the first import's time; `clew:source` the source."""
    frame = {"origin_lat": 48.85, "origin_lon": 2.35, "bearing_deg": -3.5}
    member = {"format": 1, "frame": frame, "created": "2026-05-01T12:00:00Z", "levels": []}
    bare = feature(id="o", geometry=None, **{"clew:source": "imdf"})
    source = read_geojson(write_map("a.geojson", bare, clew=member))
    assert (source.frame, source.created) == (Frame(48.85, 2.35, -3.5), "2026-05-01T12:00:00Z")
    assert (source.features[0].source, source.features[0].geometry) == ("imdf", None)


@pytest.mark.parametrize(
    "member",
    [
        7,
        {"format": 1},
        {"format": 2, "frame": {"origin_lat": 1, "origin_lon": 1, "bearing_deg": 0}, "created": ""},
        {
            "format": 1,
            "frame": {"origin_lat": 99, "origin_lon": 1, "bearing_deg": 0},
            "created": "",
        },
    ],
)
def test_a_later_format_is_refused(write_map: WriteMap, member: Any) -> None:
    """A `clew` member that is not understood is refused rather than half read."""
    assert refused(write_map("a.geojson", feature(id="a"), clew=member)).code == "broken_geojson"


def test_deeply_nested_properties_are_refused(write_map: WriteMap) -> None:
    """Properties nested past the bound are refused, naming the feature."""
    deep: Any = "x"
    for _ in range(40):
        deep = [deep]
    error = refused(write_map("a.geojson", feature(id="a", properties={"deep": deep})))
    assert (error.code, error.where.feature) == ("broken_geojson", "a")
