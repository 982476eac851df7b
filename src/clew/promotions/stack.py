"""Which promotions may be given together, and what is then to pay: pure, in whole minor units.

Promotions are applied in the order that their `after` asks for, else by
kind (one price for all, percent, fixed), then by id; each to what the ones before left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from clew.promotions.model import (
    BundlePrice,
    EarlyAccess,
    Fixed,
    FreeItem,
    Percent,
    Points,
    Promotion,
    Refusal,
    Shipping,
)
from clew.promotions.price import extra, gives, off

_ORDER = (BundlePrice, Percent, Fixed, FreeItem, Shipping, Points, EarlyAccess)


class Basis(msgspec.Struct, frozen=True):
    """What promotions are applied to: an article, or the articles of a bundle together.

    Attributes:
        price: minor units, at least 0.
        cost: what it costs the shop, minor units; None where that is not known.
        currency: ISO 4217.
    """

    price: int
    cost: int | None
    currency: str


class Taken(msgspec.Struct, frozen=True):
    """What one promotion of a stack does.

    Attributes:
        off: taken off the price, minor units.
        extra: what it costs the shop besides, minor units: a present, delivery, points.
    """

    promotion: str
    off: int
    extra: int


class Stacked(msgspec.Struct, frozen=True):
    """Promotions that are given together.

    Attributes:
        price: what is left to pay, minor units, at least 0.
        taken: in the order in which they are applied.
        refused: id -> why it is not among them.
    """

    price: int
    taken: tuple[Taken, ...]
    refused: Mapping[str, Refusal]

    @property
    def cost(self) -> int:
        """What all of it costs the shop, minor units."""
        return sum(one.off + one.extra for one in self.taken)


def stack(basis: Basis, wanted: Sequence[Promotion]) -> Stacked:
    """Gives what may be given together, the earlier wanted before the later.

    One is refused where it may not be combined with what is given already, takes nothing off, or
    leaves less margin than the strictest floor among all of them.
    """
    given: list[Promotion] = []
    refused: dict[str, Refusal] = {}
    for one in wanted:
        refusal = not_together(given, one) or _unfit(basis, [*given, one], one)
        if refusal is None:
            given.append(one)
        else:
            refused[one.id] = refusal
    taken = tuple(_apply(basis, given))
    return Stacked(basis.price - sum(one.off for one in taken), taken, refused)


def not_together(given: Sequence[Promotion], one: Promotion) -> Refusal | None:
    """Why one may not be combined with those given; None where it may."""
    for other in given:
        if other.id == one.id or other.stacking.exclusive or one.stacking.exclusive:
            return Refusal.EXCLUSIVE
        if one.stacking.group and one.stacking.group == other.stacking.group:
            return Refusal.GROUP_TAKEN
    return None


def cycle(after: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Ids of which each is to come after the next and the last after the first; empty if none."""
    done: set[str] = set()
    for root in sorted(after):
        path: dict[str, None] = {}
        ways: list[Iterator[str]] = [iter((root,))]
        while ways:
            following = next(ways[-1], None)
            if following is None:
                ways.pop()
                if path:
                    done.add(path.popitem()[0])
            elif following in path:
                return list(path)[list(path).index(following) :]
            elif following not in done:
                path[following] = None
                ways.append(iter(after.get(following, ())))
    return ()


def _unfit(basis: Basis, together: Sequence[Promotion], one: Promotion) -> Refusal | None:
    if one.currency != basis.currency:
        return Refusal.OTHER_CURRENCY
    taken = list(_apply(basis, together))
    for promotion in together:
        mine = next(each for each in taken if each.promotion == promotion.id)
        if not mine.off and not gives(promotion.value):
            return Refusal.NOTHING_TO_GIVE
    floors = [each.stacking.margin_floor for each in together]
    floor = max((each for each in floors if each is not None), default=None)
    if floor is None:
        return None
    if basis.cost is None:
        return Refusal.COST_UNKNOWN
    price = basis.price - sum(each.off for each in taken)
    earned = price - basis.cost - sum(each.extra for each in taken)
    # As percent of what is paid, without a division: earned / price >= floor / 100.
    return None if earned * 100 >= floor * price else Refusal.BELOW_MARGIN_FLOOR


def _apply(basis: Basis, together: Sequence[Promotion]) -> Iterator[Taken]:
    left = basis.price
    for promotion in _ordered(together):
        less = off(promotion.value, left)
        left -= less
        yield Taken(promotion.id, less, extra(promotion.value))


def _ordered(together: Sequence[Promotion]) -> Iterator[Promotion]:
    """By `after`, else by kind and id; where they wait for each other, as if they did not."""
    waiting = sorted(together, key=lambda one: (_ORDER.index(type(one.value)), one.id))
    while waiting:
        ids = {one.id for one in waiting}
        ready = next((one for one in waiting if not ids & set(one.stacking.after)), waiting[0])
        waiting.remove(ready)
        yield ready
