"""What is foretold of promotions for one player, from the same model as by night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from clew.hunts.ports import Terms
from clew.hunts.snapshot import Prospect
from clew.promotions.model import BundlePrice, Promotion
from clew.promotions.price import cost_at_most
from clew.shop.likely import Likely, Scopes, likely
from clew.shop.model import Purchase
from clew.shop.ports import HistoryReader
from clew.wiring.redemption_models import RedemptionModel

MARGIN = 300
"""Thousandths of a price that are the shop's where no article's cost is known; as by night."""
MILLION = 1_000_000


class Prospects:
    """Foretells, for one player at a time."""

    def __init__(self, *, history: HistoryReader, model: RedemptionModel) -> None:
        self._history = history
        self._model = model

    async def of(
        self, offers: Sequence[tuple[Promotion, Terms]], player: str, now: int
    ) -> Mapping[str, Prospect]:
        """Of each promotion about something for sale, from what lies strictly before `now`."""
        bought = await self._history.purchases(player, before=now)
        sold = [(promotion, terms) for promotion, terms in offers if terms.articles]
        found = self._likely([terms for _, terms in sold], player, bought, now)
        return {
            promotion.id: _prospect(promotion, terms, one)
            for (promotion, terms), one in zip(sold, found, strict=True)
        }

    def _likely(
        self, terms: Sequence[Terms], player: str, bought: Sequence[Purchase], now: int
    ) -> Sequence[Likely]:
        """Of each; all that are about nothing the player bought are reckoned as one."""
        own = frozenset(line.product for line in bought)
        scopes = [one.articles & own for one in terms]
        met = [number for number, scope in enumerate(scopes) if scope]
        nothing: frozenset[str] = frozenset()
        asked = Scopes([*(scopes[number] for number in met), nothing])
        *of_met, of_others = likely(self._model.look().model, asked, player, now, bought)
        by_number = dict(zip(met, of_met, strict=True))
        return [by_number.get(number, of_others) for number in range(len(terms))]


def _prospect(promotion: Promotion, terms: Terms, one: Likely) -> Prospect:
    bundle = isinstance(promotion.value, BundlePrice)
    spend = terms.spend if one.paid is None or bundle else ceil(one.paid)
    margin = MARGIN if terms.margin is None else terms.margin
    return Prospect(
        likely=round(one.chance * MILLION),
        gain=spend * margin // 1_000,
        cost=cost_at_most(promotion.value, spend),
    )
