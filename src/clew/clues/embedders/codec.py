"""How texts go to the embedding process, and how their vectors come back.

All numbers are unsigned and little-endian.

    request   texts (4), then a text: length (4), UTF-8
    answer    rows (4), dims (4), rows x dims float32

An answer that is not exactly what was asked for is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clew.clues.bounded.frames import Garbled

Vector = NDArray[np.float32]

_COUNT = struct.Struct("<I")
_SHAPE = struct.Struct("<II")
UNIT_TOLERANCE = 1e-3
"""How far a vector's length may be from 1: float32 rounds at 1e-7, nonsense is far beyond."""


def write_texts(texts: Sequence[str]) -> bytes:
    """The body of a request."""
    parts = [_COUNT.pack(len(texts))]
    for text in texts:
        encoded = text.encode("utf-8", "replace")
        parts += (_COUNT.pack(len(encoded)), encoded)
    return b"".join(parts)


def read_texts(body: bytes) -> list[str]:
    """The texts of a request; raises `Garbled`."""
    try:
        (count,) = _COUNT.unpack_from(body)
        at = _COUNT.size
        texts = []
        for _ in range(count):
            (size,) = _COUNT.unpack_from(body, at)
            at += _COUNT.size
            raw = body[at : at + size]
            if len(raw) != size:
                raise Garbled("a text ends early")
            texts.append(raw.decode())
            at += size
    except (struct.error, UnicodeDecodeError) as error:
        raise Garbled(str(error)) from error
    if at != len(body):
        raise Garbled("bytes after the last text")
    return texts


def write_vectors(vectors: NDArray[np.float32]) -> bytes:
    """The body of an answer with vectors (n, dims)."""
    return _SHAPE.pack(*vectors.shape) + np.ascontiguousarray(vectors, "<f4").tobytes()


def read_vectors(body: bytes, *, rows: int, dims: int) -> NDArray[np.float32]:
    """The vectors (rows, dims) of an answer: finite, each of length 1; raises `Garbled`."""
    size = _SHAPE.size + rows * dims * 4
    if len(body) != size:
        raise Garbled(f"{len(body)} bytes where {size} were due")
    if _SHAPE.unpack_from(body) != (rows, dims):
        raise Garbled("vectors of another shape than asked for")
    vectors = np.frombuffer(body, "<f4", offset=_SHAPE.size).reshape(rows, dims)
    with np.errstate(all="ignore"):
        lengths = np.sqrt(np.square(vectors, dtype=np.float64).sum(axis=1))
        sound = np.isfinite(lengths).all() and (np.abs(lengths - 1.0) <= UNIT_TOLERANCE).all()
    if not sound:
        raise Garbled("numbers that are no unit vectors")
    return vectors.astype(np.float32)


class TextsToVectors:
    """The codec of the embedding process: each text is answered by its vector (dims,)."""

    def __init__(self, dims: int) -> None:
        """`dims` is what the vectors must have."""
        self._dims = dims

    def write(self, items: Sequence[str]) -> bytes:
        """See `Codec`."""
        return write_texts(items)

    def longest(self, items: Sequence[str]) -> int:
        """See `Codec`."""
        return _SHAPE.size + len(items) * self._dims * 4

    def read(self, body: bytes, items: Sequence[str]) -> Sequence[Vector]:
        """See `Codec`."""
        return list(read_vectors(body, rows=len(items), dims=self._dims))

    def proves(self, answers: Sequence[Vector]) -> bool:
        """See `Codec`."""
        return bool(answers)
