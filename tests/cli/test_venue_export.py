from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clew.cli.main import main

Run = Callable[..., Result]


def _square(east: float, north: float) -> dict[str, Any]:
    lon, lat, size = 2.35 + east * 1e-4, 48.85 + north * 1e-4, 1e-4
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def run(home: Path) -> Run:
    """Runs `clew` in a home of its own."""

    def command(*words: object) -> Result:
        return CliRunner().invoke(main, ["--home", str(home), *map(str, words)])

    return command


@pytest.fixture
def mall(run: Run, tmp_path: Path) -> Path:
    """A venue of a shop and a corridor, with a door of unknown steps between."""
    door = {"type": "Point", "coordinates": [2.35005, 48.8501]}
    drawn = {
        "shop": (_square(0, 0), {"indoor": "room", "shop": "tea", "name": "Thé"}),
        "hall": (_square(0, 1), {"indoor": "corridor"}),
        "door": (door, {"door": "hinged"}),
    }
    features = [
        {"type": "Feature", "id": id_, "geometry": shape, "properties": {**words, "level": "0"}}
        for id_, (shape, words) in drawn.items()
    ]
    path = tmp_path / "mall.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert run("venue", "import", path, "--venue", "mall").exit_code == 0
    return path


def _zones(run: Run) -> dict[str | None, str]:
    answer = run("venue", "places", "--venue", "mall", "--json")
    zone = json.loads(answer.stdout)[0]["zone"]
    venue, level, i, j = zone.split("/")
    return {"shop": zone, "hall": f"{venue}/{level}/{i}/{int(j) + 2}"}


@pytest.mark.usefixtures("mall")
def test_geojson_to_stdout(run: Run) -> None:
    """Without --out a map goes to standard output, and nothing else does."""
    answer = run("venue", "export", "--venue", "mall")
    assert answer.exit_code == 0
    assert [f["id"] for f in json.loads(answer.stdout_bytes)["features"]] == [
        "door",
        "hall",
        "shop",
    ]


@pytest.mark.usefixtures("mall")
def test_imdf_to_a_file(run: Run, tmp_path: Path) -> None:
    """With --out the archive is written there, and what was written is told."""
    out = tmp_path / "out.zip"
    answer = run("venue", "export", "--venue", "mall", "--format", "imdf", "--out", out, "--json")
    assert json.loads(answer.stdout) == {
        "venue": "mall",
        "format": "imdf",
        "out": str(out),
        "bytes": out.stat().st_size,
    }
    assert run("venue", "import", out, "--venue", "again").exit_code == 0


@pytest.mark.usefixtures("mall")
def test_reach(run: Run) -> None:
    """The answer names the doors; step-free it says which of them is not known to be."""
    zones = _zones(run)
    answer = run("venue", "reach", zones["shop"], zones["hall"], "--json")
    assert json.loads(answer.stdout)["outcome"] == "yes"
    answer = run("venue", "reach", zones["shop"], zones["hall"], "--step-free")
    assert "no step-free one is known (door door: steps not known)" in answer.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("venue", "export", "--venue", "nowhere"),
        ("venue", "reach", "nowhere/0/1/1", "nowhere/0/2/2"),
        ("venue", "reach", "not a zone", "nowhere/0/2/2"),
    ],
)
def test_unknown_venue(run: Run, words: tuple[str, ...]) -> None:
    """An unknown venue or zone is refused with exit status 1."""
    answer = run(*words)
    assert answer.exit_code == 1
    assert "unknown" in answer.stderr
