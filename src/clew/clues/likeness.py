"""How alike two texts are letter by letter: Dice's coefficient over character n-grams.

The metric: 2 x shared / (all of one + all of the other), over multisets of n-grams of the key form
(`clew.text.normalise`) with a blank at either end; from 0 to 1 (Dice, 1945, "Measures of the amount
of ecologic association between species"). The length rule: where one text has at most `SHORT`
characters and the other at most twice that, single characters and pairs are counted, else pairs and
triples. So one wrong, missing, added or swapped letter is worth 0.8 and more from seven letters on.
Digits are letters here: "Gate 12" and "Gate 21" are 0.8 alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

SHORT = 16
"""The longest short text, in characters of its key form."""


class Grams:
    """The n-grams of many texts, by n-gram: what each text shares with another one."""

    def __init__(self, forms: Sequence[str], sizes: tuple[int, ...]) -> None:
        """`sizes` are the n of the n-grams that count."""
        self._n = sizes
        self._texts = len(forms)
        self.totals = np.zeros(len(forms), np.int64)
        found: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for row, form in enumerate(forms):
            grams = self._grams(form)
            self.totals[row] = len(grams)
            for gram in grams:
                found[gram].append(row)
        self._rows = {gram: np.array(rows, np.int32) for gram, rows in found.items()}

    def dice(self, form: str) -> NDArray[np.float64]:
        """(texts,): the likeness of `form` to each text."""
        grams = self._grams(form)
        known = [self._rows[gram] for gram in grams if gram in self._rows]
        if not known:
            return np.zeros(self._texts)
        shared = np.bincount(np.concatenate(known), minlength=self._texts)
        return 2 * shared / (self.totals + len(grams))

    def _grams(self, form: str) -> list[tuple[str, int]]:
        """Each n-gram with its how-manieth: so sets of these count as multisets do."""
        padded = f" {form} "
        counted: Counter[str] = Counter()
        grams = []
        for n in self._n:
            text = form if n == 1 else padded
            for at in range(len(text) - n + 1):
                gram = text[at : at + n]
                counted[gram] += 1
                grams.append((gram, counted[gram]))
        return grams


class Likeness:
    """An index over key forms that tells how alike any text is to each of them."""

    def __init__(self, forms: Sequence[str]) -> None:
        """Costs about 0.1 ms a text."""
        self._forms = forms
        self._short, self._short_grams = _up_to(SHORT, forms)
        self._fair, self._fair_grams = _up_to(2 * SHORT, forms)
        self._coarse = Grams(forms, (2, 3))

    def to(self, form: str) -> NDArray[np.float64]:
        """(texts,): the likeness of a key form to each text, from 0 to 1."""
        alike = self._coarse.dice(form)
        if len(form) <= SHORT:
            alike[self._fair] = self._fair_grams.dice(form)
        elif len(form) <= 2 * SHORT:
            alike[self._short] = self._short_grams.dice(form)
        return alike

    def pairs(self, near: float) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.float64]]]:
        """For each text: its row, the later rows at least `near` alike, and how alike they are."""
        for row, form in enumerate(self._forms):
            alike = self.to(form)[row + 1 :]
            rows = np.flatnonzero(alike >= near)
            yield row, rows + row + 1, alike[rows]


def _up_to(length: int, forms: Sequence[str]) -> tuple[NDArray[np.int64], Grams]:
    """The rows of the forms that are not longer, and their single characters and pairs."""
    rows = [row for row, form in enumerate(forms) if len(form) <= length]
    return np.array(rows, np.int64), Grams([forms[row] for row in rows], (1, 2))


def likeness(one: str, other: str) -> float:
    """How alike two key forms are, from 0 to 1; symmetric, and 1 for equal ones."""
    return float(Likeness([one]).to(other)[0])
