"""The published lexicon: the common words of a language, and the words of the shop itself.

A puzzle's answer is the only one *within this lexicon*; `clew hunt lexicon` prints it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from clew.hunts.words import LONGEST, SHORTEST, Words
from clew.shop.model import Product
from clew.text import key_form


class Lexicon:
    """Every word that counts, in key form; a word of the shop counts however rare it is.

    Attributes:
        common: the common words of the language, shared by all shops.
        own: words of the shop that are not common.
    """

    def __init__(self, common: Words, shop: Iterable[str]) -> None:
        self.common = common
        self.own = Words(word for word in shop if word not in common)
        self._sets: dict[int, frozenset[str]] = {}

    def prepare(self) -> None:
        """Makes the indexes now; those of the common words are made once a process."""
        for words in (self.common, self.own):
            words.prepare()
        for length in range(SHORTEST, LONGEST + 1):
            self.set_of_length(length)

    def __len__(self) -> int:
        return len(self.common) + len(self.own)

    def __contains__(self, word: object) -> bool:
        return word in self.common or word in self.own

    def words(self) -> Sequence[str]:
        """All of them, in alphabetical order."""
        return sorted([*self.common, *self.own])

    @property
    def digest(self) -> str:
        """16 hexadecimal digits that change with any word."""
        both = f"{self.common.digest} {self.own.digest}"
        return blake2b(both.encode(), digest_size=8).hexdigest()

    def of_letters(self, letters: str) -> Sequence[str]:
        """The words made of exactly these letters, given in alphabetical order."""
        return (*self.common.by_letters.get(letters, ()), *self.own.by_letters.get(letters, ()))

    def of_skeleton(self, consonants: str) -> Sequence[str]:
        """The words with exactly these consonants, in this order."""
        return (
            *self.common.by_skeleton.get(consonants, ()),
            *self.own.by_skeleton.get(consonants, ()),
        )

    def of_length(self, length: int) -> Sequence[str]:
        """The words of that many letters."""
        return (*self.common.by_length.get(length, ()), *self.own.by_length.get(length, ()))

    def set_of_length(self, length: int) -> frozenset[str]:
        """The same as a set, made once: for who looks up many words of one length."""
        if length not in self._sets:
            self._sets[length] = frozenset(self.of_length(length))
        return self._sets[length]

    def like(self, pattern: str) -> Sequence[str]:
        """The words that fit a pattern, `.` standing for any letter."""
        return (*self.common.like(pattern), *self.own.like(pattern))


def lexicon_words(text: str) -> list[str]:
    """The words of a text that a lexicon holds: 3 to 14 letters, a to z, in key form."""
    return [
        word
        for word in key_form(text).split()
        if SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()
    ]


def shop_words(products: Iterable[Product], lang: str) -> set[str]:
    """The words of names, types, categories, brands and attribute values, in a language.

    A field that has no value in the language counts as it stands.
    """
    texts: set[str] = set()
    for one in products:
        texts.update((one.text("name", lang), one.text("type", lang), one.brand))
        texts.add(one.attributes.get(f"category@{lang}") or one.place_in_shop)
        for name, value in one.attributes.items():
            field, _, own = name.partition("@")
            if own in {"", lang}:
                texts.add(value if own else one.text(field, lang))
    return {word for text in texts for word in lexicon_words(text)}
