from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from clew.cli.main import main

Clew = Callable[..., Result]
WriteMap = Callable[..., Path]
Draw = Callable[..., dict[str, Any]]


@pytest.fixture
def clew(home: Path) -> Clew:
    """Runs the command line in one home."""

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(main, ["--home", str(home), *map(str, words)])

    return run


@pytest.fixture
def mall(write_map: WriteMap, room: Draw, spot: Draw) -> Path:
    return write_map(
        "mall.geojson",
        room("a", 0, 0, 10, 8, name="Café Noir", amenity="cafe", alt_name="Noir|Black"),
        room("b", 12, 0, 10, 8, level="0;1", name="Livres", shop="books", **{"name:fr": "Livres"}),
        spot("door", 5, 0, level="0", entrance="main"),
    )


def test_an_import_prints_its_summary_and_report(clew: Clew, mall: Path) -> None:
    """The import says what stands now, and then names what was left out and why."""
    done = clew("venue", "import", mall, "--venue", "mall")
    assert done.exit_code == 0
    assert "mall: imported, map version 1" in done.stdout
    assert "3 places" in done.stdout
    assert "nobody is sent to stand in a doorway" in done.stdout
    again = clew("venue", "import", mall, "--venue", "mall")
    assert "mall: unchanged, map version 1" in again.stdout


def test_an_import_prints_its_report_as_json(clew: Clew, mall: Path) -> None:
    """With --json the whole report is one object."""
    done = clew("venue", "import", mall, "--venue", "mall", "--json")
    report = msgspec.json.decode(done.stdout)
    assert report["changed"]
    assert report["counts"]["places"] == 3
    assert [note["code"] for note in report["notes"]] == ["entrance"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"type": "FeatureCollection", "features": [', "broken_geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "no_levels"),
        (b'{"a": "\xff"}', "invalid_utf8"),
        (b'{"a": "\0"}', "nul_byte"),
    ],
)
def test_a_refused_import_says_where_and_what_to_do(
    clew: Clew, mall: Path, tmp_path: Path, content: bytes, code: str
) -> None:
    """A refused file ends with status 1, its code, its place and a remedy, and changes nothing."""
    clew("venue", "import", mall, "--venue", "mall")
    before = clew("venue", "export", "--venue", "mall").stdout
    bad = tmp_path / "bad.geojson"
    bad.write_bytes(content)
    refused = clew("venue", "import", bad, "--venue", "other", "--json")
    assert refused.exit_code == 1
    error = msgspec.json.decode(refused.stderr)["error"]
    assert error["code"] == code
    assert error["remedy"]
    assert clew("venue", "list", "--json").stdout.count('"id"') == 1
    assert clew("venue", "export", "--venue", "mall").stdout == before


def test_the_list_tells_what_maps_hold(clew: Clew, mall: Path) -> None:
    """The list has a venue's levels, counts and map version."""
    assert "no venue yet" in clew("venue", "list").stdout
    clew("venue", "import", mall, "--venue", "mall")
    (listed,) = msgspec.json.decode(clew("venue", "list", "--json").stdout)
    assert (listed["id"], listed["levels"], listed["places"]) == ("mall", [0, 1], 3)
    assert "0, 1" in clew("venue", "list").stdout


def test_places_become_clues(clew: Clew, mall: Path, tmp_path: Path) -> None:
    """Each place is a row of clues.csv; the given language stands where the map tells none."""
    clew("venue", "import", mall, "--venue", "mall")
    out = tmp_path / "clues.csv"
    written = clew("venue", "places", "--venue", "mall", "--lang", "en", "--out", out)
    assert "3 places written" in written.stdout
    header, *rows = out.read_text(encoding="utf-8").splitlines()
    assert header == "clue_id,text,lang,venue,level,lat,lon,zone,aliases"
    assert [row.split(",")[:5] for row in rows] == [
        ["a@0", "Café Noir", "en", "mall", "0"],
        ["b@0", "Livres", "fr", "mall", "0"],
        ["b@1", "Livres", "fr", "mall", "1"],
    ]
    assert rows[0].endswith(",Noir Black")
    assert clew("venue", "places", "--venue", "mall", "--lang", "en").stdout == out.read_text(
        encoding="utf-8"
    )
    imported = clew("clue", "import", out, "--campaign", "spring")
    assert imported.exit_code == 0
    refused = clew("venue", "import", mall, "--venue", "mall", "--reframe")
    assert refused.exit_code == 1
    assert "campaign spring" in refused.stderr


def test_an_unknown_venue_is_refused(clew: Clew) -> None:
    """Every command that takes a venue refuses one that was never imported."""
    for command in (("venue", "places"), ("survey", "export")):
        refused = clew(*command, "--venue", "nowhere")
        assert refused.exit_code == 1
        assert "venue_unknown" in refused.stderr


def test_surveys_go_in_and_out(clew: Clew, mall: Path, tmp_path: Path) -> None:
    """A survey is imported, exported to the same bytes, and locks its zone."""
    clew("venue", "import", mall, "--venue", "mall")
    place = msgspec.json.decode(clew("venue", "places", "--venue", "mall", "--json").stdout)[0]
    survey = tmp_path / "survey.csv"
    row = f"{place['zone']},{place['lat']},{place['lon']},0.25,tape,2026-01-31"
    header = "zone,lat,lon,accuracy_m,instrument,measured_on\n"
    survey.write_text(f"{header}{row}\n")
    assert "surveyed zones: 1 new" in clew("survey", "import", survey).stdout
    assert clew("survey", "export").stdout == survey.read_text()
    out = tmp_path / "out.csv"
    clew("survey", "export", "--venue", "mall", "--out", out)
    assert out.read_bytes() == survey.read_bytes()
    survey.write_text(f"{header}{row.replace('0.25', '0.5')}\n")
    locked = clew("survey", "import", survey)
    assert (locked.exit_code, "zone_locked" in locked.stderr) == (1, True)
    assert clew("survey", "import", survey, "--replace").exit_code == 0
    outside = survey.read_text().replace(place["lat"], "48.8600000")
    survey.write_text(outside)
    refused = clew("survey", "import", survey, "--replace")
    assert (refused.exit_code, "outside_cell" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    "words",
    [("venue",), ("venue", "import"), ("venue", "places"), ("survey", "import"), ("survey",)],
)
def test_help_is_given(clew: Clew, words: tuple[str, ...]) -> None:
    """Every command explains itself."""
    helped = clew(*words, "--help")
    assert helped.exit_code == 0
    assert "Usage:" in helped.stdout
    if len(words) > 1:
        assert "Examples:" in helped.stdout
