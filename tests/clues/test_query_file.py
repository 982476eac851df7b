from __future__ import annotations

from pathlib import Path

import pytest

from clew.clues.model import Context, Query
from clew.clues.query_file import check_queries, context_of, read_queries, where_of
from clew.errors import Code, InputRefused, ManyRefused, Where


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    return tmp_path / "queries.csv"


def test_queries_come_in_order_with_their_context(queries: Path) -> None:
    """Each row is a query with its own id and context; empty cells are not given."""
    queries.write_text(
        "query_id,text,lang,venue,level,lat,lon,accuracy_m\n"
        "q2,the water,fr,mall,-1,45.1,5.7,4.5\n"
        "q1,?!,,,,,,\n"
    )
    assert check_queries(queries, "spring") == 2
    assert list(read_queries(queries, "spring")) == [
        Query("the water", "spring", Context("fr", "mall", -1, 45.1, 5.7, 4.5), "q2"),
        Query("?!", "spring", Context(), "q1"),
    ]
    assert where_of(queries, 2, "venue") == Where(file=str(queries), line=3, field="venue")


def test_the_context_is_optional(queries: Path) -> None:
    """A file of ids and texts alone is enough, and an empty one has no queries."""
    queries.write_text("text,query_id\nwater,q1\n")
    assert list(read_queries(queries, "spring")) == [Query("water", "spring", Context(), "q1")]
    queries.write_text("query_id,text\n")
    assert check_queries(queries, "spring") == 0


def test_a_file_with_bad_rows_is_refused_as_a_whole(queries: Path) -> None:
    """Every bad row is named with line and field before anything is answered."""
    queries.write_text(
        "query_id,text,level,lat,lon,accuracy_m\nq1,a,x,,,\nq2,ok,,,,\nq3,a,,95,5,\n"
        f"q4,{'a' * 1001},,,,\nq5,a,,,,-1\nq6,a,,45,,\n"
    )
    with pytest.raises(ManyRefused) as refusal:
        check_queries(queries, "spring")
    assert [(one.code, one.where.line, one.where.field) for one in refusal.value.problems()] == [
        ("wrong_value", 2, "level"),
        ("outside_wgs84", 4, "lat"),
        ("text_too_long", 5, "text"),
        ("wrong_value", 6, "accuracy_m"),
        ("wrong_value", 7, "lon"),
    ]


def test_one_bad_row_is_told_as_itself(queries: Path) -> None:
    """A single refusal is not wrapped."""
    queries.write_text("query_id,text,venue\nq1,a,no venue\n")
    with pytest.raises(InputRefused) as refusal:
        check_queries(queries, "spring")
    assert not isinstance(refusal.value, ManyRefused)
    assert refusal.value.where == Where(file=str(queries), line=2, field="venue")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"lat": "45"}, Code.WRONG_VALUE),
        ({"lat": "x", "lon": "5"}, Code.WRONG_VALUE),
        ({"lat": "nan", "lon": "5"}, Code.WRONG_VALUE),
        ({"lat": "-90.1", "lon": "5"}, Code.OUTSIDE_WGS84),
        ({"lat": "45", "lon": "181"}, Code.OUTSIDE_WGS84),
        ({"accuracy_m": "inf"}, Code.WRONG_VALUE),
        ({"accuracy_m": "-0.1"}, Code.WRONG_VALUE),
        ({"level": "1.5"}, Code.WRONG_VALUE),
        ({"level": "٣"}, Code.WRONG_VALUE),
        ({"venue": "-"}, Code.WRONG_VALUE),
    ],
)
def test_a_context_that_means_nothing_is_refused(given: dict[str, str], code: Code) -> None:
    """A level, venue or position that cannot be one is refused, never ignored."""
    with pytest.raises(InputRefused) as refusal:
        context_of(given)
    assert refusal.value.code is code
    assert refusal.value.remedy
