"""What one player holds: how often and how lately each thing of one level was bought."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clew.shop.weights import Ints, looked_up


class Lines(NamedTuple):
    """A player's purchases as numbers, one entry a line of a basket.

    Attributes:
        product: the product's place in the catalogue's order.
        basket: the basket's number among the player's.
        day: whole days before the moment of asking, 0 or more.
    """

    product: Ints
    basket: Ints
    day: Ints


class Held(NamedTuple):
    """What the player bought, by thing.

    Attributes:
        items: each thing once, ascending.
        own: baskets that held it, each by its age; in units of 1/`weights.ONE`.
        times: baskets that held it, at least 1.
    """

    items: Ints
    own: Ints
    times: Ints


def held(things: Ints, baskets: Ints, days: Ints, decay: Ints) -> Held:
    """Counts each thing once a basket; `days` is the age of each line's basket.

    The three are one entry a line, in any order; a thing below 0 is unknown and not counted.
    """
    known = things >= 0
    if not known.all():
        things, baskets, days = things[known], baskets[known], days[known]
    if not len(things):
        return Held(*(np.zeros(0, np.int64) for _ in range(3)))
    many = int(baskets.max()) + 1
    keys, first = np.unique(things * many + baskets, return_index=True)
    owners = keys // many
    items, start = np.unique(owners, return_index=True)
    own = np.add.reduceat(looked_up(decay, days[first]), start)
    return Held(items, own, np.diff(np.append(start, len(owners))))
