from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from clew.clues.bounded.frames import Garbled
from clew.clues.embedders.codec import (
    TextsToVectors,
    read_texts,
    read_vectors,
    write_texts,
    write_vectors,
)


@given(st.lists(st.text(max_size=50), max_size=8))
def test_texts(texts: list[str]) -> None:
    """Texts arrive as they were sent, whatever they hold."""
    sent = [text.encode("utf-8", "replace").decode() for text in texts]
    assert read_texts(write_texts(texts)) == sent


@given(st.binary(max_size=80))
def test_any_bytes_as_texts(body: bytes) -> None:
    """Any other bytes are refused as garbled, and by no other error."""
    try:
        texts = read_texts(body)
    except Garbled:
        return
    assert write_texts(texts) == body


@given(st.integers(0, 5), st.integers(1, 6), st.randoms())
def test_vectors(rows: int, dims: int, chance: st.DataObject) -> None:
    """Unit vectors arrive bit for bit, and are never longer than was foretold."""
    vectors = np.random.default_rng(hash(chance) % 2**32).normal(size=(rows, dims))
    units = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    body = write_vectors(units)
    assert len(body) <= TextsToVectors(dims).longest(["text"] * rows)
    assert (read_vectors(body, rows=rows, dims=dims) == units).all()


@given(st.binary(max_size=80))
def test_any_bytes_as_vectors(body: bytes) -> None:
    """Any bytes are unit vectors of the shape asked for, or refused as garbled."""
    try:
        vectors = read_vectors(body, rows=2, dims=3)
    except Garbled:
        return
    assert vectors.shape == (2, 3)


@given(arrays.arrays(np.float32, (2, 3), elements=st.floats(width=32)))
def test_any_numbers(vectors: np.ndarray) -> None:
    """Numbers that are not finite, or rows that have not length 1, are refused."""
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
    sound = bool(np.isfinite(lengths).all() and (abs(lengths - 1) < 1e-4).all())
    body = write_vectors(vectors)
    if sound:
        assert (read_vectors(body, rows=2, dims=3) == vectors).all()
    elif not (abs(lengths - 1) < 1e-2).all():
        with pytest.raises(Garbled):
            read_vectors(body, rows=2, dims=3)
