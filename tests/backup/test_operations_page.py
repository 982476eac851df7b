"""docs/operations.md and deploy/: the commands run, the units hold, the alerts name real counts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from served import serving

from clew.http.series import FAMILIES, LATENCY, RULES
from clew.http.server import DRAIN_S

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operations.md"
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent
MASKS = (
    # what differs from run to run -> what stands for it
    (r"clew_[\w-]{43}", "clew_..."),
    (r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", "(time)"),
    (r"\b[0-9a-f]{8}\b", "(id)"),
    (r"\d+ files, [\d.]+ MB", "(size)"),
    (r": [\d.]+ MB;", ": (size);"),
    (r"\S*/monday:", "monday:"),
    (r" +$", ""),
)


def steps() -> list[tuple[str, str]]:
    """(command, expected output) of the page's console blocks, in order."""
    blocks = re.findall(
        r"^```console\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    found: list[tuple[str, str]] = []
    for line in "".join(blocks).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        else:
            command, output = found[-1]
            found[-1] = (command, f"{output}{line}\n")
    return found


def still(text: str) -> str:
    for pattern, stands in MASKS:
        text = re.sub(pattern, stands, text, flags=re.MULTILINE)
    return text.strip()


@pytest.fixture
def home(mall: Path, tmp_path: Path) -> Path:
    """A home without keys, to be served and backed up."""
    home = tmp_path / "served"
    shutil.copytree(mall, home, ignore=shutil.ignore_patterns("keys.json", "run"))
    return home


def test_the_commands_print_what_stands_there(home: Path, tmp_path: Path) -> None:
    """Each console line, run in order beside a service, prints what the page shows."""
    around = {
        **os.environ,
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "PYTHONUTF8": "1",
        "CLEW_HOME": str(home),
        "BACKUPS": str(tmp_path),
    }
    assert len(steps()) > 7
    with serving(home) as service:
        # The page lists the keys that it makes alone; the service made one at its start.
        (home / "keys.json").unlink()
        for command, expected in steps():
            done = subprocess.run(
                ["bash", "-c", command], env=around, capture_output=True, text=True, check=True
            )
            assert still(done.stdout) == still(expected), command
        assert service.resolve("Gate 12").status == 200


def metrics_of(text: str) -> set[str]:
    return set(re.findall(r"\bclew_[a-z_]+", text)) - {"clew_"}


@pytest.mark.parametrize("file", [DEPLOY / "alerts.yml", PAGE], ids=lambda file: str(file.name))
def test_every_count_that_is_named_is_told(file: Path) -> None:
    """The alerts and the page ask for series that /metrics has."""
    told = {family.name for family in FAMILIES} | {"clew_workers", RULES}
    told |= {f"{LATENCY}{end}" for end in ("", "_bucket", "_sum", "_count")}
    named = metrics_of(file.read_text("utf-8"))
    assert named
    assert named <= told


def test_promtool_takes_the_alerts() -> None:
    """Where promtool is installed, it finds no fault in the alert rules."""
    if shutil.which("promtool") is not None:
        subprocess.run(["promtool", "check", "rules", str(DEPLOY / "alerts.yml")], check=True)
    lines = (DEPLOY / "alerts.yml").read_text("utf-8").splitlines()
    alerts = [line for line in lines if line.lstrip().startswith("- alert:")]
    for key in ("expr:", "summary:", "remedy:", "labels:"):
        assert sum(line.lstrip().startswith(key) for line in lines) == len(alerts), key


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """Where systemd is installed, it finds no fault in the units."""
    for unit in DEPLOY.glob("clew*.*"):
        # What is installed there stands elsewhere here.
        text = unit.read_text("utf-8").replace("/opt/clew/bin/clew", str(BIN / "clew"))
        (tmp_path / unit.name).write_text(text)
    if shutil.which("systemd-analyze") is not None:
        words = ("systemd-analyze", "verify", "--man=no", "--recursive-errors=one")
        units = sorted(str(unit) for unit in tmp_path.iterdir())
        done = subprocess.run([*words, *units], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_systemd_waits_for_the_drain() -> None:
    """The unit waits longer than workers may go on answering."""
    told = re.search(r"^TimeoutStopSec=(\d+)$", (DEPLOY / "clew.service").read_text(), re.MULTILINE)
    assert told is not None
    assert int(told[1]) > DRAIN_S
