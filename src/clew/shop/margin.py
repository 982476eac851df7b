"""What a bundle must leave the shop: the price after the discount against what the article cost."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from clew.errors import InputRefused
from clew.money import minor_units
from clew.shop.model import COST, Product


class Terms(msgspec.Struct, frozen=True):
    """On what terms articles may be bundled.

    Attributes:
        discount_percent: what a bundle takes off the sum of its prices, 0 to 99.
        floor_percent: of the price that is left, what must remain after the cost, 0 to 99.
        without_cost: whether articles whose cost is not known may be bundled all the same.
    """

    discount_percent: int = 15
    floor_percent: int = 20
    without_cost: bool = False


def cost_of(product: Product) -> int | None:
    """What the shop pays for one, minor units; None where that is unknown or not readable."""
    written = product.attributes.get(COST)
    if written is None:
        return None
    try:
        return minor_units(written, product.currency)
    except InputRefused:
        # Unknown is the safe side: it is not bundled unless the operator says so.
        return None


def discounted(price: int, terms: Terms) -> int:
    """The price in a bundle, rounded down to a minor unit."""
    return price * (100 - terms.discount_percent) // 100


def may_be_bundled(product: Product, terms: Terms) -> bool:
    """Whether it is in stock and keeps the floor by itself.

    What keeps the floor alone keeps it in any bundle with others that do: the floor of a sum is
    the sum of the floors.
    """
    if product.stock == 0:
        return False
    cost = cost_of(product)
    if cost is None:
        return terms.without_cost
    price = discounted(product.price, terms)
    return (price - cost) * 100 >= terms.floor_percent * price


def least_margin(products: Iterable[Product], terms: Terms) -> float | None:
    """The least share of the bundle's price that any of them leaves; None without a known cost."""
    left = [
        (price - cost) / price
        for price, cost in ((discounted(one.price, terms), cost_of(one)) for one in products)
        if cost is not None and price > 0
    ]
    return round(min(left), 4) if left else None
