"""Texts to register and texts to ask, from the development data: where each leads, who it is like.

A row's right answer is the place of its clue. What shares a *kin* (a quad, an intent, a kind of
place, a clue) is kept together when rows are split, so that no row is judged by what it taught.
"""

from __future__ import annotations

import csv
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from clew.text import normalise

SPELLINGS = ("en_clean", "en_noisy", "fr_clean", "fr_noisy")


class Text(NamedTuple):
    """A text that leads somewhere, or nowhere.

    Attributes:
        kin: what is kept together when rows are split.
        places: the names of the places it is right for; none or several for no answer.
    """

    text: str
    kin: str
    places: frozenset[str]


class TextSet(NamedTuple):
    """What is registered, and what is asked."""

    name: str
    registered: tuple[Text, ...]
    asked: tuple[Text, ...]


def unanswered(name: str, registered: Iterable[Text], asked: Iterable[Text]) -> TextSet:
    """A set of those rows that the exact tier does not answer."""
    registered = tuple(registered)
    known = {normalise(one.text).key for one in registered}
    fresh = {one.text: one for one in asked if normalise(one.text).key not in known | {""}}
    return TextSet(name, registered, tuple(fresh.values()))


def quads(data: Path) -> Callable[[str, str, random.Random], TextSet]:
    """Requests in four spellings: one column registered, half of its rows; another one asked."""
    with (data / "clues/quads-en-fr.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    def make(known: str, asked: str, chance: random.Random) -> TextSet:
        kept = set(chance.sample(range(len(rows)), len(rows) // 2))
        registered = [_own(rows[at][known], f"quad {at}") for at in sorted(kept)]
        queries = [_own(row[asked], f"quad {at}", known=at in kept) for at, row in enumerate(rows)]
        return unanswered(f"quads {known} < {asked}", registered, queries)

    return make


def clinc(data: Path) -> Callable[[int, int, random.Random], TextSet]:
    """Requests by intent: half of the intents registered with some texts each; oos is nobody's."""
    told = json.loads((data / "clues/clinc150-dev.json").read_text("utf-8"))
    by_intent: defaultdict[str, list[str]] = defaultdict(list)
    for text, intent in told["train"]:
        by_intent[intent].append(text)

    def make(texts: int, queries: int, chance: random.Random) -> TextSet:
        kept = set(chance.sample(sorted(by_intent), len(by_intent) // 2))
        registered = [
            _own(text, intent)
            for intent in sorted(kept)
            for text in chance.sample(by_intent[intent], texts)
        ]
        asked = [_own(text, intent, known=intent in kept) for text, intent in told["val"]]
        asked += [_own(text, f"oos {text}", known=False) for text, _ in told["oos_val"]]
        return unanswered(
            f"CLINC150, {texts} an intent",
            registered,
            chance.sample(asked, min(queries, len(asked))),
        )

    return make


def presets(data: Path) -> Callable[[str, str, random.Random], TextSet]:
    """Kinds of place: a name and half of its terms registered in one language, others asked."""
    with (data / "clues/osm-presets-en-fr.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    places: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        for tongue in ("en", "fr"):
            for text in _terms(row, tongue):
                places[normalise(text).key].add(row["preset"])

    def make(known: str, asked: str, chance: random.Random) -> TextSet:
        kept = set(chance.sample(range(len(rows)), len(rows) // 2))
        there = {rows[at]["preset"] for at in kept}
        registered: list[Text] = []
        queries: list[Text] = []
        for at, row in enumerate(rows):
            name, *terms = _terms(row, known)
            chance.shuffle(terms)
            said = [name, *terms[: len(terms) // 2]]
            if at in kept:
                registered += [_own(text, row["preset"]) for text in said]
            other = terms[len(terms) // 2 :] if known == asked else _terms(row, asked)
            for text in other:
                right = places[normalise(text).key]
                queries.append(Text(text, row["preset"], frozenset(right & there or right)))
        queries = [
            one if len(one.places) > 1 or one.places <= there else one._replace(places=frozenset())
            for one in queries
        ]
        return unanswered(f"presets {known} < {asked}", registered, queries)

    return make


def _own(text: str, kin: str, *, known: bool = True) -> Text:
    return Text(text, kin, frozenset((kin,) if known else ()))


def _terms(row: dict[str, str], tongue: str) -> Sequence[str]:
    return [
        text.strip()
        for text in (row[f"{tongue}_name"], *(row[f"{tongue}_terms"] or "").split("|"))
        if text.strip()
    ]
