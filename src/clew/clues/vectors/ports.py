"""What the vector tier needs from outside, and what others may ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clew.clues.rows import Seen, StoredRow

Vector = NDArray[np.float32]


class VectorReader(Protocol):
    """The vector tier, for those who ask."""

    async def search(
        self, campaign: str, model: str, vector: Vector, form: str, *, limit: int, deadline_s: float
    ) -> Sequence[Seen]:
        """Stored spellings near a text: the nearest `limit` by meaning and `limit` by letters.

        `vector` is (dims,) of length 1, by the model of that name; `form` is the text's key form.
        Each is scored in every channel; the order means nothing. Sees every commit that was
        acknowledged, by any process, before the call. A row may be gone by the time it is told.
        Raises `PartUnavailable`, and never takes longer than `deadline_s` seconds.
        """
        ...

    def doubt(self) -> None:
        """Hears that an answer did not survive: the tier proves itself before the next one."""
        ...


class RowReader(Protocol):
    """The stored rows, for whoever keeps an index over them. Blocks on the disk."""

    def last(self, campaign: str, model: str) -> int:
        """The number of the newest row that was ever stored for them; 0 for none."""
        ...

    def after(self, campaign: str, model: str, number: int) -> Iterator[StoredRow]:
        """The rows in store whose number is higher, ascending, of one moment."""
        ...
