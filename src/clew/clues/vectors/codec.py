"""How a search goes to its process, and how what it saw comes back: msgpack, strictly checked.

What is checked here is what can be seen without the stored rows; whether a row still stands, and
whether its scores are the true ones, is for those who have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import msgspec

from clew.clues.bounded.frames import Garbled
from clew.clues.rows import CHANNELS, Seen
from clew.ids import CLUE_ID_BYTES
from clew.text import MAX_TEXT_CHARS

RANGES = ((-1.001, 1.001), (0.0, 1.0))
"""The least and the greatest score of each of `CHANNELS`; float16 vectors are not quite units."""
MAX_FORM_CHARS = 18 * MAX_TEXT_CHARS
"""Compatibility forms turn one character into 18 at most (Unicode 16, U+FDFA)."""
_MAX_SEEN_BYTES = CLUE_ID_BYTES + 4 * MAX_FORM_CHARS + 64
_MAX_NUMBER = (1 << 63) - 1


class Sought(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="sought"):
    """A search.

    Attributes:
        vector: float32 little-endian, of length 1.
        form: the text's key form.
        limit: as in `VectorReader.search`, at least 1.
    """

    campaign: str
    model: str
    vector: bytes
    form: str
    limit: int


class CatchUp(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="catch_up"):
    """A request to read on in a campaign's stored rows, for a moment."""

    campaign: str
    model: str


class Found(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="found"):
    """What a search saw."""

    seen: tuple[Seen, ...]


class Behind(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="behind"):
    """The index lacks too many rows for a search to read them first.

    Attributes:
        rows: how many at most; 0 for none, in answer to a `CatchUp` only.
    """

    rows: int


Item = Sought | CatchUp
Answer = Found | Behind

_encode = msgspec.msgpack.Encoder().encode
_decode_items = msgspec.msgpack.Decoder(list[Item]).decode
_decode_answers = msgspec.msgpack.Decoder(list[Answer]).decode


def read_items(body: bytes) -> list[Item]:
    """The items of a request; raises `Garbled`."""
    try:
        return _decode_items(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Garbled(str(error)) from error


def write_answers(answers: Sequence[Answer]) -> bytes:
    """The body of an answer."""
    return _encode(answers)


class SearchCodec:
    """The codec of the search process."""

    def write(self, items: Sequence[Item]) -> bytes:
        """See `Codec`."""
        return _encode(items)

    def longest(self, items: Sequence[Item]) -> int:
        """See `Codec`."""
        limits = sum(item.limit for item in items if isinstance(item, Sought))
        return 64 * (1 + len(items)) + 2 * limits * _MAX_SEEN_BYTES

    def read(self, body: bytes, items: Sequence[Item]) -> Sequence[Answer]:
        """See `Codec`."""
        try:
            answers = _decode_answers(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Garbled(str(error)) from error
        if len(answers) != len(items):
            raise Garbled(f"{len(answers)} answers where {len(items)} were due")
        for item, answer in zip(items, answers, strict=True):
            _check(item, answer)
        return answers

    def proves(self, answers: Sequence[Answer]) -> bool:
        """See `Codec`: one that is still reading rows has not shown yet that it finds any."""
        return any(isinstance(answer, Found) for answer in answers)


def _check(item: Item, answer: Answer) -> None:
    if isinstance(answer, Behind):
        if not isinstance(item, Sought) <= answer.rows <= _MAX_NUMBER:
            raise Garbled(f"{answer.rows} rows behind")
    elif isinstance(item, CatchUp):
        raise Garbled("what nobody sought")
    else:
        _check_seen(answer.seen, item.limit)


def _check_seen(seen: Sequence[Seen], limit: int) -> None:
    if len(seen) > 2 * limit:
        raise Garbled(f"{len(seen)} rows where {2 * limit} may be told")
    if len({one.number for one in seen}) != len(seen):
        raise Garbled("a row that is told twice")
    for one in seen:
        _check_one(one)


def _check_one(seen: Seen) -> None:
    if not 0 < seen.number <= _MAX_NUMBER or not 0 < seen.revision <= _MAX_NUMBER:
        raise Garbled(f"row {seen.number} of revision {seen.revision}")
    if not 0 < len(seen.clue.encode()) <= CLUE_ID_BYTES or len(seen.form) > MAX_FORM_CHARS:
        raise Garbled(f"a clue or a form of impossible length in row {seen.number}")
    if len(seen.scores) != len(CHANNELS):
        raise Garbled(f"{len(seen.scores)} scores where {len(CHANNELS)} were due")
    for score, (least, greatest) in zip(seen.scores, RANGES, strict=True):
        if not (isfinite(score) and least <= score <= greatest):
            raise Garbled(f"a score of {score}")
