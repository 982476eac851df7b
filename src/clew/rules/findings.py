"""What is wrong with a rule set: the closed set of kinds, and how one is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Literal

import msgspec

Severity = Literal["error", "warning", "note"]
"""An error keeps a set from being activated; a warning is likely a slip; a note is told."""


class Kind(StrEnum):
    """The closed set; a kind's meaning never changes."""

    # the file
    TOO_LARGE = "too_large"
    WRONG_FORMAT = "wrong_format"
    UNKNOWN_DECISION = "unknown_decision"
    MISSING_TABLE = "missing_table"
    # the graph
    FORBIDDEN_NODE = "forbidden_node"
    WRONG_GRAPH = "wrong_graph"
    LOOP = "loop"
    # the table
    WRONG_POLICY = "wrong_policy"
    TOO_MANY = "too_many"
    DUPLICATE_ID = "duplicate_id"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_OUTPUT = "missing_output"
    # a cell
    NOT_TEXT = "not_text"
    EMPTY_CELL = "empty_cell"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    SYNTAX = "syntax"
    NOTHING = "nothing"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_FUNCTION = "unknown_function"
    DATE_OR_CHANCE = "date_or_chance"
    UNKNOWN_VALUE = "unknown_value"
    WRONG_TYPE = "wrong_type"
    TEXT_FOR_NUMBER = "text_for_number"
    OUT_OF_RANGE = "out_of_range"
    DENY_ROW = "deny_row"
    # rows
    NEVER_TRUE = "never_true"
    NEVER_REACHED = "never_reached"
    ALWAYS_TRUE = "always_true"
    TOO_INVOLVED = "too_involved"
    OVERLAP = "overlap"
    GAP = "gap"
    # the engine
    ENGINE_REFUSES = "engine_refuses"
    ENGINE_DIFFERS = "engine_differs"
    NOT_SHOWN = "not_shown"


class Finding(msgspec.Struct, frozen=True):
    """Something that is wrong, or worth knowing.

    Attributes:
        table: the decision's name; empty for the file as a whole.
        row: number of the row, the first is 1; None for the table as a whole.
        row_id: its id; empty where there is none.
        column: the column's name or field; empty for the row as a whole.
        path: where it stands in the file, a JSON pointer (RFC 6901).
        message: what is wrong, in words.
        remedy: what mends it, in words.
    """

    severity: Severity
    kind: Kind
    table: str
    row: int | None
    row_id: str
    column: str
    path: str
    message: str
    remedy: str


MOST_LISTED = 500
"""How many findings of a severity are listed."""


class RulesReport(msgspec.Struct, frozen=True):
    """What the lint says about a rule set.

    Attributes:
        file: as the caller named it.
        name: the set's own.
        tables: decision -> number of rows.
        counts: severity -> findings, those that are not listed included.
        findings: errors first, then in the order of the file; at most 500 of each severity.
    """

    file: str
    name: str
    tables: Mapping[str, int]
    counts: Mapping[str, int]
    findings: Sequence[Finding]

    @property
    def sound(self) -> bool:
        """Whether the set may be activated."""
        return not self.counts.get("error")


class Spot(msgspec.Struct, frozen=True):
    """Where in a rule set: what a finding about it says of its place."""

    table: str = ""
    row: int | None = None
    row_id: str = ""
    column: str = ""
    path: str = ""

    def find(
        self, kind: Kind, message: str, remedy: str, *, severity: Severity = "error"
    ) -> Finding:
        """A finding here."""
        return Finding(
            severity,
            kind,
            self.table,
            self.row,
            self.row_id,
            self.column,
            self.path,
            message,
            remedy,
        )


class CellFault(Exception):
    """A cell cannot be accepted; becomes a finding where the cell is known."""

    def __init__(self, kind: Kind, message: str, remedy: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.remedy = remedy
