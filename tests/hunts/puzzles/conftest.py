"""What puzzles are tried on: the demo shop in the demo mall, and a larger shop that is made up."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache

import pytest

from clew.hunts.material import Material
from clew.shop.model import Product
from clew.testing.hunt_material import demo_material

Worlds = Callable[[str, str], Material]


@pytest.fixture(scope="session")
def worlds() -> Worlds:
    """The material of a world (`demo`, `made_up`) in a language."""
    return world


def world(name: str, lang: str) -> Material:
    """See `worlds`."""
    return demo_material(lang) if name == "demo" else _larger(lang)


@cache
def _larger(lang: str) -> Material:
    clean = demo_material(lang)
    return Material(
        lang, _made_up(5_000), list(clean.spots.values()), list(clean.clues.values()), ()
    )


# ---------------------------------------------------------------- a larger shop

_VALUES = {
    "colour": ("red", "blue", "green", "white", "black", "grey"),
    "material": ("wool", "cotton", "oak", "steel", "glass"),
    "origin": ("France", "Italy", "Japan", "Peru"),
    "scent": ("lemon", "rose", "pine"),
    "weight": ("100 g", "250 g", "500 g", "1 kg"),
    "riddle": ("a thing that no message has a name for", "another"),
}


def _made_up(count: int) -> list[Product]:
    """Products in which everything happens: equal names, no brand, few facts, equal prices."""
    chance = random.Random(7)  # noqa: S311 - a seeded shop, no secret
    words = [
        "".join(chance.choice("bdfglmnprst") + chance.choice("aeiou") for _ in range(3))
        for _ in range(400)
    ]
    shelves = [
        (f"{words[at % 9]} hall", f"{words[9 + at]} shelf", *([f"{words[60 + at]} end"] * (at % 3)))
        for at in range(45)
    ]
    return [_one(number, chance, words, shelves) for number in range(count)]


def _one(
    number: int,
    chance: random.Random,
    words: Sequence[str],
    shelves: Sequence[tuple[str, ...]],
) -> Product:
    at = chance.randrange(len(shelves))
    attributes = {
        name: chance.choice(values) for name, values in _VALUES.items() if chance.random() < 0.7
    }
    attributes |= {f"{name}@fr": f"{value} fr" for name, value in attributes.items()}
    name = " ".join(chance.sample(words, chance.randint(1, 3)))
    return Product(
        id=f"made-{number:05}",
        name=name,
        category=shelves[at],
        type=f"{words[120 + at * 3 + chance.randrange(3)]}s",
        brand=chance.choice(("", *words[300:330])),
        price=chance.choice((99, 100, 250, 399, 1_000)) * chance.randint(1, 30),
        currency="EUR",
        stock=chance.randrange(9),
        zone=None,
        attributes={**attributes, "cost": "0.10", "name@fr": f"{name} le"},
    )
