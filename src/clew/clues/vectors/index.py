"""One campaign's spellings by meaning and by letters, inside one process."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clew.clues.rows import Seen, StoredRow
from clew.clues.vectors.seen import told
from clew.clues.vectors.snapshot import Snapshot
from clew.clues.vectors.tail import Tail


class SpellingIndex:
    """Finds stored spellings near a text; a row counts from `add` on. For one thread."""

    def __init__(self, dims: int, snapshot: Snapshot | None = None) -> None:
        """An index over vectors of that length; a snapshot must be of the same one."""
        self._tail = Tail(dims)
        self._snapshot = snapshot
        self._last = snapshot.manifest.last if snapshot else 0

    @property
    def last(self) -> int:
        """The highest number of a row that it knows, or the snapshot's `last`; 0 for none."""
        return self._last

    def add(self, rows: Sequence[StoredRow]) -> None:
        """Adds rows, ascending by number; those up to `last` are known and passed over.

        A row of a higher revision of a clue makes that clue's older rows dead. Raises
        `PartUnavailable` (`vectors_unavailable`), adding none, where a vector has another length.
        """
        new = [row for row in rows if row.number > self._last]
        if new:
            self._tail.add(new)
            self._last = new[-1].number

    def search(self, vector: NDArray[np.float32], form: str, limit: int) -> list[Seen]:
        """The nearest `limit` by meaning and by letters among the rows not known to be dead.

        `vector` is (dims,) of length 1, `form` a key form. Each row is told once, by its number,
        with both scores: the cosine in float32 from the stored float16, and `likeness`. One that
        shares no letters is told for its meaning only. Exact among the rows added; a snapshot's
        are found as its own promises say. Raises `PartUnavailable` (`snapshot_damaged`).
        """
        found = self._tail.see(vector, form, limit)
        if self._snapshot:
            found += self._snapshot.see(vector, form, limit, self._tail.outdated)
        return told(found, limit)
