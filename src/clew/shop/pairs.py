"""What goes together: kinds of article that stand in one basket more often than chance puts them.

Pure: baskets in, pairs out; the same for the same baskets in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, triu

from clew.shop.model import Judged, Pair

Ints: TypeAlias = NDArray[np.int64]

DIGITS = 6
"""Decimals of every figure: enough to tell pairs apart, too few for a processor's rounding."""


class Lines(NamedTuple):
    """Lines of baskets as numbers; a kind may repeat within a basket.

    Attributes:
        basket: of each line, 0 to the number of baskets - 1; shape (lines,).
        kind: of each line, an index into the names of kinds; shape (lines,).
        time: of each basket, seconds; shape (baskets,).
    """

    basket: Ints
    kind: Ints
    time: Ints


class Counts(NamedTuple):
    """In how many baskets kinds stand, alone and by two.

    Attributes:
        baskets: in all.
        each: of a kind; shape (kinds,).
        both: of two kinds, in (smaller index, larger index); sparse, shape (kinds, kinds).
    """

    baskets: int
    each: Ints
    both: Any


def count(lines: Lines, kinds: int) -> Counts:
    """Counts a basket once for each kind in it, however many lines name that kind."""
    baskets = len(lines.time)
    held: Any = csr_array(
        coo_array(
            (np.ones(len(lines.kind), dtype=np.int64), (lines.basket, lines.kind)),
            shape=(baskets, kinds),
        )
    )
    held.data[:] = 1
    each = np.asarray(held.sum(axis=0)).ravel()
    return Counts(baskets, each, csr_array(triu(held.T @ held, k=1)))


def split_at(times: Ints, later_share: float) -> int:
    """The time from which on baskets are the later ones: about that share of them."""
    if not len(times):
        return 0
    ordered = np.sort(times)
    return int(ordered[min(len(ordered) - 1, int(len(ordered) * (1 - later_share)))])


def taken(lines: Lines, which: NDArray[np.bool_]) -> Lines:
    """The lines of some baskets, `which` of shape (baskets,)."""
    number = np.cumsum(which) - 1
    kept = which[lines.basket]
    return Lines(number[lines.basket[kept]], lines.kind[kept], lines.time[which])


def mine(
    counts: Counts, names: Sequence[str], categories: Sequence[str], *, least: int
) -> list[Pair]:
    """Pairs of two categories in at least `least` baskets, likelier together than by chance.

    The highest NPMI first, ties by name. NPMI is ln(p(x,y) / (p(x) p(y))) / -ln p(x,y); source: G.
    Bouma, "Normalized (pointwise) mutual information in collocation extraction", GSCL 2009.
    `names` and `categories` are those of the kinds; names differ.
    """
    both = coo_array(counts.both)
    one, other = both.coords
    group = np.unique(np.asarray(categories, dtype=object).astype(str), return_inverse=True)[1]
    kept = (both.data >= max(1, least)) & (group[one] != group[other]) if len(one) else slice(0)
    one, other, together = one[kept], other[kept], both.data[kept]
    first_of, second_of = counts.each[one], counts.each[other]
    lift = together * float(counts.baskets) / (first_of * second_of.astype(float))
    told = -np.log(together / counts.baskets)
    # In every basket: certain, so it tells nothing.
    npmi = np.divide(np.log(lift), told, out=np.zeros(len(told)), where=told > 0)
    found = [
        _pair(names, int(i), int(j), counts, int(n), float(likely), float(more))
        for i, j, n, likely, more in zip(one, other, together, npmi, lift, strict=True)
        if more > 1
    ]
    return sorted(found, key=lambda pair: (-pair.npmi, pair.first, pair.second))


def _pair(
    names: Sequence[str], i: int, j: int, counts: Counts, together: int, npmi: float, lift: float
) -> Pair:
    if names[i] > names[j]:
        i, j = j, i
    return Pair(
        first=names[i],
        second=names[j],
        together=together,
        npmi=round(npmi, DIGITS),
        lift=round(lift, DIGITS),
        share=round(together / int(counts.each[i]), DIGITS),
    )


def judge(pair: Pair, counts: Counts, names: Sequence[str]) -> Judged:
    """The figures of a pair in other baskets, whose kinds have the same names."""
    i, j = names.index(pair.first), names.index(pair.second)
    together = int(counts.both[min(i, j), max(i, j)])
    first, second = int(counts.each[i]), int(counts.each[j])
    lift = together * counts.baskets / (first * second) if first and second else None
    return Judged(
        together=together,
        lift=None if lift is None else round(lift, DIGITS),
        share=round(together / first, DIGITS) if first else None,
    )
