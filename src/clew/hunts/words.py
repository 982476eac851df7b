"""Words by what puzzles ask for: their letters, their consonants, their length, their pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import TypeVar, overload

_K = TypeVar("_K", str, int)

SHORTEST = 3
"""Letters of the shortest word of a lexicon; `LONGEST` of the longest."""
LONGEST = 14
UNKNOWN = "."
"""Stands in a pattern for a letter that is not known."""

VOWELS = frozenset("aeiouy")
_NO_VOWELS = str.maketrans(dict.fromkeys(VOWELS, ""))


def letters_of(word: str) -> str:
    """Its letters in alphabetical order: equal for anagrams."""
    return "".join(sorted(word))


def skeleton_of(word: str) -> str:
    """Its consonants in order; y counts as a vowel, as the puzzles tell."""
    return word.translate(_NO_VOWELS)


class Words(Sequence[str]):
    """A set of words in key form, in alphabetical order, that never changes.

    Each index is made when it is first asked for: some tens of milliseconds for 30,000 words.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(sorted(set(words)))

    def prepare(self) -> None:
        """Makes the indexes by letters, by consonants and by length now."""
        _ = (self._known, self.by_letters, self.by_skeleton, self.by_length)

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __contains__(self, word: object) -> bool:
        return word in self._known

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._words[index]

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._words)

    @cached_property
    def digest(self) -> str:
        """16 hexadecimal digits that change with any word: the version of the list."""
        return blake2b("\n".join(self._words).encode(), digest_size=8).hexdigest()

    @cached_property
    def by_letters(self) -> Mapping[str, Sequence[str]]:
        """Letters in alphabetical order -> the words that are made of them."""
        return self._by(letters_of)

    @cached_property
    def by_skeleton(self) -> Mapping[str, Sequence[str]]:
        """Consonants in order -> the words that leave them when their vowels go."""
        return self._by(skeleton_of)

    @cached_property
    def by_length(self) -> Mapping[int, Sequence[str]]:
        """How many letters -> the words that have as many."""
        return self._by(len)

    @cached_property
    def _by_letter_at(self) -> Mapping[tuple[int, int, str], frozenset[str]]:
        found: dict[tuple[int, int, str], list[str]] = {}
        for word in self._words:
            for at, letter in enumerate(word):
                found.setdefault((len(word), at, letter), []).append(word)
        return {place: frozenset(words) for place, words in found.items()}

    def like(self, pattern: str) -> Sequence[str]:
        """The words that fit a pattern (`UNKNOWN` for any letter), in alphabetical order."""
        length = len(pattern)
        known = [(length, at, one) for at, one in enumerate(pattern) if one != UNKNOWN]
        if not known:
            return self.by_length.get(length, ())
        sets = sorted((self._by_letter_at.get(place, frozenset()) for place in known), key=len)
        return sorted(sets[0].intersection(*sets[1:]))

    def _by(self, key: Callable[[str], _K]) -> Mapping[_K, Sequence[str]]:
        found: dict[_K, list[str]] = {}
        for word in self._words:
            found.setdefault(key(word), []).append(word)
        return {one: tuple(words) for one, words in found.items()}
