"""What a player is likely to want, among types or categories: four reasons, added up.

own: baskets that held it, each half as much after a half-life. others: what those who buy the
player's things buy (`ease.py`). session: views, searches, finds. popular: what everybody bought
lately. All whole numbers; see `weights.py` for why.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clew.shop.ease import UNIT, Neighbours
from clew.shop.held import Held
from clew.shop.learned import Kinds, Mix
from clew.shop.weights import LOG_ONE, ONE, Ints, looked_up, times_table

_TIMES = times_table()
_TO_ONE = UNIT * LOG_ONE // ONE
"""What turns a sum of weights times logarithms into units of 1/`weights.ONE`."""


class Affinity(NamedTuple):
    """Scores of every thing of a level, and what they are made of; all comparable.

    Attributes:
        own, others, session, popular: what each reason gives each thing; `others` may be negative.
    """

    own: Ints
    others: Ints
    session: Ints
    popular: Ints

    @property
    def total(self) -> Ints:
        """The sum, at least 0."""
        total: Ints = np.maximum(self.own + self.others + self.session + self.popular, 0)
        return total


def affinity(mine: Held, session: Ints, kinds: Kinds, mix: Mix) -> Affinity:
    """How much each thing of a level is for this player; linear in what the player holds.

    `session`: as `session.weighed` tells, in the order of `kinds`.
    """
    many = len(kinds.labels)
    own = np.zeros(many, np.int64)
    own[mine.items] = mine.own * mix.own
    others = follows(mine, kinds.neighbours, many) // _TO_ONE * mix.others
    return Affinity(own, others, session * mix.own, kinds.popular * mix.popular)


def follows(mine: Held, learned: Neighbours, many: int) -> Ints:
    """[many] what the neighbours of the player's things add up to.

    Sums of whole numbers below 2^53 in double precision are exact, whatever their order.
    """
    known = mine.items < len(learned.item)
    items, strength = mine.items[known], looked_up(_TIMES, mine.times[known])
    if not len(items) or not learned.item.shape[1]:
        return np.zeros(many, np.int64)
    to = learned.item[items].ravel()
    by = (learned.weight[items] * strength[:, None]).ravel()
    return np.bincount(to, weights=by, minlength=many).astype(np.int64)


def strongest_neighbour(mine: Held, learned: Neighbours, thing: int) -> int | None:
    """Which of the player's things says most for another; None where none says anything for it."""
    known = mine.items < len(learned.item)
    items, strength = mine.items[known], looked_up(_TIMES, mine.times[known])
    # Each of the player's things names another once at most, but for fillers that weigh nothing.
    mine_at, at = np.nonzero(learned.item[items] == thing)
    said = learned.weight[items[mine_at], at] * strength[mine_at]
    if not len(said) or said.max() <= 0:
        return None
    return int(items[mine_at[int(said.argmax())]])
