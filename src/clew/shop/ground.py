"""What was learned, told of the products that are on the shelf now: the ground of every ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from clew.shop.ease import Neighbours
from clew.shop.learned import KINDS, Kinds, Learned
from clew.shop.model import Level
from clew.shop.shelf import Shelf
from clew.shop.weights import ONE, Ints

NEW = 10
"""A product that nobody bought stands for one basket in so many, so that new ones have a chance."""


SHARES = 1 << 20
"""What the whole of a type counts."""


class Ground:
    """A shelf, and what was learned, in the shelf's own order. It never changes.

    Attributes:
        shelf: the products.
        learned: what it was made of.
        kinds: level -> as learned, for the shelf's labels; what was not known then has nothing.
        share: [products] of its type's baskets lately, in units of 1/`SHARES`.
        popular: [products] baskets lately, as a share of the largest; in units of 1/`weights.ONE`.
        order: the products by type, within it by share, largest first, then by id.
    """

    def __init__(self, learned: Learned, shelf: Shelf) -> None:
        self.shelf, self.learned = shelf, learned
        many = len(shelf.labels[Level.TYPE])
        bought = _in_order(learned.products, learned.bought, shelf.labels[Level.PRODUCT])
        type_of = shelf.kind_of[Level.TYPE]
        weight = bought * NEW + 1
        of_type = np.bincount(type_of, weights=weight, minlength=many).astype(np.int64)
        self.share = weight * SHARES // of_type[type_of]
        self.popular = shares_of_most(bought)
        self.order = np.lexsort((np.arange(len(weight)), -self.share, type_of))
        self.kinds: Mapping[Level, Kinds] = {
            level: _kinds(learned.kinds[level], shelf.labels[level]) for level in KINDS
        }

    def on(self, shelf: Shelf) -> Ground:
        """The same on a later shelf; quick where only prices and stocks changed."""
        if shelf.kind_of is not self.shelf.kind_of:
            return Ground(self.learned, shelf)
        after = Ground.__new__(Ground)
        after.__dict__.update(self.__dict__)
        after.shelf = shelf
        for name in ("sold", "sold_from"):
            after.__dict__.pop(name, None)
        return after

    @cached_property
    def sold(self) -> Ints:
        """`order` without what is not for sale."""
        sold: Ints = self.order[self.shelf.for_sale[self.order]]
        return sold

    @cached_property
    def sold_from(self) -> Ints:
        """[types + 1] where each type begins in `sold`."""
        types = np.arange(len(self.shelf.labels[Level.TYPE]) + 1)
        return np.searchsorted(self.shelf.kind_of[Level.TYPE][self.sold], types)


def shares_of_most(counts: Ints) -> Ints:
    """Each count as a share of the largest, in units of 1/`weights.ONE`; all 0 where all are."""
    return counts * ONE // max(int(counts.max(initial=0)), 1)


def _kinds(learned: Kinds, labels: Sequence[str]) -> Kinds:
    now = {label: place for place, label in enumerate(labels)}
    there = np.array([now.get(label, -1) for label in learned.labels], np.int64)
    kept, old = learned.neighbours.item.shape[1], there[learned.neighbours.item]
    item = np.zeros((len(labels), kept), np.int32)
    weight = np.zeros((len(labels), kept), np.int16)
    known = there >= 0
    item[there[known]] = np.maximum(old, 0)[known]
    weight[there[known]] = np.where(old < 0, 0, learned.neighbours.weight)[known]
    popular = np.zeros(len(labels), np.int64)
    popular[there[known]] = learned.popular[known]
    return Kinds(labels, Neighbours(item, weight), popular)


def _in_order(ids: Sequence[str], values: Ints, wanted: Sequence[str]) -> Ints:
    known = dict(zip(ids, values.tolist(), strict=True))
    return np.array([known.get(one, 0) for one in wanted], np.int64)
