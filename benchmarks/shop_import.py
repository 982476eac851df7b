"""What importing a shop costs: rows/s and memory, the first time and again, and killed midway.

    python benchmarks/shop_import.py [--rows 1460000] [--products 68000] [--players 2400]
                                     [--folder DIR]

`--folder` has a products.csv and a baskets.csv, for example those that scripts/complete_journey.py
makes; without it both are made up, in the order of time, as tills write them. Memory is the
command's own (RssAnon, the largest of all looks at it).
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

MOST_MIB = 200
"""What an import may hold, MiB."""
LOOK_S = 0.02
_CLEW = "from clew.cli.main import main; main()"


class Run(NamedTuple):
    """One run of the command."""

    seconds: float
    mib: float
    status: int


def main() -> None:
    """Imports, imports again, kills and goes on; exits 1 where memory passes the limit."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_460_000)
    parser.add_argument("--products", type=int, default=68_000)
    parser.add_argument("--players", type=int, default=2_400)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or made(Path(scratch), options)
        rows = sum(1 for _ in (folder / "baskets.csv").open("rb")) - 1
        home = Path(scratch) / "home"
        print(f"{rows:,} lines of baskets; load {os.getloadavg()[0]:.1f}")
        most = max(
            told("products", run(home, "--products", folder / "products.csv"), 0),
            told("baskets", run(home, "--baskets", folder / "baskets.csv"), rows),
            told("again", run(home, "--baskets", folder / "baskets.csv"), rows),
        )
        other = Path(scratch) / "killed"
        run(other, "--products", folder / "products.csv")
        run(other, "--baskets", folder / "baskets.csv", kill_at=rows // 2)
        print(f"killed with {held(other):,} rows in")
        told("gone on", run(other, "--baskets", folder / "baskets.csv"), rows)
        same = held(home) == held(other)
    print(f"the same rows: {same}; most memory {most:.0f} MiB of {MOST_MIB}")
    sys.exit(not same or most > MOST_MIB)


def run(home: Path, option: str, path: Path, *, kill_at: int | None = None) -> Run:
    """Runs the import, and watches its memory; kills it once so many rows are in."""
    words = ["--home", home, "shop", "import", option, path, "--currency", "USD", "--json"]
    since, most = time.monotonic(), 0.0
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", _CLEW, *map(str, words)], stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            most = max(most, rss_anon(process.pid))
            if kill_at is not None and held(home) >= kill_at:
                process.kill()
            time.sleep(LOOK_S)
    return Run(time.monotonic() - since, most, process.returncode)


def told(what: str, done: Run, rows: int) -> float:
    """Prints a run; the memory that it took, MiB."""
    rate = f", {rows / done.seconds:,.0f} rows/s" if rows else ""
    print(f"{what}: {done.seconds:.1f} s{rate}, {done.mib:.0f} MiB RssAnon, status {done.status}")
    return done.mib


def rss_anon(pid: int) -> float:
    """Of a process, MiB; 0 where it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii")
    except OSError:
        return 0.0
    lines = (line.split() for line in status.splitlines() if line.startswith("RssAnon"))
    return next((int(line[1]) / 1024 for line in lines), 0.0)


def held(home: Path) -> int:
    """How many rows are in."""
    try:
        record = sqlite3.connect(f"file:{home / 'record.sqlite'}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        (count,) = record.execute("select count(*) from purchase").fetchone()
    finally:
        record.close()
    return int(count)


def made(folder: Path, options: argparse.Namespace) -> Path:
    """Writes both files; the folder."""
    chance = random.Random(1)
    with (folder / "products.csv").open("w", encoding="utf-8") as stream:
        stream.write("product_id,name,category,type,price\n")
        stream.writelines(
            f"{n},Article {n},Aisle {n % 40} > Shelf {n % 300},kind {n % 2_400},"
            f"{n % 900 / 100 + 1:.2f}\n"
            for n in range(options.products)
        )
    with (folder / "baskets.csv").open("w", encoding="utf-8") as stream:
        stream.write("player_id,basket_id,time,product_id,quantity,price\n")
        for basket in range(options.rows // 10):
            player = chance.randrange(options.players)
            at = 1_700_000_000 + basket * 200
            for product in chance.sample(range(options.products), 10):
                stream.write(f"{player},{basket},{at},{product},{product % 3 + 1},2.50\n")
    return folder


if __name__ == "__main__":
    main()
