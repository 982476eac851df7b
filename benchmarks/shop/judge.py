"""Recall and NDCG of ten, with intervals over households; written apart from what it judges."""

from __future__ import annotations

import math
from time import thread_time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.shop.gather import Example
from shop.ways import Way, ten

DRAWS = 1_000
Floats = NDArray[np.float64]


class Told(NamedTuple):
    """Of each household in order; NaN where it wanted nothing new.

    Attributes:
        recall: share of the basket's distinct things among the ten.
        ndcg: with a gain of 1 each.
        new_recall: of ten new things, among what is new to the household.
        new_ndcg: the same.
        micros: what asking took, microseconds.
    """

    recall: Floats
    ndcg: Floats
    new_recall: Floats
    new_ndcg: Floats
    micros: Floats


def measures(picked: NDArray[np.int64], wanted: set[int]) -> tuple[float, float]:
    """Recall and NDCG of ten places."""
    gains = [1 / math.log2(n + 2) for n, one in enumerate(picked.tolist()) if one in wanted]
    ideal = sum(1 / math.log2(n + 2) for n in range(min(10, len(wanted))))
    return len(gains) / len(wanted), sum(gains) / ideal


def interval(values: Floats, seed: int = 0) -> tuple[float, float, float]:
    """The mean and its 95 % bootstrap interval over households."""
    told = values[~np.isnan(values)]
    draws = np.random.default_rng(seed).integers(0, len(told), (DRAWS, len(told)))
    low, high = np.percentile(told[draws].mean(axis=1), (2.5, 97.5))
    return float(told.mean()), float(low), float(high)


def ratio(ours: Floats, theirs: Floats, seed: int = 0) -> tuple[float, float, float]:
    """The ratio of the means and its 95 % bootstrap interval over the same households."""
    draws = np.random.default_rng(seed).integers(0, len(ours), (DRAWS, len(ours)))
    low, high = np.percentile(ours[draws].mean(axis=1) / theirs[draws].mean(axis=1), (2.5, 97.5))
    return float(ours.mean() / theirs.mean()), float(low), float(high)


def arrays(rows: list[tuple[float, float, float, float, float]]) -> Told:
    """Told of a row a household."""
    return Told(*np.array(rows, np.float64).T)


def judge(way: Way, asked: dict[int, Example], things: NDArray[np.int64]) -> Told:
    """A way's lists for every household, judged."""
    rows = []
    for one in asked.values():
        wanted = set(things[one.products].tolist())
        held = np.unique(things[one.rows.product])
        began = thread_time()
        scores = way.score(one)
        every = ten(scores)
        took = (thread_time() - began) * 1e6
        recall, ndcg = measures(every, wanted)
        fresh = wanted - set(held.tolist())
        new = measures(ten(scores, held), fresh) if fresh else (math.nan, math.nan)
        rows.append((recall, ndcg, *new, took))
    return arrays(rows)
