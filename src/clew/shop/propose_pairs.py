"""Proposing what goes together: found in the earlier baskets, judged by the later ones."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clew.errors import Code, InputRefused
from clew.shop.basket_lines import read_lines
from clew.shop.catalogue import Catalogue
from clew.shop.margin import Terms, least_margin, may_be_bundled
from clew.shop.model import Level, Pair, Product, Proposal
from clew.shop.pairs import Counts, count, judge, mine, split_at, taken
from clew.shop.ports import CatalogueReader, HistoryReader, PairStore

LATER_SHARE = 0.25
"""Of the baskets, by time: those that judge what the others proposed."""
KEPT_LIFT = 2.0
"""The lift that a pair must still have in the later baskets to count as kept."""


class Found(msgspec.Struct, frozen=True):
    """What was proposed, and how well it held.

    Attributes:
        proposals: the highest NPMI first.
        baskets: in which pairs were looked for.
        later_baskets: by which they were judged.
        mined: pairs before stock and margin were looked at.
        median_later_lift: over the proposals that both kinds' later sales can judge; None without.
        kept: of those, the share whose later lift is at least `KEPT_LIFT`; None without.
    """

    proposals: Sequence[Proposal]
    baskets: int
    later_baskets: int
    mined: int
    median_later_lift: float | None
    kept: float | None


class PairProposals:
    """Finds pairs in the history, and keeps them as proposals for the rules."""

    def __init__(
        self, *, catalogue: CatalogueReader, history: HistoryReader, store: PairStore
    ) -> None:
        self._catalogue = catalogue
        self._history = history
        self._store = store

    async def find(self, terms: Terms, *, least: int, top: int, before: int | None = None) -> Found:
        """Proposes the best `top` pairs that stand in at least `least` baskets.

        None within one category; each kind has an article in stock above the margin floor.
        Raises `InputRefused` (`shop_empty`) where there is no catalogue or no history.
        """
        catalogue = Catalogue(await self._catalogue.version(), await self._catalogue.products())
        names = list(catalogue.types)
        kind_of = {id_: at for at, name in enumerate(names) for id_ in catalogue.types[name]}
        lines = await read_lines(self._history.all_purchases(before=before), kind_of)
        if not len(lines.kind):
            raise _nothing_to_count()
        split = split_at(lines.time, LATER_SHARE)
        earlier = count(taken(lines, lines.time < split), len(names))
        later = count(taken(lines, lines.time >= split), len(names))
        categories = [_category(catalogue, name) for name in names]
        pairs = mine(earlier, names, categories, least=least)
        proposals = _qualified(pairs, catalogue, terms, later, names, split, top)
        await self._store.propose(proposals)
        lifts = sorted(one.later.lift for one in proposals if one.later.lift is not None)
        return Found(
            proposals=proposals,
            baskets=earlier.baskets,
            later_baskets=later.baskets,
            mined=len(pairs),
            median_later_lift=lifts[len(lifts) // 2] if lifts else None,
            kept=sum(lift >= KEPT_LIFT for lift in lifts) / len(lifts) if lifts else None,
        )


def _qualified(
    pairs: Sequence[Pair],
    catalogue: Catalogue,
    terms: Terms,
    later: Counts,
    names: Sequence[str],
    split: int,
    top: int,
) -> list[Proposal]:
    found: list[Proposal] = []
    for pair in pairs:
        first = _to_bundle(catalogue, pair.first, terms)
        second = _to_bundle(catalogue, pair.second, terms)
        if not first or not second:
            continue
        found.append(
            Proposal(
                pair=pair,
                later=judge(pair, later, names),
                split=split,
                products=(len(first), len(second)),
                margin=least_margin((*first, *second), terms),
            )
        )
        if len(found) == top:
            break
    return found


def _to_bundle(catalogue: Catalogue, kind: str, terms: Terms) -> list[Product]:
    sold = (catalogue.products[id_] for id_ in catalogue.at(Level.TYPE, kind))
    return [product for product in sold if may_be_bundled(product, terms)]


def _category(catalogue: Catalogue, kind: str) -> str:
    return catalogue.products[catalogue.types[kind][0]].place_in_shop


def _nothing_to_count() -> InputRefused:
    return InputRefused(
        Code.SHOP_EMPTY,
        "there are no baskets to count",
        remedy="import them: `clew shop import --products FILE --baskets FILE`",
    )
