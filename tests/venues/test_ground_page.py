"""docs/ground.md: its commands are run, and print what stands below them."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

import clew.demo
from clew.cli.main import main
from clew.hunts.route.effort import ENTRY_COST, FLOOR_COST

PAGE = (Path(__file__).parents[2] / "docs" / "ground.md").read_text("utf-8")
DEMO_MALL = Path(clew.demo.__file__).parent / "mall" / "mall.geojson"


def blocks_of(kind: str) -> str:
    """The insides of the page's blocks of that kind."""
    return "".join(re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def steps() -> list[tuple[str, str]]:
    """(command, expected output) of the page's console blocks, in order."""
    found: list[tuple[str, str]] = []
    for line in blocks_of("console").splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        else:
            command, output = found[-1]
            found[-1] = (command, f"{output}{line}\n")
    return found


def test_the_commands_print_what_stands_there(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command, run in order over the demo mall, prints what the page shows."""
    monkeypatch.chdir(tmp_path)
    # A table is as wide as its terminal.
    monkeypatch.setenv("COLUMNS", "140")
    (tmp_path / "zones.csv").write_text(blocks_of("csv"))

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, ["--home", str(home), *words])
        printed = done.stdout + done.stderr
        return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())

    run("venue", "import", str(DEMO_MALL), "--venue", "demo-mall")
    assert len(steps()) > 8
    for command, expected in steps():
        if command.startswith("printf"):
            subprocess.run(["bash", "-c", command], check=True)
            continue
        program, *words = shlex.split(command)
        assert program == "clew"
        assert run(*words) == expected, command


def test_the_table_of_crossings() -> None:
    """The table has the numbers of the code."""
    rows = re.findall(r"^\| (\w+) \| ([0-9.]+) m \| ([0-9.]+) m \|$", PAGE, re.MULTILINE)
    assert {kind for kind, _, _ in rows} == {"stairs", "escalator", "lift", "ramp"}
    for kind, once, floor in rows:
        assert (float(once) * 10, float(floor) * 10) == (ENTRY_COST[kind], FLOOR_COST[kind])
    for kind in ("door", "link"):
        assert (ENTRY_COST[kind], FLOOR_COST[kind]) == (0, FLOOR_COST["stairs"])
