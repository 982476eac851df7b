"""What one promotion takes off a price and costs besides: pure, in whole minor units.

A share of the price is rounded down to whole minor units, each time it is taken: nobody is given
more than was promised, and no promise costs more than is said here.
"""

from __future__ import annotations

from clew.promotions.model import (
    BundlePrice,
    EarlyAccess,
    Fixed,
    FreeItem,
    Percent,
    Points,
    Shipping,
    Value,
)


def cost_at_most(value: Value, price: int) -> int:
    """What one promotion costs the shop at most, minor units: what its hold takes of the money.

    `price`: of what it is about, the dearest of it where that is open.
    """
    return off(value, price) + extra(value)


def cost_at_any_price(value: Value) -> int | None:
    """The same where nobody knows the price; None where nothing bounds it then."""
    if isinstance(value, Percent):
        return value.at_most
    if isinstance(value, BundlePrice):
        return None
    return value.amount if isinstance(value, Fixed) else extra(value)


def off(value: Value, price: int) -> int:
    """What is taken off a price, at most all of it."""
    if isinstance(value, Percent):
        share = price * value.percent // 100
        return share if value.at_most is None else min(share, value.at_most)
    if isinstance(value, Fixed):
        return min(value.amount, price)
    if isinstance(value, BundlePrice):
        return max(0, price - value.amount)
    return 0


def extra(value: Value) -> int:
    """What it costs the shop besides a lower price: a present, delivery, points."""
    return value.amount if isinstance(value, FreeItem | Shipping | Points) else 0


def gives(value: Value) -> bool:
    """Whether it gives something besides a lower price."""
    return isinstance(value, FreeItem | Shipping | Points | EarlyAccess)
