"""Promotions in words, for people at a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from clew.money import plain
from clew.promotions.model import (
    BundlePrice,
    EarlyAccess,
    Fixed,
    FreeItem,
    Percent,
    Points,
    Promotion,
    Spent,
)


def value_words(promotion: Promotion) -> str:
    """What a promotion gives, in a few words."""
    value, currency = promotion.value, promotion.currency
    if isinstance(value, EarlyAccess):
        return f"{value.hours} h before others"
    if isinstance(value, Percent):
        bound = "" if value.at_most is None else f", at most {plain(value.at_most, currency)}"
        return f"{value.percent} % off{bound}"
    amount = f"{plain(value.amount, currency)} {currency}"
    if isinstance(value, Fixed):
        return f"{amount} off"
    if isinstance(value, FreeItem):
        return f"{value.product} as a present"
    if isinstance(value, BundlePrice):
        return f"all for {amount}"
    return f"{value.points:,} points" if isinstance(value, Points) else "delivery"


def budget_words(promotion: Promotion, spent: Mapping[str, Spent]) -> str:
    """What is taken of a promotion's budget in all, of how much."""
    taken, budget = spent.get(promotion.id, Spent()), promotion.budget
    units = (
        f"{taken.units:,} units" if budget.units is None else f"{taken.units:,} of {budget.units:,}"
    )
    if budget.money is None:
        return units
    currency = promotion.currency
    return f"{units}; {plain(taken.money, currency)} of {plain(budget.money, currency)} {currency}"


def shown_time(moment: int) -> str:
    """A moment as ISO 8601, in UTC."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
