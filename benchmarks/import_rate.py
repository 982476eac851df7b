"""What importing a clues.csv costs, by part: microseconds a clue, and rows/s.

Distinct clues of the demo mall, four to nine real words each, placed by level and coordinates, are
imported into a home of their own; then the same file once more, which finds every row standing.
Parts that wait for a store are timed around its port; what is left is this process's own work.

With `--vectors` each text is embedded too, which then takes most of the time; the whole may take
1.5 times what embedding alone takes, since the two overlap.

    python benchmarks/import_rate.py [--clues 100000] [--seed 1] [--share 5000] [--vectors]
"""

from __future__ import annotations

import argparse
import asyncio
import inspect
import multiprocessing
import os
import random
import resource
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from clew.clues.clue_file import HEADER
from clew.clues.imports import SHARE
from clew.clues.model import Clue
from clew.demo.load import VENUE, load_mall
from clew.progress import silent
from clew.settings import Configuration, Settings
from clew.tabular import write_rows
from clew.wiring.house import House
from resolve_cost import texts

CAMPAIGN = "bench"
LIMIT_MS = 0.35
"""Milliseconds a clue that everything but embedding may take."""
LIMIT_WITH_VECTORS = 1.5
"""How many times embedding alone an import may take."""
PORTS = ("clues", "exact", "heads", "static", "plans", "meanings")


class Timed:
    """A port whose awaited calls are timed."""

    def __init__(self, name: str, port: Any, spent: dict[str, float]) -> None:
        self._name = name
        self._port = port
        self._spent = spent

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if not inspect.iscoroutinefunction(method):
            return method

        async def timed(*args: Any, **how: Any) -> Any:
            since = time.perf_counter()
            try:
                return await method(*args, **how)
            finally:
                self._spent[f"{self._name}.{name}"] += time.perf_counter() - since

        return timed


class Phases:
    """How long each thing that progress names took, in seconds."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._doing = "checking"
        self._since = time.perf_counter()

    def watch(self, doing: str, _done: int, _total: int) -> None:
        """See `clew.progress.Progress`."""
        now = time.perf_counter()
        self.spent[self._doing] += now - self._since
        self._doing, self._since = doing, now


def prepared(home: Path, count: int, seed: int) -> Path:
    """What `prepare` gives, in a process of its own."""
    return asyncio.run(prepare(home, count, seed))


async def prepare(home: Path, count: int, seed: int) -> Path:
    """The demo mall in a home, and a file of clues that stand in it."""
    house = house_of(home)
    await load_mall(house)
    record = await house.venues.load(VENUE)
    assert record is not None
    await house.close()
    chance = random.Random(seed)
    rows = (
        (f"c{number:07}", text, "en", VENUE, zone.id.split("/")[1], zone.lat, zone.lon, "", "")
        for number, text in enumerate(texts(count, seed))
        for zone in [chance.choice(record.zones)]
    )
    path = home / "clues.csv"
    write_rows(path, HEADER, (tuple(map(str, row)) for row in rows))
    return path


def house_of(home: Path, *, vectors: bool = False) -> House:
    """A house whose exact tier has room enough."""
    url = "exact:" if vectors else "none:"
    house = House(Configuration(home, Settings(exact_map_gib=16, vector_url=url)))
    house.prepare()
    return house


async def measure(home: Path, path: Path, share: int, *, vectors: bool) -> bool:
    """Imports and prints what it took; whether that is within the limit."""
    house = house_of(home, vectors=vectors)
    # The process that embeds takes a second to start; that is no part of any clue.
    await house.meanings.of([Clue("", "the fountain", "en", "")], silent)
    spent: dict[str, float] = defaultdict(float)
    for name in PORTS:
        house.__dict__[name] = Timed(name, getattr(house, name), spent)
    house.clue_import._share = share  # noqa: SLF001 - what is tried here
    phases = Phases()
    since = time.perf_counter()
    imported = await house.clue_import.run(path, CAMPAIGN, progress=phases.watch)
    took = time.perf_counter() - since
    phases.watch("", 0, 0)
    await house.close()
    each = 1e6 / imported.rows
    print(
        f"{imported.rows:,} rows, {imported.published:,} published: {took:.1f} s, "
        f"{imported.rows / took:,.0f} rows/s, {took * each:.0f} us a row"
    )
    for doing, seconds in phases.spent.items():
        print(f"  {doing:<24}{seconds * each:>8.1f} us")
    for part, seconds in sorted(spent.items(), key=lambda one: -one[1])[:8]:
        print(f"    {part:<22}{seconds * each:>8.1f} us")
    alone = spent["meanings.of"]
    if vectors and imported.published:
        print(f"  {took / alone:.2f} times what embedding took")
        return took <= LIMIT_WITH_VECTORS * alone
    return took * each / 1e3 <= LIMIT_MS


def main() -> int:
    """Prints both imports; exit status 1 where the first is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clues", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=int, default=SHARE)
    parser.add_argument("--vectors", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as directory:
        home = Path(directory) / "home"
        home.mkdir()
        # In a process of its own, so that the memory that is told is the import's alone.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as aside:
            path = aside.submit(prepared, home, given.clues, given.seed).result()
        within = asyncio.run(measure(home, path, given.share, vectors=given.vectors))
        asyncio.run(measure(home, path, given.share, vectors=given.vectors))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak_mb:,.0f} MB; load {os.getloadavg()[0]:.2f}")
    return int(not within)


if __name__ == "__main__":
    raise SystemExit(main())
