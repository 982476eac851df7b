"""What the shop foretells of promotions: who redeems, what that brings, what it costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import groupby
from math import ceil
from statistics import median
from typing import NamedTuple, TypeVar

from clew.promotions.allocation.candidates import Foretold
from clew.promotions.allocation.ports import Forecast
from clew.promotions.model import BundlePrice, Promotion, Scope
from clew.promotions.price import cost_at_most
from clew.shop.catalogue import Catalogue, CatalogueView
from clew.shop.likely import Scopes, likely
from clew.shop.logistic import Logistic
from clew.shop.margin import cost_of
from clew.shop.model import Level, Offer, Product, Purchase, Redemption
from clew.shop.ports import HistoryReader
from clew.wiring.redemption_models import RedemptionModel

_Own = TypeVar("_Own", Offer, Redemption)


class _About(NamedTuple):
    """A promotion and what it is about.

    Attributes:
        articles: of its scope that are in stock, at least one.
        spend: what one of them, or all of a bundle, costs; minor units.
        margin: share of the price that is the shop's, before the promotion.
    """

    promotion: Promotion
    articles: frozenset[str]
    spend: float
    margin: float


class ShopForetelling:
    """See `Foretelling`."""

    def __init__(
        self,
        *,
        catalogue: CatalogueView,
        history: HistoryReader,
        model: RedemptionModel,
        margin_percent: int,
        offers: Sequence[Offer] = (),
        redemptions: Sequence[Redemption] = (),
    ) -> None:
        """`margin_percent`: of a price, where what an article costs the shop is not known."""
        self._catalogue = catalogue
        self._history = history
        self._model = model
        self._margin = margin_percent / 100
        self._told, self._redeemed = _by_player(offers), _by_player(redemptions)

    async def foretell(
        self, promotions: Sequence[Promotion], players: Sequence[str] | None, now: int
    ) -> Forecast:
        """See `Foretelling`."""
        catalogue = await self._catalogue.current()
        about = [known for one in promotions if (known := _about(one, catalogue, self._margin))]
        look = self._model.look()
        by = "purchases" if look.model is None else f"redemption {look.version}"
        return Forecast(by, self._shares(about, look.model, players, now))

    async def _shares(
        self,
        about: Sequence[_About],
        model: Logistic | None,
        players: Sequence[str] | None,
        now: int,
    ) -> AsyncIterator[Sequence[Foretold]]:
        scopes = Scopes([one.articles for one in about])
        async for player, bought in self._bought(players, now):
            told, redeemed = self._told.get(player, ()), self._redeemed.get(player, ())
            found = likely(model, scopes, player, now, bought, told, redeemed)
            yield [
                _foretold(player, one, foretold.chance, foretold.paid)
                for one, foretold in zip(about, found, strict=True)
            ]

    async def _bought(
        self, players: Sequence[str] | None, now: int
    ) -> AsyncIterator[tuple[str, Sequence[Purchase]]]:
        if players is not None:
            for player in sorted(set(players)):
                yield player, await self._history.purchases(player, before=now)
            return
        own: list[Purchase] = []
        async for share in self._history.all_purchases(before=now):
            for player, lines in groupby(share, key=lambda line: line.player):
                if own and own[0].player != player:
                    yield own[0].player, own
                    own = []
                own += lines
        if own:
            yield own[0].player, own


def _foretold(player: str, one: _About, chance: float, paid: float | None) -> Foretold:
    bundle = isinstance(one.promotion.value, BundlePrice)
    spend = one.spend if paid is None or bundle else paid
    cost = cost_at_most(one.promotion.value, ceil(spend))
    return Foretold(player, one.promotion.id, chance, int(spend * one.margin), cost)


def _about(promotion: Promotion, catalogue: Catalogue, margin: float) -> _About | None:
    articles = [
        one
        for one in articles_of(promotion.scope, catalogue)
        if one.stock != 0 and one.currency == promotion.currency
    ]
    if not articles:
        return None
    prices = [one.price for one in articles]
    spend = sum(prices) if isinstance(promotion.value, BundlePrice) else median(prices)
    known = [
        (one.price - cost) / one.price for one in articles if (cost := cost_of(one)) is not None
    ]
    return _About(
        promotion,
        frozenset(one.id for one in articles),
        float(spend),
        median(known) if known else margin,
    )


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


def _by_player(rows: Sequence[_Own]) -> Mapping[str, Sequence[_Own]]:
    found: defaultdict[str, list[_Own]] = defaultdict(list)
    for row in rows:
        found[row.player].append(row)
    return dict(found)
