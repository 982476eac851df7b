"""What players make of clues: slips, real misspellings, words lost, added and borrowed."""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from train.noise import mistyped, shortened, unaccented
from train.sentences import MALL, WORDS, Chance

from clew.text import normalise
from evidence.text_sets import Text, TextSet, unanswered

ADDED = "please the where is it i think s'il vous plait la le bonjour dans".split()  # noqa: SIM905
"""Words that players put around a clue."""


def spelling_errors(data: Path) -> dict[str, list[str]]:
    """Right words -> how they were misspelt, of Wikipedia and of French edit histories."""
    found: dict[str, list[str]] = {}
    for wrong, right in json.loads(
        (data / "spelling/wikipedia-misspellings-half.json").read_text("utf-8")
    ).items():
        found.setdefault(right, []).append(wrong)
    with (data / "spelling/french-word-errors.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            found.setdefault(row["intended"], []).append(row["observed"])
    return found


def mall(data: Path) -> Callable[[random.Random], TextSet]:
    """The demo campaign: half of its places registered, all of its texts asked as people type."""
    with MALL.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    leads: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        for text in filter(None, (row["text"], *row["aliases"].split("|"))):
            leads[normalise(text).key].add(_place(row))
    typed = partial(as_typed, errors=spelling_errors(data), borrowed=_dictionary())

    def make(chance: random.Random) -> TextSet:
        places = sorted({_place(row) for row in rows})
        kept = set(chance.sample(places, len(places) // 2))
        registered, asked = [], []
        for row in rows:
            place = _place(row)
            for text in filter(None, (row["text"], *row["aliases"].split("|"))):
                if place in kept:
                    registered.append(Text(text, place, frozenset((place,))))
                right = frozenset(leads[normalise(text).key] & kept)
                asked += [Text(said, place, right) for said in typed(text, chance)]
        queries = chance.sample(asked, 900)
        return unanswered("demo campaign, as typed", registered, queries)

    return make


def words(data: Path) -> Callable[[random.Random], TextSet]:
    """Single words: half of the right ones registered, the misspelt ones of all asked."""
    errors = spelling_errors(data)

    def make(chance: random.Random) -> TextSet:
        right = sorted(errors)
        kept = set(chance.sample(right, len(right) // 2))
        registered = [Text(word, word, frozenset((word,))) for word in sorted(kept)]
        asked = [
            Text(wrong, word, frozenset((word,) if word in kept else ()))
            for word in right
            for wrong in errors[word]
        ]
        return unanswered("misspelt words", registered, chance.sample(asked, 600))

    return make


def as_typed(
    text: str,
    chance: random.Random,
    *,
    errors: Mapping[str, list[str]],
    borrowed: Mapping[str, str],
) -> list[str]:
    """A text as it may be typed: each way that changes it."""
    seeded = Chance(chance.randrange(1 << 30))
    pieces = text.split()
    misspelt = [seeded.of(errors[one]) if one in errors else one for one in pieces]
    mixed = [borrowed.get(one.lower().strip(".,"), one) for one in pieces]
    more = pieces.copy()
    more.insert(seeded.below(len(pieces) + 1), seeded.of(ADDED))
    ways = [mistyped(text, seeded), unaccented(mistyped(text, seeded)), shortened(text, seeded)]
    ways += [" ".join(more), " ".join(misspelt), " ".join(mixed)]
    return [way for way in dict.fromkeys(ways) if way != text]


def _place(row: Mapping[str, str]) -> str:
    return f"{row['level']} {row['lat']} {row['lon']}"


def _dictionary() -> dict[str, str]:
    """Words of either language -> the other's, without articles."""
    found = {}
    for pair in WORDS.read_text("utf-8").replace("\n", "").split(";"):
        english, bar, french = pair.rpartition('"')[2].partition("|")
        if bar and " " not in english:
            word = french.rpartition(" ")[2].rpartition("'")[2].partition('"')[0]
            found[english], found[word] = word, english
    return found
