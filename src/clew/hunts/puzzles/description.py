"""A product told by its facts, so that within its shelves it can be no other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from clew.hunts.key_of import key_of
from clew.hunts.puzzles.facts import MEASURED, Fact, fact, tellable
from clew.hunts.shelves import Shelves
from clew.shop.model import Product


class Description(NamedTuple):
    """What is told of a product.

    Attributes:
        shelf: its category path in the player's language.
        facts: of the product alone on these shelves, all together; the telling order.
        kept: facts that are true as well and were not needed.
    """

    shelf: str
    facts: Sequence[Fact]
    kept: Sequence[Fact]


def describe(
    product: Product, shelves: Shelves, *, most: int, spare: int, type_: bool
) -> Description | None:
    """The fewest facts, in the order of `facts.TELLABLE`, that fit this product alone; else None.

    `spare` facts are added to them, up to `most` in all. With `type_` the type is told first. What
    is part of the name is not told.
    """
    shelf = shelves.path(product)
    own = shelves.traits[product.id]
    usable = [*(("type",) if type_ else ()), *untold(product, shelves)]
    needed = list(usable[:1]) if type_ else []
    left = shelves.sharing(shelf, [(name, own[name]) for name in needed])
    while left.bit_count() > 1 and len(needed) < most:
        masks = {
            name: left & shelves.sharing(shelf, [(name, own[name])])
            for name in usable
            if name not in needed
        }
        best = _sharpest(masks, left)
        if best is None:
            return None
        needed.append(best)
        left = masks[best]
    if left.bit_count() != 1:
        return None
    rest = [name for name in usable if name not in needed]
    told = needed + rest[: max(0, min(spare, most - len(needed)))]
    order = [name for name in usable if name in told]
    return Description(
        shelf,
        [fact(product, name, shelves) for name in order],
        [fact(product, name, shelves) for name in rest if name not in told],
    )


def untold(product: Product, shelves: Shelves) -> list[str]:
    """The attributes of a product whose values its name does not tell, best first."""
    words = _words(product.text("name", shelves.lang))
    return [
        name for name in tellable(product) if not words & _words(product.text(name, shelves.lang))
    ]


def fitting(
    products: Sequence[Product], facts: Sequence[Fact], shelves: Shelves
) -> Sequence[Product]:
    """Those of some products that every fact is true of."""
    return having(products, [(one.attribute, key_of(one.value)) for one in facts], shelves)


def having(
    products: Sequence[Product], wanted: Iterable[tuple[str, str]], shelves: Shelves
) -> Sequence[Product]:
    """Those of some products that have all these traits."""
    traits = set(wanted)
    return [one for one in products if traits <= shelves.traits[one.id].items()]


def fitting_on(shelf: str, facts: Sequence[Fact], shelves: Shelves) -> Sequence[Product]:
    """The products of a shelf that every fact is true of."""
    wanted = [(one.attribute, key_of(one.value)) for one in facts]
    return shelves.standing(shelf, shelves.sharing(shelf, wanted))


def _sharpest(masks: Mapping[str, int], left: int) -> str | None:
    """The fact that fewest of those left share, a number only where nothing else tells them apart.

    The first of equals; None where all share all.
    """
    telling = [name for name, shared in masks.items() if shared != left]
    return min(telling, key=lambda name: (name in MEASURED, masks[name].bit_count()), default=None)


def _words(text: str) -> set[str]:
    return {word for word in key_of(text).split() if len(word) > 2}  # noqa: PLR2004 - articles
