"""Real malls over the command line: from the file as it comes to the right square."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable
from math import cos, floor, hypot, radians, sin
from pathlib import Path
from typing import Any

import msgspec
import pytest
import shapely
from pyproj import Transformer

from clew.record.engine import Record, sqlite_url
from clew.venues.model import Level
from clew.venues.stores.sql import SqlVenues

pytestmark = pytest.mark.data

ASKED_ABOUT = {"Monoprix": 2, "Au Vieux Campeur": 2, "H&M": 2, "Ayako Sushi": 2}
NO_TARGETS = {
    # name in the file -> why nobody is sent there
    "Victoria Station": "no_level",
    "Entrée Vercors": "entrance",
    "Entrée Belledonne": "entrance",
}
LAT, LON = 45.1840, 5.7243
"""About the middle of Caserne de Bonne."""


@pytest.fixture(scope="module")
def drawing(data: Path) -> Any:
    """The map of Caserne de Bonne as its file has it."""
    return json.loads((data / "venues" / "caserne-de-bonne.geojson").read_bytes())


@pytest.fixture(scope="module")
def caserne(clew: Any, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A home with the mall, its report, and a clue for each of its places."""
    home = tmp_path_factory.mktemp("caserne") / "home"
    mall = clew.at(home)
    path = data / "venues" / "caserne-de-bonne.geojson"
    mall.report = mall.done("venue", "import", path, "--venue", "caserne")
    clues = home.parent / "clues.csv"
    mall.done("venue", "places", "--venue", "caserne", "--out", clues)
    mall.done("clue", "import", clues, "--campaign", "spring")
    mall.rows = rows_of(clues)
    return mall


@pytest.fixture(scope="module")
def turned(drawing: Any) -> Callable[[Path, float], Path]:
    """Writes the map turned by some degrees about its middle."""
    stretch = cos(radians(LAT))

    def write(path: Path, degrees: float) -> Path:
        turn = radians(degrees)

        def move(part: Any) -> Any:
            if isinstance(part[0], list):
                return [move(inner) for inner in part]
            x, y = (part[0] - LON) * stretch, part[1] - LAT
            return [
                LON + (x * cos(turn) - y * sin(turn)) / stretch,
                LAT + x * sin(turn) + y * cos(turn),
            ]

        features = [
            {
                **feature,
                "geometry": {
                    **feature["geometry"],
                    "coordinates": move(feature["geometry"]["coordinates"]),
                },
            }
            for feature in drawing["features"]
        ]
        path.write_text(json.dumps({**drawing, "features": features}))
        return path

    return write


class Plan:
    """A venue's frame, worked out from its export alone: PROJ's transverse Mercator, turned."""

    def __init__(self, export: Any) -> None:
        frame = export["clew"]["frame"]
        self._project = Transformer.from_crs(
            "EPSG:4326",
            f"+proj=tmerc +lat_0={frame['origin_lat']} +lon_0={frame['origin_lon']}"
            " +k=1 +ellps=WGS84 +units=m",
            always_xy=True,
        )
        turn = radians(frame["bearing_deg"])
        self._cos, self._sin = cos(turn), sin(turn)

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Metres along the frame's axes."""
        east, north = self._project.transform(lon, lat)
        return east * self._cos - north * self._sin, east * self._sin + north * self._cos

    def cell(self, lat: float, lon: float) -> tuple[int, int]:
        """The five-metre cell of a point."""
        x, y = self.at(lat, lon)
        return floor(x / 5), floor(y / 5)

    def drawn(self, geometry: Any) -> Any:
        """A GeoJSON geometry in metres."""
        return shapely.transform(
            shapely.from_geojson(json.dumps(geometry)),
            lambda points: [self.at(lat, lon) for lon, lat in points],
        )


def exported(mall: Any, venue: str) -> Any:
    """A venue's export."""
    return json.loads(mall("venue", "export", "--venue", venue).out)


def served(mall: Any, venue: str) -> dict[str, tuple[float, float]]:
    """Zone -> (lat, lon), as the newest published map has it."""
    newest = max(
        (mall.home / "maps").glob(f"{venue}@*.map"), key=lambda p: int(p.stem.split("@")[1])
    )
    rows = [line.split(",") for line in newest.read_text().splitlines()[1:]]
    return {zone: (float(lat), float(lon)) for zone, lat, lon, *_ in rows}


async def levels(home: Path, venue: str) -> tuple[Level, ...]:
    """A venue's levels as the record has them."""
    record = Record(sqlite_url(home / "record.sqlite"))
    try:
        loaded = await SqlVenues(record).load(venue)
    finally:
        await record.close()
    assert loaded is not None
    return loaded.levels


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by column."""
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


# ---------------------------------------------------------------- caserne


def test_forty_two_clues_of_forty_features(caserne: Any, drawing: Any) -> None:
    """The 40 named shops and amenities that have a level give 42 clues, one a level."""
    assert len(caserne.rows) == 42
    features = {row["clue_id"].rpartition("@")[0] for row in caserne.rows}
    assert len(features) == 40
    assert features <= {feature["id"] for feature in drawing["features"]}
    assert len(caserne.done("clue", "export", "--campaign", "spring")) == 42


def test_each_is_found_at_the_cell_of_its_point(caserne: Any, tmp_path: Path) -> None:
    """With its level each clue is found in the very cell of its point, at that cell's centroid."""
    path, out = tmp_path / "queries.csv", tmp_path / "answers.jsonl"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("query_id", "text", "venue", "level"))
        for row in caserne.rows:
            writer.writerow((row["clue_id"], row["text"].upper(), "caserne", row["level"]))
    caserne.done("resolve", "--batch", path, "--campaign", "spring", "--out", out)
    answers = {one["query_id"]: one for one in map(json.loads, out.read_text().splitlines())}
    plan = Plan(exported(caserne, "caserne"))
    centroids = served(caserne, "caserne")
    for row in caserne.rows:
        answer = answers[row["clue_id"]]
        i, j = plan.cell(float(row["lat"]), float(row["lon"]))
        zone = f"caserne/{row['level']}/{i}/{j}"
        assert (answer["outcome"], answer["tier"]) == ("found", "exact")
        assert (answer["zone"], row["zone"]) == (zone, zone)
        assert (answer["lat"], answer["lon"]) == centroids[zone]
        assert answer["level"] == int(row["level"])


def test_each_point_lies_inside_its_outline(caserne: Any, drawing: Any) -> None:
    """Each clue's point lies inside the outline of its feature, or on its line or point."""
    plan = Plan(exported(caserne, "caserne"))
    shapes = {feature["id"]: feature["geometry"] for feature in drawing["features"]}
    for row in caserne.rows:
        geometry = shapes[row["clue_id"].rpartition("@")[0]]
        closed = geometry["type"] == "LineString" and len(geometry["coordinates"]) > 3
        if closed:
            geometry = {"type": "Polygon", "coordinates": [geometry["coordinates"]]}
            geometry["coordinates"][0] = [
                *geometry["coordinates"][0],
                geometry["coordinates"][0][0],
            ]
        shape = plan.drawn(geometry)
        spot = shapely.Point(plan.at(float(row["lat"]), float(row["lon"])))
        assert shapely.distance(shapely.make_valid(shape), spot) < 0.02


def test_names_on_two_levels_are_asked_about(caserne: Any) -> None:
    """Without a level four names are ambiguous, and the candidates stand on different cells."""
    names = Counter(row["text"].casefold() for row in caserne.rows)
    assert {name for name, n in names.items() if n > 1} == {n.casefold() for n in ASKED_ABOUT}
    for name, count in ASKED_ABOUT.items():
        answer = caserne.resolve(name, "spring")
        assert (answer["outcome"], answer["zone"]) == ("ambiguous", None)
        assert len({candidate["zone"] for candidate in answer["candidates"]}) == count
    for row in caserne.rows:
        if names[row["text"].casefold()] == 1:
            assert caserne.resolve(row["text"], "spring")["zone"] == row["zone"]


def test_what_is_no_target_is_told(caserne: Any, drawing: Any) -> None:
    """Each named thing that is no target is in the report, as are toilets, car park and outline."""
    told = defaultdict(set)
    for note in caserne.report["notes"]:
        told[note["feature"]].add(note["code"])
    targets = {row["clue_id"].rpartition("@")[0] for row in caserne.rows}
    reasons = {}
    for feature in drawing["features"]:
        properties = feature["properties"]
        if "name" in properties and feature["id"] not in targets:
            assert told[feature["id"]]
            reasons[properties["name"]] = told[feature["id"]]
            assert caserne.resolve(properties["name"], "spring")["outcome"] != "found" or any(
                row["text"].casefold() == properties["name"].casefold() for row in caserne.rows
            )
        if properties.get("amenity") == "toilets":
            assert "no_name" in told[feature["id"]]
        if properties.get("amenity") == "parking":
            assert "car_park" in told[feature["id"]]
        if "entrance" in properties:
            assert "entrance" in told[feature["id"]]
    for name, code in NO_TARGETS.items():
        assert code in reasons[name]
    assert any("outline" in codes for codes in told.values())


# ---------------------------------------------------------------- every square


@pytest.mark.parametrize("venue", ["caserne", "station"])
def test_every_square_is_true(caserne: Any, data: Path, venue: str) -> None:
    """Centroids lie within 3.55 m of their corners, and every cell meets its level's outline."""
    if venue == "station":
        files = sorted((data / "venues").glob("shinjuku-*.geojson"))
        caserne.done("venue", "import", *files, "--venue", "station")
    plan = Plan(exported(caserne, venue))
    outlines = {
        level.ordinal: plan.drawn(msgspec.to_builtins(level.outline))
        for level in asyncio.run(levels(caserne.home, venue))
    }
    zones = served(caserne, venue)
    assert zones
    for zone, (lat, lon) in zones.items():
        level, i, j = map(int, zone.split("/")[1:])
        x, y = plan.at(lat, lon)
        assert max(hypot(x - 5 * a, y - 5 * b) for a in (i, i + 1) for b in (j, j + 1)) <= 3.55
        square = shapely.box(5 * i, 5 * j, 5 * i + 5, 5 * j + 5)
        assert outlines[level].intersects(square)
    for level, outline in outlines.items():
        ground = shapely.union_all(
            [
                shapely.box(5 * i, 5 * j, 5 * i + 5, 5 * j + 5)
                for known, i, j in (map(int, zone.split("/")[1:]) for zone in zones)
                if known == level
            ]
        )
        assert outline.difference(ground).area < 1e-3


@pytest.mark.parametrize("form", ["geojson", "imdf"])
@pytest.mark.parametrize("venue", ["caserne", "station"])
def test_export_import_export(
    caserne: Any, clew: Any, data: Path, tmp_path: Path, venue: str, form: str
) -> None:
    """What was exported and imported elsewhere is exported with the same bytes."""
    if venue == "station":
        files = sorted((data / "venues").glob("shinjuku-*.geojson"))
        caserne.done("venue", "import", *files, "--venue", "station")
    words = ("venue", "export", "--venue", venue, "--format", form, "--out")
    first, second = tmp_path / f"first.{form}", tmp_path / f"second.{form}"
    caserne.done(*words, first)
    other = clew.at(tmp_path / "elsewhere")
    other.done("venue", "import", first, "--venue", venue)
    other.done(*words, second)
    assert first.read_bytes() == second.read_bytes()
    if form == "imdf":
        assert "manifest.json" in zipfile.ZipFile(first).namelist()
    else:
        assert served(other, venue) == served(caserne, venue)


# ---------------------------------------------------------------- shinjuku


def test_shinjuku_stands_on_its_floors(clew: Any, data: Path, home: Path, tmp_path: Path) -> None:
    """Five files are one venue: levels from floors, repeated ids told and kept, each cell found."""
    station = clew.at(home)
    files = sorted((data / "venues").glob("shinjuku-*.geojson"))
    assert len(files) == 5
    report = station.done("venue", "import", *files, "--venue", "station")
    drawn = [
        feature
        for path in files
        for feature in json.loads(path.read_bytes())["features"]
        if feature["geometry"]
    ]
    floors = {
        f["properties"]["id"]: int(f["properties"]["ordinal"])
        for f in drawn
        if f["properties"].get("ordinal") is not None
    }
    names = defaultdict(set)
    ids = Counter(str(f["properties"]["id"]) for f in drawn)
    export = exported(station, "station")
    assert len(export["features"]) == len(drawn) == report["counts"]["features"]
    repeated = {id_ for id_, times in ids.items() if times > 1}
    assert {
        note["feature"] for note in report["notes"] if note["code"] == "repeated_id"
    } == repeated
    clues = tmp_path / "clues.csv"
    station.done("venue", "places", "--venue", "station", "--out", clues)
    station.done("clue", "import", clues, "--campaign", "spring")
    by_feature = {f["id"]: f["properties"] for f in export["features"]}
    for row in rows_of(clues):
        names[row["text"]].add(row["zone"])
        properties = by_feature[row["clue_id"].rpartition("@")[0]]
        assert int(row["level"]) == floors[properties["floor_id"]]
    assert names
    assert "不明" not in names
    for name, zones in names.items():
        answer = station.resolve(name, "spring")
        if len(zones) > 1:
            assert answer["outcome"] == "ambiguous"
            assert {candidate["zone"] for candidate in answer["candidates"]} == zones
        else:
            assert (answer["outcome"], {answer["zone"]}) == ("found", zones)


# ---------------------------------------------------------------- a map that changes


def test_a_turned_copy_is_refused(
    caserne: Any, turned: Callable[[Path, float], Path], tmp_path: Path
) -> None:
    """A copy turned by 7 degrees is refused, with --reframe too while clues stand, and named."""
    before = caserne.holdings()
    path = turned(tmp_path / "turned.geojson", 7)
    answer = caserne.json("venue", "import", path, "--venue", "caserne")
    assert (answer.status, answer.error["code"]) == (1, "frame_moved")
    answer = caserne.json("venue", "import", path, "--venue", "caserne", "--reframe")
    assert answer.status == 1
    assert {problem["code"] for problem in answer.errors} == {"zone_in_use"}
    told = " ".join(problem["message"] for problem in answer.errors)
    assert all(f"clue {row['clue_id']} of campaign spring" in told for row in caserne.rows)
    assert caserne.holdings() == before


def test_unchanged_units_keep_their_zones(
    clew: Any, turned: Callable[[Path, float], Path], home: Path, tmp_path: Path
) -> None:
    """Replaced with 3 features gone and 5 new, every unchanged unit keeps its zone ids."""
    mall = clew.at(home)
    path = turned(tmp_path / "turned.geojson", 7)
    mall.done("venue", "import", path, "--venue", "turned")
    before = {row["clue_id"]: row for row in mall.done("venue", "places", "--venue", "turned")}
    gone = [row["clue_id"].rpartition("@")[0] for row in list(before.values())[::14][:3]]
    document = json.loads(path.read_bytes())
    kept = [feature for feature in document["features"] if feature["id"] not in gone]
    model = next(f for f in kept if f["properties"].get("name") == "Paul")
    (ring,) = model["geometry"]["coordinates"]
    new = [
        {
            **model,
            "id": f"new/{n}",
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[lon + 2e-4 * (n + 1), lat - 1e-4 * n] for lon, lat in ring]],
            },
        }
        for n in range(5)
    ]
    edited = tmp_path / "edited.geojson"
    edited.write_text(json.dumps({**document, "features": [*new, *kept]}))
    report = mall.done("venue", "import", edited, "--venue", "turned", "--replace")
    assert (report["counts"]["added"], report["counts"]["removed"]) == (5, 3)
    after = {row["clue_id"]: row for row in mall.done("venue", "places", "--venue", "turned")}
    assert {id_ for id_ in after if not id_.startswith("new/")} == {
        id_ for id_ in before if id_.rpartition("@")[0] not in gone
    }
    assert all(row["zone"] == before[id_]["zone"] for id_, row in after.items() if id_ in before)


def test_ground_in_use_stays(
    clew: Any, data: Path, drawing: Any, home: Path, tmp_path: Path
) -> None:
    """A replacement that drops a level where a clue or a survey stands is refused, and names it."""
    mall = clew.at(home)
    path = data / "venues" / "caserne-de-bonne.geojson"
    mall.done("venue", "import", path, "--venue", "caserne")
    rows = mall.done("venue", "places", "--venue", "caserne")
    mall.done("campaign", "create", "spring")
    upstairs, other = [row for row in rows if row["level"] == "1"][:2]
    place = ("--campaign", "spring", "--text", "Upstairs", "--zone", upstairs["zone"])
    mall.done("clue", "publish", "up", *place)
    survey = tmp_path / "survey.csv"
    survey.write_text(
        "zone,lat,lon,accuracy_m,instrument,measured_on\n"
        f"{other['zone']},{other['lat']},{other['lon']},0.2,total station,2026-05-01\n"
    )
    mall.done("survey", "import", survey)
    before = mall.holdings()
    lower = [f for f in drawing["features"] if f["properties"].get("level", "0") in {"0", "-1"}]
    edited = tmp_path / "edited.geojson"
    edited.write_text(json.dumps({**drawing, "features": lower}))
    answer = mall.json("venue", "import", edited, "--venue", "caserne", "--replace")
    assert answer.status == 1
    assert {problem["code"] for problem in answer.errors} == {"zone_in_use"}
    told = " ".join(problem["message"] for problem in answer.errors)
    assert "clue up of campaign spring" in told
    assert upstairs["zone"] in told
    assert f"zone {other['zone']} would go" in told
    assert "the survey of 2026-05-01" in told
    assert mall.holdings() == before


def test_importing_an_export_of_clues_keeps_them(caserne: Any, tmp_path: Path) -> None:
    """The clues of a real mall, exported and imported again, are unchanged."""
    text = caserne("clue", "export", "--campaign", "spring").out
    path = tmp_path / "clues.csv"
    path.write_text(text)
    assert caserne.done("clue", "import", path, "--campaign", "spring")["published"] == 0
    assert len(list(csv.reader(io.StringIO(text)))) == 43
