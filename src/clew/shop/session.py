"""What a player did lately without buying: views, searches, finds; as weights of products.

No data set at hand tells how a view relates to a purchase, so the weights here are set, not fitted:
a search that names a product counts half a purchase of today, a view a quarter, a solved puzzle an
eighth, and each half as much three days later.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from clew.shop.model import Event, EventKind
from clew.shop.shelf import Shelf
from clew.shop.weights import DAY, ONE, Ints, decay_table, looked_up

COUNTS = {EventKind.SEARCH: ONE // 2, EventKind.VIEW: ONE // 4, EventKind.SOLVE: ONE // 8}
HALF_LIFE = 3
"""Days."""
LAST = 100
"""How many of the latest events count; a crawler's session costs no more than a player's."""
WIDEST = 200
"""A search that names more products than this names none in particular."""

_DECAY = decay_table(HALF_LIFE)


class Doing(NamedTuple):
    """What one event says.

    Attributes:
        kind: of the event.
        text: what was searched; empty for the others.
        products: places on the shelf that it is about.
        weight: how much it still counts, in units of 1/`weights.ONE`.
    """

    kind: EventKind
    text: str
    products: Ints
    weight: int


def doings(events: Sequence[Event], shelf: Shelf, as_of: int) -> Sequence[Doing]:
    """What the latest events strictly before `as_of` still say, the latest first."""
    found = []
    before = [event for event in events if event.time < as_of]
    for event in reversed(before[-LAST:]):
        age = np.array((as_of - event.time) // DAY)
        weight = COUNTS[event.kind] * int(looked_up(_DECAY, age)) // ONE
        products = _about(event, shelf)
        if weight and 0 < len(products) <= WIDEST:
            found.append(Doing(event.kind, event.text or "", products, weight))
    return found


def _about(event: Event, shelf: Shelf) -> Ints:
    if event.kind is EventKind.SEARCH:
        return shelf.searched(event.text or "")
    place = shelf.index.get(event.product or "")
    return np.zeros(0, np.int64) if place is None else np.array([place])


def weighed(done: Sequence[Doing], things: Ints, many: int) -> Ints:
    """[many] how much the doings say for each thing; `things` is the thing of each product.

    A doing counts once for a thing, however many of its products it names.
    """
    total = np.zeros(many, np.int64)
    for one in done:
        total[np.unique(things[one.products])] += one.weight
    return total
