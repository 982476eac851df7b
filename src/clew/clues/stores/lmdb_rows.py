"""The stored spellings of the vector tier, in the same LMDB file as the exact tier's entries.

A row is put and taken away by the transaction that changes its clue's head, so it is there exactly
while its revision is the clue's live one. Rows are numbered by a counter of their campaign and
model that is never turned back: whoever keeps an index asks for what came after the last number
that it has.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import lmdb
import msgspec

from clew.clues.rows import Meaning, StoredRow
from clew.clues.stores.lmdb_file import LmdbFile

_NUMBER = struct.Struct(">Q")


class _Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    clue: str
    revision: int
    form: str
    vector: bytes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Row).decode


class LmdbRows:
    """Reads the stored spellings; see `RowReader`."""

    def __init__(self, file: LmdbFile) -> None:
        self._file = file

    def last(self, campaign: str, model: str) -> int:
        """See `RowReader`."""
        return self._file.read(lambda transaction: _last(self._file, transaction, campaign, model))

    def after(self, campaign: str, model: str, number: int) -> Iterator[StoredRow]:
        """See `RowReader`."""
        try:
            with self._file.begin() as transaction:
                prefix = _prefix(campaign, model)
                cursor = transaction.cursor(self._file.rows)
                found = cursor.set_range(prefix + _NUMBER.pack(number + 1))
                while found and cursor.key().startswith(prefix):
                    yield _stored(cursor.key(), cursor.value())
                    found = cursor.next()
        except lmdb.Error as error:
            raise self._file.fault(error) from error

    def one(self, campaign: str, model: str, number: int) -> StoredRow | None:
        """The row of that number; None where it is gone."""
        return self._file.read(
            lambda transaction: row_of(self._file, transaction, campaign, model, number)
        )


def row_of(
    file: LmdbFile, transaction: Any, campaign: str, model: str, number: int
) -> StoredRow | None:
    """The row of that number as the transaction sees it; None where it is gone."""
    name = _prefix(campaign, model) + _NUMBER.pack(number)
    raw = transaction.get(name, db=file.rows)
    return None if raw is None else _stored(name, raw)


def put_rows(
    file: LmdbFile,
    transaction: Any,
    campaign: str,
    model: str,
    clue: str,
    revision: int,
    meanings: Sequence[Meaning],
) -> tuple[int, ...]:
    """Stores the spellings of a clue's revision under new numbers, and returns these."""
    if not meanings:
        return ()
    prefix = _prefix(campaign, model)
    last = _last(file, transaction, campaign, model)
    numbers = tuple(range(last + 1, last + 1 + len(meanings)))
    for number, meaning in zip(numbers, meanings, strict=True):
        row = _Row(clue, revision, meaning.form, meaning.vector)
        transaction.put(prefix + _NUMBER.pack(number), _encode(row), db=file.rows)
    transaction.put(prefix, _NUMBER.pack(numbers[-1]), db=file.counters)
    return numbers


def drop_rows(
    file: LmdbFile, transaction: Any, campaign: str, model: str, numbers: Iterable[int]
) -> None:
    """Takes rows away; their numbers are never used again."""
    prefix = _prefix(campaign, model)
    for number in numbers:
        transaction.delete(prefix + _NUMBER.pack(number), db=file.rows)


def _last(file: LmdbFile, transaction: Any, campaign: str, model: str) -> int:
    raw = transaction.get(_prefix(campaign, model), db=file.counters)
    return 0 if raw is None else int(_NUMBER.unpack(raw)[0])


def _prefix(campaign: str, model: str) -> bytes:
    return f"{campaign}\0{model}\0".encode()


def _stored(name: bytes, raw: bytes) -> StoredRow:
    row = _decode(raw)
    number = int(_NUMBER.unpack(name[-_NUMBER.size :])[0])
    return StoredRow(number, row.clue, row.revision, row.form, row.vector)
