"""Who buys this buys that: the weights between things, in closed form.

EASE (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): a linear model that
predicts each thing of a player from the others. With G the things' inner products over all
players, plus a ridge on the diagonal, P its inverse: B = -P / diag(P) by column, 0 on the diagonal.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

UNIT = 8_192
"""What a weight of 1 counts."""
MOST = 2**15 - 1
SPREAD = 128
"""How many neighbours of a thing are kept, by the size of the weight. On Complete Journey's 3,408
types no measure falls beyond its interval, and a twenty-seventh of the weights are read."""


class Neighbours(NamedTuple):
    """What follows from each thing.

    Attributes:
        item: [things, kept] places of the things that follow, ascending; int32.
        weight: [things, kept] how strongly, in units of 1/`UNIT`; int16. Where fewer follow, 0.
    """

    item: NDArray[np.int32]
    weight: NDArray[np.int16]


def neighbours(inner: NDArray[np.float64], ridge: float, spread: int = SPREAD) -> Neighbours:
    """The strongest weights of EASE, from the things' inner products [things, things].

    `inner` is overwritten. `ridge` is in its units and above 0, which makes the inverse exist.
    """
    many = len(inner)
    kept = min(spread, max(many - 1, 0))
    if not kept:
        return Neighbours(np.zeros((many, 0), np.int32), np.zeros((many, 0), np.int16))
    inner[np.diag_indices(many)] += ridge
    inverse = np.linalg.inv(inner)
    inverse /= -np.diag(inverse)[None, :].copy()
    inverse[np.diag_indices(many)] = 0
    whole = np.clip(np.rint(inverse * UNIT), -MOST, MOST).astype(np.int16)
    strongest = np.argsort(-np.abs(whole.astype(np.int32)), axis=1, kind="stable")[:, :kept]
    item = np.sort(strongest, axis=1)
    return Neighbours(item.astype(np.int32), np.take_along_axis(whole, item, axis=1))
