"""The ways that are compared: each gives every thing of a level a score for one player.

All see the same: every household's purchases before the last four weeks for what is learned, and
for whom is asked also what was bought strictly before the basket to foretell.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from clew.shop.gather import WINDOW, Example
from clew.shop.held import held
from clew.shop.model import Level
from clew.shop.weights import DAY
from shop.world import World

Floats = NDArray[np.float32]
Scorer = Callable[[Example], Floats]
"""What a player's history says for every thing of a level."""
WEEKS_12 = 84.0
_ONES = np.ones(1, np.int64)


class Way(NamedTuple):
    """One way, ready to be asked.

    Attributes:
        name: in the table.
        score: of every thing of the level.
        took_s: to learn, seconds.
        held_bytes: what it keeps for all players and things together.
    """

    name: str
    score: Scorer
    took_s: float
    held_bytes: int


class Ground(NamedTuple):
    """What every way learns from at one level.

    Attributes:
        thing: of each product.
        many: things.
        counts: [players, things] baskets with each before the split.
        decayed: the same, each by its age at the split, half after twelve weeks.
        lately: [things] baskets in the four weeks before the split.
    """

    thing: NDArray[np.int64]
    many: int
    counts: sparse.csr_matrix
    decayed: sparse.csr_matrix
    lately: Floats


def decayed(ground_thing: NDArray[np.int64], one: Example) -> tuple[NDArray[np.int64], Floats]:
    """A player's things, and their baskets by age; exact ages, no rounding."""
    things = ground_thing[one.rows.product]
    keys, first = np.unique(things * (1 << 32) + one.rows.basket, return_index=True)
    ages = (one.time - one.rows.time[first]) / DAY
    items, at = np.unique(keys >> 32, return_inverse=True)
    return items, np.bincount(at, weights=0.5 ** (ages / WEEKS_12)).astype(np.float32)


def ground(found: World, level: Level, players: Sequence[int]) -> Ground:
    """Learned from these players only."""
    thing = found.shelf.kind_of[level]
    many, start = len(found.shelf.labels[level]), int(found.split["start"])
    counts, weights, things, who = [], [], [], []
    lately = np.zeros(many, np.float32)
    for n, player in enumerate(players):
        rows = found.rows[player].until(start)
        items, weight = decayed(thing, Example(rows, start, rows.product))
        times = held(thing[rows.product], rows.basket, np.zeros_like(rows.basket), _ONES).times
        late = rows.time >= start - WINDOW
        fresh = held(thing[rows.product[late]], rows.basket[late], rows.basket[late] * 0, _ONES)
        lately[fresh.items] += fresh.times
        counts.append(times.astype(np.float32))
        weights.append(weight)
        things.append(items)
        who.append(np.full(len(items), n))
    at = (np.concatenate(who), np.concatenate(things))
    shape = (len(players), many)
    return Ground(
        thing,
        many,
        sparse.csr_matrix((np.concatenate(counts), at), shape),
        sparse.csr_matrix((np.concatenate(weights), at), shape),
        lately,
    )


def popularity(base: Ground) -> Way:
    """Baskets in the last four weeks, the same for everybody."""
    return Way("popularity", lambda _: base.lately, 0, base.lately.nbytes)


def own_repeats(base: Ground) -> Way:
    """What the player bought, by age; what is popular where that says nothing."""
    return Way("own repeats", lambda one: _own(base, one), 0, base.lately.nbytes)


def _own(base: Ground, one: Example) -> Floats:
    scores: Floats = base.lately / max(base.lately.max(), 1) * np.float32(1e-3)
    items, weight = decayed(base.thing, one)
    scores[items] += weight
    return scores


def als(base: Ground, factors: int) -> Way:
    """Implicit ALS (Hu, Koren and Volinsky 2008) on baskets by age; 15 rounds, one thread."""
    from implicit.als import AlternatingLeastSquares  # noqa: PLC0415 - slow to import

    began = time.perf_counter()
    model = AlternatingLeastSquares(
        factors=factors, regularization=0.01, alpha=1, iterations=15, num_threads=1, random_state=0
    )
    model.fit(base.decayed, show_progress=False)
    took = time.perf_counter() - began

    def score(one: Example) -> Floats:
        items, weight = decayed(base.thing, one)
        row = sparse.csr_matrix((weight, (np.zeros(len(items), int), items)), (1, base.many))
        user = model.recalculate_user(0, row)
        return np.asarray(model.item_factors @ np.ravel(user), np.float32)

    size = model.item_factors.nbytes + model.user_factors.nbytes
    return Way(f"implicit ALS, {factors} factors", score, took, size)


def ease_weights(base: Ground, ridge: float = 200.0) -> Floats:
    """EASE on who bought what at all."""
    bought = base.counts.copy()
    bought.data[:] = 1
    inner = (bought.T @ bought).toarray().astype(np.float64)
    inner[np.diag_indices(base.many)] += ridge
    inverse = np.linalg.inv(inner)
    weights: Floats = (inverse / -np.diag(inverse)[None, :]).astype(np.float32)
    weights[np.diag_indices(base.many)] = 0
    return weights


def repeats_and_ease(base: Ground, weights: Floats, took: float, share: float) -> Way:
    """Own repeats by age plus EASE of what was bought at all, in float32."""

    def score(one: Example) -> Floats:
        items, _ = decayed(base.thing, one)
        scores: Floats = _own(base, one) + np.float32(share) * weights[items].sum(axis=0)
        return scores

    return Way(f"own repeats + {share} EASE", score, took, weights.nbytes)


def repeats_and_ease_of_types(
    base: Ground, types: Ground, weights: Floats, took: float, share: float
) -> Way:
    """The same for products: EASE of their types, shared out by what is popular within each."""
    of_type = types.thing
    whole = np.bincount(of_type, weights=base.lately, minlength=types.many)
    within = (base.lately / np.maximum(whole, 1)[of_type]).astype(np.float32)

    def score(one: Example) -> Floats:
        items, _ = decayed(types.thing, one)
        ease = np.maximum(weights[items].sum(axis=0), 0)
        scores: Floats = _own(base, one) + np.float32(share) * ease[of_type] * within
        return scores

    return Way(f"own repeats + {share} EASE of types", score, took, weights.nbytes)


def ten(scores: Floats, without: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Places of the ten highest, ties by id; `without`: what the player bought before."""
    if without is not None:
        scores = scores.copy()
        scores[without] = -np.inf
    least = np.partition(scores, len(scores) - 10)[len(scores) - 10]
    among = np.flatnonzero(scores >= least)
    return among[np.lexsort((among, -scores[among]))][:10]
