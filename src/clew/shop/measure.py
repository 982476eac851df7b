"""How well baskets are foretold: recall and NDCG of the first ten, ties by place."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.shop.weights import Ints

K = 10
_DISCOUNT = 1 / np.log2(np.arange(2, K + 2))


class Score(NamedTuple):
    """Of one player.

    Attributes:
        recall: share of the basket's distinct things that are among the first ten.
        ndcg: with a gain of 1 for each of them; Jarvelin and Kekalainen 2002.
    """

    recall: float
    ndcg: float


def score(picked: Ints, wanted: Ints) -> Score | None:
    """How well the first ten of `picked` foretell `wanted`; None where nothing is wanted."""
    if not len(wanted):
        return None
    hit: NDArray[np.bool_] = np.isin(picked[:K], wanted)
    ideal = _DISCOUNT[: min(len(wanted), K)].sum()
    return Score(float(hit.sum() / len(wanted)), float(_DISCOUNT[: len(hit)][hit].sum() / ideal))


def mean(scores: list[Score]) -> Score:
    """Over players; 0 without any."""
    if not scores:
        return Score(0.0, 0.0)
    return Score(
        sum(one.recall for one in scores) / len(scores),
        sum(one.ndcg for one in scores) / len(scores),
    )
