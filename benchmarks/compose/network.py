"""A hunt whose starting point is a network, beside ours: the same assembly, stage by stage.

The network is the one of `benchmarks/shop/neural.py`, trained on the same baskets; what it scores
highest takes the place of what the starting point wants, and the same composer does the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from time import perf_counter_ns

import msgspec
import numpy as np

from clew.hunts.compose.compose import compose
from clew.hunts.snapshot import Wanted
from clew.hunts.take_snapshot import WANTED, Asking
from clew.settings import load
from clew.shop.fit import seen_at
from clew.shop.gather import Example
from clew.shop.model import Level
from clew.shop.rank import rank
from clew.wiring.house import House
from compose.journey_home import CAMPAIGN
from shop.neural import neural
from shop.ours import learned
from shop.ways import ground
from shop.world import examples, world

ASKED = 500
MILLI = 1_000
Start = Callable[[Example], Sequence[Wanted]]


async def beside_network(home: Path, as_of: int) -> None:
    """Trains, times, prints."""
    found = world()
    everybody = range(len(found.players))
    network = neural(found, ground(found, Level.PRODUCT, everybody), everybody)
    own = learned(found, everybody)
    labels = found.shelf.labels[Level.PRODUCT]

    def by_network(one: Example) -> Sequence[Wanted]:
        scores = network.score(one)
        best = np.argpartition(-scores, WANTED)[:WANTED]
        best = best[np.argsort(-scores[best], kind="stable")]
        low = float(scores[best[-1]])
        return [Wanted(labels[n], int((float(scores[n]) - low) * MILLI), "") for n in best]

    def by_us(one: Example) -> Sequence[Wanted]:
        picks = rank(own.ground, seen_at(own.ground, one), Level.PRODUCT, WANTED)
        return [Wanted(labels[pick.place], int(pick.score * MILLI), "") for pick in picks]

    house = House(load(home, {}))
    asked = list(examples(found).items())[:ASKED]
    print("\n## Beside a network\n")
    print("| starting point | scoring, mean ms | assembly, mean ms | whole | hunts |")
    print("|---|---:|---:|---:|---:|")
    for name, start in (("ours", by_us), (f"network ({network.name})", by_network)):
        scoring, assembly, hunts = [], [], 0
        for place, example in asked:
            asking = Asking(found.players[place], CAMPAIGN, as_of)
            taken = await house.snapshots_of_hunts.take(asking, {})
            began = perf_counter_ns()
            wanted = tuple(start(example))
            scored = perf_counter_ns()
            snapshot = msgspec.structs.replace(taken.snapshot, wanted=wanted, ranked=True)
            hunts += compose(snapshot, taken.world).hunt is not None
            assembly.append(perf_counter_ns() - scored)
            scoring.append(scored - began)
        told = (mean(scoring) / 1e6, mean(assembly) / 1e6)
        print(f"| {name} | {told[0]:.2f} | {told[1]:.2f} | {sum(told):.2f} | {hunts} |")
    await house.close()
