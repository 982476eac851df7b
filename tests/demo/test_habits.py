from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.resources import files

import pytest

from clew.demo.chance import Chance
from clew.demo.errands import ERRANDS
from clew.demo.habits import Year, live_a_year
from clew.money import minor_units
from clew.shop.model import EventKind, Product
from clew.shop.stores.memory import MemoryCatalogue

UNTIL = date(2027, 5, 1)


def demo_products() -> list[Product]:
    with (files("clew.demo") / "shop" / "products.csv").open(encoding="utf-8") as stream:
        return [
            Product(
                row["product_id"],
                row["name"],
                tuple(row["category"].split(" > ")),
                row["type"],
                row["brand"],
                minor_units(row["price"], row["currency"]),
                row["currency"],
                int(row["stock"]),
                attributes=dict(pair.split("=", 1) for pair in row["attributes"].split("|")),
            )
            for row in csv.DictReader(stream)
        ]


def fingerprint(year: Year) -> str:
    return sha256(repr((year.purchases, year.events)).encode()).hexdigest()


def fresh_fingerprint() -> str:
    return fingerprint(live_a_year(demo_products(), seed="s", until=UNTIL))


@pytest.fixture(scope="module")
def products() -> list[Product]:
    return demo_products()


@pytest.fixture(scope="module")
def year(products: list[Product]) -> Year:
    return live_a_year(products, seed="s", until=UNTIL)


def kinds(products: list[Product]) -> dict[str, str]:
    return {one.id: one.type for one in products}


def test_chance_is_a_number_of_its_label_alone() -> None:
    """The same seed and label give the same number; another label gives another one."""
    one, again, other = Chance("s"), Chance("s"), Chance("t")
    labels = [("p", at) for at in range(1_000)]
    numbers = [one.share(*label) for label in labels]
    assert numbers == [again.share(*label) for label in reversed(labels)][::-1]
    assert numbers != [other.share(*label) for label in labels]
    assert len(set(numbers)) == len(numbers)
    assert all(0 <= number < 1 for number in numbers)
    assert 0.45 < sum(numbers) / len(numbers) < 0.55
    assert Chance("s").share("a", "b") != Chance("s").share("ab")


def test_a_year_is_the_same_in_another_process(products: list[Product], year: Year) -> None:
    """Another hash seed of Python, and another order of products, change no line."""
    assert live_a_year(products[::-1], seed="s", until=UNTIL) == year
    script = f"import runpy; print(runpy.run_path({__file__!r})['fresh_fingerprint']())"
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert told == {fingerprint(year)}


def test_another_seed_is_another_year(products: list[Product], year: Year) -> None:
    """The seed decides who buys what."""
    assert live_a_year(products, seed="t", until=UNTIL).purchases != year.purchases


def test_everything_lies_in_the_year_before(products: list[Product], year: Year) -> None:
    """Purchases lie in the 365 days before, events at most three days earlier; ids are known."""
    end = int(datetime(2027, 5, 1, tzinfo=UTC).timestamp())
    begin = end - 365 * 86_400
    known = {one.id for one in products}
    assert all(begin <= line.time < end and line.product in known for line in year.purchases)
    assert all(begin - 3 * 86_400 <= event.time < end for event in year.events)
    keys = [(line.player, line.time, line.basket, line.product) for line in year.purchases]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys)


def test_an_event_is_of_its_kind(year: Year) -> None:
    """A view and a solve name a product, a search has words, in two languages."""
    counts = Counter(event.kind for event in year.events)
    assert all(counts[kind] > 100 for kind in EventKind)
    for event in year.events:
        assert (event.text is None) == (event.kind is not EventKind.SEARCH)
        assert (event.product is None) == (event.kind is EventKind.SEARCH)
    searched = {event.text for event in year.events if event.kind is EventKind.SEARCH}
    assert {"bread", "pain", "fromage de chèvre"} <= searched


def test_everybody_buys_and_everything_is_bought(products: list[Product], year: Year) -> None:
    """Each of some 400 players buys; each type is bought; some buy five times as much as others."""
    lines = Counter(line.player for line in year.purchases)
    assert set(lines) == {player.id for player in year.players}
    assert len(lines) == 400
    told = sorted(lines.values())
    assert told[-20] > 5 * told[20]
    of = kinds(products)
    assert {of[line.product] for line in year.purchases} == set(of.values())


def test_players_are_creatures_of_habit(products: list[Product], year: Year) -> None:
    """Who buys a type often buys one article of it most of the time."""
    of = kinds(products)
    bought: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for line in year.purchases:
        bought[line.player, of[line.product]][line.product] += 1
    faithful = [
        max(counts.values()) / sum(counts.values())
        for counts in bought.values()
        if sum(counts.values()) >= 10
    ]
    assert len(faithful) > 200
    assert sum(faithful) / len(faithful) > 0.5


def test_presents_have_their_season(products: list[Product], year: Year) -> None:
    """More chocolate boxes are bought in December than in the three months of summer."""
    of = kinds(products)
    months = Counter(
        datetime.fromtimestamp(line.time, UTC).month
        for line in year.purchases
        if of[line.product] == "chocolate boxes"
    )
    assert months[12] > months[6] + months[7] + months[8]


def test_errands_buy_what_is_sold(products: list[Product]) -> None:
    """Every errand asks for types that the shop has, and every type is asked for by some errand."""
    asked = {kind for errand in ERRANDS for kind in errand.buys}
    assert asked == {one.type for one in products}


async def test_the_catalogue_is_one_that_a_store_takes(products: list[Product]) -> None:
    """The demo's products go into a catalogue as they are."""
    catalogue = MemoryCatalogue()
    written = await catalogue.put(products)
    assert written.added == len(products) == len(await catalogue.products())
    assert (files("clew.demo") / "shop" / "README.md").is_file()
