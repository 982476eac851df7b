"""A history turned into numbers, share by share, so that no more is held than is counted."""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator, Mapping, Sequence

import numpy as np

from clew.shop.model import Purchase
from clew.shop.pairs import Lines


async def read_lines(
    shares: AsyncIterator[Sequence[Purchase]], kind_of: Mapping[str, int]
) -> Lines:
    """The lines of a history that comes ordered by player; 20 bytes a line are held.

    `kind_of`: product id -> its kind's index; what is not in it is left out.
    """
    basket, kind, time = array("q"), array("i"), array("q")
    player, known = None, dict[str, int]()
    async for share in shares:
        for line in share:
            if line.player != player:
                player, known = line.player, {}
            number = known.get(line.basket)
            if number is None:
                number = known[line.basket] = len(time)
                time.append(line.time)
            which = kind_of.get(line.product)
            if which is not None:
                basket.append(number)
                kind.append(which)
    return Lines(
        np.frombuffer(basket, dtype=np.int64) if basket else np.zeros(0, np.int64),
        np.frombuffer(kind, dtype=np.int32).astype(np.int64) if kind else np.zeros(0, np.int64),
        np.frombuffer(time, dtype=np.int64) if time else np.zeros(0, np.int64),
    )
