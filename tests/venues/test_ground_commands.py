from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from clew.cli.main import main

Clew = Callable[..., Result]


@pytest.fixture
def clew(home: Path, write_map: Callable[..., Path], room: Any, spot: Any) -> Clew:
    """Runs the command line in a home with a mall of two floors and a lift."""

    def run(*words: str | Path) -> Result:
        return CliRunner().invoke(main, ["--home", str(home), *map(str, words)])

    mall = write_map(
        "mall.geojson",
        room("low", 0, 0, 20, 10, indoor="corridor"),
        room("high", 0, 0, 20, 10, indoor="corridor", level="1"),
        spot("lift", 5, 5, highway="elevator", level="0;1"),
    )
    assert run("venue", "import", mall, "--venue", "mall").exit_code == 0
    return run


@pytest.fixture
def zone(clew: Clew) -> str:
    listed: list[dict[str, str]] = msgspec.json.decode(
        clew("venue", "zones", "--venue", "mall", "--json").stdout
    )
    return listed[0]["zone"]


def test_hours_in_and_out(clew: Clew, zone: str, tmp_path: Path) -> None:
    """A zones.csv goes in, comes out as it was, and goes in again without a change."""
    file = tmp_path / "zones.csv"
    file.write_text(f'zone,capacity,opening_hours\n{zone},4,"Mo-Fr 10:00-12:00,14:00-18:00"\n')
    done = clew("zone", "import", file, "--timezone", "Europe/Paris")
    assert done.stdout == "zone rules: 1 set, 0 cleared, 0 unchanged\n"
    assert clew("zone", "export", "--venue", "mall").stdout == file.read_text()
    again = clew("zone", "import", file, "--json")
    assert msgspec.json.decode(again.stdout)["unchanged"] == 1


def test_bad_hours(clew: Clew, zone: str, tmp_path: Path) -> None:
    """Hours that cannot be read are refused with file, line, character and the way out."""
    file = tmp_path / "zones.csv"
    file.write_text(f"zone,capacity,opening_hours\n{zone},4,Mo-Fr 10:00-18;00\n")
    done = clew("zone", "import", file, "--timezone", "Europe/Paris")
    assert done.exit_code == 1
    assert "zones.csv:2" in done.stderr
    assert "character 13" in done.stderr
    assert "Mo-Sa 10:00-20:00" in done.stderr


def test_close_list_open(clew: Clew, zone: str, tmp_path: Path) -> None:
    """What is closed is listed by the venue's clocks, with why and by whom, until it is opened."""
    assert "nothing is closed" in clew("venue", "closures", "--venue", "mall").stdout
    rules = tmp_path / "zones.csv"
    rules.write_text(f"zone,capacity,opening_hours\n{zone},4,\n")
    clew("zone", "import", rules, "--timezone", "Europe/Paris")
    closed = clew(
        "venue", "close", zone, "--from", "2096-12-24T18:00", "--until", "2096-12-27T09:00Z",
        "--why", "wet floor", "--by", "ada",
    )  # fmt: skip
    told = "from 2096-12-24 18:00+01:00 until 2096-12-27 10:00+01:00"
    assert closed.stdout == f"closed {zone} {told}\n"
    shut = clew("venue", "close", "--connector", "lift", "--venue", "mall")
    assert "closed connector lift from" in shut.stdout
    assert "until it is opened" in shut.stdout
    listed = clew("venue", "closures", "--venue", "mall").stdout
    assert "wet floor" in listed
    assert "connector lift" in listed
    opened = clew("venue", "open", zone, "--by", "bob")
    assert opened.stdout == f"opened {zone}: 1 closure taken back\n"
    standing = clew("venue", "closures", "--venue", "mall", "--json").stdout
    assert [one["connector"] for one in msgspec.json.decode(standing)] == ["lift"]
    assert "by bob" in clew("venue", "closures", "--venue", "mall", "--all").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["close"], "wrong_value"),
        (["close", "mall/0/0/0", "--venue", "mall"], "wrong_value"),
        (["close", "mall/7/0/0"], "zone_unknown"),
        (["close", "--connector", "stairs", "--venue", "mall"], "connector_unknown"),
        (["close", "--connector", "lift", "--venue", "shop"], "venue_unknown"),
        (["close", "--connector", "lift", "--venue", "mall", "--from", "now"], "wrong_value"),
        (["close", "--connector", "lift", "--venue", "mall", "--until", "2096-12-24"],
         "wrong_value"),
        (["open", "--connector", "lift", "--venue", "mall"], "not_closed"),
        (["closures", "--venue", "shop"], "venue_unknown"),
    ],
)  # fmt: skip
def test_refusals(clew: Clew, words: list[str], code: str) -> None:
    """What cannot be closed, opened or listed is refused with a code."""
    done = clew("venue", *words)
    assert done.exit_code == 1
    assert code in done.stderr
