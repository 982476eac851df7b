"""One puzzle of a kind, made for whoever wants to see what the kind does."""

from __future__ import annotations

from clew.errors import Code, InputRefused
from clew.hunts.chance import Chance
from clew.hunts.material import Material
from clew.hunts.model import About, Puzzle
from clew.hunts.puzzles.kind import Kind, Task
from clew.hunts.puzzles.table import KINDS
from clew.shop.model import Product

TRIED = 200
"""How many products are tried where none is named."""


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises `InputRefused` (`wrong_value`)."""
    if name not in KINDS:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"there is no kind of puzzle called {name}",
            remedy=f"one of {', '.join(sorted(KINDS))}",
        )
    return KINDS[name]


def example(
    kind: Kind, material: Material, *, product: str | None, difficulty: int, seed: int
) -> tuple[Product, Puzzle]:
    """A puzzle about that product, or about the first one that allows it in an order by chance.

    Where a kind takes two products, the other is the next one that allows it. Raises
    `InputRefused`: `product_unknown`, `shop_empty`, or `wrong_value` with why none was made.
    """
    if kind.about is About.PLACE:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{kind.name} is about a place, not about a product",
            remedy="compose a hunt to see one: clew hunt compose",
        )
    chance = Chance(f"example {seed}")
    mixed = chance.shuffled(list(material.products.values()), "products")
    if not mixed:
        raise InputRefused(
            Code.SHOP_EMPTY, "there are no products", remedy="import some: clew shop import"
        )
    tried = [_known(material, product)] if product is not None else mixed[:TRIED]
    partners = mixed[:TRIED] if kind.about is About.CHALLENGE else (None,)
    why = ""
    for target in tried:
        for partner in partners:
            made = kind.make(_task(target, partner, difficulty, chance), material)
            if isinstance(made, Puzzle):
                return target, made
            why = made.what or made.why
    raise InputRefused(
        Code.WRONG_VALUE,
        f"no {kind.name} can be made of {product or 'the products tried'}: {why}",
        remedy="name another product, or import more of them",
    )


def _task(target: Product, partner: Product | None, difficulty: int, chance: Chance) -> Task:
    return Task(
        target=target,
        spot=None,
        clues=(),
        partner=partner,
        difficulty=difficulty,
        step_free=False,
        chance=chance,
    )


def _known(material: Material, product: str) -> Product:
    if product not in material.products:
        raise InputRefused(
            Code.PRODUCT_UNKNOWN,
            f"there is no product {product}",
            remedy="name one that was imported",
        )
    return material.products[product]
