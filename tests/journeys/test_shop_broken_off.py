"""A large import of baskets over the command line, killed and completed."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(sys.executable).parent / "clew"
ROWS = 150_000
SUM = "select count(*), count(distinct player), sum(quantity), sum(price), min(time), max(time)"


@pytest.fixture
def till(clew: Any, home: Path, tmp_path: Path) -> Any:
    """A shop that sells ten products."""
    products = tmp_path / "products.csv"
    rows = "".join(f"p{n},Tea {n},Food,1.50\n" for n in range(10))
    products.write_text(f"product_id,name,category,price\n{rows}", encoding="utf-8")
    till = clew.at(home)
    till.done("shop", "import", "--products", products, "--currency", "EUR")
    return till


@pytest.fixture
def baskets(tmp_path: Path) -> Path:
    """A file of eight shares, in the order of time."""
    path = tmp_path / "baskets.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("player_id,basket_id,time,product_id,quantity,price\n")
        for n in range(ROWS):
            stream.write(
                f"h{n * 7919 % 997},b{n // 9},{1_700_000_000 + n // 9},p{n % 9},{n % 3 + 1},1.50\n"
            )
    return path


def held(home: Path) -> tuple[int, ...]:
    """Figures of all purchases."""
    record = sqlite3.connect(f"file:{home / 'record.sqlite'}?mode=ro", uri=True)
    try:
        found: tuple[int, ...] = record.execute(f"{SUM} from purchase").fetchone()
    finally:
        record.close()
    return found


def killed(till: Any, baskets: Path) -> None:
    """Starts an import and kills it once some of its rows are in."""
    command = [SCRIPT, "--home", till.home, "shop", "import", "--baskets", baskets]
    with subprocess.Popen(list(map(str, command)), env=os.environ) as importer:
        end = time.monotonic() + 300
        while not held(till.home)[0]:
            assert time.monotonic() < end
            assert importer.poll() is None
            time.sleep(0.005)
        importer.kill()
    assert importer.returncode == -signal.SIGKILL


def test_killed_and_gone_on(till: Any, baskets: Path) -> None:
    """The doctor says how far it is, the same command goes on, and then the file is in once."""
    killed(till, baskets)
    assert 0 < held(till.home)[0] < ROWS
    doctor = till.json("doctor")
    assert doctor.status == 3
    (finding,) = json.loads(doctor.out)["findings"]
    assert (finding["part"], finding["subject"]) == ("shop", str(baskets))
    done = till.done("shop", "import", "--baskets", baskets)["baskets"]
    assert done["rows"] == ROWS
    whole = held(till.home)
    assert whole == (ROWS, 997, ROWS * 2, ROWS * 150, 1_700_000_000, 1_700_016_666)
    again = till.done("shop", "import", "--baskets", baskets)["baskets"]
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, ROWS)
    assert held(till.home) == whole
    assert till.done("doctor")["clean"]


def test_killed_and_repaired(till: Any, baskets: Path) -> None:
    """Repair brings the rest in, though the file is gone."""
    killed(till, baskets)
    baskets.unlink()
    (completed,) = till.done("repair")["shop"]
    assert completed["file"] == str(baskets)
    assert held(till.home)[:3] == (ROWS, 997, ROWS * 2)
    assert till.done("doctor")["clean"]
