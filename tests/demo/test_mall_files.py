from __future__ import annotations

import csv
import json
import runpy
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Transformer
from shapely import Point, STRtree
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from clew.text import normalise

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "make_demo_mall.py"
MALL = ROOT / "src" / "clew" / "demo" / "mall"
FILES = ("clues.csv", "mall.geojson", "queries.csv", "static-places.csv")

TARGET_TAGS = {"shop", "amenity", "leisure", "tourism"}
SLIVER_M2 = 1e-3
"""What coordinates of 1e-7 degrees may leave between two walls that are one, in square metres."""


TO_METRES = Transformer.from_crs(
    "EPSG:4326", "+proj=tmerc +lat_0=45.1905 +lon_0=5.7318 +k=1 +ellps=WGS84", always_xy=True
)


def rows(name: str) -> list[dict[str, str]]:
    with (MALL / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def features() -> list[dict[str, Any]]:
    collection = json.loads((MALL / "mall.geojson").read_text(encoding="utf-8"))
    return list(collection["features"])


@pytest.fixture(scope="module")
def clues() -> list[dict[str, str]]:
    return rows("clues.csv")


def levels(feature: Mapping[str, Any]) -> set[str]:
    return set(feature["properties"].get("level", "").split(";")) - {""}


def in_metres(feature: Mapping[str, Any]) -> BaseGeometry:
    return shapely.transform(shape(feature["geometry"]), TO_METRES.transform, interleaved=False)


def drawn(features: Sequence[Mapping[str, Any]], level: str, *kinds: str) -> list[BaseGeometry]:
    return [
        in_metres(feature)
        for feature in features
        if level in levels(feature) and feature["properties"].get("indoor") in kinds
    ]


def is_target(feature: Mapping[str, Any]) -> bool:
    properties = feature["properties"]
    return bool(
        "name" in properties
        and levels(feature)
        and TARGET_TAGS & properties.keys()
        and properties.get("shop") != "mall"
    )


def spellings(clue: Mapping[str, str]) -> list[str]:
    return [clue["text"], *filter(None, clue["aliases"].split("|"))]


def key(text: str) -> str:
    return normalise(text).key


def run_script(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )


def test_the_files_are_what_the_script_writes(tmp_path: Path) -> None:
    """The script writes the shipped files byte for byte, wherever it is told to."""
    made = run_script("--out", str(tmp_path / "mall"))
    assert made.returncode == 0, made.stderr
    assert sorted(path.name for path in (tmp_path / "mall").iterdir()) == list(FILES)
    for name in FILES:
        assert (tmp_path / "mall" / name).read_bytes() == (MALL / name).read_bytes(), name


def test_a_check_names_the_file_that_differs(tmp_path: Path) -> None:
    """`--check` passes over what the script wrote, and names a file that was edited by hand."""
    run_script("--out", str(tmp_path))
    assert run_script("--out", str(tmp_path), "--check").returncode == 0
    edited = tmp_path / "queries.csv"
    edited.write_bytes(edited.read_bytes() + b"q99,by hand,en,demo-mall,,,,\n")
    checked = run_script("--out", str(tmp_path), "--check")
    assert checked.returncode == 1
    assert "queries.csv" in checked.stdout
    assert "clues.csv" not in checked.stdout


def test_features_are_geojson_as_openstreetmap_writes_it(features: list[dict[str, Any]]) -> None:
    """Every feature has an id of its own, valid geometry and RFC 7946 winding, one a line."""
    lines = (MALL / "mall.geojson").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(features) + 2
    ids = [feature["id"] for feature in features]
    assert len(set(ids)) == len(ids)
    for feature in features:
        geometry = shape(feature["geometry"])
        assert geometry.is_valid, feature["id"]
        if geometry.geom_type == "Polygon":
            assert geometry.exterior.is_ccw, feature["id"]
            assert not any(hole.is_ccw for hole in geometry.interiors), feature["id"]


def test_it_is_as_large_as_a_small_mall(features: list[dict[str, Any]]) -> None:
    """About sixty named shops and services stand on two levels with stairs, escalator and lift."""
    assert 55 <= sum(map(is_target, features)) <= 70
    assert set().union(*map(levels, features)) == {"0", "1"}
    ways_up = [feature for feature in features if levels(feature) == {"0", "1"}]
    tags = [feature["properties"] for feature in ways_up]
    assert any(tag.get("highway") == "steps" and "conveying" not in tag for tag in tags)
    assert any(tag.get("highway") == "steps" and "conveying" in tag for tag in tags)
    assert any(tag.get("highway") == "elevator" and tag["wheelchair"] == "yes" for tag in tags)
    assert any(tag.get("shop") == "department_store" for tag in tags)


@pytest.mark.parametrize("level", ["0", "1"])
def test_rooms_and_corridors_share_a_level_without_overlap(
    features: list[dict[str, Any]], level: str
) -> None:
    """Units and corridors of a level lie inside its outline and none covers another."""
    (outline,) = drawn(features, level, "level")
    inside = drawn(features, level, "room", "corridor")
    for geometry in inside:
        assert geometry.difference(outline).area < SLIVER_M2
    for one, other in combinations(inside, 2):
        assert one.intersection(other).area < SLIVER_M2


@pytest.mark.parametrize("level", ["0", "1"])
def test_every_unit_has_a_door_onto_a_corridor(features: list[dict[str, Any]], level: str) -> None:
    """Each shop or service with walls has a door that is a corner of it and of its corridor."""
    doors = {
        tuple(feature["geometry"]["coordinates"])
        for feature in features
        if "door" in feature["properties"] and level in levels(feature)
    }
    corridors = {
        tuple(position)
        for feature in features
        if level in levels(feature) and feature["properties"].get("indoor") == "corridor"
        for ring in feature["geometry"]["coordinates"]
        for position in ring
    }
    units = [
        feature
        for feature in features
        if level in levels(feature)
        and feature["properties"].get("indoor") == "room"
        and feature["properties"].get("access") != "private"
    ]
    assert units
    for unit in units:
        walls = {tuple(position) for ring in unit["geometry"]["coordinates"] for position in ring}
        assert walls & corridors & doors, unit["id"]


def test_every_clue_stands_on_its_level(
    features: list[dict[str, Any]], clues: list[dict[str, str]]
) -> None:
    """Each clue's point lies in a unit or corridor of the level that the clue names."""
    trees = {level: STRtree(drawn(features, level, "room", "corridor")) for level in ("0", "1")}
    for clue in clues:
        point = Point(*TO_METRES.transform(float(clue["lon"]), float(clue["lat"])))
        assert trees[clue["level"]].query(point, predicate="within").size == 1, clue["clue_id"]


def test_every_named_place_on_the_map_has_clues(
    features: list[dict[str, Any]], clues: list[dict[str, str]]
) -> None:
    """Each sign is a clue on each of its levels, inside its unit or at its node, in any case."""
    placed = defaultdict(list)
    for clue in clues:
        point = Point(*TO_METRES.transform(float(clue["lon"]), float(clue["lat"])))
        for spelling in spellings(clue):
            placed[key(spelling), clue["level"]].append(point)
    for feature in filter(is_target, features):
        geometry = in_metres(feature).buffer(0.1)
        for level in levels(feature):
            points = placed[key(feature["properties"]["name"]), level]
            assert any(map(geometry.contains, points)), feature["id"]


def test_there_are_a_few_hundred_clues_in_two_languages(clues: list[dict[str, str]]) -> None:
    """Three to four hundred clues with ids of their own, English and French in similar parts."""
    assert ",".join(clues[0]) == "clue_id,text,lang,venue,level,lat,lon,zone,aliases"
    assert 300 <= len(clues) <= 400
    languages = Counter(clue["lang"] for clue in clues)
    assert set(languages) == {"en", "fr"}
    assert min(languages.values()) > 0.4 * len(clues)
    assert len({clue["clue_id"] for clue in clues}) == len(clues)
    assert {clue["venue"] for clue in clues} == {"demo-mall"}


def test_texts_collide_only_on_purpose(clues: list[dict[str, str]]) -> None:
    """A text leads to more than one place only where the script's list of collisions says so."""
    places = defaultdict(set)
    for clue in clues:
        for spelling in spellings(clue):
            places[key(spelling)].add((clue["level"], clue["lat"], clue["lon"]))
    table = runpy.run_path(str(SCRIPT.parent / "demo_mall" / "collisions.py"))["COLLISIONS"]
    meant = {key(text) for texts in table.values() for text in texts}
    assert {text for text, found in places.items() if len(found) > 1} == meant


def test_static_rows_speak_of_clues_that_exist(clues: list[dict[str, str]]) -> None:
    """A static row is spelt like its clue; where it has none, its text is no clue at all."""
    by_id = {clue["clue_id"]: clue for clue in clues}
    known = {key(spelling) for clue in clues for spelling in spellings(clue)}
    static = rows("static-places.csv")
    assert list(static[0]) == ["text", "lang", "campaign", "clue_id", "at_clue"]
    assert len({(row["text"], row["campaign"]) for row in static}) == len(static)
    for row in static:
        assert row["at_clue"] in by_id
        if row["clue_id"]:
            assert row["clue_id"] == row["at_clue"]
            assert row["text"] in spellings(by_id[row["clue_id"]])
        else:
            assert key(row["text"]) not in known
    assert [row["text"] for row in static if not row["clue_id"]] == [
        "Help desk",
        "Objets trouvés",
        "Click and collect",
    ]


def test_the_sample_queries_show_every_kind_of_answer(clues: list[dict[str, str]]) -> None:
    """The samples hold one-place texts, collisions, a text of the static tier alone, and misses."""
    places = defaultdict(set)
    for clue in clues:
        for spelling in spellings(clue):
            places[key(spelling)].add((clue["level"], clue["lat"], clue["lon"]))
    static = {key(row["text"]) for row in rows("static-places.csv")}
    queries = rows("queries.csv")
    assert ",".join(queries[0]) == "query_id,text,lang,venue,level,lat,lon,accuracy_m"
    found = {query["text"]: len(places[key(query["text"])]) for query in queries}
    assert found["where dough rises BEFORE the sun!"] == 1
    assert found["LA OU LE PAIN SORT DU FOUR AVANT L'AUBE"] == 1
    assert found["Pain & Cie"] == found["toilettes"] == found["The fountain"] == 2
    assert found["cash machine"] == found["peche"] == 2
    assert found["Gate 12"] == 1
    assert found["Gate 21"] == found["Help desk"] == 0
    assert key("Pain & Cie") in static
    assert key("Help desk") in static
    assert key("The fountain") not in static
