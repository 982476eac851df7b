"""Rows to fit on and to judge: what was asked, what was seen, what is right."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from clew.clues.evidence import Scored, by_place, read
from clew.clues.rows import CHANNELS
from clew.clues.signs import Reading, Sign, foremost, length_of, sign_names, signs
from evidence.all_sets import all_sets
from evidence.choice import Choices
from evidence.shortlist import Asked, Vectors, shortlists

FOLDS = 5
PLACES = 10
"""Places that a row offers to the fit."""


class Row(NamedTuple):
    """An asked text.

    Attributes:
        of: the name of its set.
        group: the kind of set; the groups weigh the same in the fit.
        fold: which part it belongs to; all rows of one kin are in the same.
        right: the one place that it means; None where nothing, or several, would be right.
        length: which of `LENGTHS`.
    """

    of: str
    group: str
    seed: int
    fold: int
    form: str
    scored: Sequence[Scored]
    right: str | None
    length: int


def gather(data: Path, seeds: Iterable[int], cache: Path | None) -> list[Row]:
    """The rows of every set."""
    vectors = Vectors(cache)
    return [
        row_of(texts.name, seed, asked)
        for seed in seeds
        for texts in all_sets(data, seed)
        for asked in shortlists(texts, vectors)
    ]


def row_of(name: str, seed: int, asked: Asked) -> Row:
    """The row of an asked text of the set of that name."""
    return Row(
        name,
        group_of(name),
        seed,
        fold_of(asked.text.kin),
        asked.form,
        asked.scored,
        min(asked.text.places) if len(asked.text.places) == 1 else None,
        length_of(asked.form),
    )


def fold_of(kin: str) -> int:
    """The same for a kin in every set and seed."""
    return hashlib.sha256(kin.encode()).digest()[0] % FOLDS


def group_of(name: str) -> str:
    """The kind of set that a name belongs to."""
    if not name.startswith("quads"):
        return name.partition(",")[0].partition(" ")[0]
    _, known, _, asked, *_ = name.split()
    return "quads, one language" if known[:2] == asked[:2] else "quads, across languages"


class Offer(NamedTuple):
    """What a row offers to the fit: the best spelling of each place.

    Attributes:
        signs: (places, signs + 1).
        barred: of each place, whether it may not be answered.
        right: the column of the right place; -1 for none.
    """

    signs: list[tuple[float, ...]]
    barred: list[bool]
    right: int


def offer(row: Row) -> Offer:
    """The places of a row, the most alike first."""
    readings = foremost(read(row.scored, len(CHANNELS)))
    found = signs(row.form, readings)
    ranked = sorted(range(len(found)), key=lambda at: -_alike(readings[at], found[at]))
    firsts = by_place(ranked, readings)[0][:PLACES]
    right = [at for at, one in enumerate(firsts) if readings[one].zones == {row.right}]
    return Offer(
        [(*found[at].values, 1.0) for at in firsts],
        [found[at].barred or len(readings[at].zones) > 1 for at in firsts],
        right[0] if right else -1,
    )


def _alike(reading: Reading, sign: Sign) -> float:
    return sum(reading.scores) + sign.values[_WORDS]


_WORDS = sign_names(CHANNELS).index("words")


def choices(offers: Sequence[Offer], weight: Sequence[float]) -> Choices:
    """The offers as padded arrays."""
    width = len(sign_names(CHANNELS)) + 1
    values = np.zeros((len(offers), PLACES, width))
    there = np.zeros((len(offers), PLACES), bool)
    for row, one in enumerate(offers):
        values[row, : len(one.signs)] = one.signs
        there[row, : len(one.signs)] = True
    return Choices(
        values,
        there,
        np.array([one.right for one in offers], np.int64),
        np.array(weight, np.float64),
    )
