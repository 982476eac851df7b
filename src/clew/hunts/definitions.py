"""Words that the catalogue itself defines: the type or the brand of a product, a word of its name.

What a crossword asks row by row; each can be looked up on the shelf.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from clew.hunts.key_of import key_of
from clew.hunts.word_list import function_words, left_out
from clew.hunts.words import SHORTEST
from clew.shop.model import Product

LONGEST_ROW = 11
BLOCK = 40
"""How many products are asked for rows at a time."""
WIDEST = 500
"""How many products may stand below a path that rows are taken from beside the product's own: what
stands somewhere among more is a poor place to look."""
GAP = "…"
"""Stands in a name for the word that is asked for."""

_WORD = re.compile(r"[^\W\d_]+")
_LONG_ENOUGH = re.compile(rf"[^\W\d_]{{{SHORTEST}}}").search


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
    """What stands below one path, asked for rows. Whatever is worked out is kept.

    Rows are looked for in blocks of products, so that a long shelf costs no more than a short one.
    """

    def __init__(
        self, products: Sequence[Product], lang: str, rows_of: Callable[[Product], Sequence[Row]]
    ) -> None:
        """`rows_of`: the rows of one product, whatever shelf it is asked on."""
        self._products = products
        self._lang = lang
        self._rows_of = rows_of
        self._blocks: dict[int, Sequence[Row]] = {}
        self._alone: dict[Row, bool] = {}

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-len(self._products) // BLOCK)

    def rows(self, block: int) -> Sequence[Row]:
        """The rows of a block's products; one may have other answers on the shelf."""
        if block not in self._blocks:
            products = self._products[block * BLOCK : (block + 1) * BLOCK]
            self._blocks[block] = tuple(row for one in products for row in self._rows_of(one))
        return self._blocks[block]

    def is_alone(self, row: Row) -> bool:
        """Whether nothing on the shelf answers a row but its own word."""
        found = self._alone.get(row)
        if found is None:
            others = self.answers(row.asked, row.name)
            found = self._alone[row] = all(one == row.word for one in others)
        return found

    def answers(self, asked: str, name: str) -> Iterator[str]:
        """Every word of the shelf that answers a question; one may come several times.

        Also those that nobody would be asked for: who reads the shelf may find them there.
        """
        before, gap, after = name.partition(GAP)
        if gap:
            yield from self._filling(before, after)
            return
        for product in self._named.get(name, ()):
            word = key_of(product.text(asked, self._lang))
            if word.isalpha():
                yield word

    def _filling(self, before: str, after: str) -> Iterator[str]:
        """The words that stand between the two in a name."""
        if not _told_by(before + GAP + after):
            return
        if before:
            names = _beginning(self._forwards, before)
        else:
            names = (one[::-1] for one in _beginning(self._backwards, after[::-1]))
        for one in names:
            between = slice(len(before), len(one) - len(after))
            if one.endswith(after) and _WORD.fullmatch(one[between]):
                yield key_of(one[between])

    @cached_property
    def _named(self) -> Mapping[str, Sequence[Product]]:
        """Name -> its products, one for each type and brand."""
        found: dict[str, dict[tuple[str, str], Product]] = {}
        for one in self._products:
            alike = found.setdefault(one.text("name", self._lang), {})
            alike.setdefault((one.type, one.brand), one)
        return {name: tuple(alike.values()) for name, alike in found.items()}

    @cached_property
    def _forwards(self) -> Sequence[str]:
        return sorted(self._named)

    @cached_property
    def _backwards(self) -> Sequence[str]:
        return sorted(name[::-1] for name in self._named)


def _beginning(names: Sequence[str], with_: str) -> Iterator[str]:
    for at in range(bisect_left(names, with_), len(names)):
        if not names[at].startswith(with_):
            return
        yield names[at]


class Definitions:
    """The shelves of a catalogue in one language, by path as players read it, `A > B` and `A`."""

    def __init__(self, products: Iterable[Product], lang: str) -> None:
        self._lang = lang
        found: dict[str, list[Product]] = {}
        for one in products:
            for path in _paths(path_of(one, lang)):
                found.setdefault(path, []).append(one)
        self._sizes = {path: len(those) for path, those in found.items()}
        self._rows: dict[str, Sequence[Row]] = {}
        self._shelves = {path: Shelf(those, lang, self._rows_of) for path, those in found.items()}

    def on(self, path: str) -> Shelf:
        """The shelf of that path; one without rows where there is none."""
        return self._shelves.get(path) or Shelf((), self._lang, self._rows_of)

    def around(self, path: str) -> Iterator[str]:
        """The path and those above it, the narrowest first, as long as they are no whole shop."""
        for one in _paths(path):
            if one == path or self._sizes.get(one, 0) <= WIDEST:
                yield one

    def _rows_of(self, product: Product) -> Sequence[Row]:
        # A product stands on several shelves, one within the other.
        rows = self._rows.get(product.id)
        if rows is None:
            rows = self._rows[product.id] = tuple(_rows_of(product, self._lang))
        return rows


def _paths(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition(" > ")[0]


def path_of(product: Product, lang: str) -> str:
    """The category path in a language, `A > B`."""
    return product.attributes.get(f"category@{lang}") or product.place_in_shop


def _rows_of(product: Product, lang: str) -> Iterator[Row]:
    name = product.text("name", lang)
    if GAP in name:
        return
    yield from _told_of(product, name, lang)
    for token in _WORD.finditer(name):
        word = key_of(token[0])
        if _may_be_asked(word, lang):
            gapped = name[: token.start()] + GAP + name[token.end() :]
            told = _told_by(gapped)
            if told and word not in told:
                yield Row(Asked.GAP, gapped, word, product.id)


def _told_of(product: Product, name: str, lang: str) -> Iterator[Row]:
    """Its type and its brand, where they are single words that its name does not hold."""
    for asked in (Asked.TYPE, Asked.BRAND):
        word = key_of(product.text(asked, lang))
        if _may_stand(word, lang) and word not in key_of(name):
            yield Row(asked, name, word, product.id)


def _told_by(gapped: str) -> str:
    """The rest of a name, in key form; empty where nobody is helped by it, as in `L'…`."""
    return key_of(gapped) if _LONG_ENOUGH(gapped) else ""


def _may_be_asked(word: str, lang: str) -> bool:
    return _may_stand(word, lang) and word not in function_words(lang)


def _may_stand(word: str, lang: str) -> bool:
    return (
        SHORTEST <= len(word) <= LONGEST_ROW
        and word.isascii()
        and word.isalpha()
        and word not in left_out(lang)
    )
