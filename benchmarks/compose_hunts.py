"""What composing a hunt costs, by stage; whether its targets are bought; and beside a network.

    python benchmarks/compose_hunts.py [--only time|size|bought|neural] [--players 500]

The shop is the Complete Journey in the demo mall (`compose/journey_home.py`), made once in a
temporary folder. Everything runs on one core. Times are of taking the snapshot and composing,
without the hold and without saving.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

from clew.settings import load  # noqa: E402 - the threads are told before it is loaded
from clew.wiring.house import House  # noqa: E402
from compose import bought, timing  # noqa: E402
from compose.journey_home import build  # noqa: E402
from shop import split  # noqa: E402
from shop.world import files  # noqa: E402

PARTS = ("time", "size", "bought", "neural")
FOLDER = Path(tempfile.gettempdir()) / "clew-bench-compose"
SMALL, LARGE = "5000-200", "all-10000"
SOURCE_MS = 50
PLAYERS = 1_000


def main() -> None:
    """Measures what is asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--players", type=int, default=PLAYERS, help="that are timed")
    told = parser.parse_args()
    wanted, most = told.only or PARTS, told.players
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if "time" in wanted or "size" in wanted:
        small = _time(SMALL, most, most_products=5_000, promotions=200)
        if "size" in wanted:
            large = _time(LARGE, most, most_products=None, promotions=10_000)
            print(f"p99 of the large shop: {large / small:.2f} x the small one's")
    if "bought" in wanted:
        _bought()
    if "neural" in wanted:
        from compose.network import beside_network  # noqa: PLC0415 - torch need not be there

        home = FOLDER / SMALL
        until = build(home, most_products=5_000)
        asyncio.run(beside_network(home, _players(home)[:most], until, _later(until)))


def _time(name: str, most: int, *, most_products: int | None, promotions: int) -> float:
    home = FOLDER / name
    until = build(home, most_products=most_products, promotions=promotions)
    found = asyncio.run(_timed(home, _players(home)[: most + 1], until))
    print(f"\n## {name}: {most_products or 'all'} products, {promotions:,} promotions\n")
    print("\n".join((*timing.table(found), "", *timing.what_came(found))))
    whole = mean(found.whole) / 1e6
    print(f"mean {whole:.2f} ms; the source's was {SOURCE_MS} ms ({SOURCE_MS / whole:.0f} x)")
    print(f"load {os.getloadavg()}")
    return timing.p99_ms(found)


async def _timed(home: Path, players: Sequence[str], until: int) -> timing.Timed:
    house = House(load(home, {}))
    try:
        return await timing.timed(house, players, until)
    finally:
        await house.close()


def _bought() -> None:
    home = FOLDER / SMALL
    until = build(home, most_products=5_000)
    found = asyncio.run(_followed(home, until))
    print("\n## Bought in the next four weeks\n")
    print("\n".join(bought.table(found)))


async def _followed(home: Path, until: int) -> bought.Bought:
    house = House(load(home, {}))
    try:
        return await bought.bought(house, _players(home), until, _later(until))
    finally:
        await house.close()


def _players(home: Path) -> list[str]:
    with (home / "drafts" / "players.csv").open(newline="") as stream:
        return [row["player_id"] for row in csv.DictReader(stream)]


def _later(until: int) -> dict[str, frozenset[str]]:
    _, baskets = files()
    found: defaultdict[str, set[str]] = defaultdict(set)
    with baskets.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if split.seconds(row["time"]) >= until:
                found[row["player_id"]].add(row["product_id"])
    return {player: frozenset(products) for player, products in found.items()}


if __name__ == "__main__":
    main()
