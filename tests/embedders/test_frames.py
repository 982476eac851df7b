from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from clew.clues.embedders.frames import (
    LENGTH,
    Garbled,
    answer,
    fault,
    longest_answer,
    read_answer,
    read_request,
    request,
)

NUMBERS = st.integers(0, 2**32 - 1)


@given(NUMBERS, st.lists(st.text(max_size=50), max_size=8))
def test_requests(number: int, texts: list[str]) -> None:
    """A request arrives as it was sent, whatever its texts hold."""
    frame = request(number, texts)
    assert LENGTH.unpack(frame[:4]) == (len(frame) - 4,)
    sent = [text.encode("utf-8", "replace").decode() for text in texts]
    assert read_request(frame[4:]) == (number, sent)


@given(st.binary(max_size=80))
def test_any_bytes_as_request(frame: bytes) -> None:
    """Any other bytes are refused as garbled, and by no other error."""
    try:
        number, texts = read_request(frame)
    except Garbled:
        return
    assert request(number, texts)[4:] == frame


@given(NUMBERS, st.integers(0, 5), st.integers(1, 6), st.randoms())
def test_answers(number: int, rows: int, dims: int, chance: st.DataObject) -> None:
    """Unit vectors arrive bit for bit."""
    vectors = np.random.default_rng(hash(chance) % 2**32).normal(size=(rows, dims))
    units = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    frame = answer(number, units)[4:]
    assert len(frame) <= longest_answer(rows, dims)
    assert (read_answer(frame, number=number, rows=rows, dims=dims) == units).all()


@given(st.binary(max_size=80))
def test_any_bytes_as_answer(frame: bytes) -> None:
    """Any bytes are unit vectors of the shape asked for, or refused as garbled."""
    try:
        vectors = read_answer(frame, number=7, rows=2, dims=3)
    except Garbled:
        return
    assert vectors.shape == (2, 3)


@given(arrays.arrays(np.float32, (2, 3), elements=st.floats(width=32)))
def test_any_numbers(vectors: np.ndarray) -> None:
    """Numbers that are not finite, or rows that have not length 1, are refused."""
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)
    sound = bool(np.isfinite(lengths).all() and (abs(lengths - 1) < 1e-4).all())
    frame = answer(7, vectors)[4:]
    if sound:
        assert (read_answer(frame, number=7, rows=2, dims=3) == vectors).all()
    elif not (abs(lengths - 1) < 1e-2).all():
        with pytest.raises(Garbled):
            read_answer(frame, number=7, rows=2, dims=3)


def test_fault() -> None:
    """What the process says went wrong comes through, cut to a bounded length."""
    frame = fault(7, "no room " * 200)[4:]
    assert len(frame) <= longest_answer(1, 1)
    with pytest.raises(Garbled, match="no room"):
        read_answer(frame, number=7, rows=1, dims=1)
