"""Training, second half: how the reasons are mixed, chosen on baskets that were held out.

The choice is a small grid, for each level the mix that foretells the sample's baskets best:
recall of the first ten, and a fifth of the recall of what is new to the player, among new things.
Baskets are nearly all repeats, so without the fifth a mix could forget what is new for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple, TypeVar

import msgspec
import numpy as np

from clew.shop.ease import neighbours
from clew.shop.gather import Example, Sums
from clew.shop.ground import Ground, shares_of_most
from clew.shop.learned import KINDS, MIX_ONE, Kinds, Learned, Mix, Within
from clew.shop.measure import Score, mean, score
from clew.shop.model import Level
from clew.shop.rank import Seen, rank, see
from clew.shop.shelf import Shelf
from clew.shop.weights import LOG_ONE, Ints, decay_table

RIDGE = 0.4
"""EASE's ridge a player: 1,000 for 2,469 households; of 50, 200, 1,000 and 3,000 it foretold best
what is new to a household, before the last four weeks of Complete Journey."""
NEW_COUNTS = 0.2
HALF_LIVES = (84, 56, 112, 168)
"""Days; twelve weeks first, which is kept where another is no better."""
OTHERS = (32, 8, 16, 64)
POPULAR = (16, 4, 32)
KIND_OWN = (16, 4, 64)
KIND = (16, 8, 32, 64)

DEFAULT_MIX = Mix(MIX_ONE, OTHERS[0], POPULAR[0])
DEFAULT_WITHIN = Within(MIX_ONE, KIND[0], Mix(KIND_OWN[0], MIX_ONE, POPULAR[0]))

T = TypeVar("T")


class Judged(msgspec.Struct, frozen=True):
    """How well a level's things are foretold.

    Attributes:
        players: how many baskets were foretold, one a player.
        recall: of the first ten, the mean over players.
        ndcg: the same.
        new_players: those whose basket held anything new to them.
        new_recall: of the first ten among what is new to the player.
        new_ndcg: the same.
    """

    players: int
    recall: float
    ndcg: float
    new_players: int
    new_recall: float
    new_ndcg: float

    @property
    def worth(self) -> float:
        """What the fit makes as large as it can."""
        return self.recall + NEW_COUNTS * self.new_recall


class Parts(NamedTuple):
    """What sums give before the mixing.

    Attributes:
        kinds: by level.
        bought: [products] baskets lately.
    """

    kinds: Mapping[Level, Kinds]
    bought: Ints


def parts(shelf: Shelf, sums: Sums, learned: Mapping[Level, Ints]) -> Parts:
    """Solves EASE at each level. The sums' inner products are used up."""
    kinds = {}
    for level in KINDS:
        ridge = RIDGE * max(sums.players, 1) * LOG_ONE**2
        labels = tuple(shelf.labels[level][place] for place in learned[level])
        lately = shares_of_most(sums.lately[level])[learned[level]]
        kinds[level] = Kinds(labels, neighbours(sums.inner.pop(level), ridge), lately)
    return Parts(kinds, sums.lately[Level.PRODUCT])


def assembled(
    title: str,
    shelf: Shelf,
    made: Parts,
    half_life: int,
    mixes: Mapping[Level, Mix],
    within: Within,
) -> Learned:
    """The starting point of these parts."""
    return Learned(
        title=title,
        decay=decay_table(half_life),
        mixes=mixes,
        within=within,
        kinds=made.kinds,
        products=shelf.labels[Level.PRODUCT],
        bought=made.bought,
    )


def popularity_only(title: str, learned: Learned) -> Learned:
    """The same without anything of the player: what is popular, for everybody."""
    plain = Mix(0, 0, MIX_ONE)
    return learned._replace(
        title=title, mixes=dict.fromkeys(KINDS, plain), within=Within(0, MIX_ONE, plain)
    )


def judged(ground: Ground, examples: Sequence[Example], level: Level) -> Judged:
    """How well a level's things are foretold on these examples."""
    return _judged(ground, [(one, seen_at(ground, one)) for one in examples], level)


def seen_at(ground: Ground, one: Example) -> Seen:
    """What was known of the player just before the example's basket."""
    return see(ground, one.rows.lines(one.time), ())


def _judged(ground: Ground, examples: Sequence[tuple[Example, Seen]], level: Level) -> Judged:
    every: list[Score] = []
    new: list[Score] = []
    for one, seen in examples:
        wanted = np.unique(ground.shelf.kind_of[level][one.products])
        for kept, new_only in ((every, False), (new, True)):
            if new_only:
                wanted = np.setdiff1d(wanted, seen.held[level].items)
                if not len(wanted):
                    continue
            picks = rank(ground, seen, level, 10, new_only=new_only)
            found = score(np.array([pick.place for pick in picks], np.int64), wanted)
            if found is not None:
                kept.append(found)
    all_, fresh = mean(every), mean(new)
    return Judged(len(every), all_.recall, all_.ndcg, len(new), fresh.recall, fresh.ndcg)


def fitted(title: str, shelf: Shelf, made: Parts, examples: Sequence[Example]) -> Learned:
    """The half-life and the mixes that foretell the examples best; the usual ones without any."""
    mixes = dict.fromkeys(KINDS, DEFAULT_MIX)
    ground = Ground(assembled(title, shelf, made, HALF_LIVES[0], mixes, DEFAULT_WITHIN), shelf)
    if not examples:
        return ground.learned
    decay = _best(
        (decay_table(days) for days in HALF_LIVES),
        lambda table: sum(_worth(_with(ground, decay=table), examples, level) for level in KINDS),
    )
    ground = _with(ground, decay=decay)
    for level in KINDS:
        mixes[level] = _best_mix(ground, level, examples)
    ground = _with(ground, mixes=mixes)
    within = _best(
        _withins(), lambda one: _worth(_with(ground, within=one), examples, Level.PRODUCT)
    )
    return _with(ground, within=within).learned


def _best_mix(ground: Ground, level: Level, examples: Sequence[Example]) -> Mix:
    return _best(_mixes(), lambda mix: _worth(_mixed(ground, level, mix), examples, level))


def _mixes() -> Iterator[Mix]:
    for others, popular in product(OTHERS, POPULAR):
        yield Mix(MIX_ONE, others, popular)


def _withins() -> Iterator[Within]:
    for own, kind in product(KIND_OWN, KIND):
        yield Within(MIX_ONE, kind, Mix(own, MIX_ONE, POPULAR[0]))


def _worth(ground: Ground, examples: Sequence[Example], level: Level) -> float:
    return judged(ground, examples, level).worth


def _best(choices: Iterator[T], worth: Callable[[T], float]) -> T:
    """The first of the most worthy; sums of shares that differ by rounding are the same."""
    tried = [(round(worth(one), 9), one) for one in choices]
    return max(tried, key=lambda pair: pair[0])[1]


def _with(ground: Ground, **changes: Any) -> Ground:
    """The ground with what was learned changed in how it is mixed alone."""
    after = ground.on(ground.shelf)
    after.learned = ground.learned._replace(**changes)
    return after


def _mixed(ground: Ground, level: Level, mix: Mix) -> Ground:
    return _with(ground, mixes={**ground.learned.mixes, level: mix})


def remade(title: str, mixed: Learned, made: Parts) -> Learned:
    """The same mixes over other parts."""
    return mixed._replace(title=title, kinds=made.kinds, bought=made.bought)
