"""What a snapshot knows of each row besides its vector: one record a row, on mapped files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.clues.rows import StoredRow
from clew.clues.vectors.stored import mapped

RECORDS, ENDS = "rows.records", "rows.ends"


class Record(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A stored row without its vector; fields as in `StoredRow`."""

    number: int
    clue: str
    revision: int
    form: str


class RowsWriter:
    """Appends records: MessagePack one after the other, and where each ends (uint64)."""

    def __init__(self, folder: Path) -> None:
        self._records = (folder / RECORDS).open("wb")
        self._ends = (folder / ENDS).open("wb")
        self._encoder = msgspec.msgpack.Encoder()
        self._end = 0

    def add(self, rows: Sequence[StoredRow]) -> None:
        """Appends a record for each row."""
        encoded = [
            self._encoder.encode(Record(row.number, row.clue, row.revision, row.form))
            for row in rows
        ]
        self._records.write(b"".join(encoded))
        ends = np.cumsum([self._end, *map(len, encoded)], dtype=np.uint64)[1:]
        self._ends.write(ends.astype("<u8").tobytes())
        self._end = int(ends[-1]) if len(ends) else self._end

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._records.close()
        self._ends.close()


class MappedRows:
    """The records of a folder, read one by one where they lie."""

    def __init__(self, folder: Path) -> None:
        """Raises `OSError` where a file is missing."""
        self._records = mapped(folder / RECORDS, np.uint8)
        self._ends: NDArray[np.uint64] = mapped(folder / ENDS, "<u8")
        self._decoder = msgspec.msgpack.Decoder(Record)

    def __len__(self) -> int:
        return len(self._ends)

    def read(self, rows: NDArray[np.int64]) -> list[Record]:
        """The records of those rows; raises `msgspec.MsgspecError` for a damaged one."""
        if not len(rows):
            return []
        ends = self._ends[rows].tolist()
        starts = np.where(rows > 0, self._ends[rows - 1], 0).tolist()
        return [
            self._decoder.decode(self._records[int(start) : int(end)].tobytes())
            for start, end in zip(starts, ends, strict=True)
        ]
