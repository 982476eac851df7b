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
RIDGE = 0.2
"""How strongly the few numbers of a way are drawn to 0."""


def answered(signs: Floats, hit: Bools, folds: Sequence[int]) -> Bools:
    """Which queries are answered: each judged by what was fitted on the other folds."""
    every = np.ones(len(signs), bool)
    found = [answered_of(number, signs, hit, folds, every) for number in range(FOLDS)]
    return np.asarray(np.logical_or.reduce(found))


def answered_of(fold: int, signs: Floats, hit: Bools, folds: Sequence[int], may: Bools) -> Bools:
    """Which queries of a fold are answered, of those that may be.

    A logistic model of the first hit being right, and a threshold for at most the stated share of
    wrong answers, both fitted on the other folds.
    """
    here = np.array(folds) == fold
    found = np.zeros(len(signs), bool)
    there, here = np.flatnonzero(~here & may), np.flatnonzero(here & may)
    if len(there) and len(here):
        weights = fit(_choices(signs[there], hit[there]), ridge=RIDGE)
        known = chances(_choices(signs[there], hit[there]), weights)[0][:, 0]
        mine = chances(_choices(signs[here], hit[here]), weights)[0][:, 0]
        found[here] = mine >= threshold(known, hit[there])
    return found


def _choices(signs: Floats, hit: Bools) -> Choices:
    """A choice between the first hit and none is a logistic regression."""
    columns = np.column_stack([signs, np.ones(len(signs))])
    right = np.where(hit, 0, -1)
    return Choices(columns[:, None, :], np.ones((len(signs), 1), bool), right, np.ones(len(signs)))
