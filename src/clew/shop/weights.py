"""Whole-number weights: how much a purchase still counts, and how much its repeats do.

Everything that is compared in a ranking is a whole number, made of the two tables here by adding
and multiplying. So a ranking is the same on every machine, whatever the order of its sums.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
DAY = 86_400
"""Seconds."""
ONE = 1_024
"""What a purchase of today counts."""
LOG_ONE = 64
"""What the logarithm's unit counts."""
MOST_TIMES = 255
"""More baskets than that count as that many."""


def decay_table(half_life: int) -> Ints:
    """By age in whole days from 0: what a purchase counts; half after `half_life` days, at last 0.

    Raises `ValueError` for a half-life under a day.
    """
    if half_life < 1:
        raise ValueError("a half-life is at least a day")
    days = range(half_life * (ONE.bit_length() + 1))
    return np.array([round(ONE * 2 ** (-day / half_life)) for day in days] + [0], np.int64)


def times_table() -> Ints:
    """By number of baskets from 0 to `MOST_TIMES`: log(1 + number), in units of 1/`LOG_ONE`."""
    return np.array([round(LOG_ONE * math.log1p(n)) for n in range(MOST_TIMES + 1)], np.int64)


def looked_up(table: Ints, places: Ints) -> Ints:
    """The table at these places; past its end, its last entry."""
    return table[np.minimum(places, len(table) - 1)]


def days_ago(times: Ints, as_of: int) -> Ints:
    """Whole days from each time to `as_of`, 0 for what is not before it."""
    return np.maximum(as_of - times, 0) // DAY
