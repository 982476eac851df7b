"""Sentences that may be shipped or made at will: the demo mall's clues, clauses from a word list.

The same sentences for the same seed, whatever the Python version: choices are made by index from
`random.Random.random`, whose sequence Python promises to keep.
"""

from __future__ import annotations

import csv
import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

WORDS = Path(__file__).with_name("words.toml")
MALL = Path(__file__).resolve().parents[2] / "src" / "clew" / "demo" / "mall" / "clues.csv"

FIRST_WORD = 1997
"""The first id of a word in BERT's uncased vocabulary, which is ordered by frequency."""

T = TypeVar("T")


class Said(NamedTuple):
    """One meaning, several ways to say it.

    Attributes:
        english: the ways in English, at least one.
        french: the ways in French; none where the meaning is a heap of English words.
        mixed: French ways with an English word in them.
    """

    english: tuple[str, ...]
    french: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()


class Chance:
    """Seeded choices."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, bound: int) -> int:
        """A number from 0 to `bound` - 1."""
        return int(self._random.random() * bound)

    def of(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order (Fisher and Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


def mall_texts() -> list[str]:
    """Every text and alias of the demo mall, once, in the file's order."""
    with MALL.open(encoding="utf-8", newline="") as stream:
        texts = [
            text
            for row in csv.DictReader(stream)
            for text in (row["text"], *filter(None, row["aliases"].split("|")))
        ]
    return list(dict.fromkeys(text.strip() for text in texts))


def generated(count: int, seed: int) -> Iterator[Said]:
    """`count` meanings put together from the word list, all of them distinct."""
    lists = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    nouns = [pair for domain in lists["nouns"].values() for pair in _pairs(domain)]
    words = {
        "{n}": nouns,
        "{m}": nouns,
        "{v}": _pairs(lists["verbs"]["all"]),
        "{a}": _pairs(lists["adjectives"]["all"]),
        "{p}": _pairs(lists["places"]["all"]),
    }
    templates = [
        [way.strip() for way in line.split("||")] for line in lists["templates"]["all"].splitlines()
    ]
    chance = Chance(seed)
    made: set[tuple[str, ...]] = set()
    while len(made) < count:
        ways = chance.of(templates)
        filled = {slot: chance.of(pairs) for slot, pairs in words.items()}
        if filled["{n}"] == filled["{m}"]:
            continue
        half = len(ways) // 2
        swapped = {slot: (pair[0], _borrowed(pair, chance)) for slot, pair in filled.items()}
        said = Said(
            tuple(_fill(way, filled, 0) for way in ways[:half]),
            tuple(_fill(way, filled, 1) for way in ways[half:]),
            tuple(_fill(way, swapped, 1) for way in ways[half:]),
        )
        if said.english not in made:
            made.add(said.english)
            yield said


def heaps(count: int, seed: int, words: Sequence[str]) -> Iterator[Said]:
    """`count` heaps of 3 to 10 words without grammar: axes and typos for the whole vocabulary."""
    chance = Chance(seed)
    for _ in range(count):
        yield Said((" ".join(chance.of(words) for _ in range(3 + chance.below(8))),))


def whole_words(vocabulary: Mapping[str, int]) -> list[str]:
    """The plain words of a tokenizer, most frequent first; its first 2,000 ids are signs."""
    return [
        word
        for word, number in sorted(vocabulary.items(), key=lambda entry: entry[1])
        if number >= FIRST_WORD and len(word) > 1 and word.isascii() and word.isalpha()
    ]


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = []
    for entry in text.replace("\n", "").split(";"):
        english, _, french = entry.partition("|")
        pairs.append((english.strip(), french.strip()))
    return pairs


def _borrowed(pair: tuple[str, str], chance: Chance) -> str:
    """Half of the time the English noun after the French article: le juice."""
    english, french = pair
    article, _, noun = french.replace("'", " ").partition(" ")
    if article not in {"le", "la", "les", "l"} or not noun or chance.below(2):
        return french
    return f"{'le' if article == 'l' else article} {english}"


def _fill(way: str, filled: dict[str, tuple[str, str]], language: int) -> str:
    for slot, pair in filled.items():
        way = way.replace(slot, pair[language])
    # French joins its prepositions with the article that follows.
    for apart, joined in (
        ("de le ", "du "),
        ("de les ", "des "),
        ("à le ", "au "),
        ("à les ", "aux "),
    ):
        way = way.replace(f" {apart}", f" {joined}")
    return way
