"""The best products for a player: what was bought, what was looked at, and the best of each type.

A product's score is its own (baskets that held it, sessions) plus its type's affinity times its
share of the type. The second part falls along each type's order, so the best of 68,000 products
are found by looking at the head of each type alone, and exactly those: no product is left out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clew.shop.best import best
from clew.shop.ground import SHARES, Ground
from clew.shop.held import Held
from clew.shop.learned import MIX_ONE
from clew.shop.model import Level
from clew.shop.weights import Ints

HEADS = 32
"""How many types are looked at first."""


class Wanted(NamedTuple):
    """What a product's score is made of.

    Attributes:
        place: on the shelf.
        own: of what was bought.
        session: of what was looked at.
        kind: of its type.
    """

    place: int
    own: int
    session: int
    kind: int

    @property
    def total(self) -> int:
        """The score."""
        return self.own + self.session + self.kind


def products_within(
    ground: Ground, types: Ints, mine: Held, session: Ints, *, k: int, new_only: bool = False
) -> list[Wanted]:
    """The `k` best products that are for sale, best first, ties by id.

    `types`: [types] the affinity of each, at least 0. `mine`: of products. `session`:
    [products] what was looked at. `new_only`: none that was bought before.
    """
    # At least 1, so that within a type a larger share is always a higher score.
    types = types * ground.learned.within.kind + 1
    found = _known(ground, types, mine, session, k, new_only=new_only)
    apart = set(mine.items.tolist()) | set(np.flatnonzero(session).tolist())
    found += _others(ground, types, apart, k)
    found.sort(key=lambda one: (-one.total, one.place))
    return found[:k]


def _known(
    ground: Ground, types: Ints, mine: Held, session: Ints, k: int, *, new_only: bool
) -> list[Wanted]:
    """The `k` best of what was bought or looked at."""
    looked_at = np.flatnonzero(session)
    places = np.union1d(mine.items, looked_at) if len(looked_at) else mine.items
    own = np.zeros(len(places), np.int64)
    own[np.searchsorted(places, mine.items)] = mine.own
    whole = ground.learned.within.own * MIX_ONE * SHARES
    kind = types[ground.shelf.kind_of[Level.TYPE][places]] * ground.share[places]
    total = (own + session[places]) * whole + kind
    may = ground.shelf.for_sale[places]
    if new_only:
        may = may & ~np.isin(places, mine.items)
    at = best(total, may, k)
    found = (places[at], own[at] * whole, session[places[at]] * whole, kind[at])
    return [Wanted(*one) for one in zip(*(part.tolist() for part in found), strict=True)]


def _others(ground: Ground, types: Ints, apart: set[int], k: int) -> list[Wanted]:
    """The `k` best that are not `apart`, by type and share."""
    starts = ground.sold_from
    there = starts[1:] > starts[:-1]
    bound = np.zeros(len(types), np.int64)
    bound[there] = types[there] * ground.share[ground.sold[starts[:-1][there]]]
    looked_at = HEADS + k
    while True:
        chosen = best(bound, there, looked_at)
        # What was not looked at scores at most as much as the last that was.
        floor = -1 if len(chosen) < looked_at else int(bound[chosen[-1]])
        found = _among(ground, types, chosen, apart, k)
        if floor < 0 or (len(found) == k and found[-1].kind > floor):
            return found
        looked_at *= 4


def _among(ground: Ground, types: Ints, chosen: Ints, apart: set[int], k: int) -> list[Wanted]:
    """The `k` best of the chosen types."""
    starts = ground.sold_from
    # Each type's products come best first: no more of one can be among the best than are wanted.
    many = np.minimum(starts[chosen + 1] - starts[chosen], k + len(apart))
    ends = np.cumsum(many)
    within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - many, many)
    places = ground.sold[np.repeat(starts[chosen], many) + within]
    scores = np.repeat(types[chosen], many) * ground.share[places]
    order = np.lexsort((places, -scores))[: k + len(apart)]
    ranked = zip(places[order].tolist(), scores[order].tolist(), strict=True)
    return [Wanted(place, 0, 0, score) for place, score in ranked if place not in apart][:k]
