from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.clues.bounded.frames import (
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


@given(NUMBERS, st.binary(max_size=80))
def test_requests(number: int, body: bytes) -> None:
    """A request arrives as it was sent."""
    frame = request(number, body)
    assert LENGTH.unpack(frame[:4]) == (len(frame) - 4,)
    assert read_request(frame[4:]) == (number, body)


@given(st.binary(max_size=80))
def test_any_bytes_as_request(frame: bytes) -> None:
    """Any bytes are a request or refused as garbled, and by no other error."""
    try:
        number, body = read_request(frame)
    except Garbled:
        return
    assert request(number, body)[4:] == frame


@given(NUMBERS, st.binary(max_size=80))
def test_answers(number: int, body: bytes) -> None:
    """An answer arrives as it was said, and is never longer than was foretold."""
    frame = answer(number, body)[4:]
    assert len(frame) <= longest_answer(len(body))
    assert read_answer(frame, number=number) == body


@given(st.binary(max_size=80))
def test_any_bytes_as_answer(frame: bytes) -> None:
    """Any bytes are an answer to the very request, or refused as garbled."""
    try:
        body = read_answer(frame, number=7)
    except Garbled:
        return
    assert answer(7, body)[4:] == frame


def test_another_answer() -> None:
    """An answer to another request is refused, however well it is formed."""
    with pytest.raises(Garbled, match="request 6, not to 7"):
        read_answer(answer(6, b"fine")[4:], number=7)


def test_fault() -> None:
    """What the process says went wrong comes through, cut to a bounded length."""
    frame = fault(7, "no room " * 200)[4:]
    assert len(frame) <= longest_answer(1)
    with pytest.raises(Garbled, match="no room"):
        read_answer(frame, number=7)
