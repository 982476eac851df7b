"""The demo shop as what puzzles are made of, in both languages."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from clew.hunts.material import Material
from clew.hunts.word_list import common_words
from clew.shop.model import Product


@pytest.fixture(scope="session")
def shop() -> list[Product]:
    """The demo shop's products, as its file tells them."""
    text = (files("clew.demo") / "shop" / "products.csv").read_text("utf-8-sig")
    return [
        Product(
            id=row["product_id"],
            name=row["name"],
            category=tuple(part.strip() for part in row["category"].split(">")),
            type=row["type"],
            brand=row["brand"],
            price=round(float(row["price"]) * 100),
            currency=row["currency"],
            stock=int(row["stock"] or 0),
            attributes=dict(pair.split("=", 1) for pair in row["attributes"].split("|") if pair),
        )
        for row in csv.DictReader(text.splitlines())
    ]


@pytest.fixture(scope="session")
def materials(shop: list[Product]) -> dict[str, Material]:
    """Language -> material."""
    return {lang: Material(lang, shop, (), (), common_words(lang)) for lang in ("en", "fr")}
