"""What hunts reckon with, made of a snapshot's parts: the rules, the promotions, the allocation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil
from typing import Any

import msgspec

from clew.hunts.ports import Candidate, Scored, Sought, Terms
from clew.hunts.snapshot import Book, Goods, Offers
from clew.promotions.allocation import candidates as allocating
from clew.promotions.allocation.kept import Allocation, Lapse
from clew.promotions.allocation.offers import prices_of, score
from clew.promotions.holds import caps_of
from clew.promotions.model import Hold, Percent, Promotion, Refusal, Schedule, Spent
from clew.promotions.ports import Caps
from clew.promotions.prefilter import Prefilter, why_not
from clew.promotions.prefilter import Sought as Seeking
from clew.promotions.price import cost_at_any_price
from clew.promotions.schedule import DAY_S, next_window
from clew.rules.model.told import MOST_COUNT, MOST_DAYS, offer_told
from clew.rules.ports import RuleEngine
from clew.rules.read_file import Documents, escaped
from clew.rules.rule_book import RuleBook, rule_book
from clew.shop.catalogue import Catalogue
from clew.shop.margin import Terms as BundleTerms
from clew.shop.margin import cost_of, discounted
from clew.wiring.offer_ground import ground_of

MILLION = 1_000_000
"""Chances are whole millionths."""
_ALLOCATION = msgspec.json.Decoder(Allocation)


class HuntWorkshop:
    """See `clew.hunts.ports.Workshop`."""

    def __init__(self, engine: RuleEngine, bundles: BundleTerms) -> None:
        self._engine = engine
        self._bundles = bundles

    def rules(self, book: Book) -> RuleBook:
        """See `Workshop`."""
        documents = Documents(
            f"version {book.version}", str(book.version), book.documents, _paths(book.documents)
        )
        return rule_book(documents, book.version, self._engine)

    def promotions(self, offers: Offers, goods: Goods) -> Desk:
        """See `Workshop`."""
        return Desk(offers, goods, self._bundles)

    def scoring(self, allocation: bytes | None) -> NightScoring:
        """See `Workshop`."""
        if allocation is None:
            return NightScoring(Lapse.MISSING)
        try:
            return NightScoring(_ALLOCATION.decode(allocation))
        except (msgspec.DecodeError, UnicodeDecodeError):
            return NightScoring(Lapse.UNREADABLE)


def _paths(tables: Mapping[str, Any]) -> Mapping[str, str]:
    return {decision: f"/tables/{escaped(decision)}" for decision in tables}


class NightScoring:
    """See `clew.hunts.ports.Scoring`."""

    def __init__(self, kept: Allocation | Lapse) -> None:
        self._kept = kept

    def scores(self, candidates: Sequence[Candidate], currency: str, now: int) -> Scored:
        """See `Scoring`."""
        method, prices, lapse = prices_of(self._kept, currency=currency, now=now)
        scores = {one.promotion: score(_offer(one), prices) for one in candidates}
        return Scored(str(method), "" if lapse is None else str(lapse), scores)


def _offer(one: Candidate) -> allocating.Candidate:
    told = one.prospect
    return allocating.candidate(
        allocating.Foretold("", one.promotion, told.likely / MILLION, told.gain, told.cost)
    )


class Desk:
    """See `clew.hunts.ports.PromotionDesk`."""

    def __init__(self, offers: Offers, goods: Goods, bundles: BundleTerms) -> None:
        self._prefilter = Prefilter(offers.promotions, {})
        self._catalogue = Catalogue(goods.version, goods.products)
        self._bundles = bundles
        self._caps: dict[str, Sequence[Caps]] = {}
        self._days: dict[tuple[str, int], int | None] = {}

    def survivors(self, sought: Sought) -> Sequence[Promotion]:
        """See `PromotionDesk`."""
        return self._prefilter.survivors(Seeking(*sought))

    def why_not(self, promotion: Promotion, sought: Sought) -> Refusal | None:
        """See `PromotionDesk`."""
        return why_not(promotion, Seeking(*sought), {})

    def terms(self, promotion: Promotion) -> Terms:
        """See `PromotionDesk`."""
        about = ground_of(promotion, self._catalogue)
        scope = promotion.scope
        facts = offer_told(
            promotion.id,
            promotion.kind.value,
            percent=promotion.value.percent if isinstance(promotion.value, Percent) else 0,
            value=0 if about is None else about.cost,
            currency=promotion.currency,
            categories=scope.categories,
            types=scope.types if about is None else about.named_types,
            tags=promotion.tags,
            margin=None if about is None else about.margin_after,
            units_left=None,
            days_left=None,
        )
        if about is None:
            return Terms(facts, cost_at_any_price(promotion.value), frozenset(), 0, None)
        margin = None if about.margin is None else round(about.margin * 1_000)
        articles = frozenset(one.id for one in about.articles)
        return Terms(facts, about.cost, articles, ceil(about.spend), margin)

    def left(self, promotion: Promotion, spent: Spent, moment: int) -> tuple[int, int]:
        """See `PromotionDesk`."""
        budget = promotion.budget
        units = MOST_COUNT
        if budget.units is not None:
            whole = budget.units * (100 + budget.overbook_percent) // 100
            units = max(0, min(MOST_COUNT, whole - spent.units))
        name = promotion.id, moment // DAY_S
        if name not in self._days:
            self._days[name] = _over(promotion.schedule, moment // DAY_S)
        over = self._days[name]
        days = MOST_DAYS if over is None else -(-(over - moment) // DAY_S) - 1
        return units, max(0, min(MOST_DAYS, days))

    def no_room(
        self, promotion: Promotion, money: int, spent: Spent, own: Spent, today: Spent
    ) -> Refusal | None:
        """See `PromotionDesk`."""
        caps = self._caps.get(promotion.id)
        if caps is None:
            hold = Hold("", promotion.id, promotion.revision, "", "", 1, money, 0, 0)
            caps = self._caps[promotion.id] = caps_of(promotion.budget, hold)
        for cap, gone in zip(caps, (spent, own, today), strict=True):
            if gone.units + 1 > cap.units:
                return cap.units_spent
            if gone.money + money > cap.money:
                return cap.money_spent
        return None

    def bundle_margin(self, first: str, second: str) -> int | None:
        """See `PromotionDesk`."""
        both = [self._catalogue.products[one] for one in (first, second)]
        costs = [cost_of(one) for one in both]
        price = sum(discounted(one.price, self._bundles) for one in both)
        known = [cost for cost in costs if cost is not None]
        if len(known) < len(costs) or price <= 0:
            return None
        return max(-100, min(100, (price - sum(known)) * 100 // price))


@lru_cache(maxsize=20_000)
def _over(schedule: Schedule, day: int) -> int | None:
    """The moment from which on it is never live again, seen from the beginning of a UTC day.

    None where that is further off than the rules count. Found once a day for each schedule: to
    look for it costs as much as a hunt.
    """
    low, high = day * DAY_S, (day + MOST_DAYS + 2) * DAY_S
    if next_window(schedule, high) is not None:
        return None
    return bisect_left(range(high), 1, low, key=lambda at: next_window(schedule, at) is None)
