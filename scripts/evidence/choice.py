"""Fits the choice between spellings and none of them: a conditional logit, by Newton."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_NO_STEP = 1e-9


class Choices(NamedTuple):
    """Rows to fit on, padded.

    Attributes:
        signs: (rows, places, signs + 1): of the best spelling of each place; the last sign is 1.
        there: (rows, places): whether there is such a place.
        right: (rows,): the column of the right place; -1 for none.
        weight: (rows,): how much the row counts.
    """

    signs: Floats
    there: NDArray[np.bool_]
    right: NDArray[np.int64]
    weight: Floats


def chances(choices: Choices, weights: Floats) -> tuple[Floats, Floats]:
    """(rows, places) and (rows,): the probability of each place, and of none."""
    odds = np.where(choices.there, choices.signs @ weights, -np.inf)
    top = np.maximum(odds.max(axis=1), 0)
    shares = np.exp(odds - top[:, None])
    none = np.exp(-top)
    whole = shares.sum(axis=1) + none
    return shares / whole[:, None], none / whole


def fit(choices: Choices, *, ridge: float, steps: int = 30) -> Floats:
    """The weights of least loss."""
    count = choices.signs.shape[2]
    weights = np.zeros(count)
    rows = np.arange(len(choices.right))
    known = choices.right >= 0
    target = np.zeros((len(rows), count))
    target[known] = choices.signs[rows[known], choices.right[known]]
    loss = _loss(choices, weights, ridge)
    for _ in range(steps):
        shares, _none = chances(choices, weights)
        mean = np.einsum("rp,rps->rs", shares, choices.signs)
        slope = choices.weight @ (mean - target) + ridge * weights
        seen = choices.signs * np.sqrt(shares * choices.weight[:, None])[:, :, None]
        flat = seen.reshape(-1, count)
        curve = flat.T @ flat - (mean * choices.weight[:, None]).T @ mean + ridge * np.eye(count)
        step = np.linalg.solve(curve, slope)
        now = _loss(choices, weights - step, ridge)
        while (
            now > loss and np.abs(step).max() > _NO_STEP
        ):  # too far: the curve is only locally true
            step /= 2
            now = _loss(choices, weights - step, ridge)
        weights = weights - step
        if loss - now < 1e-7 * abs(loss):
            break
        loss = now
    return weights


def _loss(choices: Choices, weights: Floats, ridge: float) -> float:
    shares, none = chances(choices, weights)
    rows = np.arange(len(choices.right))
    hit = np.where(choices.right >= 0, shares[rows, choices.right], none)
    return float(-(choices.weight * np.log(hit + 1e-300)).sum() + ridge * (weights**2).sum() / 2)
