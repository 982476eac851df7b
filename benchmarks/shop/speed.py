"""What asking costs as the shop grows: in products, and in players. CPU time of the one thread.

The machine is shared, so the two sides of a ratio are asked by turns, each player three times, and
the least of the three counts: what the code takes, not what else ran.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clew.shop.catalogue import Catalogue
from clew.shop.fit import seen_at
from clew.shop.gather import Example, Rows
from clew.shop.ground import Ground
from clew.shop.model import Level
from clew.shop.rank import rank
from clew.shop.shelf import Shelf
from shop.ours import Ours
from shop.world import World

ROUNDS = 3
Micros = NDArray[np.float64]


def by_turns(asks: Sequence[Callable[[Any], object]], asked: Sequence[Any]) -> list[Micros]:
    """[ways] of [asked] microseconds; each of `asked` holds one question for each way."""
    least = np.full((len(asks), len(asked)), np.inf)
    for _ in range(ROUNDS):
        for n, questions in enumerate(asked):
            for way, (ask, question) in enumerate(zip(asks, questions, strict=True)):
                began = time.thread_time()
                ask(question)
                least[way, n] = min(least[way, n], (time.thread_time() - began) * 1e6)
    return list(least)


def asker(ground: Ground, level: Level) -> Callable[[Example], object]:
    """From a player's counted purchases to ten, all candidates."""
    return lambda one: rank(ground, seen_at(ground, one), level, 10)


def fewer(ours: Ours, found: World, products: int) -> tuple[Ground, NDArray[np.int64]]:
    """The same model on a shelf of the most bought products alone, and where each is there now."""
    bought = ours.ground.learned.bought
    kept = np.sort(np.argsort(-bought, kind="stable")[:products])
    shelf = Shelf(Catalogue(1, [found.shelf.products[place] for place in kept.tolist()]))
    now = np.full(len(bought), -1, np.int64)
    now[kept] = np.arange(len(kept))
    return Ground(ours.ground.learned, shelf), now


def moved(one: Example, now: NDArray[np.int64]) -> Example:
    """The same history on another shelf."""
    rows = Rows(now[one.rows.product], one.rows.basket, one.rows.time)
    return Example(rows, one.time, one.products)


def told(micros: Micros) -> str:
    """p50 and p99."""
    return f"{np.percentile(micros, 50):,.0f} / {np.percentile(micros, 99):,.0f} µs"
