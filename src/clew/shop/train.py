"""Training a starting point from everything that was bought: two passes, in bounded memory.

The last four weeks are held out first: what was learned before them is mixed so that it foretells
one half of the sampled players' baskets, and judged on the other half. Then everything is learned
again with the same mixes. Purchases that players make later are read when they are asked for;
training only knows what is strictly before its end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from clew.errors import Code, InputRefused
from clew.progress import Progress, silent
from clew.shop.catalogue import Catalogue
from clew.shop.fit import Judged, fitted, judged, parts, popularity_only, remade
from clew.shop.gather import WINDOW, Example, Rows, Sums, example, most_bought
from clew.shop.ground import Ground
from clew.shop.learned import KINDS, Learned
from clew.shop.model import Level, Purchase
from clew.shop.ports import CatalogueReader, HistoryReader
from clew.shop.sample import Sample
from clew.shop.shelf import Shelf
from clew.shop.survey import Survey
from clew.shop.weights import Ints


class Lesson(NamedTuple):
    """What a training gave.

    Attributes:
        learned: from everything before its end.
        survey: what it was trained on.
        judged: level -> how well the same mixes, learned without the last weeks, foretold them.
        popular: level -> the same of popularity alone.
        shelf: the products that it was judged on.
        judges: the baskets that it was judged on.
    """

    learned: Learned
    survey: Survey
    judged: Mapping[Level, Judged]
    popular: Mapping[Level, Judged]
    shelf: Shelf
    judges: Sequence[Example]


async def train(
    catalogue: CatalogueReader,
    history: HistoryReader,
    *,
    before: int,
    title: str,
    progress: Progress = silent,
) -> Lesson:
    """Learns from every purchase strictly before; the catalogue is as it is now.

    Raises `InputRefused` (`shop_empty`) where there are no products or no purchases.
    """
    shelf = Shelf(Catalogue(await catalogue.version(), await catalogue.products()))
    survey = Survey()
    async for share in history.all_purchases(before=before):
        survey.add(share)
        progress("reading", survey.rows, 0)
    if not shelf.products or survey.last is None:
        raise InputRefused(
            Code.SHOP_EMPTY,
            "there is nothing to learn from: no products, or no purchases before that time",
            remedy="`clew shop import --products FILE --baskets FILE` first",
        )
    end = min(before, survey.last + 1)
    learnt = _learnt(shelf, survey)
    held_out, whole = (Sums(shelf, learnt, moment) for moment in (end - WINDOW, end))
    sample = Sample()
    async for player, rows in _players(history, shelf, before, survey.rows, progress):
        held_out.add(rows)
        whole.add(rows)
        sample.offer(player, example(rows, end - WINDOW, end))
    fitting, judges = sample.halves()
    progress("fitting", 0, 0)
    trial = fitted(title, shelf, parts(shelf, held_out, learnt), fitting)
    ground, popular = (Ground(one, shelf) for one in (trial, popularity_only(title, trial)))
    return Lesson(
        learned=remade(title, trial, parts(shelf, whole, learnt)),
        survey=survey,
        judged={level: judged(ground, judges, level) for level in Level},
        popular={level: judged(popular, judges, level) for level in Level},
        shelf=shelf,
        judges=judges,
    )


def _learnt(shelf: Shelf, survey: Survey) -> Mapping[Level, Ints]:
    """The things of each level that are learned."""
    bought = np.array([survey.bought.get(id_, 0) for id_ in shelf.labels[Level.PRODUCT]], np.int64)
    return {
        level: most_bought(
            np.bincount(
                shelf.kind_of[level], weights=bought, minlength=len(shelf.labels[level])
            ).astype(np.int64)
        )
        for level in KINDS
    }


async def _players(
    history: HistoryReader, shelf: Shelf, before: int, total: int, progress: Progress
) -> AsyncIterator[tuple[str, Rows]]:
    """Each player's rows, one player at a time."""
    waiting: list[Purchase] = []
    done = 0
    async for share in history.all_purchases(before=before):
        for row in share:
            if waiting and row.player != waiting[0].player:
                yield waiting[0].player, counted(waiting, shelf)
                waiting = []
            waiting.append(row)
        done += len(share)
        progress("learning", done, total)
    if waiting:
        yield waiting[0].player, counted(waiting, shelf)


def counted(purchases: Sequence[Purchase], shelf: Shelf) -> Rows:
    """One player's purchases as numbers; both by time, then basket, then product."""
    if not purchases:
        return Rows(*(np.zeros(0, np.int64) for _ in range(3)))
    place = shelf.index.get
    product = np.array([place(row.product, -1) for row in purchases], np.int64)
    time = np.array([row.time for row in purchases], np.int64)
    begins = [
        now.basket != then.basket or now.time != then.time for then, now in pairwise(purchases)
    ]
    basket = np.array(list(accumulate(begins, initial=0)), np.int64)
    return Rows(product, basket, time)
