"""An array that rows are appended to, now one and now a thousand."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

_FIRST = 64


class Growing:
    """Rows of one shape and type in one piece of memory, doubled when it is full."""

    def __init__(self, kind: DTypeLike, *shape: int) -> None:
        """`shape` is that of a row; none for a number."""
        self._array = np.zeros((_FIRST, *shape), kind)
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    @property
    def view(self) -> NDArray[Any]:
        """(rows, ...): what has been appended; valid until the next `extend`."""
        return self._array[: self._rows]

    def extend(self, rows: NDArray[Any]) -> None:
        """Appends rows."""
        end = self._rows + len(rows)
        if end > len(self._array):
            larger = np.zeros(
                (max(end, 2 * len(self._array)), *self._array.shape[1:]), self._array.dtype
            )
            larger[: self._rows] = self.view
            self._array = larger
        self._array[self._rows : end] = rows
        self._rows = end
