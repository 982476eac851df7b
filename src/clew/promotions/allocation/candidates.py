"""A candidate of the night, and how it comes from what is foretold of a player and a promotion.

Amounts are whole thousandths: of a minor unit for values and money, of a unit for units.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

MILLI = 1_000
"""What an amount of one is written as."""
MOST = 10**15
"""The largest value and the largest take of a candidate, thousandths."""
_FINE = 1_000_000
"""A chance counts in so many parts: what lies below is a processor's rounding."""


class Bound(StrEnum):
    """What a budget counts."""

    UNITS = "units"
    MONEY = "money"


def budget_key(promotion: str, bound: Bound) -> str:
    """The name of a promotion's budget; no two share one."""
    return f"{bound}/{promotion}"


class Take(NamedTuple):
    """What a promise takes of a budget, thousandths, 0 or more."""

    budget: str
    amount: int


class Candidate(NamedTuple):
    """A promotion that a player may be promised.

    Attributes:
        value: what the promise is expected to bring, thousandths of a minor unit.
        takes: of which budgets how much, each budget once; one without a cap does not bind.
    """

    player: str
    promotion: str
    value: int
    takes: tuple[Take, ...]


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
