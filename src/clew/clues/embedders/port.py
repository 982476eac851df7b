"""What those who compare meanings need: texts to vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 256
"""Texts given to an embedder at a time; below what a worker lets wait."""
WAIT_S = 60.0
"""How long such a share may take, seconds: a hundred times what it takes on a quiet machine."""


class Embedder(Protocol):
    """Texts to unit vectors."""

    async def embed(self, texts: Sequence[str], *, deadline_s: float) -> NDArray[np.float32]:
        """(len(texts), dims), rows of length 1, in order; raises `PartUnavailable`."""
        ...


async def embed_all(
    embedder: Embedder, texts: Sequence[str], progress: Callable[[str, int, int], None]
) -> NDArray[np.float32]:
    """(len(texts), dims), a share at a time; raises `PartUnavailable`."""
    shares = []
    for at in range(0, len(texts), AT_ONCE):
        progress("embedding", at, len(texts))
        shares.append(await embedder.embed(texts[at : at + AT_ONCE], deadline_s=WAIT_S))
    return np.concatenate(shares) if shares else np.empty((0, 1), np.float32)
