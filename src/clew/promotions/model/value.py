"""What a promotion gives: one struct a kind, and the bounds of money and units."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from clew.money import MOST_MINOR

Minor = Annotated[int, msgspec.Meta(ge=0, le=MOST_MINOR)]
Paid = Annotated[int, msgspec.Meta(ge=1, le=MOST_MINOR)]
MOST_UNITS = 1_000_000_000
"""The largest budget in units."""
Units = Annotated[int, msgspec.Meta(ge=0, le=MOST_UNITS)]


class Kind(StrEnum):
    """What a promotion gives."""

    PERCENT = "percent"
    FIXED = "fixed"
    FREE_ITEM = "free_item"
    BUNDLE_PRICE = "bundle_price"
    SHIPPING = "shipping"
    POINTS = "points"
    EARLY_ACCESS = "early_access"


class Percent(msgspec.Struct, frozen=True, tag=Kind.PERCENT.value, tag_field="kind"):
    """A share of the price.

    Attributes:
        percent: 1 to 100.
        at_most: minor units that it takes off at most; None for no such bound.
    """

    percent: Annotated[int, msgspec.Meta(ge=1, le=100)]
    at_most: Paid | None = None


class Fixed(msgspec.Struct, frozen=True, tag=Kind.FIXED.value, tag_field="kind"):
    """So many minor units off; never below a price of nothing."""

    amount: Paid


class FreeItem(msgspec.Struct, frozen=True, tag=Kind.FREE_ITEM.value, tag_field="kind"):
    """A product as a present.

    Attributes:
        product: its id.
        amount: minor units that it costs the shop at most.
    """

    product: str
    amount: Minor


class BundlePrice(msgspec.Struct, frozen=True, tag=Kind.BUNDLE_PRICE.value, tag_field="kind"):
    """One price for all products of the scope together.

    Attributes:
        amount: of all of them, minor units.
    """

    amount: Paid


class Shipping(msgspec.Struct, frozen=True, tag=Kind.SHIPPING.value, tag_field="kind"):
    """Delivery for nothing.

    Attributes:
        amount: minor units that it costs the shop at most.
    """

    amount: Minor


class Points(msgspec.Struct, frozen=True, tag=Kind.POINTS.value, tag_field="kind"):
    """Points of the shop's own programme.

    Attributes:
        points: at least 1.
        amount: minor units that they cost the shop at most.
    """

    points: Annotated[int, msgspec.Meta(ge=1, le=MOST_UNITS)]
    amount: Minor


class EarlyAccess(msgspec.Struct, frozen=True, tag=Kind.EARLY_ACCESS.value, tag_field="kind"):
    """Buying before others; costs the shop nothing.

    Attributes:
        hours: how long before.
    """

    hours: Annotated[int, msgspec.Meta(ge=1, le=8_760)]


Value = Percent | Fixed | FreeItem | BundlePrice | Shipping | Points | EarlyAccess
