"""Which of a player's offers come first, by what last night decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from clew.promotions.allocation.candidates import Candidate
from clew.promotions.allocation.figures import Method
from clew.promotions.allocation.kept import FRESH_S, Allocation, Lapse


class Scored(NamedTuple):
    """An offer and its score, thousandths of a minor unit."""

    offer: Candidate
    score: int


class Ranked(NamedTuple):
    """A player's offers, the best first.

    Attributes:
        method: that scored them.
        offers: with a score of 0 or more; ties by value, then by promotion.
        kept_back: with a score below 0: what they take is worth more to others.
        lapse: why no allocation could be used; None where one was.
    """

    method: Method
    offers: Sequence[Scored]
    kept_back: Sequence[Scored]
    lapse: Lapse | None


def rank(
    offers: Sequence[Candidate], kept: Allocation | Lapse, *, currency: str, now: int
) -> Ranked:
    """Offers by the method kept; greedily where there is none that may be used, and that is told.

    A pure function of what it is given: `now` in whole seconds since 1970, UTC; the values are
    of `currency`. Whether a budget still has room is for the hold to say.
    """
    method, prices, lapse = prices_of(kept, currency=currency, now=now)
    scored = sorted(
        (Scored(offer, score(offer, prices)) for offer in offers),
        key=lambda one: (-one.score, -one.offer.value, one.offer.promotion),
    )
    return Ranked(
        method,
        [one for one in scored if one.score >= 0],
        [one for one in scored if one.score < 0],
        lapse,
    )


def prices_of(
    kept: Allocation | Lapse, *, currency: str, now: int
) -> tuple[Method, Mapping[str, float], Lapse | None]:
    """By which method and prices offers are scored now, and why not by the night's; as `rank`."""
    lapse = lapse_of(kept, currency, now)
    if not isinstance(kept, Allocation) or lapse is not None:
        return Method.GREEDY, {}, lapse
    return kept.method, kept.prices if kept.method is Method.PRICES else {}, None


def score(offer: Candidate, prices: Mapping[str, float]) -> int:
    """Value - sum of prices x takes, whole thousandths, halves to even."""
    cost = 0.0
    # In the order of the budgets, so that the sum is the one of the night to the last bit.
    for take in sorted(offer.takes):
        cost += prices.get(take.budget, 0.0) * take.amount
    return round(offer.value - cost)


def lapse_of(kept: Allocation | Lapse, currency: str, now: int) -> Lapse | None:
    """Why an allocation may not be used; None where it may. As `rank` takes them."""
    if isinstance(kept, Lapse):
        return kept
    # From the future it is of a clock that was put back since: as good as none.
    if not 0 <= now - kept.made_at < FRESH_S:
        return Lapse.STALE
    return None if kept.currency == currency else Lapse.OTHER_CURRENCY
