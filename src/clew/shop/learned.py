"""What training learned: weights between things, what is popular, and how both are mixed.

It is data only; `train.py` makes it, `learned_files.py` keeps it, `affinity.py` uses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from clew.shop.ease import Neighbours
from clew.shop.model import Level
from clew.shop.weights import Ints

KINDS = (Level.TYPE, Level.CATEGORY)
"""The levels at which weights between things are learned; products follow from their type."""


MIX_ONE = 64
"""What a number of a `Mix` counts as 1."""


class Mix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much each reason counts, in units of 1/`MIX_ONE`.

    Attributes:
        own: what the player bought before.
        others: what those who buy the same buy.
        popular: what everybody bought lately.
    """

    own: int
    others: int
    popular: int


class Within(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How products are chosen: what they themselves count, and what their type does.

    Attributes:
        own: baskets that held the product itself, and sessions about it.
        kind: its share of its type's affinity.
        of_kind: how that affinity is mixed.
    """

    own: int
    kind: int
    of_kind: Mix


class Kinds(NamedTuple):
    """What is known of one level.

    Attributes:
        labels: of the things, ascending: their places are what the arrays speak of.
        neighbours: what follows from each; only for the first `len(neighbours.item)` in `learned`.
        popular: baskets with each in the last weeks of the training, as a share of the largest;
            in units of 1/`weights.ONE`.
    """

    labels: Sequence[str]
    neighbours: Neighbours
    popular: Ints


class Learned(NamedTuple):
    """A trained starting point.

    Attributes:
        title: name and version, as answers quote it.
        decay: `weights.decay_table` of the fitted half-life.
        mixes: by level, types and categories.
        within: for products.
        kinds: by level, types and categories.
        products: ids, ascending.
        bought: baskets with each product in the last weeks of the training.
    """

    title: str
    decay: Ints
    mixes: Mapping[Level, Mix]
    within: Within
    kinds: Mapping[Level, Kinds]
    products: Sequence[str]
    bought: Ints
