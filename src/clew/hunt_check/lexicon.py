"""What an answer has to be the only one of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from clew.hunt_check.line import Plain
from clew.text import key_form

PARTS = " > "
"""Between the parts of a category's path."""
SHORTEST, LONGEST = 3, 14
"""Letters of the words of a lexicon."""


class Lexicon:
    """What an answer has to be the only one of: the words of a language, and the catalogue.

    Attributes:
        lang: `en` or `fr`.
        words: every word that counts, in key form.
        products: by id, as the catalogue has them, whatever their stock.
        spots: the venue's named places, by zone.
        clues: the campaign's clues, by id.
    """

    def __init__(
        self,
        lang: str,
        words: Sequence[str],
        products: Mapping[str, Plain],
        spots: Mapping[str, Plain],
        clues: Mapping[str, Plain],
        graph: Plain,
    ) -> None:
        self.lang = lang
        self.words = words
        self.products = products
        self.spots = spots
        self.clues = clues
        self.graph = graph

    @cached_property
    def every_word(self) -> frozenset[str]:
        """The common words, and those of the catalogue: names, types, shelves, brands, values."""
        return frozenset(self.words) | {
            word
            for product in self.products.values()
            for text in told_of(product, self.lang)
            for word in key_form(text).split()
            if SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()
        }

    @cached_property
    def places_by_call(self) -> Mapping[str, Sequence[Plain]]:
        """What a place may be called, in key form (its name, or that and its level's) -> places."""
        found: dict[str, list[Plain]] = {}
        for one in self.spots.values():
            if one["name"]:
                names = one["name"], f"{one['name']} ({one['level_label']})"
                for key in {key_form(name) for name in names}:
                    found.setdefault(key, []).append(one)
        return found

    @cached_property
    def _by_length(self) -> Mapping[int, Sequence[str]]:
        found: dict[int, list[str]] = {}
        for word in sorted(self.every_word):
            found.setdefault(len(word), []).append(word)
        return found

    def of_length(self, letters: int) -> Sequence[str]:
        """The words of so many letters."""
        return self._by_length.get(letters, ())


def told_of(product: Plain, lang: str) -> Iterator[str]:
    """Every text of a product that the lexicon of a language takes words from."""
    attributes = product.get("attributes", {})
    yield attributes.get(f"name@{lang}") or product["name"]
    yield attributes.get(f"type@{lang}") or product["type"]
    yield product["brand"]
    yield attributes.get(f"category@{lang}") or PARTS.join(product["category"])
    for name, value in attributes.items():
        field, _, own = name.partition("@")
        if own == lang or (not own and f"{field}@{lang}" not in attributes):
            yield value
