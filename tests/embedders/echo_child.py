"""An embedding process without a model: what its texts say, it does."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clew.clues.embedders.child import Embed, serve_vectors

DIMS = 8
NAPS_S = {"hang": 3600, "nap": 0.1}


def vector_of(text: str) -> NDArray[np.float32]:
    """A unit vector that depends on the text alone."""
    numbers = np.frombuffer((text.encode() + b"\1" * DIMS)[:DIMS], np.uint8).astype(np.float32)
    return np.asarray(numbers / np.linalg.norm(numbers), np.float32)


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """The texts' vectors, unless one of them is an order to misbehave."""
    vectors = np.stack([vector_of(text) for text in texts])
    for text in texts:
        order, _, rest = text.partition(":")
        if order in NAPS_S or (order == "hang-while" and Path(rest).exists()):
            time.sleep(NAPS_S.get(order, 3600))
        elif order == "crash":
            os.abort()
        elif order == "raise":
            raise RuntimeError(rest)
        elif order == "nan":
            vectors[0, 0] = np.nan
        elif order == "long":
            vectors[0] *= 3
        elif order == "narrow":
            return vectors[:, :-1]
        elif order == "short":
            return vectors[:-1]
        elif order == "print":
            sys.stdout.write(rest * 1000)
            sys.stdout.flush()
    return vectors


def load() -> tuple[Embed, int]:
    """The embedder, or what the first argument orders instead."""
    if sys.argv[1] == "never":
        time.sleep(3600)
    if sys.argv[1] == "refuse":
        raise RuntimeError("no model here")
    return embed, DIMS


if __name__ == "__main__":
    serve_vectors(load, int(sys.argv[-1]))
