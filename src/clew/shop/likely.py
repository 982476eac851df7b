"""How likely a player is to redeem each of many promotions, in one pass over what he bought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import numpy as np

from clew.shop.logistic import Logistic
from clew.shop.model import Offer, Purchase, Redemption
from clew.shop.redemption_features import FEATURES, LATELY_S, features

_HARDLY = 0.1
"""Baskets with a scope in them that somebody who has none is taken to have had."""


class Likely(NamedTuple):
    """Of one promotion.

    Attributes:
        chance: in [0, 1].
        paid: what one article of its scope cost the player lately, minor units on average; None
            where he bought none, or it is not known.
    """

    chance: float
    paid: float | None


class Scopes:
    """What many promotions are about, turned round: article -> which promotions."""

    def __init__(self, scopes: Sequence[AbstractSet[str]]) -> None:
        self.count = len(scopes)
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, scope in enumerate(scopes):
            for product in scope:
                found[product].append(number)
        self.about: Mapping[str, Sequence[int]] = dict(found)


def likely(
    model: Logistic | None,
    scopes: Scopes,
    player: str,
    now: int,
    bought: Sequence[Purchase],
    told: Sequence[Offer] = (),
    redeemed: Sequence[Redemption] = (),
) -> Sequence[Likely]:
    """Of each scope, in order, from what lies strictly before `now`, seconds.

    Without a model the chance is the share of the last twelve weeks' baskets with the scope in
    them, (with it + 0.1) / (all + 1): how often somebody buys there, not how likely an offer is
    to be redeemed.
    """
    lines = np.zeros(scopes.count)
    articles, paid = np.zeros(scopes.count), np.zeros(scopes.count)
    baskets: list[set[str]] = [set() for _ in range(scopes.count)]
    every = set()
    for line in bought:
        if now - LATELY_S <= line.time < now:
            every.add(line.basket)
            for number in scopes.about.get(line.product, ()):
                lines[number] += 1
                baskets[number].add(line.basket)
                if line.price is not None:
                    articles[number] += line.quantity
                    paid[number] += line.price
    if model is None:
        chances = [(len(one) + _HARDLY) / (len(every) + 1) for one in baskets]
    else:
        known = features(Offer(player, "", now), frozenset(), bought, told, redeemed)
        rows = np.tile(known, (scopes.count, 1))
        rows[:, FEATURES.index("in_scope")] = np.log1p(lines)
        chances = model.probabilities(rows).tolist()
    return [
        Likely(min(1.0, max(0.0, chance)), sum_ / count if count else None)
        for chance, sum_, count in zip(chances, paid.tolist(), articles.tolist(), strict=True)
    ]
