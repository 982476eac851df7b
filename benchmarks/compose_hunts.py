"""What composing a hunt costs, by stage; whether its targets are bought; and beside a network.

    python benchmarks/compose_hunts.py [--only time|size|bought|neural]

The shop is the Complete Journey in the demo mall (`compose/journey_home.py`), made once in a
temporary folder. One thread. Times are of taking the snapshot and composing, without the hold and
without saving.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import tempfile
from collections import defaultdict
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
PLAYERS = 1_001


def main() -> None:
    """Measures what is asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=PARTS, action="append")
    wanted = parser.parse_args().only or PARTS
    if "time" in wanted or "size" in wanted:
        small = asyncio.run(_time(SMALL, most_products=5_000, promotions=200))
        if "size" in wanted:
            large = asyncio.run(_time(LARGE, most_products=None, promotions=10_000))
            print(f"p99 of the large shop: {large / small:.2f} x the small one's")
    if "bought" in wanted:
        asyncio.run(_bought())
    if "neural" in wanted:
        from compose.network import beside_network  # noqa: PLC0415 - torch need not be there

        home = FOLDER / SMALL
        asyncio.run(beside_network(home, build(home, most_products=5_000)))


async def _time(name: str, *, most_products: int | None, promotions: int) -> float:
    home = FOLDER / name
    until = build(home, most_products=most_products, promotions=promotions)
    house = House(load(home, {}))
    found = await timing.timed(house, _players(home)[:PLAYERS], until)
    await house.close()
    print(f"\n## {name}: {most_products or 'all'} products, {promotions:,} promotions\n")
    print("\n".join((*timing.table(found), "", *timing.what_came(found))))
    whole = mean(found.whole) / 1e6
    print(f"mean {whole:.2f} ms; the source's was {SOURCE_MS} ms ({SOURCE_MS / whole:.0f} x)")
    print(f"load {os.getloadavg()}")
    return timing.p99_ms(found)


async def _bought() -> None:
    home = FOLDER / SMALL
    until = build(home, most_products=5_000)
    house = House(load(home, {}))
    found = await bought.bought(house, _players(home), until, _later(until))
    await house.close()
    print("\n## Bought in the next four weeks\n")
    print("\n".join(bought.table(found)))


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
