from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from clew.cli.hunt_code_cards import cards
from clew.cli.main import main
from clew.hunts.code_sheet import HungCode
from clew.hunts.codes import read_code

Run = Callable[..., Result]


@pytest.fixture
def run(home: Path) -> Run:
    """Runs `clew` in a home of its own."""

    def command(*words: object) -> Result:
        return CliRunner().invoke(main, ["--home", str(home), *map(str, words)])

    return command


@pytest.fixture
def mall(run: Run, tmp_path: Path) -> None:
    """A venue with two named shops, and a campaign."""
    features = [
        {
            "type": "Feature",
            "id": name,
            "geometry": {"type": "Point", "coordinates": [2.35 + at * 1e-3, 48.85]},
            "properties": {"shop": "tea", "name": name, "level": "0"},
        }
        for at, name in enumerate(("Thé & Cie", "Péché"))
    ]
    path = tmp_path / "mall.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert run("venue", "import", path, "--venue", "mall").exit_code == 0
    assert run("campaign", "create", "spring").exit_code == 0


@pytest.mark.usefixtures("mall")
def test_rows_to_stdout(run: Run) -> None:
    """Without --out the codes are rows, one a named place, each a code that can be typed."""
    answer = run("hunt", "codes", "--venue", "mall", "--campaign", "spring")
    rows = list(csv.DictReader(io.StringIO(answer.stdout)))
    assert [row["place"] for row in rows] == ["Péché", "Thé & Cie"]
    assert all(read_code(row["code"]) == row["code"] for row in rows)
    assert answer.stdout == run("hunt", "codes", "--venue", "mall", "--campaign", "spring").stdout


@pytest.mark.usefixtures("mall")
def test_cards_to_an_svg(run: Run, tmp_path: Path) -> None:
    """With --out FILE.svg there is a card a place, with its name, its code and a QR code."""
    out = tmp_path / "codes.svg"
    answer = run("hunt", "codes", "--venue", "mall", "--campaign", "spring", "--out", out)
    assert answer.exit_code == 0, answer.output
    drawn = ET.fromstring(out.read_text())  # noqa: S314 - our own file
    texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "Thé & Cie" in texts
    assert sum(read_code(text or "") is not None for text in texts) == 2
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}path"))) >= 2


@pytest.mark.usefixtures("mall")
@pytest.mark.parametrize(
    ("venue", "campaign", "code"),
    [("nowhere", "spring", "venue_unknown"), ("mall", "never", "campaign_unknown")],
)
def test_an_unknown_one_is_refused(run: Run, venue: str, campaign: str, code: str) -> None:
    """A code for a campaign that is none would hang in vain."""
    answer = run("hunt", "codes", "--venue", venue, "--campaign", campaign, "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stderr)["error"]["code"] == code


def test_a_long_name_stays_on_its_card() -> None:
    """A name is broken between words, and cut where even that is too long."""
    name = "Un très très long nom de boutique qui ne finit Anticonstitutionnellementpas pas"
    drawn = cards([HungCode("mall/0/1/2", 0, "RC <1>", name, "3K37-2YM9")] * 11)
    root = ET.fromstring(drawn)  # noqa: S314 - our own file
    texts = [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert max(map(len, texts)) <= 20
    assert "RC <1>" in texts
    assert root.get("height") == "594mm"
