"""The best of many by score, ties by place; places are in the order of ids."""

from __future__ import annotations

import numpy as np

from clew.shop.shelf import Bools
from clew.shop.weights import Ints


def best(scores: Ints, may: Bools, k: int) -> Ints:
    """Places of the `k` highest scores among those that may, highest first."""
    places = np.flatnonzero(may)
    if len(places) > k:
        among = scores[places]
        least = np.partition(among, len(among) - k)[len(among) - k]
        places = places[among >= least]
    return places[np.lexsort((places, -scores[places]))][:k]
