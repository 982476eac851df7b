"""What the shop foretells of promotions: who redeems, what that brings, what it costs.

Only of what the rules in force when it began allow: each offer was evaluated by them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import groupby
from math import ceil
from typing import TypeVar

from clew.promotions.allocation.candidates import Foretold
from clew.promotions.allocation.ports import Forecast, Share
from clew.promotions.model import BundlePrice, Promotion
from clew.promotions.ports import HoldStore
from clew.promotions.price import cost_at_most
from clew.rules.desk import RuleDesk
from clew.rules.model import ELIGIBILITY, PROMOTION_CHOICE, EligibilityFacts
from clew.rules.rule_book import RuleBook
from clew.shop.catalogue import CatalogueView
from clew.shop.likely import Scopes, likely
from clew.shop.logistic import Logistic
from clew.shop.model import Offer, Purchase, Redemption
from clew.shop.ports import HistoryReader
from clew.wiring.offer_ground import OfferGround, ground_of
from clew.wiring.redemption_models import RedemptionModel
from clew.wiring.rule_facts import OfferFacts, PlayerFacts

_Own = TypeVar("_Own", Offer, Redemption)


class ShopForetelling:
    """See `Foretelling`."""

    def __init__(
        self,
        *,
        catalogue: CatalogueView,
        history: HistoryReader,
        model: RedemptionModel,
        rules: RuleDesk,
        players: PlayerFacts,
        holds: HoldStore,
        margin_percent: int,
        offers: Sequence[Offer] = (),
        redemptions: Sequence[Redemption] = (),
    ) -> None:
        """`margin_percent`: of a price, where what an article costs the shop is not known."""
        self._catalogue = catalogue
        self._history = history
        self._model = model
        self._rules = rules
        self._players = players
        self._holds = holds
        self._margin = margin_percent / 100
        self._told, self._redeemed = _by_player(offers), _by_player(redemptions)

    async def foretell(
        self, promotions: Sequence[Promotion], players: Sequence[str] | None, now: int
    ) -> Forecast:
        """See `Foretelling`."""
        catalogue = await self._catalogue.current()
        about = [known for one in promotions if (known := ground_of(one, catalogue))]
        told = OfferFacts(about, await self._holds.spent(), now)
        book = self._rules.book()
        look = self._model.look()
        by = "purchases" if look.model is None else f"redemption {look.version}"
        return Forecast(by, self._shares(told, book, look.model, players, now), book.version)

    async def _shares(
        self,
        offers: OfferFacts,
        book: RuleBook,
        model: Logistic | None,
        players: Sequence[str] | None,
        now: int,
    ) -> AsyncIterator[Share]:
        about = offers.grounds
        scopes = Scopes([frozenset(each.id for each in one.articles) for one in about])
        async for player, bought in self._bought(players, now):
            told, redeemed = self._told.get(player, ()), self._redeemed.get(player, ())
            facts = offers.of(await self._players.of(player, now, purchases=bought))
            allowed, refused = ruled(book, facts)
            found = likely(model, scopes, player, now, bought, told, redeemed)
            yield Share(
                [
                    self._foretold(player, one, foretold.chance, foretold.paid)
                    for one, foretold, may in zip(about, found, allowed, strict=True)
                    if may
                ],
                refused,
            )

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

    def _foretold(
        self, player: str, one: OfferGround, chance: float, paid: float | None
    ) -> Foretold:
        bundle = isinstance(one.promotion.value, BundlePrice)
        spend = one.spend if paid is None or bundle else paid
        margin = self._margin if one.margin is None else one.margin
        cost = cost_at_most(one.promotion.value, ceil(spend))
        return Foretold(player, one.promotion.id, chance, int(spend * margin), cost)


def ruled(
    book: RuleBook, facts: Sequence[EligibilityFacts]
) -> tuple[Sequence[bool], Mapping[str, int]]:
    """Which offers both decisions about promotions allow; the first that refuses -> how many."""
    checked = book.check(ELIGIBILITY, facts)
    verdicts = zip(book.ask(ELIGIBILITY, checked), book.ask(PROMOTION_CHOICE, checked), strict=True)
    refused: Counter[str] = Counter()
    allowed = []
    for eligible, chosen in verdicts:
        allowed.append(eligible.allow and chosen.allow)
        if not allowed[-1]:
            refused[chosen.table if eligible.allow else eligible.table] += 1
    return allowed, refused


def _by_player(rows: Sequence[_Own]) -> Mapping[str, Sequence[_Own]]:
    found: defaultdict[str, list[_Own]] = defaultdict(list)
    for row in rows:
        found[row.player].append(row)
    return dict(found)
