"""queries.csv in, answers.jsonl out: a stream, checked as a whole before the first answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from math import inf, isfinite
from pathlib import Path

from clew.clues.model import Context, Query
from clew.errors import Code, InputRefused, Where
from clew.ids import check_slug
from clew.tabular import Columns, Refusals, Row, decimal, read_rows
from clew.text import check_query

COLUMNS = Columns(("query_id", "text"), ("lang", "venue", "level", "lat", "lon", "accuracy_m"))

_LEVEL = re.compile(r"-?[0-9]{1,4}")


def check_queries(path: Path, campaign: str) -> int:
    """How many queries the file has; refuses all of it where one row is bad."""
    refused = Refusals()
    queries = 0
    for row in read_rows(path, COLUMNS):
        queries += 1
        try:
            _query(row, campaign)
        except InputRefused as refusal:
            refused.add(refusal)
    refused.refuse()
    return queries


def read_queries(path: Path, campaign: str) -> Iterator[Query]:
    """The queries in order, one at a time."""
    return (_query(row, campaign) for row in read_rows(path, COLUMNS))


def where_of(path: Path, number: int, field: str) -> Where:
    """The place of the file's query of that number, the first one is 1."""
    row = next(islice(read_rows(path, COLUMNS), number - 1, None))
    return row.where(field)


def context_of(given: Mapping[str, str], where: Where | None = None) -> Context:
    """The context from cells or options; an empty one is not given.

    Raises `InputRefused` (`wrong_value`, `outside_wgs84`) with the field.
    """
    at = where or Where()
    level = given.get("level", "")
    if level and _LEVEL.fullmatch(level) is None:
        raise _refusal(at, "level", f"{level[:40]!r} is not a level", "give the integer ordinal")
    venue = given.get("venue", "")
    if venue:
        check_slug(venue, what="venue", where=_field(at, "venue"))
    lat = _number(given, "lat", -90, 90, at)
    lon = _number(given, "lon", -180, 180, at)
    if (lat is None) != (lon is None):
        missing = "lat" if lat is None else "lon"
        raise _refusal(at, missing, f"{missing} is missing", "give both lat and lon, or neither")
    accuracy = _number(given, "accuracy_m", 0, inf, at)
    return Context(
        given.get("lang") or None, venue or None, int(level) if level else None, lat, lon, accuracy
    )


def _query(row: Row, campaign: str) -> Query:
    check_query(row.values["text"], where=row.where("text"))
    return Query(
        row.values["text"], campaign, context_of(row.values, row.where()), row.values["query_id"]
    )


def _number(
    given: Mapping[str, str], field: str, low: float, high: float, at: Where
) -> float | None:
    text = given.get(field, "")
    if not text:
        return None
    number = decimal(text)
    if isfinite(number) and low <= number <= high:
        return number
    if isfinite(number) and field != "accuracy_m":
        raise InputRefused(
            Code.OUTSIDE_WGS84,
            f"{field} {text[:40]!r} lies outside WGS84",
            remedy=f"give degrees from {low:g} to {high:g}",
            where=_field(at, field),
        )
    raise _refusal(
        at, field, f"{field} {text[:40]!r} is not a usable number", "correct or leave it out"
    )


def _refusal(at: Where, field: str, message: str, remedy: str) -> InputRefused:
    return InputRefused(Code.WRONG_VALUE, message, remedy=remedy, where=_field(at, field))


def _field(where: Where, field: str) -> Where:
    return Where(file=where.file, line=where.line, field=field)
