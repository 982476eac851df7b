"""A table that was read: columns and rows of trees, typed; what the engine compiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clew.rules.cells.syntax import Expression
from clew.rules.model import Decision


class Row(msgspec.Struct, frozen=True):
    """One row: under which condition what is given.

    Attributes:
        id: its own within the table.
        says: its description, in the author's words.
        number: in the file, the first is 1.
        cells: a column's name and what it asks, in the order of the columns, empty ones left out.
        when: all of its cells together.
        gives: output -> what it gives, `allow` left out: a row that was read allows.
    """

    id: str
    says: str
    number: int
    cells: tuple[tuple[str, Expression], ...]
    when: Expression
    gives: Mapping[str, Expression]


class Table(msgspec.Struct, frozen=True):
    """One decision's rows, the first that is met counts.

    Attributes:
        path: of the table's rules in its file, a JSON pointer.
    """

    decision: Decision[Any, Any]
    rows: tuple[Row, ...]
    path: str


class RuleSet(msgspec.Struct, frozen=True):
    """Tables that are in force together.

    Attributes:
        name: the set's own.
        tables: decision's name -> its table; what is missing is refused.
    """

    name: str
    tables: Mapping[str, Table]
