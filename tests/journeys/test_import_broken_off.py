"""A large import over the command line, killed and completed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(sys.executable).parent / "clew"
ROWS = 20_000


@pytest.fixture
def path(shop: Any, tmp_path: Path) -> Path:
    """A file of four shares."""
    zone = shop.done("venue", "places", "--venue", "shop")[0]["zone"]
    path = tmp_path / "clues.csv"
    rows = "".join(f"c{n:05},text {n},{zone}\n" for n in range(ROWS))
    path.write_text("clue_id,text,zone\n" + rows, encoding="utf-8")
    return path


def _live(home: Path) -> int:
    record = sqlite3.connect(f"file:{home / 'record.sqlite'}?mode=ro", uri=True)
    try:
        (count,) = record.execute(
            "select count(*) from clue_revision where campaign = 'bulk' and state = 'live'"
        ).fetchone()
    finally:
        record.close()
    return int(count)


def _until(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.01)
    raise AssertionError("it took too long")


def test_an_import_that_is_killed_is_completed_by_repair(shop: Any, path: Path) -> None:
    """The doctor says how far it is, repair brings the rest in; importing again adds nothing."""
    command = [SCRIPT, "--home", shop.home, "clue", "import", path, "--campaign", "bulk"]
    short = {"CLEW_VECTOR_URL": "none:", "CLEW_LEASE_S": "3"}
    with subprocess.Popen(list(map(str, command)), env=os.environ | short) as importer:
        for _ in _until(60):
            if _live(shop.home):
                break
        importer.kill()
    assert importer.returncode == -signal.SIGKILL
    doctor = shop.json("doctor")
    assert doctor.status == 3
    (named,) = [one for one in json.loads(doctor.out)["findings"] if "import" in one["message"]]
    assert "broke off" in named["message"]
    assert f"of {ROWS:,} rows stand" in named["message"]
    for _ in _until(60):
        repaired = shop.done("repair")
        if not repaired["left"] and not repaired["imports"]:
            break
    assert shop.done("doctor")["clean"]
    assert _live(shop.home) == ROWS
    assert shop.done("clue", "import", path, "--campaign", "bulk")["published"] == 0
    assert shop.resolve(f"text {ROWS - 1}", "bulk")["clue_id"] == f"c{ROWS - 1:05}"
