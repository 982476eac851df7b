"""What is popular, counted from the history where no training has said it."""

from __future__ import annotations

import numpy as np

from clew.errors import ClewError
from clew.shop.ease import Neighbours
from clew.shop.ground import shares_of_most
from clew.shop.held import held
from clew.shop.learned import KINDS, MIX_ONE, Kinds, Learned, Mix, Within
from clew.shop.model import Level
from clew.shop.ports import HistoryReader
from clew.shop.shelf import Shelf
from clew.shop.weights import decay_table

TITLE = "popularity"


async def counted_popularity(
    history: HistoryReader, shelf: Shelf, *, since: int, before: int
) -> Learned:
    """Baskets with each thing from `since` on, strictly before; nothing where none can be read."""
    counts = {level: np.zeros(len(things), np.int64) for level, things in shelf.labels.items()}
    everything = np.ones(1, np.int64)
    try:
        async for share in history.all_purchases(before=before):
            late = [row for row in share if row.time >= since and row.product in shelf.index]
            products = np.array([shelf.index[row.product] for row in late], np.int64)
            names = {basket: n for n, basket in enumerate(sorted({r.basket for r in late}))}
            baskets = np.array([names[row.basket] for row in late], np.int64)
            for level, kind_of in shelf.kind_of.items():
                found = held(kind_of[products], baskets, np.zeros_like(baskets), everything)
                counts[level][found.items] += found.times
    except ClewError:
        # Its reader has said so already, and the order of ids is still an order.
        pass
    plain = Mix(0, 0, MIX_ONE)
    return Learned(
        title=TITLE,
        decay=decay_table(1),
        mixes=dict.fromkeys(KINDS, plain),
        within=Within(0, MIX_ONE, plain),
        kinds={
            level: Kinds(
                shelf.labels[level],
                Neighbours(
                    np.zeros((len(counts[level]), 0), np.int32),
                    np.zeros((len(counts[level]), 0), np.int16),
                ),
                shares_of_most(counts[level]),
            )
            for level in KINDS
        },
        products=shelf.labels[Level.PRODUCT],
        bought=counts[Level.PRODUCT],
    )
