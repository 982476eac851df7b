"""The shop's players and promotions as the rules are told them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
import pytest

from clew.promotions.model import (
    Budget,
    BundlePrice,
    Fixed,
    FreeItem,
    Percent,
    Promotion,
    Schedule,
    Scope,
    Spent,
    Value,
)
from clew.rules.model import Offer
from clew.rules.model.told import player_told
from clew.shop.catalogue import Catalogue
from clew.shop.model import Level, Product, StartingPoint, Suggestion
from clew.testing.promotion_stores import NOON, promotion
from clew.wiring.offer_ground import ground_of
from clew.wiring.rule_facts import OfferFacts, ToldPlayer, item_facts, likings


def product(id_: str, price: int, cost: str = "", stock: int | None = None) -> Product:
    """Green and black tea, and a mug."""
    path = ("Home",) if id_ == "mug" else ("Food", "Tea")
    return Product(
        id_, id_, path, id_, "", price, "EUR", stock, attributes={"cost": cost} if cost else {}
    )


SHELVES = Catalogue(
    1, [product("green", 1_000, "6.00"), product("black", 2_000, "12.00"), product("mug", 900)]
)
STRANGER = ToldPlayer(player_told((), (), NOON), {})


def made(id_: str, value: Value, **more: object) -> Promotion:
    """A promotion, live from May on."""
    return msgspec.structs.replace(promotion(id_), value=value, **more)


def told(
    *promotions: Promotion, spent: dict[str, Spent] | None = None, player: ToldPlayer = STRANGER
) -> Sequence[Offer]:
    """What the rules are told of promotions."""
    grounds = [ground for one in promotions if (ground := ground_of(one, SHELVES)) is not None]
    return [one.promotion for one in OfferFacts(grounds, spent or {}, NOON).of(player)]


TEA = Scope(categories=("Food > Tea",))


@pytest.mark.parametrize(
    ("value", "scope", "cost", "margin"),
    [
        # Usually 15.00, of which 9.00 is the shop's cost; at most 20.00.
        (Percent(20), TEA, 400, 25),
        (Fixed(500), TEA, 500, 10),
        (Fixed(600), TEA, 600, 0),
        (Fixed(1_600), TEA, 1_600, -100),
        (FreeItem("mug", 300), TEA, 300, 20),
        (BundlePrice(2_400), TEA, 600, 25),
    ],
)
def test_what_it_costs_and_leaves(value: Value, scope: Scope, cost: int, margin: int) -> None:
    """The cost is that of the dearest, the margin is what is left at the usual price."""
    (offer,) = told(made("x", value, scope=scope))
    assert (offer.value, offer.margin, offer.margin_known) == (cost, margin, True)
    assert (offer.category, offer.type) == ("Food > Tea", "")


def test_what_is_not_known() -> None:
    """Without any article's cost the margin is not known; about nothing sold there is no offer."""
    (mug,) = told(made("x", Fixed(100), scope=Scope(products=("mug",))))
    assert (mug.margin, mug.margin_known, mug.type) == (0, False, "Home > mug")
    assert told(made("x", Fixed(100), scope=Scope(products=("cup",)))) == []


def test_what_is_left() -> None:
    """Units are those left in all, overbooked ones included; days those until it ends."""
    budget = Budget(units=10, overbook_percent=50)
    counted, endless = told(
        made("counted", Fixed(1), budget=budget),
        made(
            "endless",
            Fixed(1),
            schedule=Schedule(datetime(2027, 5, 1), "Europe/Paris", 1, rule="FREQ=DAILY"),  # noqa: DTZ001
        ),
        spent={"counted": Spent(4, 4)},
    )
    assert (counted.units_left, counted.days_left) == (11, 29)
    assert (endless.units_left, endless.days_left) == (1_000_000, 3_650)


def test_the_fit_is_the_starting_points() -> None:
    """A promotion fits as well as the best liked type that it is about."""
    point = StartingPoint(
        "ada",
        [
            Suggestion("Food > Tea > green", Level.TYPE, 8.0, ""),
            Suggestion("Home > mug", Level.TYPE, 2.0, ""),
        ],
        ranked=True,
        model=None,
    )
    ada = ToldPlayer(STRANGER.player, likings(point))
    tea, mug, black = told(
        made("tea", Fixed(1), scope=TEA),
        made("mug", Fixed(1), scope=Scope(products=("mug",))),
        made("black", Fixed(1), scope=Scope(products=("black",))),
        player=ada,
    )
    assert (tea.fit, mug.fit, black.fit) == (1_000, 250, 0)
    assert likings(msgspec.structs.replace(point, items=[])) == {}


def test_when_and_where() -> None:
    """It is asked of the first moment of the day at which it is live, by the venue's clock."""
    night = Schedule(datetime(2027, 4, 1, 22), "Europe/Paris", 0, 3_600, "FREQ=DAILY")  # noqa: DTZ001
    here = made("x", Fixed(1), schedule=night, scope=Scope(venues=("mall", "kiosk")))
    ground = ground_of(here, SHELVES)
    assert ground is not None
    (facts,) = OfferFacts([ground], {}, NOON).of(STRANGER)
    assert (facts.moment.weekday, facts.moment.hour) == ("sat", 22)
    assert (facts.moment.venue, facts.moment.campaign) == ("mall", "")
    (facts,) = OfferFacts([ground], {}, NOON, venue="kiosk", campaign="may").of(STRANGER)
    assert (facts.moment.venue, facts.moment.campaign) == ("kiosk", "may")


def test_a_product_as_the_rules_see_it() -> None:
    """A product is told with its type's key and its place in the shop."""
    item = item_facts(product("green", 1_000, stock=3))
    assert (item.category, item.type) == ("Food > Tea", "Food > Tea > green")
    assert (item.price, item.stock, item.stock_known) == (1_000, 3, True)
