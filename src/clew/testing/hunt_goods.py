"""Made-up shops: products with names in two languages, prices, stocks and places, by chance."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from clew.shop.model import COST, Product
from clew.testing.hunt_words import BRANDS, DEPARTMENTS, MOODS, TRAITS, Department

_TAGS = ("everyday", "no-hunt", "adult", "new", "gift")
"""What a shop says of its articles, and rules may ask for."""


def made_products(rng: Random, count: int, zones: Sequence[str]) -> tuple[Product, ...]:
    """So many products, by id; some stand nowhere, some are sold out, some are not counted."""
    departments = rng.sample(DEPARTMENTS, rng.randint(3, len(DEPARTMENTS)))
    shares = [rng.randint(1, 6) for _ in departments]
    chosen = rng.choices(departments, shares, k=count)
    made = [_product(rng, number, one, zones) for number, one in enumerate(chosen)]
    return tuple(sorted(made, key=lambda one: one.id))


def _product(rng: Random, number: int, department: Department, zones: Sequence[str]) -> Product:
    mood, noun, kind = (
        rng.choice(MOODS),
        rng.choice(department.nouns),
        rng.choice(department.kinds),
    )
    outer, inner = department.path
    # Odd endings, so that steps of the price ladder are now wide, now too narrow.
    price = rng.choice((rng.randint(90, 900), rng.randint(500, 9_000), rng.randint(4_000, 40_000)))
    attributes = {
        "name@fr": f"{noun[1].capitalize()} {mood[1]}",
        "type@fr": kind[1],
        "category@fr": f"{outer[1]} > {inner[1]}",
        **_traits(rng, department),
    }
    if rng.random() < 0.8:
        attributes[COST] = f"{price * rng.randint(30, 110) / 10_000:.2f}"
    if rng.random() < 0.25:
        attributes["tags"] = ", ".join(sorted(rng.sample(_TAGS, rng.randint(1, 2))))
    return Product(
        id=f"p{number:04}",
        name=f"{mood[0]} {noun[0]}",
        category=(outer[0], inner[0]),
        type=kind[0],
        brand=rng.choice((*BRANDS, "")),
        price=price,
        currency="EUR" if rng.random() < 0.97 else "CHF",
        stock=rng.choice((None, 0, 1, rng.randint(2, 9), rng.randint(10, 90), rng.randint(5, 50))),
        zone=rng.choice(zones) if zones and rng.random() < 0.85 else None,
        attributes=dict(sorted(attributes.items())),
    )


def _traits(rng: Random, department: Department) -> dict[str, str]:
    found = {}
    for name in department.traits:
        if rng.random() < 0.9:
            english, french = rng.choice(TRAITS[name])
            found[name] = english
            if french != english:
                found[f"{name}@fr"] = french
    return found
