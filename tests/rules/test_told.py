"""What is known of players, products and promotions, as facts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clew.rules.model import Player
from clew.rules.model.told import (
    DAY_S,
    Played,
    Said,
    item_told,
    moment_told,
    offer_told,
    player_told,
)
from clew.shop.model import Purchase

NOW = int(datetime(2027, 5, 1, 12, tzinfo=UTC).timestamp())


def line(days: float, basket: str, price: int | None = 100) -> Purchase:
    """A line so many days ago."""
    return Purchase("ada", basket, NOW - int(days * DAY_S), "tea", price=price)


def test_a_stranger() -> None:
    """Of whom nothing is known every count says so, and none says nothing."""
    assert player_told((), (), NOW) == Player(
        known=False,
        visits_30d=0,
        days_since_visit=3_650,
        purchases_90d=0,
        spent_90d=0,
        segments=(),
        lang="",
        step_free=False,
        hunts_today=0,
        hunts_7d=0,
        hunts_solved=0,
        hours_since_hunt=1_000_000,
        rewards_7d=0,
    )


def test_a_regular() -> None:
    """Visits are counted by days, baskets once, and only what lies before now counts."""
    bought = [
        line(200, "old", 9_000),
        line(40, "a"),
        line(40, "a", 50),
        line(2.5, "b", None),
        line(2.2, "c"),
        line(0, "now", 7_000),
        line(-1, "later", 7_000),
    ]
    seen = [NOW - 10, NOW - DAY_S // 2, NOW - 29 * DAY_S, NOW - 30 * DAY_S, NOW]
    told = player_told(bought, seen, NOW, said=Said("fr", step_free=True, segments=("vip",)))
    assert told.known
    assert (told.visits_30d, told.days_since_visit) == (3, 0)
    assert (told.purchases_90d, told.spent_90d) == (3, 250)
    assert (told.lang, told.step_free, told.segments) == ("fr", True, ("vip",))


def test_who_has_played() -> None:
    """Counts of hunts are told as they are, and never leave their bounds."""
    told = player_told((), (), NOW, played=Played(1, 4, 9, 5, 2_000_000))
    assert (told.hunts_today, told.hunts_7d, told.hunts_solved) == (1, 4, 9)
    assert (told.hours_since_hunt, told.rewards_7d) == (5, 1_000_000)


def test_the_venues_clock() -> None:
    """Weekday and hour are the venue's, not the server's."""
    late = int(datetime(2027, 5, 1, 22, 30, tzinfo=UTC).timestamp())
    told = moment_told(late, "Europe/Paris", "mall", "spring")
    assert (told.weekday, told.hour, told.venue, told.campaign) == ("sun", 0, "mall", "spring")


@pytest.mark.parametrize(
    ("categories", "types", "category", "type_"),
    [
        ((), (), "", ""),
        (("Food",), (), "Food", ""),
        (("Food > Tea", "Food > Bakery"), (), "Food", ""),
        (("Food", "Home"), (), "", ""),
        ((), ("Food > Tea > green",), "Food > Tea", "Food > Tea > green"),
        ((), ("Food > Tea > green", "Food > Tea > black"), "Food > Tea", ""),
        (("Food > Bakery",), ("Food > Tea > green",), "Food", ""),
    ],
)
def test_what_a_promotion_is_about(
    categories: tuple[str, ...], types: tuple[str, ...], category: str, type_: str
) -> None:
    """It is about the innermost category that all of it stands in, and one type where it is one."""
    told = offer_told(
        "x",
        "fixed",
        percent=0,
        value=100,
        currency="EUR",
        categories=categories,
        types=types,
        tags=("gift",),
        margin=-7.5,
        units_left=-3,
        days_left=None,
        fit=1_001,
    )
    assert (told.category, told.type) == (category, type_)
    assert (told.margin, told.margin_known, told.units_left) == (-100, True, 0)
    assert (told.days_left, told.fit) == (3_650, 1_000)


def test_a_product() -> None:
    """Stock that is not counted is told as plenty, and as not known."""
    told = item_told(
        "tea",
        category="Food",
        type_="Food > tea",
        brand="",
        price=350,
        currency="EUR",
        stock=None,
        attributes={"tags": "gift, , warm"},
    )
    assert (told.stock, told.stock_known, told.tags) == (1_000_000, False, ("gift", "warm"))
