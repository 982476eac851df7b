"""The vector tier without a process or an index: every row is compared, each time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from clew.clues.likeness import Likeness
from clew.clues.rows import Seen
from clew.clues.vectors.ports import RowReader, Vector
from clew.clues.vectors.seen import worth_telling


class MemoryVectors:
    """A `VectorReader` over any stored rows, for tests and for small campaigns."""

    def __init__(self, rows: RowReader) -> None:
        self._rows = rows

    async def search(
        self, campaign: str, model: str, vector: Vector, form: str, *, limit: int, deadline_s: float
    ) -> Sequence[Seen]:
        """See `VectorReader`; nothing here waits, so the deadline always holds."""
        del deadline_s
        rows = list(self._rows.after(campaign, model, 0))
        if not rows:
            return ()
        stored = np.stack([np.frombuffer(row.vector, "<f2") for row in rows]).astype(np.float32)
        meaning = stored @ np.asarray(vector, np.float32)
        letters = Likeness([row.form for row in rows]).to(form)
        return [
            Seen(
                rows[at].number,
                rows[at].clue,
                rows[at].revision,
                rows[at].form,
                (float(meaning[at]), float(letters[at])),
            )
            for at in worth_telling(meaning, letters, limit).tolist()
        ]

    def doubt(self) -> None:
        """The rows themselves are never in doubt."""

    async def warm(self, campaign: str, model: str, *, within_s: float) -> None:
        """Nothing needs to be read first."""
        del campaign, model, within_s

    async def close(self) -> None:
        """Nothing is kept."""
