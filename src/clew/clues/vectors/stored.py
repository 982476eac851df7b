"""Stored numbers as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from clew.clues.rows import StoredRow
from clew.errors import Code, PartUnavailable


def vectors_of(rows: Sequence[StoredRow], dims: int) -> NDArray[np.float16]:
    """(rows, dims): their vectors; `PartUnavailable` (`vectors_unavailable`) for another length."""
    for row in rows:
        if len(row.vector) != 2 * dims:
            raise PartUnavailable(
                Code.VECTORS_UNAVAILABLE,
                f"the stored vector of row {row.number} has {len(row.vector)} bytes "
                f"instead of {2 * dims}",
                remedy="run `clew repair`: the record has all that is needed to write it again",
            )
    stored = np.frombuffer(b"".join([row.vector for row in rows]), "<f2")
    return stored.reshape(len(rows), dims)


def mapped(path: Path, kind: DTypeLike) -> NDArray[Any]:
    """The numbers in a file where they lie, or none of an empty one, which can't be mapped."""
    if path.stat().st_size == 0:
        return np.zeros(0, kind)
    # As a plain array: memmap's own subclass costs microseconds at each use.
    return np.asarray(np.memmap(path, kind, "r"))
