from __future__ import annotations

from math import isnan
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.errors import Code, InputRefused, Where
from clew.tabular import MAX_LINE_BYTES, Columns, Row, decimal, read_rows, write_rows

COLUMNS = Columns(("id", "text"), ("lang",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rows.csv"


def read(path: Path) -> list[Row]:
    return list(read_rows(path, COLUMNS))


def refused(path: Path) -> tuple[Code, int | None, int | None]:
    with pytest.raises(InputRefused) as refusal:
        read(path)
    assert refusal.value.remedy
    where = refusal.value.where
    assert where.file == str(path)
    return refusal.value.code, where.line, where.column


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_rows_are_read(file: Path, bom: bytes, end: bytes) -> None:
    """Rows come with line and cells, whatever the line ends, with a byte order mark or without."""
    file.write_bytes(
        bom + end.join([b"text,id", b' "two, with ""quotes""" , b ', b"", b"x,y", b""])
    )
    with pytest.raises(InputRefused):
        read(file)
    file.write_bytes(bom + end.join([b"text,id", b'"two, with ""quotes""", b ', b"", b"x,y", b""]))
    one, two = read(file)
    assert one == Row(2, {"id": "b", "text": 'two, with "quotes"', "lang": ""}, str(file))
    assert (two.line, two.values["id"]) == (4, "y")
    assert two.where("text") == Where(file=str(file), line=4, field="text")


def test_a_cell_of_several_lines_counts_them(file: Path) -> None:
    """A row's line is the one that it starts on, also after cells with line breaks."""
    file.write_text('id,text\na,"one\ntwo\nthree"\nb,x\n')
    assert [row.line for row in read(file)] == [2, 5]
    assert read(file)[0].values["text"] == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        (b"", Code.WRONG_COLUMNS, 1, None),
        (b"id\n", Code.WRONG_COLUMNS, 1, None),
        (b"id,text,colour\n", Code.WRONG_COLUMNS, 1, None),
        (b"id,text,text\n", Code.WRONG_COLUMNS, 1, None),
        (b"id,text\na\n", Code.WRONG_COLUMNS, 2, None),
        (b"id,text\na,b\na,b,c\n", Code.WRONG_COLUMNS, 3, None),
        (b'id,text\na,"b\nc\n', Code.WRONG_COLUMNS, 2, None),
        (b'id,text\na,"b"c\n', Code.WRONG_COLUMNS, 2, None),
        (b"id,text\na,\xc3\xa9\xff\n", Code.INVALID_UTF8, 2, 4),
        (b"id,text\na,b\0\n", Code.NUL_BYTE, 2, 4),
        ("id,text\n".encode("utf-16"), Code.INVALID_UTF8, 1, None),
        (b"id,text\na," + b"x" * (MAX_LINE_BYTES + 1), Code.TEXT_TOO_LONG, 2, None),
        (b"id,text\na," + b"x" * 200_000 + b"\n", Code.TEXT_TOO_LONG, 2, None),
    ],
)
def test_a_bad_file_is_refused_with_its_place(
    file: Path, content: bytes, code: Code, line: int, column: int | None
) -> None:
    """A fault of bytes, quotes or columns is refused with line and, where there is one, column."""
    file.write_bytes(content)
    found = refused(file)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert found[0] in {Code.INVALID_UTF8, Code.NUL_BYTE}
    else:
        assert found == (code, line, column)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file or a directory cannot be read, and is named."""
    assert refused(tmp_path / "missing.csv")[0] is Code.FILE_UNREADABLE
    assert refused(tmp_path)[0] is Code.FILE_UNREADABLE


def test_rows_before_a_fault_are_given(file: Path) -> None:
    """Reading streams: the fault is raised where it stands."""
    file.write_bytes(b"id,text\na,b\nc,\xff\n")
    rows = read_rows(file, COLUMNS)
    assert next(rows).values["id"] == "a"
    with pytest.raises(InputRefused):
        next(rows)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20).map(str.strip)


@settings(
    max_examples=200,
    deadline=None,
    # Each example writes the file anew.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_what_is_written_is_read(file: Path, rows: list[tuple[str, str, str]]) -> None:
    """Rows that were written are read back as they were, cell for cell."""
    write_rows(file, ("id", "text", "lang"), iter(rows))
    found = [(row.values["id"], row.values["text"], row.values["lang"]) for row in read(file)]
    assert found == rows


@settings(
    max_examples=300,
    deadline=None,
    # Each example writes the file anew.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(file: Path, content: bytes) -> None:
    """Whatever bytes a file holds, its rows are read or refused; nothing else is raised."""
    file.write_bytes(b"id,text\n" + content)
    try:
        rows = read(file)
    except InputRefused:
        return
    assert all(row.values.keys() == {"id", "text", "lang"} for row in rows)


@pytest.mark.parametrize("cell", ["0", "-1.5", "+2", "45.", ".5", "1e3", "2.5E-3"])
def test_a_plain_decimal_is_its_number(cell: str) -> None:
    """A number is written with ASCII digits, one point, and perhaps an exponent."""
    assert decimal(cell) == float(cell)


@pytest.mark.parametrize(
    "cell", ["", "4_5", "\uff14\uff15", "nan", "inf", "0x10", "1,5", " 1", "1 ", "--1"]
)
def test_any_other_writing_of_a_number_is_none(cell: str) -> None:
    """What Python would read and nobody means (4_5, full-width digits, nan) is no number."""
    assert isnan(decimal(cell))
