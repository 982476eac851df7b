"""Shares with their intervals, and the least probability that keeps a wrong answer rare."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

WRONG = 0.01
"""The share of answers that may be wrong."""
MARGIN = 0.9
"""How much of it the rows that a threshold is chosen on may use up: others are a little worse."""
_STEP = 1e-4
_Z = 1.96


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927, "Probable inference")."""
    if not of:
        return 0.0, 1.0
    share, z2 = hits / of, _Z * _Z / of
    middle = (share + z2 / 2) / (1 + z2)
    half = _Z * sqrt(share * (1 - share) / of + z2 / (4 * of)) / (1 + z2)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def threshold(
    chance: NDArray[np.float64], hit: NDArray[np.bool_], most: float = WRONG * MARGIN
) -> float:
    """The least probability from which at most that share of the answers is wrong.

    Where there is none, a little more than the highest.
    """
    order = np.argsort(-chance, kind="stable")
    wrong = np.cumsum(~hit[order]) / np.arange(1, len(order) + 1)
    # Equal probabilities pass together.
    last = np.append(np.diff(chance[order]) != 0, True)
    good = np.flatnonzero((wrong <= most) & last)
    return float(chance[order][good[-1]]) if len(good) else float(chance.max()) + _STEP
