"""Bad input over the command line: refused with its place and a way out, and nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest

Kept = tuple[Any, dict[str, bytes]]
CLUES = "clue_id,text,lang,venue,level,lat,lon,zone,aliases\n"
QUERIES = "query_id,text,lang,venue,level,lat,lon,accuracy_m\n"
SURVEY = "zone,lat,lon,accuracy_m,instrument,measured_on\n"
STATIC = "text,lang,campaign,zone,clue_id\n"
TEN_MB = 10_000_000
_NO_CONTENT = {"asked.sqlite", "lock.mdb"}
"""Files of a home that a read may touch: counters, and who is reading."""


def fingerprint(home: Path) -> str:
    """Of every byte in a home that could hold a change."""
    digest = sha256()
    for path in sorted(home.rglob("*")):
        if path.is_file() and not {path.name, path.name.rpartition("-")[0]} & _NO_CONTENT:
            digest.update(f"{path.relative_to(home)}\0".encode())
            # An empty write-ahead log is no log; its index says nothing that the log does not.
            if not path.name.endswith("-shm"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


@pytest.fixture
def kept(kept_shop: Kept) -> Iterator[Any]:
    """A shop that must hold the same after the test: the same bytes, or else the same export."""
    shop, before = kept_shop
    bytes_before = fingerprint(shop.home)
    yield shop
    if fingerprint(shop.home) != bytes_before:
        assert shop.holdings() == before


@pytest.fixture(scope="module")
def somewhere(kept_shop: Kept) -> dict[str, str]:
    """A zone of the venue that nobody has measured, and a place in it."""
    shop, _ = kept_shop
    places = shop.done("venue", "places", "--venue", "shop")
    (found,) = (place for place in places if place["clue_id"] == "shoes@0")
    return {"{zone}": found["zone"], "{place}": f"{found['lat']},{found['lon']}"}


# ---------------------------------------------------------------- maps


def feature(id_: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": id_,
        "geometry": {"type": "Polygon", "coordinates": [coordinates]},
        "properties": {"indoor": "room", "level": "0", "name": "New", **properties},
    }


SQUARE = [[2.35, 48.85], [2.3501, 48.85], [2.3501, 48.8501], [2.35, 48.8501], [2.35, 48.85]]


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


class BadMap(NamedTuple):
    content: bytes
    code: str
    line: int | None = None
    feature: str | None = None


MAPS = {
    "no JSON": BadMap(b'{"type": "FeatureCollection",\n "features": [}', "broken_geojson", line=2),
    "cut short": BadMap(collection(feature("new", SQUARE))[:-9], "broken_geojson", line=1),
    "no collection": BadMap(b'{"type": "Topology"}', "broken_geojson"),
    "features no list": BadMap(b'{"type": "FeatureCollection", "features": 7}', "broken_geojson"),
    "ring of words": BadMap(
        collection(feature("new", ["a", "b"])), "broken_geojson", feature="new"
    ),
    "infinite": BadMap(
        collection(feature("new", SQUARE)).replace(b"48.8501", b"1e999"), "broken_geojson"
    ),
    "north of the pole": BadMap(
        collection(feature("new", [[2, 91], [3, 91], [3, 92], [2, 91]])),
        "outside_wgs84",
        feature="new",
    ),
    "metres as degrees": BadMap(
        collection(feature("new", [[x * 5e4, y * 5e4] for x, y in SQUARE])),
        "outside_wgs84",
        feature="new",
    ),
    "Latin-1": BadMap(b'{"type": "FeatureCollection",\n"name": "Th\xe9"}', "invalid_utf8", line=2),
    "UTF-16": BadMap(collection().decode().encode("utf-16"), "nul_byte", line=1),
    "NUL": BadMap(b'{"type":\n"Feature\0Collection"}', "nul_byte", line=2),
    "a name of 10 MB": BadMap(
        collection(feature("new", SQUARE, name="a" * TEN_MB)), "text_too_long", feature="new"
    ),
    "another text of 10 MB": BadMap(
        collection(feature("new", SQUARE, description="a" * TEN_MB)),
        "text_too_long",
        feature="new",
    ),
    "nested too deep": BadMap(
        b'{"type": "FeatureCollection", "features": ' + b"[" * 100_000, "broken_geojson"
    ),
    "empty": BadMap(b"", "broken_geojson"),
    "unknown coordinate system": BadMap(
        b'{"type": "FeatureCollection", "features": [], "crs": {"type": "name", '
        b'"properties": {"name": "urn:ogc:def:crs:EPSG::999999"}}}',
        "not_projected",
    ),
    "a broken zip": BadMap(b"PK\3\4 is not an archive", "broken_imdf"),
    "nothing on a level": BadMap(collection(), "no_levels"),
}


@pytest.mark.parametrize(
    ("name", "venue"),
    # merging nothing into a venue that stands is no fault
    [(n, v) for n in MAPS for v in ("shop", "another") if (n, v) != ("nothing on a level", "shop")],
)
def test_broken_maps(kept: Any, tmp_path: Path, name: str, venue: str) -> None:
    """A broken map is refused with the line or feature, over a venue and as a new one."""
    bad = MAPS[name]
    path = tmp_path / "map.geojson"
    path.write_bytes(bad.content)
    answer = kept.json("venue", "import", path, "--venue", venue)
    assert answer.status == 1
    problem = answer.error
    assert problem["code"] == bad.code
    where = problem["where"]
    assert where.get("line") == bad.line or bad.line is None
    assert where.get("feature") == bad.feature
    assert where.get("file") == str(path) or bad.code == "no_levels"
    assert len(answer.err) < 2_000


def test_bidi_overrides_in_a_map(clew: Any, home: Path, tmp_path: Path) -> None:
    """A name in disguise is no place, and the report says so; the rest of the map is imported."""
    path = tmp_path / "map.geojson"
    path.write_bytes(
        collection(
            feature("new", SQUARE, name="\u202etac", shop="pet"),
            feature("old", SQUARE, name="Cat", shop="pet"),
        )
    )
    report = clew.at(home).done("venue", "import", path, "--venue", "shop")
    assert report["counts"]["places"] == 1
    assert [note["code"] for note in report["notes"] if note["feature"] == "new"]


# ---------------------------------------------------------------- rows


class BadRow(NamedTuple):
    content: str | bytes
    code: str
    line: int | None = 2
    field: str | None = None


ROWS: dict[str, dict[str, BadRow]] = {
    "clues": {
        "outside every level": BadRow(
            CLUES + "n,Nowhere,en,shop,0,48.95,2.45,,\n", "outside_levels", field="lat"
        ),
        "on no such level": BadRow(
            CLUES + "n,Attic,en,shop,7,48.85005,2.35005,,\n", "outside_levels", field="lat"
        ),
        "outside WGS84": BadRow(
            CLUES + "n,North,en,shop,0,98.85,2.35,,\n", "outside_wgs84", field="lat"
        ),
        "no number": BadRow(
            CLUES + 'n,North,en,shop,0,"48,85",2.35,,\n', "wrong_value", field="lat"
        ),
        "not a number": BadRow(
            CLUES + "n,North,en,shop,0,nan,2.35,,\n", "wrong_value", field="lat"
        ),
        "unknown venue": BadRow(
            CLUES + "n,North,en,mall,0,48.85,2.35,,\n", "venue_unknown", field="venue"
        ),
        "unknown venue of a zone": BadRow(
            CLUES + "n,North,en,,,,,mall/0/1/1,\n", "venue_unknown", field="zone"
        ),
        "unknown zone": BadRow(
            CLUES + "n,North,en,,,,,shop/0/999/1,\n", "zone_unknown", field="zone"
        ),
        "no place": BadRow(CLUES + "n,North,en,shop,,,,,\n", "wrong_value"),
        "Latin-1": BadRow(CLUES.encode() + b"n,Th\xe9,fr,shop,0,1,1,,\n", "invalid_utf8"),
        "wrong columns": BadRow("id,text\nn,North\n", "wrong_columns", line=1),
        "too few cells": BadRow(CLUES + "n,North\n", "wrong_columns"),
        "open quote": BadRow(CLUES + 'n,"North,en,shop,0,1,1,,\n', "wrong_columns"),
        "nothing at all": BadRow("", "wrong_columns", line=1),
        "open quote in the header": BadRow('clue_id,"text\n', "wrong_columns", line=1),
        "10 MB": BadRow(CLUES + f"n,{'a' * TEN_MB},en,,,,,shop/0/1/1,\n", "text_too_long"),
        "10 MB in quotes": BadRow(
            CLUES + 'n,"' + "a a\n" * (TEN_MB // 4) + '",en,,,,,shop/0/1/1,\n', "text_too_long"
        ),
        "half a megabyte": BadRow(
            CLUES + f"n,{'a' * 500_000},en,,,,,shop/0/1/1,\n", "text_too_long"
        ),
        "1,001 characters": BadRow(
            CLUES + f"n,{'a' * 1001},en,,,,,shop/0/1/1,\n", "text_too_long", field="text"
        ),
        "NUL": BadRow(CLUES + "n,No\0rth,en,shop,0,1,1,,\n", "nul_byte"),
        "bidi override": BadRow(
            CLUES + "n,\u202eNorth,en,,,,,shop/0/1/1,\n", "bidi_override", field="text"
        ),
        "bidi override in an alias": BadRow(
            CLUES + "n,North,en,,,,,shop/0/1/1,a|\u202db\n", "bidi_override", field="aliases"
        ),
        "control character": BadRow(
            CLUES + "n,No\x1b[31mrth,en,,,,,shop/0/1/1,\n", "control_character", field="text"
        ),
        "punctuation alone": BadRow(
            CLUES + "n,...!,en,,,,,shop/0/1/1,\n", "empty_text", field="text"
        ),
        "no id": BadRow(CLUES + ",North,en,,,,,shop/0/1/1,\n", "wrong_value", field="clue_id"),
        "language": BadRow(
            CLUES + "n,North,klingon!,,,,,shop/0/1/1,\n", "wrong_value", field="lang"
        ),
        "twice": BadRow(
            CLUES + "n,North,en,,,,,shop/0/1/1,\n" * 2, "duplicate_row", line=3, field="clue_id"
        ),
    },
    "queries": {
        "Latin-1": BadRow(QUERIES.encode() + b"1,Th\xe9,,,,,,\n", "invalid_utf8"),
        "wrong columns": BadRow("text\nNorth\n", "wrong_columns", line=1),
        "10 MB": BadRow(QUERIES + f"1,{'a' * TEN_MB},,,,,,\n", "text_too_long"),
        "1,001 characters": BadRow(
            QUERIES + f"1,ok,,,,,,\n2,{'a' * 1001},,,,,,\n", "text_too_long", 3, "text"
        ),
        "NUL": BadRow(QUERIES + "1,No\0rth,,,,,,\n", "nul_byte"),
        "level": BadRow(QUERIES + "1,North,,,ground,,,\n", "wrong_value", field="level"),
        "half a position": BadRow(QUERIES + "1,North,,,,48.85,,\n", "wrong_value", field="lon"),
        "outside WGS84": BadRow(QUERIES + "1,North,,,,48,200,\n", "outside_wgs84", field="lon"),
        "accuracy": BadRow(QUERIES + "1,North,,,,48,2,-3\n", "wrong_value", field="accuracy_m"),
        "unknown venue": BadRow(
            QUERIES + "1,ok,,,,,,\n2,Shoes,,mall,,,,\n", "venue_unknown", 3, "venue"
        ),
    },
    "survey": {
        "Latin-1": BadRow(SURVEY.encode() + b"shop/0/1/1,1,1,1,\xe9,2026-05-01\n", "invalid_utf8"),
        "wrong columns": BadRow("zone,lat,lon\n", "wrong_columns", line=1),
        "10 MB": BadRow(SURVEY + f"shop/0/1/1,1,1,1,{'a' * TEN_MB},2026-05-01\n", "text_too_long"),
        "NUL": BadRow(SURVEY + "shop/0/1/1,1,1,1,\0,2026-05-01\n", "nul_byte"),
        "bidi override": BadRow(
            SURVEY + "{zone},{place},1,\u202etape,2026-05-01\n",
            "wrong_value",
            field="instrument",
        ),
        "unknown venue": BadRow(
            SURVEY + "mall/0/1/1,1,1,1,tape,2026-05-01\n", "venue_unknown", field="zone"
        ),
        "unknown zone": BadRow(
            SURVEY + "shop/0/99/1,1,1,1,tape,2026-05-01\n", "zone_unknown", field="zone"
        ),
        "outside its cell": BadRow(
            SURVEY + "shop/0/2/2,48.9,2.35,1,tape,2026-05-01\n", "outside_cell", field="lat"
        ),
        "outside WGS84": BadRow(
            SURVEY + "shop/0/2/2,48.9,200,1,tape,2026-05-01\n", "outside_wgs84", field="lon"
        ),
        "tomorrow's": BadRow(
            SURVEY + "{zone},{place},1,tape,9026-05-01\n", "wrong_value", field="measured_on"
        ),
    },
    "static": {
        "Latin-1": BadRow(STATIC.encode() + b"Th\xe9,fr,spring,shop/0/1/1,\n", "invalid_utf8"),
        "wrong columns": BadRow("text,zone\n", "wrong_columns", line=1),
        "10 MB": BadRow(STATIC + f"{'a' * TEN_MB},en,spring,shop/0/1/1,\n", "text_too_long"),
        "NUL": BadRow(STATIC + "No\0rth,en,spring,shop/0/1/1,\n", "nul_byte"),
        "bidi override": BadRow(
            STATIC + "\u202eNorth,en,spring,shop/0/1/1,\n", "bidi_override", field="text"
        ),
        "unknown campaign": BadRow(
            STATIC + "North,en,autumn,shop/0/1/1,\n", "campaign_unknown", field="campaign"
        ),
        "unknown venue": BadRow(
            STATIC + "North,en,spring,mall/0/1/1,\n", "zone_unknown", field="zone"
        ),
        "unknown clue": BadRow(
            STATIC + "North,en,spring,shop/0/1/1,nobody\n", "clue_unknown", field="clue_id"
        ),
        "against a live clue": BadRow(
            STATIC + "Books,en,spring,shop/0/1/1,\n", "contradicts_static", field="zone"
        ),
        "twice": BadRow(
            STATIC + "North,en,spring,shop/0/2/2,\n" * 2, "duplicate_row", line=3, field="text"
        ),
    },
}
COMMANDS: dict[str, Callable[[Path], tuple[object, ...]]] = {
    "clues": lambda path: ("clue", "import", path, "--campaign", "spring"),
    "queries": lambda path: (
        *("resolve", "--batch", path, "--campaign", "spring"),
        *("--out", path.with_name("answers.jsonl")),
    ),
    "survey": lambda path: ("survey", "import", path),
    "static": lambda path: ("static", "build", path),
}


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, rows in ROWS.items() for name in rows]
)
def test_bad_rows(
    kept: Any, somewhere: dict[str, str], tmp_path: Path, kind: str, name: str
) -> None:
    """A bad row is refused with file, line and column, and so is the file that holds it."""
    bad = ROWS[kind][name]
    path = tmp_path / f"{kind}.csv"
    content = bad.content
    if isinstance(content, str):
        for name_, value in somewhere.items():
            content = content.replace(name_, value)
        content = content.encode()
    path.write_bytes(content)
    answer = kept.json(*COMMANDS[kind](path))
    assert answer.status == 1
    problem = answer.error
    assert problem["code"] == bad.code
    assert problem["where"]["file"] == str(path)
    assert problem["where"]["line"] == bad.line
    if bad.field:
        assert problem["where"]["field"] == bad.field
    assert len(answer.err) < 2_000
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", COMMANDS)
def test_unreadable_files(kept: Any, tmp_path: Path, kind: str) -> None:
    """A file that is not there, or is a folder, is refused by its name."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for path in (tmp_path / "nothing.csv", folder):
        answer = kept.json(*COMMANDS[kind](path))
        assert answer.status == 1
        assert answer.error["code"] == "file_unreadable"
        assert answer.error["where"] == {"file": str(path)}


def test_all_bad_rows_are_told_together(kept: Any, tmp_path: Path) -> None:
    """Each bad row of a file is told with its line, and a good row beside them is not published."""
    path = tmp_path / "clues.csv"
    path.write_text(
        CLUES
        + "good,North,en,,,,,shop/0/2/2,\n"
        + "bad1,North,en,,,,,shop/0/999/2,\n"
        + "bad2,\u202eNorth,en,,,,,shop/0/2/2,\n"
    )
    answer = kept.json("clue", "import", path, "--campaign", "spring")
    assert answer.status == 1
    assert [(e["where"]["line"], e["code"]) for e in answer.errors] == [
        (3, "zone_unknown"),
        (4, "bidi_override"),
    ]


def test_a_refused_import_makes_no_campaign(kept: Any, tmp_path: Path) -> None:
    """Where the rows are refused the campaign is not created either."""
    path = tmp_path / "clues.csv"
    path.write_text(CLUES + "n,North,en,,,,,shop/0/999/2,\n")
    assert kept("clue", "import", path, "--campaign", "brand-new").status == 1
    assert kept.json("clue", "export", "--campaign", "brand-new").error["code"] == (
        "campaign_unknown"
    )


def test_errors_in_words(kept: Any, tmp_path: Path) -> None:
    """Without --json an error is told on standard error, with its place, code and way out."""
    path = tmp_path / "clues.csv"
    path.write_text(CLUES + "n,North,en,,,,,shop/0/999/2,\n")
    answer = kept("clue", "import", path, "--campaign", "spring")
    assert (answer.status, answer.out) == (1, "")
    assert f"error [zone_unknown] {path}:2 field zone: venue 'shop' has no zone" in answer.err
    assert "give level, lat and lon instead" in answer.err


# ---------------------------------------------------------------- names

HERE = ("--text", "North", "--zone", "shop/0/2/2")
UNKNOWN = {
    # words of a command that names what is not there -> the code
    "publish": (("clue", "publish", "n", "--campaign", "autumn", *HERE), "campaign_unknown"),
    "delete": (("clue", "delete", "tea@0", "--campaign", "autumn"), "campaign_unknown"),
    "restore": (("clue", "restore", "tea@0", "--campaign", "autumn"), "campaign_unknown"),
    "export": (("clue", "export", "--campaign", "autumn"), "campaign_unknown"),
    "misses": (("clue", "misses", "--campaign", "autumn"), "campaign_unknown"),
    "suggest": (("static", "suggest", "--campaign", "autumn"), "campaign_unknown"),
    "close": (("campaign", "close", "autumn"), "campaign_unknown"),
    "reopen": (("campaign", "reopen", "autumn"), "campaign_unknown"),
    "resolve": (("resolve", "North", "--campaign", "autumn"), "campaign_unknown"),
    "create again": (("campaign", "create", "spring"), "campaign_exists"),
    "create no slug": (("campaign", "create", "a campaign"), "wrong_value"),
    "export no slug": (("clue", "export", "--campaign", "../spring"), "wrong_value"),
    "resolve no slug": (("resolve", "North", "--campaign", "a b"), "wrong_value"),
    "delete nobody": (("clue", "delete", "nobody", "--campaign", "spring"), "clue_unknown"),
    "restore a live one": (("clue", "restore", "tea@0", "--campaign", "spring"), "clue_unknown"),
    "venue export": (("venue", "export", "--venue", "mall"), "venue_unknown"),
    "venue zones": (("venue", "zones", "--venue", "mall"), "venue_unknown"),
    "venue places": (("venue", "places", "--venue", "mall"), "venue_unknown"),
    "venue reach": (("venue", "reach", "mall/0/1/1", "mall/0/2/2"), "venue_unknown"),
    "reach no zone": (("venue", "reach", "shop/0/2/2", "elsewhere"), "zone_unknown"),
    "reach outside": (("venue", "reach", "shop/0/2/2", "shop/0/999/2"), "zone_unknown"),
    "survey export": (("survey", "export", "--venue", "mall"), "venue_unknown"),
    "resolve in a venue": (
        ("resolve", "Shoes", "--campaign", "spring", "--venue", "mall"),
        "venue_unknown",
    ),
    "publish in a venue": (
        (
            *("clue", "publish", "n", "--campaign", "spring", "--text", "North"),
            *("--venue", "mall", "--level", "0", "--lat", "48.85", "--lon", "2.35"),
        ),
        "venue_unknown",
    ),
    "publish in a zone": (
        ("clue", "publish", "n", "--campaign", "spring", "--text", "N", "--zone", "mall/0/1/1"),
        "venue_unknown",
    ),
    "venue import": (("venue", "import", "/nowhere", "--venue", "../etc"), "wrong_value"),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_names(kept: Any, name: str) -> None:
    """Whatever names an unknown venue, campaign, clue or zone is refused, by every command."""
    words, code = UNKNOWN[name]
    answer = kept.json(*words)
    assert (answer.status, answer.out) == (1, "")
    assert answer.error["code"] == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--text", "\u202eNorth", "--zone", "shop/0/2/2"), "bidi_override"),
        (("--text", "North", "--alias", "\u202dN", "--zone", "shop/0/2/2"), "bidi_override"),
        (("--text", "", "--zone", "shop/0/2/2"), "empty_text"),
        (("--text", "a" * 1001, "--zone", "shop/0/2/2"), "text_too_long"),
        (("--text", "North", "--zone", "shop/0/999/2"), "zone_unknown"),
        (
            ("--text", "N", "--venue", "shop", "--level", "0", "--lat", "91", "--lon", "2"),
            "outside_wgs84",
        ),
        (
            ("--text", "N", "--venue", "shop", "--level", "0", "--lat", "48", "--lon", "2"),
            "outside_levels",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_words_on_the_command_line(kept: Any, words: tuple[str, ...], code: str) -> None:
    """What is refused in a file is refused on the command line, too, and names the field."""
    answer = kept.json("clue", "publish", "n", "--campaign", "spring", *words)
    assert answer.status == 1
    assert answer.error["code"] == code
    assert answer.error["where"]["field"]


WRONG_USAGE = [
    (),
    ("nothing",),
    ("resolve",),
    ("resolve", "North"),
    ("resolve", "--batch", "q.csv", "--campaign", "spring"),
    ("resolve", "North", "--batch", "q.csv", "--campaign", "spring"),
    ("resolve", "North", "--out", "a.jsonl", "--campaign", "spring"),
    ("clue", "import", "clues.csv"),
    ("clue", "publish", "n", "--campaign", "spring"),
    ("venue", "import", "--venue", "shop"),
    ("venue", "import", "map.geojson"),
    ("venue", "export", "--venue", "shop", "--format", "pdf"),
    ("static", "build", "static.csv", "--ends", "tomorrow"),
    ("clue", "misses", "--campaign", "spring", "--top", "many"),
    ("doctor", "--fix"),
]


@pytest.mark.parametrize("words", WRONG_USAGE, ids=" ".join)
def test_wrong_usage(kept: Any, words: tuple[str, ...]) -> None:
    """Wrong usage ends with status 2, says on standard error what was wrong, and does nothing."""
    answer = kept(*words)
    assert (answer.status, answer.out) == (2, "")
    assert "Usage: clew" in answer.err


def test_everything_stands_after_all_of_it(kept_shop: Kept) -> None:
    """After every refusal above the full export and the doctor's findings are byte-equal."""
    shop, before = kept_shop
    assert shop.holdings() == before
