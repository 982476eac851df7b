"""From what is foretold of a player and a promotion to a candidate of the night."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from clew.promotions.allocation.problem import MILLI, Bound, Candidate, Take, budget_key

_FINE = 1_000_000
"""A chance counts in so many parts: what lies below is a processor's rounding."""


class Counted(StrEnum):
    """What a promise counts against a budget."""

    WHOLE = "whole"
    EXPECTED = "expected"


class Foretold(NamedTuple):
    """What is known of one promise before it is made.

    Attributes:
        likely: the chance that the player redeems it, in [0, 1].
        gain: what a redemption brings before the promotion is paid, minor units.
        cost: what it costs the shop at most, minor units, 0 or more.
    """

    player: str
    promotion: str
    likely: float
    gain: int
    cost: int


def candidate(one: Foretold, counted: Counted = Counted.WHOLE) -> Candidate:
    """Chance x (gain - cost), and what it takes of the promotion's units and money.

    Whole: a unit and the whole cost, as a hold takes them. Expected: their share that is likely to
    be redeemed, rounded up to a thousandth; so more is promised than the budget holds, and some
    who solve late are refused. Raises `ValueError` for a chance outside [0, 1] or a negative cost.
    """
    if not 0 <= one.likely <= 1 or one.cost < 0:
        raise ValueError(f"out of bounds: {one!r}")
    millionths = round(one.likely * _FINE)
    share = _FINE if counted is Counted.WHOLE else millionths
    return Candidate(
        one.player,
        one.promotion,
        millionths * (one.gain - one.cost) * MILLI // _FINE,
        (
            Take(budget_key(one.promotion, Bound.UNITS), _up(share * MILLI)),
            Take(budget_key(one.promotion, Bound.MONEY), _up(share * one.cost * MILLI)),
        ),
    )


def _up(amount: int) -> int:
    return -(-amount // _FINE)
