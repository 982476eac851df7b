"""What puzzles are made of in the demo shop and mall, straight from their files.

For tests and pages that need no home: places stand in five-metre squares of a plain grid, not in
those of the map's own frame, and a square in which two stand is left out.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import cos, radians

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


@cache
def demo_material(lang: str) -> Material:
    """The demo mall with its shop, in a language."""
    clues = _clues()
    return Material(lang, _demo_products(), _spots(clues, lang), _alone(clues), common_words(lang))


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
