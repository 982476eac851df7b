"""What an answer has to be the only one of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from clew.hunt_check.line import Plain
from clew.text import key_form

PARTS = " > "
"""Between the parts of a category's path."""
SHORTEST, LONGEST = 3, 14
"""Letters of the words of a lexicon."""


class Common:
    """The common words of a language, in key form."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)

    @cached_property
    def by_length(self) -> Mapping[int, Sequence[str]]:
        """Letters -> the words of so many."""
        return _by_length(self.words)


class Lexicon:
    """What an answer has to be the only one of: the words of a language, and the catalogue.

    Attributes:
        lang: `en` or `fr`.
        common: words that count whatever the shop sells.
        products: by id, as the catalogue has them, whatever their stock.
        spots: the venue's named places, by zone, with `name` and `level_label` in the language,
            and `names`, all that they are called in any.
        clues: the campaign's clues, by id.
    """

    def __init__(
        self,
        lang: str,
        common: Common,
        products: Mapping[str, Plain],
        spots: Mapping[str, Plain],
        clues: Mapping[str, Plain],
        graph: Plain,
    ) -> None:
        self.lang = lang
        self.common = common
        self.products = products
        self.spots = {zone: spoken_in(one, lang) for zone, one in spots.items()}
        self.clues = clues
        self.graph = graph

    @cached_property
    def own(self) -> frozenset[str]:
        """The words of the catalogue that are not common: of names, shelves, brands, values."""
        return frozenset(
            word
            for product in self.products.values()
            for text in told_of(product, self.lang)
            for word in key_form(text).split()
            if SHORTEST <= len(word) <= LONGEST
            and word.isascii()
            and word.isalpha()
            and word not in self.common.words
        )

    def __contains__(self, word: object) -> bool:
        return word in self.common.words or word in self.own

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
    def _own_by_length(self) -> Mapping[int, Sequence[str]]:
        return _by_length(self.own)

    def of_length(self, letters: int) -> Sequence[str]:
        """The words of so many letters, in no order."""
        own = self._own_by_length.get(letters, ())
        return (*self.common.by_length.get(letters, ()), *own)


def spoken_in(spot: Plain, lang: str) -> Plain:
    """A place as it is called in a language, as far as that is known."""
    spoken = spot.get("spoken", ())
    own: Plain = next((one for one in spoken if one["lang"] == lang), {})
    names = (spot["name"], *(one["name"] for one in spoken))
    return {
        **spot,
        "name": own.get("name") or spot["name"],
        "level_label": own.get("level_label") or spot["level_label"],
        "names": tuple(name for name in names if name),
    }


def _by_length(words: Iterable[str]) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for word in words:
        found.setdefault(len(word), []).append(word)
    return found


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
