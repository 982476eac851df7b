"""Rows of a contract CSV file, read one at a time and refused with their line.

UTF-8 with or without a byte order mark, any line ending, a header of known columns. Reading stops
at the first fault of the file itself (bytes, columns); what a row *means* is its reader's business.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from clew.durable import write_whole
from clew.errors import Code, InputRefused, ManyRefused, Where

MAX_LINE_BYTES = 1 << 20
"""The longest line that is read, in bytes; a longer one is refused before it is held in memory."""

KEPT_REFUSALS = 1_000
"""How many refusals are kept to be shown; the rest are counted."""


class Refusals:
    """What is wrong with a file: the first `KEPT_REFUSALS` refusals, and how many there are."""

    def __init__(self) -> None:
        self._kept: list[InputRefused] = []
        self._total = 0

    def __bool__(self) -> bool:
        return self._total > 0

    def add(self, refusal: InputRefused) -> None:
        """Counts one."""
        self._total += 1
        if len(self._kept) < KEPT_REFUSALS:
            self._kept.append(refusal)

    def refuse(self) -> None:
        """Raises what was counted; returns where that is nothing."""
        if self._total == 1:
            raise self._kept[0]
        if self._kept:
            raise ManyRefused(self._kept, total=self._total)


class Row(NamedTuple):
    """One record of the file.

    Attributes:
        line: the line it starts on, the header is 1.
        values: column -> cell with outer blanks removed; absent columns and empty cells are "".
        file: the file as the caller named it.
    """

    line: int
    values: Mapping[str, str]
    file: str

    def where(self, field: str | None = None) -> Where:
        """The place of this row, or of one of its cells."""
        return Where(file=self.file, line=self.line, field=field)


class Columns(NamedTuple):
    """The columns that a kind of file may have.

    Attributes:
        others: whether there may be columns that nobody here knows, as in other shops' exports.
    """

    required: Sequence[str]
    optional: Sequence[str] = ()
    others: bool = False


def read_rows(path: Path, columns: Columns, *, name: str | None = None) -> Iterator[Row]:
    """Yields the rows of `path` in order. `name`: what the caller calls it, if not by its path.

    Raises `InputRefused` with file, line and column for invalid UTF-8, a NUL byte, a line past
    `MAX_LINE_BYTES`, wrong columns or broken quoting, and `file_unreadable` where it cannot open.
    """
    name = name or str(path)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise InputRefused(
            Code.FILE_UNREADABLE,
            f"cannot read it: {error.strerror}",
            remedy="check the path and its permissions",
            where=Where(file=name),
        ) from error
    with stream:
        yield from _rows(_lines(stream, name), columns, name)


def rows_of(content: bytes, columns: Columns, *, name: str) -> Iterator[Row]:
    """The rows of a file's bytes, as `read_rows` yields them."""
    yield from _rows(_lines(io.BytesIO(content), name), columns, name)


def _rows(lines: Iterator[str], columns: Columns, name: str) -> Iterator[Row]:
    reader = csv.reader(lines, strict=True)
    header = [cell.strip() for cell in _record(reader, 1, name) or ()]
    _check_header(header, columns, name)
    absent = dict.fromkeys(set(columns.optional) - set(header), "")
    line = reader.line_num + 1
    while True:
        cells = _record(reader, line, name)
        if cells is None:
            return
        if cells:
            if len(cells) != len(header):
                raise InputRefused(
                    Code.WRONG_COLUMNS,
                    f"{len(cells)} cells where the header has {len(header)}",
                    remedy="give every row one cell a column; quote cells that hold a comma",
                    where=Where(file=name, line=line),
                )
            stripped = (cell.strip() for cell in cells)
            yield Row(line, dict(zip(header, stripped, strict=True)) | absent, name)
        line = reader.line_num + 1


def _record(reader: Iterator[list[str]], line: int, name: str) -> list[str] | None:
    """The cells of the next record, which starts on that line; None at the end."""
    try:
        return next(reader, None)
    except csv.Error as error:
        where = Where(file=name, line=line)
        if "field limit" in str(error):
            raise InputRefused(
                Code.TEXT_TOO_LONG,
                f"a cell of more than {csv.field_size_limit():,} characters",
                remedy="shorten the text, or close the quote that swallows the next lines",
                where=where,
            ) from error
        raise InputRefused(
            Code.WRONG_COLUMNS,
            f"not readable as CSV: {error}",
            remedy='close every quote, and write a quote inside a cell as ""',
            where=where,
        ) from error


def _check_header(header: Sequence[str], columns: Columns, name: str) -> None:
    known = [*columns.required, *columns.optional]
    missing = [column for column in columns.required if column not in header]
    unknown = [] if columns.others else [column for column in header if column not in known]
    repeated = sorted({column for column in known if header.count(column) > 1})
    faults = [
        f"{what} {', '.join(repr(column[:40]) for column in which)}"
        for what, which in (("lacks", missing), ("has unknown", unknown), ("repeats", repeated))
        if which
    ]
    if faults:
        raise InputRefused(
            Code.WRONG_COLUMNS,
            f"the header {'; it '.join(faults)}",
            remedy=f"use the columns {','.join(known)}"
            + (f" (required: {','.join(columns.required)})" if columns.optional else ""),
            where=Where(file=name, line=1),
        )


def _lines(stream: io.BufferedIOBase | io.BufferedReader, name: str) -> Iterator[str]:
    number = 0
    while raw := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        where = Where(file=name, line=number)
        if len(raw) > MAX_LINE_BYTES:
            raise InputRefused(
                Code.TEXT_TOO_LONG,
                f"a line of more than {MAX_LINE_BYTES:,} bytes",
                remedy="shorten the text, or close the quote that swallows the next lines",
                where=where,
            )
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        at = raw.find(b"\0")
        if at >= 0:
            raise InputRefused(
                Code.NUL_BYTE,
                "a NUL byte",
                remedy="save the file as plain UTF-8 text (UTF-16 files hold NUL bytes)",
                where=Where(file=name, line=number, column=at + 1),
            )
        try:
            yield raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputRefused(
                Code.INVALID_UTF8,
                f"bytes that are not UTF-8 ({raw[error.start : error.start + 4].hex(' ')})",
                remedy="save the file as UTF-8",
                where=Where(
                    file=name, line=number, column=len(raw[: error.start].decode("utf-8")) + 1
                ),
            ) from error


_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,3})?|[+-]?\.[0-9]+", re.ASCII)


def decimal(cell: str) -> float:
    """The number that a cell or option holds, written plainly; NaN for anything else."""
    return float(cell) if _DECIMAL.fullmatch(cell) else math.nan


def write_rows(path: Path, header: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    """Writes a contract CSV (UTF-8, line feeds) that appears whole or not at all."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_whole(path, text.getvalue().encode())
