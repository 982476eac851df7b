"""What is said over the pipes between a caller and its embedding process.

Every frame is preceded by its length (4 bytes). All numbers are unsigned and little-endian.

    request   number (4), texts (4), then a text: length (4), UTF-8
    answer    number (4), kind (1); kind 0: rows (4), dims (4), rows x dims float32
                                    kind 1: what went wrong, UTF-8

The process says first that it is ready: an answer of kind 0 with number 0 and no rows. Nothing here
is trusted: a frame that is not exactly what was asked for is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LENGTH = struct.Struct("<I")
_TWO = struct.Struct("<II")
_ANSWER = struct.Struct("<IB")
_VECTORS, _FAULT = 0, 1
MAX_FAULT_BYTES = 500
MAX_REQUEST_BYTES = 1 << 24
UNIT_TOLERANCE = 1e-3
"""How far a vector's length may be from 1: float32 rounds at 1e-7, nonsense is far beyond."""


class Garbled(ValueError):
    """The bytes are not what the other side should have said."""


def request(number: int, texts: Sequence[str]) -> bytes:
    """A request, its length in front."""
    parts = [b"", _TWO.pack(number, len(texts))]
    for text in texts:
        encoded = text.encode("utf-8", "replace")
        parts += (LENGTH.pack(len(encoded)), encoded)
    parts[0] = LENGTH.pack(sum(map(len, parts)))
    return b"".join(parts)


def read_request(frame: bytes) -> tuple[int, list[str]]:
    """The number and texts of a request, without its length; raises `Garbled`."""
    try:
        number, count = _TWO.unpack_from(frame)
        at = _TWO.size
        texts = []
        for _ in range(count):
            (size,) = LENGTH.unpack_from(frame, at)
            at += LENGTH.size
            raw = frame[at : at + size]
            if len(raw) != size:
                raise Garbled("a text ends early")
            texts.append(raw.decode())
            at += size
    except (struct.error, UnicodeDecodeError) as error:
        raise Garbled(str(error)) from error
    if at != len(frame):
        raise Garbled("bytes after the last text")
    return number, texts


def answer(number: int, vectors: NDArray[np.float32]) -> bytes:
    """An answer with vectors (n, dims), its length in front."""
    body = _ANSWER.pack(number, _VECTORS) + _TWO.pack(*vectors.shape)
    body += np.ascontiguousarray(vectors, "<f4").tobytes()
    return LENGTH.pack(len(body)) + body


def fault(number: int, words: str) -> bytes:
    """An answer that says what went wrong, its length in front."""
    body = _ANSWER.pack(number, _FAULT) + words.encode("utf-8", "replace")[:MAX_FAULT_BYTES]
    return LENGTH.pack(len(body)) + body


def longest_answer(rows: int, dims: int) -> int:
    """The length in bytes that no honest answer exceeds."""
    return _ANSWER.size + max(MAX_FAULT_BYTES, _TWO.size + rows * dims * 4)


def read_answer(frame: bytes, *, number: int, rows: int, dims: int) -> NDArray[np.float32]:
    """The vectors (rows, dims) of the answer to a request: finite, each of length 1.

    Raises `Garbled` for anything else, and for an answer that says what went wrong.
    """
    try:
        answered, kind = _ANSWER.unpack_from(frame)
    except struct.error as error:
        raise Garbled("the answer is too short") from error
    if answered != number:
        raise Garbled(f"an answer to request {answered}, not to {number}")
    if kind == _FAULT:
        raise Garbled(frame[_ANSWER.size :][:MAX_FAULT_BYTES].decode("utf-8", "replace"))
    size = _ANSWER.size + _TWO.size + rows * dims * 4
    if kind != _VECTORS or len(frame) != size:
        raise Garbled(f"{len(frame)} bytes of kind {kind} where {size} were due")
    if _TWO.unpack_from(frame, _ANSWER.size) != (rows, dims):
        raise Garbled("vectors of another shape than asked for")
    vectors = np.frombuffer(frame, "<f4", offset=_ANSWER.size + _TWO.size).reshape(rows, dims)
    with np.errstate(all="ignore"):
        lengths = np.sqrt(np.square(vectors, dtype=np.float64).sum(axis=1))
        sound = np.isfinite(lengths).all() and (np.abs(lengths - 1.0) <= UNIT_TOLERANCE).all()
    if not sound:
        raise Garbled("numbers that are no unit vectors")
    return vectors.astype(np.float32)
