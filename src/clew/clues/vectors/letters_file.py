"""Which rows of a snapshot share n-grams with a text: an inverted index on mapped files.

Only a shortlist comes from here; whoever asks compares its forms in full. Indexed are the triples
of each form and the pairs of short ones, each once a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from clew.clues.likeness import SHORT
from clew.clues.vectors.grams import FAIR, grams
from clew.clues.vectors.stored import mapped

CODES, STARTS, ROWS, WIDTHS = "letters.codes", "letters.starts", "letters.rows", "letters.widths"
_SCRATCH = "letters.scratch"
BUDGET = 150_000
"""Postings that a search reads, the rarest n-gram's first; the first two lists are read whole."""
_WHOLE = 2
_STRONGEST = 4_096
"""Rows whose lengths are looked up, those with most n-grams found."""


def _asked(forms: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The codes that the forms are found by, and the form of each."""
    triples = grams(forms, (3,))
    short = np.flatnonzero(np.fromiter(map(len, forms), np.int64, len(forms)) <= SHORT)
    pairs = grams([forms[at] for at in short.tolist()], (2,))
    codes = np.concatenate([triples.codes[triples.again == 0], pairs.codes[pairs.again == 0]])
    rows = np.concatenate([triples.rows[triples.again == 0], short[pairs.rows[pairs.again == 0]]])
    return codes, rows


class LettersWriter:
    """Gathers the n-grams of forms in a scratch file, then turns them round."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ids: dict[int, int] = {}
        self._shares: list[int] = []
        self._rows = 0
        self._scratch = (folder / _SCRATCH).open("wb")
        self._widths = (folder / WIDTHS).open("wb")

    def add(self, forms: Sequence[str]) -> None:
        """Appends a row for each form."""
        codes, rows = _asked(forms)
        unique, inverse = np.unique(codes, return_inverse=True)
        ids = np.array(
            [self._ids.setdefault(code, len(self._ids)) for code in unique.tolist()], np.uint32
        )
        order = np.lexsort((rows, inverse))
        self._scratch.write(ids[inverse[order]].tobytes())
        self._scratch.write((rows[order] + self._rows).astype(np.uint32).tobytes())
        self._shares.append(len(codes))
        widths = np.minimum([len(form) for form in forms], 0xFFFF)
        self._widths.write(widths.astype("<u2").tobytes())
        self._rows += len(forms)

    def finish(self) -> None:
        """Writes the index; memory: its size and one share's."""
        self._scratch.flush()
        codes = np.fromiter(self._ids, np.int64, len(self._ids))
        order = np.argsort(codes)
        codes[order].astype("<i8").tofile(self._folder / CODES)
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        counts = np.zeros(len(order), np.int64)
        for ids, _ in self._shares_written():
            counts += np.bincount(ids, minlength=len(order))
        starts = np.concatenate([[0], np.cumsum(counts[order])])
        starts.astype("<i8").tofile(self._folder / STARTS)
        following = starts[:-1][place]
        posted = np.empty(int(starts[-1]), "<u4")
        for ids, rows in self._shares_written():
            # Within a share equal ids lie together: each goes after those of its share before it.
            first = np.ones(len(ids), bool)
            first[1:] = ids[1:] != ids[:-1]
            at = np.arange(len(ids))
            posted[following[ids] + at - np.maximum.accumulate(np.where(first, at, 0))] = rows
            following += np.bincount(ids, minlength=len(order))
        posted.tofile(self._folder / ROWS)

    def _shares_written(self) -> Sequence[tuple[NDArray[np.uint32], NDArray[np.uint32]]]:
        scratch = mapped(self._folder / _SCRATCH, np.uint32)
        ends = (2 * np.cumsum(self._shares)).tolist()
        return [
            (scratch[end - 2 * size : end - size], scratch[end - size : end])
            for size, end in zip(self._shares, ends, strict=True)
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._scratch.close()
        self._widths.close()
        (self._folder / _SCRATCH).unlink()


class MappedLetters:
    """The inverted index of a folder."""

    def __init__(self, folder: Path) -> None:
        """Raises `OSError` where a file is missing."""
        self._codes: NDArray[np.int64] = mapped(folder / CODES, "<i8")
        self._starts: NDArray[np.int64] = mapped(folder / STARTS, "<i8")
        self._rows: NDArray[np.uint32] = mapped(folder / ROWS, "<u4")
        self._widths: NDArray[np.uint16] = mapped(folder / WIDTHS, "<u2")

    def shortlist(self, form: str, many: int) -> NDArray[np.int64]:
        """That many rows at most that share most with `form` for their length, ascending."""
        codes = np.unique(grams([form], (2, 3) if len(form) <= FAIR else (3,)).codes)
        lists, unknown = self._rarest_first(codes)
        if not lists:
            return np.zeros(0, np.int64)
        posted = np.sort(np.concatenate(lists))
        new = np.ones(len(posted), bool)
        np.not_equal(posted[1:], posted[:-1], out=new[1:])
        first = np.flatnonzero(new)
        rows, found = posted[first], np.diff(first, append=len(posted))
        strongest = max(_STRONGEST, many)
        if len(rows) > strongest:
            least = np.partition(found, -strongest)[-strongest]
            rows, found = rows[found >= least], found[found >= least]
        if len(rows) > many:
            shared = len(codes) - unknown - (len(lists) - found)
            bounds = self._at_most(rows, shared, len(codes), pairs=len(form) <= FAIR)
            rows = np.sort(rows[np.argpartition(-bounds, many)[:many]])
        return rows.astype(np.int64)

    def _at_most(
        self, rows: NDArray[np.uint32], shared: NDArray[np.int64], asked: int, *, pairs: bool
    ) -> NDArray[np.float64]:
        """(rows,): the Dice that a row can have at most that shares no more than that.

        So a row of nearly the asked length goes before one that has the same n-grams among many
        others. A text has as many triples as characters, and a pair more.
        """
        widths = self._widths[rows].astype(np.int64)
        has = widths + (pairs & (widths <= SHORT)) * (widths + 1)
        bounds: NDArray[np.float64] = np.minimum(shared, has) / (has + asked)
        return bounds

    def _rarest_first(self, codes: NDArray[np.int64]) -> tuple[list[NDArray[np.uint32]], int]:
        """The rows of some of the codes, and how many codes no row has."""
        if not len(self._codes):
            return [], len(codes)
        at = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        at = at[self._codes[at] == codes]
        unknown = len(codes) - len(at)
        starts, ends = self._starts[at], self._starts[at + 1]
        sizes = ends - starts
        order = np.argsort(sizes, kind="stable")
        within = np.cumsum(sizes[order]) <= BUDGET
        within[:_WHOLE] = True
        spans = zip(starts[order][within].tolist(), ends[order][within].tolist(), strict=True)
        return [self._rows[start:end] for start, end in spans], unknown
