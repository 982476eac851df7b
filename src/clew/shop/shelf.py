"""The catalogue as numbers: which product is of which type, stands where, and is there at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clew.shop.catalogue import Catalogue
from clew.shop.model import Level, Product
from clew.shop.weights import Ints
from clew.text import key_form

Bools = NDArray[np.bool_]


class Shelf:
    """One version of the catalogue, counted. It never changes.

    Attributes:
        version: the catalogue's.
        products: in the order of ids; every place below is a place in it.
        index: product id -> its place.
        labels: level -> the labels of its things, ascending; for products their ids.
        kind_of: level -> for each product the place of its label.
        for_sale: [products] whether it is in stock, or not counted.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.version = catalogue.version
        self.products: Sequence[Product] = tuple(catalogue.products.values())
        self.index: Mapping[str, int] = {one.id: n for n, one in enumerate(self.products)}
        self.labels: dict[Level, Sequence[str]] = {Level.PRODUCT: tuple(self.index)}
        self.kind_of: dict[Level, Ints] = {Level.PRODUCT: np.arange(len(self.products))}
        for level in (Level.TYPE, Level.CATEGORY):
            labels = [one.label(level) for one in self.products]
            names = sorted(set(labels))
            places = {name: n for n, name in enumerate(names)}
            self.labels[level] = tuple(names)
            self.kind_of[level] = np.array([places[label] for label in labels], np.int64)
        self.for_sale = _for_sale(self.products)

    def followed(self, catalogue: Catalogue) -> Shelf:
        """The shelf of a later catalogue; quick where only prices and stocks changed."""
        after = tuple(catalogue.products.values())
        if len(after) != len(self.products) or any(
            now is not before and not _same_place(now, before)
            for now, before in zip(after, self.products, strict=True)
        ):
            return Shelf(catalogue)
        next_one = Shelf.__new__(Shelf)
        next_one.__dict__.update(self.__dict__)
        next_one.version, next_one.products = catalogue.version, after
        next_one.for_sale = _for_sale(after)
        next_one.__dict__.pop("offered", None)
        return next_one

    @cached_property
    def offered(self) -> Mapping[Level, Bools]:
        """Level -> for each of its things, whether anything of it is for sale."""
        found = {}
        for level, kind_of in self.kind_of.items():
            found[level] = np.zeros(len(self.labels[level]), bool)
            found[level][kind_of[self.for_sale]] = True
        return found

    @cached_property
    def first_of(self) -> Mapping[Level, Ints]:
        """Level -> for each of its things, the place of its first product."""
        return {
            level: np.unique(kind_of, return_index=True)[1]
            for level, kind_of in self.kind_of.items()
        }

    @cached_property
    def words(self) -> Mapping[str, frozenset[int]]:
        """A word of a product's name, type or brand, in any language -> places of the products."""
        found: dict[str, set[int]] = {}
        for place, one in enumerate(self.products):
            for word in _words_of(one):
                found.setdefault(word, set()).add(place)
        return {word: frozenset(places) for word, places in found.items()}

    def searched(self, text: str) -> Ints:
        """The products that carry every word of a text, ascending; none for an empty text."""
        words = key_form(text).split()
        hits = [self.words.get(word, frozenset()) for word in words]
        both = frozenset.intersection(*hits) if hits else frozenset()
        return np.array(sorted(both), np.int64)


def _for_sale(products: Sequence[Product]) -> Bools:
    return np.array([one.stock is None or one.stock > 0 for one in products], bool)


def _same_place(now: Product, before: Product) -> bool:
    return (
        now.id == before.id
        and now.category == before.category
        and now.type == before.type
        and now.name == before.name
        and now.brand == before.brand
        and now.attributes == before.attributes
    )


def _words_of(product: Product) -> set[str]:
    texts = [product.name, product.type, product.brand]
    texts += [
        value
        for name, value in product.attributes.items()
        if name.startswith(("name@", "type@", "brand@"))
    ]
    return {word for text in texts for word in key_form(text).split()}
