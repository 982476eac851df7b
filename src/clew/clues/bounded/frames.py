"""What is said over the pipes between a caller and its process, whatever the work.

Every frame is preceded by its length (4 bytes). All numbers are unsigned and little-endian.

    request   number (4), body
    answer    number (4), kind (1); kind 0: body
                                    kind 1: what went wrong, UTF-8

What a body holds is its codec's affair. The process says first that it is ready: an answer with
number 0. Nothing here is trusted: a frame that is not what was asked for is refused.
"""

from __future__ import annotations

import struct

LENGTH = struct.Struct("<I")
_NUMBER = struct.Struct("<I")
_ANSWER = struct.Struct("<IB")
_BODY, _FAULT = 0, 1
MAX_FAULT_BYTES = 500
MAX_REQUEST_BYTES = 1 << 24
NUMBERS = 1 << 32
"""How many requests have numbers of their own; then they start over."""


class Garbled(ValueError):
    """The bytes are not what the other side should have said."""


def request(number: int, body: bytes) -> bytes:
    """A request, its length in front."""
    return LENGTH.pack(_NUMBER.size + len(body)) + _NUMBER.pack(number) + body


def read_request(frame: bytes) -> tuple[int, bytes]:
    """The number and body of a request, without its length; raises `Garbled`."""
    try:
        (number,) = _NUMBER.unpack_from(frame)
    except struct.error as error:
        raise Garbled("the request is too short") from error
    return number, frame[_NUMBER.size :]


def answer(number: int, body: bytes) -> bytes:
    """An answer, its length in front."""
    return LENGTH.pack(_ANSWER.size + len(body)) + _ANSWER.pack(number, _BODY) + body


def fault(number: int, words: str) -> bytes:
    """An answer that says what went wrong, its length in front."""
    told = words.encode("utf-8", "replace")[:MAX_FAULT_BYTES]
    return LENGTH.pack(_ANSWER.size + len(told)) + _ANSWER.pack(number, _FAULT) + told


def longest_answer(body: int) -> int:
    """The length in bytes that no honest answer with at most such a body exceeds."""
    return _ANSWER.size + max(MAX_FAULT_BYTES, body)


def read_answer(frame: bytes, *, number: int) -> bytes:
    """The body of the answer to a request.

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
    if kind != _BODY:
        raise Garbled(f"an answer of kind {kind}")
    return frame[_ANSWER.size :]
