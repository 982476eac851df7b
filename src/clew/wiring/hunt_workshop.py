"""What hunts reckon with, made of a snapshot's parts: the rules, the promotions, the allocation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from statistics import median
from typing import Any

import msgspec

from clew.hunts.ports import Candidate, Scored, Sought, Terms
from clew.hunts.snapshot import Book, Goods, Offers
from clew.money import MOST_MINOR
from clew.promotions.allocation import candidates as allocating
from clew.promotions.allocation.kept import Allocation, Lapse
from clew.promotions.allocation.offers import rank
from clew.promotions.holds import caps_of
from clew.promotions.model import BundlePrice, Hold, Percent, Promotion, Refusal, Spent
from clew.promotions.prefilter import Prefilter
from clew.promotions.prefilter import Sought as Seeking
from clew.promotions.prefilter import why_not
from clew.promotions.schedule import ends
from clew.promotions.stack import cost_at_most
from clew.rules.model import Offer
from clew.rules.ports import RuleEngine
from clew.rules.read_file import Documents, escaped
from clew.rules.rule_book import RuleBook, rule_book
from clew.shop.catalogue import Catalogue
from clew.shop.margin import Terms as BundleTerms
from clew.shop.margin import cost_of, discounted
from clew.shop.model import Level, Product
from clew.wiring.foretelling import articles_of

UNCOUNTED = 1_000_000
MOST_DAYS = 3_650
_DAY_S = 86_400


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
            return NightScoring(msgspec.json.decode(allocation, type=Allocation))
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
        offers = [
            allocating.candidate(
                allocating.Foretold(
                    "", one.promotion, one.prospect.likely / 1_000_000, one.prospect.gain, one.cost
                )
            )
            for one in candidates
        ]
        ranked = rank(offers, self._kept, currency=currency, now=now)
        scores = {
            one.offer.promotion: one.score for one in (*ranked.offers, *ranked.kept_back)
        }
        return Scored(str(ranked.method), "" if ranked.lapse is None else str(ranked.lapse), scores)


class Desk:
    """See `clew.hunts.ports.PromotionDesk`."""

    def __init__(self, offers: Offers, goods: Goods, bundles: BundleTerms) -> None:
        self._prefilter = Prefilter(offers.promotions, {})
        self._catalogue = Catalogue(goods.version, goods.products)
        self._bundles = bundles

    def survivors(self, sought: Sought) -> Sequence[Promotion]:
        """See `PromotionDesk`."""
        return self._prefilter.survivors(Seeking(*sought))

    def why_not(self, promotion: Promotion, sought: Sought) -> Refusal | None:
        """See `PromotionDesk`."""
        return why_not(promotion, Seeking(*sought), {})

    def terms(self, promotion: Promotion) -> Terms:
        """See `PromotionDesk`."""
        articles = [
            one
            for one in articles_of(promotion.scope, self._catalogue)
            if one.stock != 0 and one.currency == promotion.currency
        ]
        bundle = isinstance(promotion.value, BundlePrice)
        prices = [one.price for one in articles]
        dearest = (sum(prices) if bundle else max(prices)) if prices else None
        most = cost_at_most(promotion.value, dearest)
        return Terms(_facts(promotion, articles, most or 0), most)

    def left(self, promotion: Promotion, spent: Spent, moment: int) -> tuple[int, int]:
        """See `PromotionDesk`."""
        budget = promotion.budget
        units = UNCOUNTED
        if budget.units is not None:
            whole = budget.units * (100 + budget.overbook_percent) // 100
            units = max(0, min(UNCOUNTED, whole - spent.units))
        return units, max(0, min(MOST_DAYS, (ends(promotion.schedule) - moment) // _DAY_S))

    def no_room(
        self, promotion: Promotion, money: int, spent: Spent, own: Spent, today: Spent
    ) -> Refusal | None:
        """See `PromotionDesk`."""
        hold = Hold("", promotion.id, promotion.revision, "", "", 1, money, 0, 0)
        caps = caps_of(promotion.budget, hold)
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


def _facts(promotion: Promotion, articles: Sequence[Product], most: int) -> Offer:
    value, scope = promotion.value, promotion.scope
    margins = [
        (one.price - cost) * 100 // one.price
        for one in articles
        if (cost := cost_of(one)) is not None
    ]
    prices = [one.price for one in articles]
    usual = ceil(median(prices)) if prices else 0
    taken = cost_at_most(value, usual) or 0
    margin = None
    if margins and usual > taken:
        cost = usual * (100 - median(margins)) / 100
        margin = max(-100, min(100, int((usual - taken - cost) * 100 // (usual - taken))))
    types = {one.label(Level.TYPE) for one in articles} if scope.products else set(scope.types)
    return Offer(
        id=promotion.id,
        kind=promotion.kind.value,
        percent=value.percent if isinstance(value, Percent) else 0,
        value=min(MOST_MINOR, most),
        currency=promotion.currency,
        category=scope.categories[0] if len(scope.categories) == 1 else "",
        type=next(iter(types)) if len(types) == 1 else "",
        tags=promotion.tags,
        margin=0 if margin is None else margin,
        margin_known=margin is not None,
        units_left=UNCOUNTED,
        days_left=MOST_DAYS,
        fit=0,
    )
