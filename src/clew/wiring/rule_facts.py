"""The shop's players and promotions as the rules are told them.

`OfferFacts` is pure and holds one moment; `PlayerFacts` reads what the shop knows of a player. By
night, in a dry run and when a hunt is composed the same facts are told by these two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from clew.promotions.model import Budget, Percent, Promotion, Spent
from clew.promotions.schedule import days_left, windows
from clew.rules.model import EligibilityFacts, Item, Moment, Offer, Player
from clew.rules.model.told import (
    DAY_S,
    MOST_DAYS,
    NEVER_PLAYED,
    SAID_NOTHING,
    Played,
    Said,
    item_told,
    moment_told,
    offer_told,
    player_told,
)
from clew.shop.model import Level, Product, Purchase, StartingPoint
from clew.shop.ports import HistoryReader
from clew.shop.starting_point import StartingPoints
from clew.wiring.offer_ground import OfferGround

LIKED = 50
"""Types of a player's starting point that count."""
_NOTHING = Spent()


class ToldPlayer(NamedTuple):
    """A player, and what the starting point says.

    Attributes:
        likings: a type's key -> thousandths of the best type's score; what is not there is 0.
    """

    player: Player
    likings: Mapping[str, int]


class PlayerFacts:
    """Reads what the shop knows of players."""

    def __init__(self, *, history: HistoryReader, points: StartingPoints) -> None:
        self._history = history
        self._points = points

    async def of(
        self,
        player: str,
        now: int,
        *,
        purchases: Sequence[Purchase] | None = None,
        said: Said = SAID_NOTHING,
        played: Played = NEVER_PLAYED,
    ) -> ToldPlayer:
        """A player by what lies strictly before `now`, seconds; `purchases` where known already."""
        if purchases is None:
            purchases = await self._history.purchases(player, before=now)
        events = await self._history.events(player, before=now)
        point = await self._points.of(player, level=Level.TYPE, k=LIKED, as_of=now)
        did = [one.time for one in events]
        told = player_told(purchases, did, now, said=said, played=played)
        return ToldPlayer(told, likings(point))


def likings(point: StartingPoint) -> Mapping[str, int]:
    """What a starting point says of each thing in it, thousandths of the best score."""
    best = max((one.score for one in point.items), default=0.0)
    if best <= 0:
        return {}
    return {one.id: round(1_000 * one.score / best) for one in point.items}


class OfferFacts:
    """Promotions as facts, each at the first moment from `now` on at which it is live that day."""

    def __init__(
        self,
        grounds: Sequence[OfferGround],
        spent: Mapping[str, Spent],
        now: int,
        *,
        venue: str = "",
        campaign: str = "",
    ) -> None:
        """Where no venue or campaign is given, it is the first that a promotion's scope names."""
        self.grounds = grounds
        self._offers = [_offer(one, spent.get(one.promotion.id, _NOTHING), now) for one in grounds]
        self._moments = [_moment(one.promotion, now, venue, campaign) for one in grounds]
        self._about: defaultdict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(grounds):
            for key in one.types:
                self._about[key].append(number)

    def of(self, told: ToldPlayer) -> Sequence[EligibilityFacts]:
        """What the rules are asked about each of the grounds, in order, for one player."""
        fits = [0] * len(self.grounds)
        for key, liking in told.likings.items():
            for number in self._about.get(key, ()):
                fits[number] = max(fits[number], liking)
        return [
            EligibilityFacts(told.player, msgspec.structs.replace(offer, fit=fit), moment)
            for offer, fit, moment in zip(self._offers, fits, self._moments, strict=True)
        ]


def item_facts(product: Product) -> Item:
    """A product as the rules are told it."""
    return item_told(
        product.id,
        category=product.place_in_shop,
        type_=product.label(Level.TYPE),
        brand=product.brand,
        price=product.price,
        currency=product.currency,
        stock=product.stock,
        attributes=product.attributes,
    )


def _offer(ground: OfferGround, spent: Spent, now: int) -> Offer:
    promotion = ground.promotion
    return offer_told(
        promotion.id,
        promotion.kind.value,
        percent=promotion.value.percent if isinstance(promotion.value, Percent) else 0,
        value=ground.cost,
        currency=promotion.currency,
        categories=promotion.scope.categories,
        types=ground.named_types,
        tags=promotion.tags,
        margin=ground.margin_after,
        units_left=_left(promotion.budget, spent),
        days_left=days_left(promotion.schedule, now, MOST_DAYS),
    )


def _left(budget: Budget, spent: Spent) -> int | None:
    """Units of the budget in all that are left, overbooking included; None for no bound."""
    if budget.units is None:
        return None
    return budget.units * (100 + budget.overbook_percent) // 100 - spent.units


def _moment(promotion: Promotion, now: int, venue: str, campaign: str) -> Moment:
    scope, schedule = promotion.scope, promotion.schedule
    live = windows(schedule, now, now + DAY_S)
    return moment_told(
        live[0].start if live else now,
        schedule.timezone,
        venue or next(iter(scope.venues), ""),
        campaign or next(iter(scope.campaigns), ""),
    )
