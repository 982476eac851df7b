"""What puzzles are tried on: the demo shop in the demo mall, and a larger shop that is made up."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from math import cos, radians

import pytest

from clew.hunts.material import Material
from clew.hunts.model import ClueText, Spot
from clew.hunts.word_list import common_words
from clew.money import minor_units
from clew.shop.model import Product
from clew.text import key_form

_SOUTH, _WEST = 45.1900, 5.7315
"""The corner of the demo mall that decimetres are counted from."""
_LABELS = {"en": ("Ground floor", "Upper floor"), "fr": ("Rez-de-chaussée", "Étage")}
_DECIMETRES = 1_113_200
"""Of a degree of latitude."""

Worlds = Callable[[str, str], Material]


@pytest.fixture(scope="session")
def worlds() -> Worlds:
    """The material of a world (`demo`, `made_up`) in a language."""
    return world


@cache
def world(name: str, lang: str) -> Material:
    """See `worlds`."""
    clues = _clues()
    products = _demo_products() if name == "demo" else _made_up(5_000)
    return Material(lang, products, _spots(clues, lang), _alone(clues), common_words(lang))


# ---------------------------------------------------------------- the demo


def _rows(*path: str) -> list[dict[str, str]]:
    text = files("clew.demo").joinpath(*path).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _at(lat: str, lon: str) -> tuple[int, int]:
    east = (float(lon) - _WEST) * _DECIMETRES * cos(radians(_SOUTH))
    return round(east), round((float(lat) - _SOUTH) * _DECIMETRES)


def _zone(level: str, lat: str, lon: str) -> str:
    x, y = _at(lat, lon)
    return f"demo-mall/{level}/{x // 50}/{y // 50}"


def _demo_products() -> list[Product]:
    return [
        Product(
            id=row["product_id"],
            name=row["name"],
            category=tuple(row["category"].split(" > ")),
            type=row["type"],
            brand=row["brand"],
            price=minor_units(row["price"], row["currency"]),
            currency=row["currency"],
            stock=int(row["stock"]),
            zone=_zone(row["level"], row["lat"], row["lon"]),
            attributes=dict(pair.split("=", 1) for pair in row["attributes"].split("|")),
        )
        for row in _rows("shop", "products.csv")
    ]


def _clues() -> list[tuple[dict[str, str], ClueText]]:
    return [
        (
            row,
            ClueText(
                clue=row["clue_id"],
                text=row["text"],
                aliases=tuple(filter(None, row["aliases"].split("|"))),
                lang=row["lang"],
                zone=_zone(row["level"], row["lat"], row["lon"]),
            ),
        )
        for row in _rows("mall", "clues.csv")
    ]


def _alone(clues: Sequence[tuple[dict[str, str], ClueText]]) -> list[ClueText]:
    """The clues no spelling of which leads anywhere else."""
    zones: dict[str, set[str]] = {}
    for _, clue in clues:
        for text in (clue.text, *clue.aliases):
            zones.setdefault(key_form(text), set()).add(clue.zone)
    return [
        clue
        for _, clue in clues
        if all(len(zones[key_form(text)]) == 1 for text in (clue.text, *clue.aliases))
    ]


def _spots(clues: Sequence[tuple[dict[str, str], ClueText]], lang: str) -> list[Spot]:
    found: dict[str, Spot] = {}
    places: dict[str, set[str]] = {}
    for row, clue in clues:
        if not clue.clue.endswith(("-name", f"-name-{lang}")):
            continue
        places.setdefault(clue.zone, set()).add(clue.clue.rpartition("-name")[0])
        if clue.zone not in found or clue.clue.endswith(f"-{lang}"):
            x, y = _at(row["lat"], row["lon"])
            level = int(row["level"])
            found[clue.zone] = Spot(clue.zone, level, _LABELS[lang][level], clue.text, x, y)
    # The cells here are not the map's own: where two places fall in one, neither is a spot.
    return [spot for zone, spot in found.items() if len(places[zone]) == 1]


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
