"""Logistic regression with a ridge, fitted by Newton's method; small enough to read.

Source: T. Hastie, R. Tibshirani, J. Friedman, "The Elements of Statistical Learning", 2nd edition,
section 4.4.1 (iteratively reweighted least squares) and 3.4.1 (the ridge).
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
RIDGE = 1.0
"""What a weight of one costs, in log-likelihood of rows halved."""
_STEPS = 50
_STILL = 1e-10
DIGITS = 10
"""Decimals of the fitted numbers: far below what they mean, above a processor's rounding."""


class Logistic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fitted model; every sequence has one number for each feature.

    Attributes:
        names: of the features, in order.
        means: of each, over the rows that it was fitted on.
        scales: their standard deviations; 1 for a feature that never varied.
        weights: of the standardised features.
        bias: of the sum.
    """

    names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def probabilities(self, rows: Floats) -> Floats:
        """Of rows of shape (n, features), shape (n,), each in [0, 1]."""
        standard = (rows - np.asarray(self.means)) / np.asarray(self.scales)
        found: Floats = expit(standard @ np.asarray(self.weights) + self.bias)
        return found


def fit(
    rows: Floats, outcomes: NDArray[np.bool_], names: tuple[str, ...], *, ridge: float = RIDGE
) -> Logistic:
    """The model of rows of shape (n, features) and what came of them, shape (n,).

    Raises `ValueError` where there is no row, or only one outcome: then there is nothing to learn.
    """
    if len(rows) == 0 or outcomes.all() or not outcomes.any():
        raise ValueError("a model needs rows of both outcomes")
    means, scales = rows.mean(axis=0), rows.std(axis=0)
    scales[scales < _STILL] = 1.0
    design = np.column_stack([(rows - means) / scales, np.ones(len(rows))])
    # The bias is free: a ridge on it would pull every probability towards a half.
    penalty = np.diag([*[ridge] * rows.shape[1], 0.0])
    found = np.zeros(design.shape[1])
    found[-1] = np.log(outcomes.mean() / (1 - outcomes.mean()))
    for _ in range(_STEPS):
        likely = expit(design @ found)
        slope = design.T @ (outcomes - likely) - penalty @ found
        bend = (design * (likely * (1 - likely))[:, None]).T @ design + penalty
        step = np.linalg.solve(bend, slope)
        found = found + step
        if np.abs(step).max() < _STILL:
            break
    return Logistic(
        names=names,
        means=_told(means),
        scales=_told(scales),
        weights=_told(found[:-1]),
        bias=round(float(found[-1]), DIGITS),
    )


def _told(numbers: Floats) -> tuple[float, ...]:
    return tuple(round(float(number), DIGITS) for number in numbers)
