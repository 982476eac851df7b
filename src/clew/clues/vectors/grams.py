"""The n-grams of key forms as numbers, and who has which: `clew.clues.likeness` for many rows.

An n-gram is packed 21 bits a character, each character's code point plus one, so that no two
n-grams of any length up to three share a number. The metric and its length rule are those of
`clew.clues.likeness`; the tests hold the two equal.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.clues.likeness import SHORT
from clew.clues.vectors.growing import Growing

FAIR = 2 * SHORT
"""The longest text, in characters, that is ever compared by single characters and pairs."""
COARSE, FINE = (2, 3), (1, 2)
"""Sizes of the n-grams that count: of any text, and where the length rule says so."""
_BITS = 21


class Grams(NamedTuple):
    """The n-grams of several texts, one element for each time that one stands in a text.

    Attributes:
        codes: int64, which n-gram.
        again: int64, how often it stood in the same text before, from 0; so sets of
            (code, again) count as multisets of codes do.
        rows: int64, ascending, the text's place among those given.
    """

    codes: NDArray[np.int64]
    again: NDArray[np.int64]
    rows: NDArray[np.int64]


def grams(forms: Sequence[str], sizes: tuple[int, ...]) -> Grams:
    """The n-grams of each form, with a blank at either end except for single characters."""
    codes, rows = _in_order(forms, sizes)
    order = np.lexsort((codes, rows))
    codes, rows = codes[order], rows[order]
    return Grams(codes, _again(codes, rows), rows)


def _in_order(
    forms: Sequence[str], sizes: tuple[int, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The code of each n-gram of each form, and its form."""
    text = "".join([f" {form} " for form in forms])
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64) + 1
    widths = np.fromiter(map(len, forms), np.int64, len(forms)) + 2
    of = np.repeat(np.arange(len(forms)), widths)
    parts = [_of_size(points, of, n) for n in sizes]
    return np.concatenate([codes for codes, _ in parts]), np.concatenate(
        [rows for _, rows in parts]
    )


def _of_size(
    points: NDArray[np.int64], of: NDArray[np.int64], n: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    codes = np.zeros(max(0, len(points) - n + 1), np.int64)
    for at in range(n):
        codes = codes << _BITS | points[at : at + len(codes)]
    rows = of[: len(codes)]
    if n == 1:
        # The blanks at the ends are neither n-grams of one character nor shared with anything.
        inside = np.ones(len(of), bool)
        starts = np.flatnonzero(np.diff(of, prepend=-1))
        inside[starts] = False
        inside[starts - 1] = False
    else:
        inside = rows == of[n - 1 :]
    return codes[inside], rows[inside]


def _again(codes: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    at = np.arange(len(codes))
    first = np.ones(len(codes), bool)
    first[1:] = (codes[1:] != codes[:-1]) | (rows[1:] != rows[:-1])
    return at - np.maximum.accumulate(np.where(first, at, 0))


def likenesses(form: str, others: Sequence[str]) -> NDArray[np.float64]:
    """(others,): `likeness(form, other)`, without an index."""
    alike = _dice(form, others, COARSE)
    reach = _fine_up_to(form)
    fine = [at for at, other in enumerate(others) if len(other) <= reach]
    alike[fine] = _dice(form, [others[at] for at in fine], FINE)
    return alike


def _fine_up_to(form: str) -> int:
    """The length of the longest text that is compared with `form` by `FINE`; -1 for none."""
    return FAIR if len(form) <= SHORT else SHORT if len(form) <= FAIR else -1


def _dice(form: str, others: Sequence[str], sizes: tuple[int, ...]) -> NDArray[np.float64]:
    asked, times = np.unique(_in_order([form], sizes)[0], return_counts=True)
    codes, rows = _in_order(others, sizes)
    totals = np.bincount(rows, minlength=len(others)) + times.sum()
    if not len(asked):
        return np.zeros(len(others))
    at = np.minimum(np.searchsorted(asked, codes), len(asked) - 1)
    met = asked[at] == codes
    counted = np.bincount(rows[met] * len(asked) + at[met], minlength=len(others) * len(asked))
    shared = np.minimum(counted.reshape(len(others), len(asked)), times).sum(axis=1)
    dice: NDArray[np.float64] = 2 * shared / totals
    return dice


class _Shared:
    """Counts the n-grams that a text shares with each row; rows are only ever added."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self._sizes = sizes
        self._postings: dict[int, array[int]] = {}
        self._totals = Growing(np.int64)

    def add(self, forms: Sequence[str], rows: NDArray[np.int64], end: int) -> None:
        """Adds the forms as the rows of those numbers; there are `end` rows then."""
        found = grams(forms, self._sizes)
        totals = np.zeros(end - len(self._totals), np.int64)
        totals[rows - len(self._totals)] = np.bincount(found.rows, minlength=len(forms))
        self._totals.extend(totals)
        order = np.lexsort((found.rows, found.codes, found.again))
        codes, again = found.codes[order], found.again[order]
        new = np.ones(len(codes), bool)
        new[1:] = (codes[1:] != codes[:-1]) | (again[1:] != again[:-1])
        starts = np.flatnonzero(new)
        posted = rows[found.rows[order]].astype(np.uint32)
        ends = [*starts.tolist(), len(codes)][1:]
        for gram, start, stop in zip(
            _names(codes[starts], again[starts]), starts.tolist(), ends, strict=True
        ):
            self._postings.setdefault(gram, array("I")).frombytes(posted[start:stop].tobytes())

    def dice(self, form: str) -> NDArray[np.float64]:
        """(rows,): twice what is shared over all that the two have."""
        asked = grams([form], self._sizes)
        lists = [
            np.frombuffer(posted, np.uint32)
            for gram in _names(asked.codes, asked.again)
            if (posted := self._postings.get(gram)) is not None
        ]
        if not lists:
            return np.zeros(len(self._totals))
        shared = np.bincount(np.concatenate(lists), minlength=len(self._totals))
        dice: NDArray[np.float64] = 2 * shared / (self._totals.view + len(asked.codes))
        return dice


def _names(codes: NDArray[np.int64], again: NDArray[np.int64]) -> list[int]:
    """One number for each (code, again); Python's integers have room for both."""
    return [
        code | times << 3 * _BITS
        for code, times in zip(codes.tolist(), again.tolist(), strict=True)
    ]


class Letters:
    """The key forms of a growing list of rows, and the likeness of any text to each of them."""

    def __init__(self) -> None:
        self._coarse, self._fine = _Shared(COARSE), _Shared(FINE)
        self._lengths = Growing(np.int64)

    def add(self, forms: Sequence[str]) -> None:
        """Appends a row for each form."""
        lengths = np.fromiter(map(len, forms), np.int64, len(forms))
        rows = np.arange(len(forms)) + len(self._lengths)
        self._lengths.extend(lengths)
        end = len(self._lengths)
        self._coarse.add(forms, rows, end)
        fair = lengths <= FAIR
        short = [form for form in forms if len(form) <= FAIR]
        self._fine.add(short, rows[fair], end)

    def to(self, form: str) -> NDArray[np.float64]:
        """(rows,): `likeness(form, row's form)`."""
        alike = self._coarse.dice(form)
        reach = _fine_up_to(form)
        if reach < 0:
            return alike
        return np.where(self._lengths.view <= reach, self._fine.dice(form), alike)
