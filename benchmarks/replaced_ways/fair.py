"""The threshold that a user of each way would pick: a logistic one, cross-fitted by kin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from evidence.choice import Choices, chances, fit
from evidence.rates import threshold
from evidence.rows import FOLDS
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def answered(signs: Floats, hit: Bools, folds: Sequence[int]) -> Bools:
    """Which queries are answered.

    For each fold a logistic model of the first hit being right, and a threshold for at most the
    stated share of wrong answers, both fitted on the other folds.
    """
    fold = np.array(folds)
    found = np.zeros(len(signs), bool)
    for number in range(FOLDS):
        here, there = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        weights = fit(_choices(signs[there], hit[there]), ridge=1.0)
        known = chances(_choices(signs[there], hit[there]), weights)[0][:, 0]
        mine = chances(_choices(signs[here], hit[here]), weights)[0][:, 0]
        found[here] = mine >= threshold(known, hit[there])
    return found


def by_own_threshold(chance: Floats, hit: Bools, fold: int, folds: Sequence[int]) -> Bools:
    """Which queries of a fold are answered by the threshold of the others."""
    there = np.array(folds) != fold
    return np.asarray(~there & (chance >= threshold(chance[there], hit[there])))


def _choices(signs: Floats, hit: Bools) -> Choices:
    """A choice between the first hit and none is a logistic regression."""
    columns = np.column_stack([signs, np.ones(len(signs))])
    right = np.where(hit, 0, -1)
    return Choices(columns[:, None, :], np.ones((len(signs), 1), bool), right, np.ones(len(signs)))
