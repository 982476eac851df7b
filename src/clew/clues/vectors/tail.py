"""Rows held in memory and scanned one and all: those that came since the last snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clew.clues.rows import Seen, StoredRow
from clew.clues.vectors.grams import Letters
from clew.clues.vectors.growing import Growing
from clew.clues.vectors.seen import worth_telling
from clew.clues.vectors.stored import vectors_of

_FEW = 1_000
"""Dead rows that are never worth sorting out; as many as live ones are beyond it."""


class Tail:
    """An exact index over rows in memory; about 1.5 KiB a row of 128 dimensions."""

    def __init__(self, dims: int) -> None:
        """`dims` is the length of a vector."""
        self._dims = dims
        self._newest: dict[str, int] = {}
        self._clear()

    def __len__(self) -> int:
        """Rows held, dead ones too."""
        return len(self._rows)

    def add(self, rows: Sequence[StoredRow]) -> None:
        """Appends rows, ascending by number; ones of an older revision than is known are dead.

        Raises `PartUnavailable` (`vectors_unavailable`), adding none, where a vector has another
        length.
        """
        vectors = vectors_of(rows, self._dims)
        for row in rows:
            self._note(row.clue, row.revision)
        self._append([(row.number, row.clue, row.revision, row.form) for row in rows], vectors)
        if len(self._rows) > 2 * max(int(self._live.view.sum()), _FEW):
            self._sort_out()

    def outdated(self, clue: str, revision: int) -> bool:
        """Whether a row of a higher revision of the clue was ever added."""
        return self._newest.get(clue, revision) > revision

    def see(self, vector: NDArray[np.float32], form: str, limit: int) -> list[Seen]:
        """The nearest `limit` live rows by meaning and by letters, each with both scores."""
        places = np.flatnonzero(self._live.view)
        if not len(places):
            return []
        meaning = (self._matrix.view @ vector)[places]
        letters = self._letters.to(form)[places]
        return [
            Seen(number, clue, revision, form, (float(meaning[at]), float(letters[at])))
            for at in worth_telling(meaning, letters, limit).tolist()
            for number, clue, revision, form in [self._rows[places[at]]]
        ]

    def _clear(self) -> None:
        # Without its vector, a row is kept as (number, clue, revision, form).
        self._rows: list[tuple[int, str, int, str]] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        # In float32, exactly what was stored as float16: a product needs no conversion then.
        self._matrix = Growing(np.float32, self._dims)
        self._live = Growing(np.bool_)
        self._letters = Letters()

    def _note(self, clue: str, revision: int) -> None:
        known = self._newest.get(clue)
        if known is None or known < revision:
            self._newest[clue] = revision
            self._live.view[self._places.pop(clue, [])] = False

    def _append(
        self, rows: Sequence[tuple[int, str, int, str]], vectors: NDArray[np.floating]
    ) -> None:
        live = np.ones(len(rows), np.bool_)
        for at, (_, clue, revision, _) in enumerate(rows):
            if self.outdated(clue, revision):
                live[at] = False
            else:
                self._places[clue].append(len(self._rows) + at)
        self._rows.extend(rows)
        self._matrix.extend(vectors)
        self._live.extend(live)
        self._letters.add([form for *_, form in rows])

    def _sort_out(self) -> None:
        """Drops the dead rows; it costs as much as adding the live ones did."""
        live = np.flatnonzero(self._live.view)
        rows, vectors = [self._rows[at] for at in live.tolist()], self._matrix.view[live]
        self._clear()
        self._append(rows, vectors)
