"""Which facts a table cannot tell apart: they are one question, and have one answer.

A field whose every test compares it with constants alone falls into classes: a number by the
constants that it lies between or is equal to, a text by the constants that it is equal to, a list
of texts by those that it has. Within a class every test comes out the same. A field that is tested
in any other way, or that an output names, counts by its value.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from clew.rules.cells.render import fields_in
from clew.rules.cells.syntax import (
    All,
    Among,
    Compare,
    Constant,
    Expression,
    Has,
    Named,
    Not,
    Some,
    Value,
    Within,
)
from clew.rules.fields import FieldKind, fields_of
from clew.rules.table import Table

Class = Callable[[Any], Hashable]


def paths_in(table: Table) -> set[str]:
    """The fields that a table reads, by path."""
    return {
        path
        for row in table.rows
        for said in (row.when, *row.gives.values())
        for path in fields_in(said)
    }


def classes(table: Table, paths: Sequence[str]) -> Sequence[Class]:
    """For each path: what tells its value's class."""
    compared: dict[str, set[Value]] = {path: set() for path in paths}
    whole: set[str] = set()
    for row in table.rows:
        for said in row.gives.values():
            whole |= fields_in(said)
        for atom in _atoms(row.when):
            about = _constants(atom)
            if about is None:
                whole |= fields_in(atom)
            else:
                compared[about[0]] |= about[1]
    fields = fields_of(table.decision.facts)
    return [
        _itself if path in whole else _class(fields[path].kind, compared[path]) for path in paths
    ]


def _atoms(said: Expression) -> Iterator[Expression]:
    match said:
        case Not(part):
            yield from _atoms(part)
        case All(parts) | Some(parts):
            for part in parts:
                yield from _atoms(part)
        case _:
            yield said


def _constants(atom: Expression) -> tuple[str, set[Value]] | None:
    """The one field that a test is about and all that it compares it with; None for others."""
    match atom:
        case Compare(_, Named(path), Constant(value)) | Compare(_, Constant(value), Named(path)):
            return path, {value}
        case Among(Named(path), values):
            return path, {one.value for one in values}
        case Within(Named(path), Constant(low), Constant(high)):
            return path, {low, high}
        case Has(Named(path), Constant(value)):
            return path, {value}
    return None


def _class(kind: FieldKind, values: set[Value]) -> Class:
    if kind is FieldKind.NUMBER:
        return _between(values)
    if kind is FieldKind.TEXT:
        known = frozenset(values)
        return lambda value: value if value in known else None
    if kind is FieldKind.TEXTS:
        each = sorted(str(value) for value in values)
        return lambda texts: tuple([text in texts for text in each])
    return _itself


def _itself(value: Any) -> Hashable:
    held: Hashable = value
    return held


def _between(values: set[Value]) -> Class:
    # Facts are whole: a constant between two of them is one place, and doubled it is whole, too.
    doubled = {
        2 * int(one) if one == one.to_integral_value() else 2 * _floor(one) + 1
        for one in values
        if isinstance(one, Decimal)
    }
    cuts = sorted(doubled)
    return lambda value: bisect_left(cuts, 2 * value) + bisect_right(cuts, 2 * value)


def _floor(number: Decimal) -> int:
    return int(number.to_integral_value(rounding="ROUND_FLOOR"))
