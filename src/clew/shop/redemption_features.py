"""What is known of a player and a promotion before it opens, as numbers that redemption hangs on.

Only what lies strictly before the offer is looked at, and nothing that grows with the age of a
history alone: such numbers foretell well in the year they were fitted in, and too much in the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from math import log1p

import numpy as np
from numpy.typing import NDArray

from clew.shop.model import Offer, Purchase, Redemption

LATELY_S = 84 * 86_400
"""Twelve weeks, in seconds: the same span over which own purchases fade."""
_DAY_S = 86_400
_NEVER_DAYS = 365
"""What counts as the time since something that never was."""
_HARDLY = 0.1
"""Redemptions that somebody without any offer behind him is taken to have had, of one offer."""

FEATURES = (
    "redeemed_share",  # (promotions redeemed + 0.1) / (told of + 1)
    "days_since_redeemed",  # log(1 + days, 365 at most)
    "baskets",  # log(1 + baskets in the last twelve weeks)
    "spend",  # log(1 + hundreds of minor units spent in them)
    "in_scope",  # log(1 + lines in them that the promotion is about)
)


def features(
    offer: Offer,
    scope: AbstractSet[str],
    bought: Iterable[Purchase],
    told: Sequence[Offer],
    redeemed: Sequence[Redemption],
) -> NDArray[np.float64]:
    """The numbers of one offer, shape (len(FEATURES),).

    `scope`: ids of the articles that the promotion is about; empty: all of them. `bought`, `told`
    and `redeemed` are the player's own; what is not before the offer is passed over.
    """
    now = offer.time
    lately = [line for line in bought if now - LATELY_S <= line.time < now]
    known = {one.promotion for one in told if one.time < now}
    used = {one.promotion for one in redeemed if one.time < now}
    last = max((one.time for one in redeemed if one.time < now), default=None)
    days = _NEVER_DAYS if last is None else min(_NEVER_DAYS, (now - last) / _DAY_S)
    return np.array(
        [
            (len(used) + _HARDLY) / (len(known | used) + 1),
            log1p(days),
            log1p(len({line.basket for line in lately})),
            log1p(sum(line.price or 0 for line in lately) / 100),
            log1p(sum(not scope or line.product in scope for line in lately)),
        ]
    )
