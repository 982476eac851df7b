"""How good probabilities are: whether they rank, and whether they come true."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Bin(msgspec.Struct, frozen=True):
    """Rows of like probability.

    Attributes:
        rows: how many.
        foretold: mean probability.
        came: share of them that came true.
    """

    rows: int
    foretold: float
    came: float


def auc(probabilities: Floats, outcomes: NDArray[np.bool_]) -> float:
    """The chance that one that came true stands above one that did not; ties count half.

    By ranks (Mann and Whitney 1947). NaN where all came true or none.
    """
    came = int(outcomes.sum())
    rest = len(outcomes) - came
    if not came or not rest:
        return float("nan")
    ranks = _ranks(probabilities)[outcomes].sum()
    return float((ranks - came * (came + 1) / 2) / (came * rest))


def _ranks(values: Floats) -> Floats:
    """The rank of each, from 1, the lowest first; equal ones share the mean of theirs."""
    # scipy.stats has this, too, and takes longer to be imported than a hunt to be composed.
    _, place, many = np.unique(values, return_inverse=True, return_counts=True)
    shared: Floats = np.cumsum(many) - (many - 1) / 2
    return shared[place]


def brier(probabilities: Floats, outcomes: NDArray[np.bool_]) -> float:
    """The mean squared difference (Brier 1950); lower is better."""
    return float(np.mean((probabilities - outcomes) ** 2))


def calibration(probabilities: Floats, outcomes: NDArray[np.bool_], bins: int = 10) -> list[Bin]:
    """Rows in `bins` parts of about the same size, by probability, the least likely first."""
    order = np.argsort(probabilities, kind="stable")
    return [
        Bin(len(part), float(probabilities[part].mean()), float(outcomes[part].mean()))
        for part in np.array_split(order, bins)
        if len(part)
    ]


def calibration_error(parts: list[Bin]) -> float:
    """The mean distance between foretold and came, weighted by rows (Naeini and others 2015)."""
    rows = sum(part.rows for part in parts)
    return sum(part.rows * abs(part.foretold - part.came) for part in parts) / rows if rows else 0.0
