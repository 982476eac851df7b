"""The tables read: types and products with the French of every word, checked as they are read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

_HERE = Path(__file__).parent
_TABLES = ("food", "culture", "home", "leisure")
_MEASURE = re.compile(r"[0-9][0-9.+-]*( ?(g|kg|cl|ml|l|mm|cm|m|h|min|W|lm|lux|%))?")
"""A number, perhaps with a unit that both languages write alike."""
_SIGN = re.compile(r"[A-Z]{1,3}[0-9]?")
"""A size or a norm: A5, XL, USB."""


class Article(NamedTuple):
    """A product before it is placed.

    Attributes:
        at: the mall's place that sells it.
        price: EUR.
        cost: EUR, what the shop pays for it; None where the shop does not say.
        stock: how many are left.
        attributes: name -> value, French ones under `name@fr`.
    """

    id: str
    at: str
    name: str
    category: str
    type: str
    brand: str
    price: Decimal
    cost: Decimal | None
    stock: int
    attributes: Mapping[str, str]


class Words:
    """The French of categories and values; raises `ValueError` for a word without one."""

    def __init__(self) -> None:
        written = _read("words")
        self._same = frozenset(written["same"])
        self._categories: Mapping[str, str] = written["category"]
        self._values: Mapping[str, str] = written["value"]
        self._values_of: Mapping[str, Mapping[str, str]] = written["value_of"]

    def category(self, path: str) -> str:
        """A category path in French."""
        return " > ".join(self._categories[part] for part in path.split(" > "))

    def value(self, key: str, value: str) -> str:
        """An attribute's value in French."""
        french = self._values_of.get(key, {}).get(value) or self._values.get(value)
        if french is not None:
            return french
        if _MEASURE.fullmatch(value):
            return value.replace(".", ",")
        if value in self._same or _SIGN.fullmatch(value):
            return value
        raise ValueError(f"no French for {key} {value!r}: add it to words.toml")


def read_articles() -> list[Article]:
    """Every product in the order of the tables; raises `ValueError` for an id that repeats."""
    words = Words()
    articles = [
        article
        for table in _TABLES
        for kind in _read(table)["type"]
        for article in _of_type(kind, words)
    ]
    known: set[str] = set()
    for article in articles:
        if article.id in known:
            raise ValueError(f"two products would be {article.id}")
        known.add(article.id)
    return articles


def _of_type(kind: Mapping[str, Any], words: Words) -> Iterator[Article]:
    share = Decimal(str(kind["cost"])) if "cost" in kind else None
    for en, fr, brand, written_price, stock, *values in kind["rows"]:
        price = Decimal(written_price)
        own = dict(zip(kind["keys"], values, strict=True))
        yield Article(
            id=_slug(en),
            at=kind["at"],
            name=en,
            category=kind["category"],
            type=kind["en"],
            brand=brand,
            price=price,
            cost=None if share is None else (price * share).quantize(Decimal("0.01")),
            stock=stock,
            attributes=_in_both(own, words)
            | {
                "name@fr": fr,
                "type@fr": kind["fr"],
                "category@fr": words.category(kind["category"]),
            },
        )


def _in_both(own: Mapping[str, str], words: Words) -> dict[str, str]:
    french = {key: words.value(key, value) for key, value in own.items()}
    return dict(own) | {f"{key}@fr": french[key] for key in own if french[key] != own[key]}


def _slug(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "").replace("é", "e"))
    return plain.strip("-")


def _read(table: str) -> Mapping[str, Any]:
    return tomllib.loads((_HERE / f"{table}.toml").read_text(encoding="utf-8"))


def types_of(articles: Sequence[Article]) -> list[tuple[str, str, str]]:
    """(place, category, type) in order, each once."""
    return list(dict.fromkeys((one.at, one.category, one.type) for one in articles))
