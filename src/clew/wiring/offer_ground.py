"""What a promotion is about, on the shelves as they are: its articles, their price, the margin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import ceil
from statistics import median

from clew.promotions.model import BundlePrice, Promotion, Scope
from clew.promotions.price import cost_at_most, extra, off
from clew.shop.catalogue import Catalogue
from clew.shop.margin import cost_of
from clew.shop.model import Level, Product


class OfferGround:
    """A promotion and what it is about.

    Attributes:
        articles: of its scope that are in stock and sold in its currency, at least one, by id.
        spend: what one of them usually costs, or all of a bundle; minor units.
        dearest: what one of them costs at most, or all of a bundle; minor units.
        margin: share of the price that is the shop's, before the promotion; None where no
            article's cost is known.
    """

    def __init__(self, promotion: Promotion, articles: Sequence[Product]) -> None:
        prices = [one.price for one in articles]
        bundle = isinstance(promotion.value, BundlePrice)
        known = [
            (one.price - cost) / one.price for one in articles if (cost := cost_of(one)) is not None
        ]
        self.promotion = promotion
        self.articles = articles
        self.spend = float(sum(prices) if bundle else median(prices))
        self.dearest = sum(prices) if bundle else max(prices)
        self.margin = median(known) if known else None

    @property
    def cost(self) -> int:
        """What a redemption costs the shop at most, minor units."""
        return cost_at_most(self.promotion.value, self.dearest)

    @property
    def margin_after(self) -> float | None:
        """Share of what is then paid that is left after the promotion, at the usual price.

        -1 where nothing is paid; None where no article's cost is known.
        """
        if self.margin is None:
            return None
        price, value = ceil(self.spend), self.promotion.value
        paid = price - off(value, price)
        earned = paid - self.spend * (1 - self.margin) - extra(value)
        return earned / paid if paid else -1.0

    @property
    def named_types(self) -> Sequence[str]:
        """The keys of the types that its scope names, or of which it names articles, once each."""
        named = frozenset(self.promotion.scope.products)
        own = (one.label(Level.TYPE) for one in self.articles if one.id in named)
        return list(dict.fromkeys((*self.promotion.scope.types, *own)))

    @cached_property
    def types(self) -> frozenset[str]:
        """The keys of its articles' types."""
        return frozenset(one.label(Level.TYPE) for one in self.articles)


def ground_of(promotion: Promotion, catalogue: Catalogue) -> OfferGround | None:
    """What it is about; None where nothing of that is for sale in its currency."""
    articles = [
        one
        for one in articles_of(promotion.scope, catalogue)
        if one.stock != 0 and one.currency == promotion.currency
    ]
    return OfferGround(promotion, articles) if articles else None


def articles_of(scope: Scope, catalogue: Catalogue) -> Sequence[Product]:
    """What a scope is about, by id; everything where it names nothing."""
    if not (scope.products or scope.types or scope.categories):
        return list(catalogue.products.values())
    below = tuple(f"{path} > " for path in scope.categories)
    ids = {one for one in scope.products if one in catalogue.products}
    ids |= {one for key in scope.types for one in catalogue.at(Level.TYPE, key)}
    for path, inside in catalogue.categories.items():
        if path in scope.categories or path.startswith(below):
            ids.update(inside)
    return [catalogue.products[one] for one in sorted(ids)]
