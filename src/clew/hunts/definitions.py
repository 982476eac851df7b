"""Words that the catalogue itself defines: the type or the brand of a product, a word of its name.

What a crossword asks row by row; each can be looked up on the shelf.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from clew.hunts.word_list import function_words, left_out
from clew.hunts.words import SHORTEST
from clew.shop.model import Product
from clew.text import key_form

LONGEST_ROW = 11
WIDEST = 2_000
"""How many products may stand below a path that rows are taken from beside the product's own."""
GAP = "…"
"""Stands in a name for the word that is asked for."""

_TOKENS = re.compile(r"[^\W\d_]+").finditer


class Asked(StrEnum):
    """What of a product is asked for."""

    TYPE = "type"
    BRAND = "brand"
    GAP = "gap"


class Row(NamedTuple):
    """A question that the shelf answers with one word.

    Attributes:
        name: of the product, in the language; with `GAP` for the word where that is asked for.
        word: the answer, in key form.
        product: its id.
    """

    asked: Asked
    name: str
    word: str
    product: str


class Shelf:
    """The rows that one category offers; made when it is first asked for."""

    def __init__(self, products: Sequence[Product], lang: str) -> None:
        self._products = products
        self._lang = lang

    @cached_property
    def answers(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """What is asked and the name -> every word that answers it on this shelf."""
        found: dict[tuple[str, str], set[str]] = {}
        for row in self._every_row:
            found.setdefault((row.asked, row.name), set()).add(row.word)
        return {question: frozenset(words) for question, words in found.items()}

    @cached_property
    def by_letter(self) -> Mapping[str, Sequence[tuple[Row, int]]]:
        """Letter -> rows that have one answer and this letter in it, and where in it, from 0."""
        found: dict[str, list[tuple[Row, int]]] = {}
        for row in self._every_row:
            if len(self.answers[row.asked, row.name]) == 1:
                for at, letter in enumerate(row.word):
                    found.setdefault(letter, []).append((row, at))
        return found

    @cached_property
    def _every_row(self) -> Sequence[Row]:
        return [row for one in self._products for row in _rows_of(one, self._lang)]


class Definitions:
    """The shelves of a catalogue in one language, by path as players read it, `A > B` and `A`."""

    def __init__(self, products: Iterable[Product], lang: str) -> None:
        self._lang = lang
        found: dict[str, list[Product]] = {}
        for one in products:
            for path in _paths(path_of(one, lang)):
                found.setdefault(path, []).append(one)
        self._sizes = {path: len(those) for path, those in found.items()}
        self._shelves = {path: Shelf(those, lang) for path, those in found.items()}

    def on(self, path: str) -> Shelf:
        """The shelf of that path; one without rows where there is none."""
        return self._shelves.get(path) or Shelf((), self._lang)

    def around(self, path: str) -> Iterator[str]:
        """The path and those above it, the narrowest first, as long as they are no whole shop."""
        for one in _paths(path):
            if one == path or self._sizes.get(one, 0) <= WIDEST:
                yield one


def _paths(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition(" > ")[0]


def path_of(product: Product, lang: str) -> str:
    """The category path in a language, `A > B`."""
    return product.attributes.get(f"category@{lang}") or product.place_in_shop


def _rows_of(product: Product, lang: str) -> Iterator[Row]:
    name = product.text("name", lang)
    for asked in (Asked.TYPE, Asked.BRAND):
        word = key_form(product.text(asked, lang))
        # A name that holds the answer would make no question.
        if _may_stand(word, lang) and word not in key_form(name):
            yield Row(asked, name, word, product.id)
    functional = function_words(lang)
    for token in _TOKENS(name):
        word = key_form(token[0])
        gapped = name[: token.start()] + GAP + name[token.end() :]
        if _may_stand(word, lang) and word not in functional and word not in key_form(gapped):
            yield Row(Asked.GAP, gapped, word, product.id)


def _may_stand(word: str, lang: str) -> bool:
    return (
        SHORTEST <= len(word) <= LONGEST_ROW
        and word.isascii()
        and word.isalpha()
        and word not in left_out(lang)
    )
