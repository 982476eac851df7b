from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from shapely import Point
from shapely.geometry import shape

from clew.money import minor_units

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "make_demo_shop.py"
SHOP = ROOT / "src" / "clew" / "demo" / "shop"
MALL = ROOT / "src" / "clew" / "demo" / "mall"

TEXTS = ("name", "type", "category")
LADDER = Decimal("1.25")
"""The least ratio between two rungs of a price ladder."""


@pytest.fixture(scope="module")
def products() -> list[dict[str, str]]:
    with (SHOP / "products.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def attributes(product: Mapping[str, str]) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in product["attributes"].split("|"))


def plain(product: Mapping[str, str]) -> dict[str, str]:
    """What may be told of a product in English: no other language, nothing of the trade."""
    return {
        key: value for key, value in attributes(product).items() if "@" not in key and key != "cost"
    }


def by_type(products: list[dict[str, str]]) -> dict[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for product in products:
        found[product["category"], product["type"]].append(product)
    return found


def rungs(prices: list[Decimal]) -> int:
    climbed, last = 1, min(prices)
    for price in sorted(prices):
        if price >= LADDER * last:
            climbed, last = climbed + 1, price
    return climbed


def test_the_file_is_what_the_script_writes(tmp_path: Path) -> None:
    """The script writes the shipped catalogue byte for byte; `--check` finds an edit by hand."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(SCRIPT), "--out", str(tmp_path), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )

    made = run()
    assert made.returncode == 0, made.stderr
    written = tmp_path / "products.csv"
    assert written.read_bytes() == (SHOP / "products.csv").read_bytes()
    assert run("--check").returncode == 0
    written.write_bytes(written.read_bytes() + b"\n")
    assert run("--check").returncode == 1


def test_it_is_a_shop_worth_hunting_in(products: list[dict[str, str]]) -> None:
    """Hundreds of products, dozens of types, in two dozen shops; a few are out of stock."""
    assert len(products) >= 300
    assert len(by_type(products)) >= 60
    assert len({product["category"] for product in products}) >= 40
    sold_out = [product for product in products if product["stock"] == "0"]
    assert 5 <= len(sold_out) <= len(products) // 20


def test_ids_and_names_tell_products_apart(products: list[dict[str, str]]) -> None:
    """Neither two ids nor two names are the same, in English or in French."""
    for names in (
        [product["product_id"] for product in products],
        [product["name"].casefold() for product in products],
        [attributes(product)["name@fr"].casefold() for product in products],
    ):
        assert len(set(names)) == len(names)


def test_everything_can_be_said_in_french(products: list[dict[str, str]]) -> None:
    """Each product has a French name, type and category, and one French for one English word."""
    spoken: dict[tuple[str, str], set[str]] = defaultdict(set)
    for product in products:
        told = attributes(product)
        assert all(told[f"{text}@fr"] for text in TEXTS)
        for key, value in plain(product).items():
            spoken[key, value].add(told.get(f"{key}@fr", value))
    assert {said: french for said, french in spoken.items() if len(french) > 1} == {}


def test_cells_hold_no_separator_by_mistake(products: list[dict[str, str]]) -> None:
    """No value holds a bar or an equals sign, and no attribute is named twice."""
    for product in products:
        pairs = product["attributes"].split("|")
        assert all(pair.count("=") == 1 and all(pair.split("=")) for pair in pairs)
        assert len({pair.split("=")[0] for pair in pairs}) == len(pairs)


def test_every_type_has_a_price_ladder(products: list[dict[str, str]]) -> None:
    """In each type at least three prices climb by a quarter or more from one to the next."""
    flat = {
        kind
        for kind, sold in by_type(products).items()
        if rungs([Decimal(product["price"]) for product in sold]) < 3
    }
    assert flat == set()


def test_attributes_make_a_riddle_of_every_product(products: list[dict[str, str]]) -> None:
    """Three to seven attributes a product, and no two of a type have all of them in common."""
    for sold in by_type(products).values():
        assert all(3 <= len(plain(product)) <= 7 for product in sold)
        assert len({tuple(plain(product)) for product in sold}) == 1
        for one, other in combinations(sold, 2):
            assert plain(one) != plain(other), (one["name"], other["name"])


def test_prices_are_euros_above_what_the_shop_pays(products: list[dict[str, str]]) -> None:
    """A price has whole cents, and a cost, where there is one, is below it."""
    unknown = 0
    for product in products:
        price = minor_units(product["price"], product["currency"])
        assert product["currency"] == "EUR"
        assert price > 0
        cost = attributes(product).get("cost")
        if cost is None:
            unknown += 1
        else:
            assert 0 < minor_units(cost, "EUR") < price
    assert 0 < unknown < len(products) // 10


def test_each_product_stands_inside_one_shop_of_its_own_kind(
    products: list[dict[str, str]],
) -> None:
    """A product's point lies inside one named unit; all of a type stand in the same one."""
    features: list[dict[str, Any]] = json.loads((MALL / "mall.geojson").read_text("utf-8"))[
        "features"
    ]
    rooms = [
        (feature["properties"], shape(feature["geometry"]))
        for feature in features
        if feature["properties"].get("indoor") == "room"
    ]
    shops = set()
    for kind, sold in by_type(products).items():
        places = set()
        for product in sold:
            point = Point(float(product["lon"]), float(product["lat"]))
            within = [
                properties["name"]
                for properties, outline in rooms
                if product["level"] in properties["level"].split(";") and outline.contains(point)
            ]
            assert len(within) == 1, product["product_id"]
            places.add(within[0])
        assert len(places) == 1, kind
        shops |= places
    assert len(shops) >= 15
