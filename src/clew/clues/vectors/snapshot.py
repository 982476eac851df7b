"""A snapshot that searches: rows of one moment on mapped files, asked without loading them.

Nearest by meaning come from inverted lists, most alike by letters from an inverted index; both are
approximate, and every score told is exact. `clew.clues.vectors.build` writes one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.clues.rows import Seen
from clew.clues.vectors.build import LISTS, PLACES
from clew.clues.vectors.faiss_lists import MappedLists
from clew.clues.vectors.grams import likenesses
from clew.clues.vectors.letters_file import MappedLetters
from clew.clues.vectors.manifest import Manifest, damaged, read_manifest
from clew.clues.vectors.rows_file import MappedRows, Record
from clew.clues.vectors.seen import highest
from clew.clues.vectors.stored import mapped

_SPARE = 8
"""Rows asked for beyond the limit, so that a few dead ones cost no second question."""
_SHORTLIST, _LEAST = 8, 256
"""Rows compared letter by letter: so many times the limit, and never fewer than that."""
_BROKEN = (msgspec.MsgspecError, IndexError, ValueError, RuntimeError)
"""What the readers of files raise where a byte is not as it was written."""

Outdated = Callable[[str, int], bool]
"""Whether a (clue, revision) is known to be dead."""


class Snapshot:
    """One campaign's rows of one moment. For one thread.

    Attributes:
        manifest: what it says of itself.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Raises `OSError` or `ValueError` where the files aren't what the manifest says."""
        self.manifest = manifest
        self._folder = folder
        self._rows = MappedRows(folder)
        self._letters = MappedLetters(folder)
        self._lists = MappedLists(folder / LISTS, mapped(folder / PLACES, "<u8"), manifest.dims)

    def __len__(self) -> int:
        return self.manifest.rows

    def see(
        self, vector: NDArray[np.float32], form: str, limit: int, outdated: Outdated
    ) -> list[Seen]:
        """The nearest `limit` rows or more by meaning and by letters, none of them outdated.

        Each has both scores. Raises `PartUnavailable` (`snapshot_damaged`).
        """
        try:
            near = self._live(
                lambda many: self._lists.nearest(vector, many), limit, limit + _SPARE, outdated
            )
            alike = self._live(
                lambda many: self._letters.shortlist(form, many),
                limit,
                max(_SHORTLIST * limit, _LEAST),
                outdated,
            )
            return self._scored(near, alike, vector, form, limit)
        except _BROKEN as error:
            raise damaged(self._folder, f"it cannot be read: {error}") from error

    def _live(
        self,
        ask: Callable[[int], NDArray[np.int64]],
        least: int,
        many: int,
        outdated: Outdated,
    ) -> dict[int, Record]:
        """At least `least` live rows, or all there are to be had, asking `many` at first."""
        while True:
            rows = ask(many)
            live = {
                row: record
                for row, record in zip(rows.tolist(), self._rows.read(rows), strict=True)
                if not outdated(record.clue, record.revision)
            }
            if len(live) >= least or len(rows) < many:
                return live
            many *= 2

    def _scored(
        self,
        near: dict[int, Record],
        alike: dict[int, Record],
        vector: NDArray[np.float32],
        form: str,
        limit: int,
    ) -> list[Seen]:
        records = near | alike
        places = np.fromiter(records, np.int64, len(records))
        letters = likenesses(form, [record.form for record in records.values()])
        told = np.union1d(highest(letters, limit), np.arange(len(near)))
        meaning = self._lists.vectors(places[told]) @ vector
        return [
            Seen(
                record.number,
                record.clue,
                record.revision,
                record.form,
                (float(cosine), float(letters[at])),
            )
            for at, cosine in zip(told.tolist(), meaning, strict=True)
            for record in [records[int(places[at])]]
        ]


def open_snapshot(
    folder: Path, *, campaign: str | None = None, model: str | None = None, dims: int | None = None
) -> Snapshot:
    """The snapshot in a folder, checked for its manifest's seal and its files' sizes.

    Raises `PartUnavailable` (`snapshot_damaged`) for one that is damaged, of another format, or of
    another campaign, model or length of vectors than is given.
    `clew.clues.vectors.manifest.verify_snapshot` reads every byte.
    """
    manifest = read_manifest(folder)
    for wanted, held in (
        (campaign, manifest.campaign),
        (model, manifest.model),
        (dims, manifest.dims),
    ):
        if wanted is not None and wanted != held:
            raise damaged(folder, f"it is of {held!r}, not of {wanted!r}")
    try:
        return Snapshot(folder, manifest)
    except (OSError, *_BROKEN) as error:
        raise damaged(folder, f"it cannot be opened: {error}") from error
