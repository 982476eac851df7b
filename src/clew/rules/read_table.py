"""A table as it was written -> typed rows, or what is wrong with each cell."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NamedTuple

import msgspec

from clew.rules.cells import parse, tokens
from clew.rules.cells.meaning import check_condition, meaning, unknown_field
from clew.rules.cells.syntax import All, Constant, Expression
from clew.rules.fields import ALLOW, Field, FieldKind, fields_of
from clew.rules.findings import CellFault, Finding, Kind, Spot
from clew.rules.model import Decision
from clew.rules.read_file import escaped
from clew.rules.read_jdm import MOST_NAME, Column, RawTable
from clew.rules.table import Row, Table

MOST_CHARACTERS = 40_000
"""The most characters of a table's conditions, which bounds how long the engine takes for it."""

_OWN = {"_id", "_description"}
_ALLOW_REMEDY = "write true, or delete the row: what no row allows is refused"


class _Column(NamedTuple):
    """A column, and the field that it is about; None for a condition of its own."""

    column: Column
    field: str | None


class TableReader:
    """Reads one decision's table; `found` has what is wrong when it is done."""

    def __init__(self, decision: Decision[Any, Any], spot: Spot, found: list[Finding]) -> None:
        self._decision = decision
        self._spot = spot
        self._found = found
        self._facts = fields_of(decision.facts)
        self._outputs = fields_of(decision.outputs)
        self._path = ""
        self._size = 0

    def table(self, raw: RawTable) -> Table | None:
        """The typed table; None where anything of it is wrong."""
        before = len(self._found)
        self._path = raw.path
        inputs = [self._input(number, one) for number, one in enumerate(raw.inputs)]
        outputs = self._given(raw.outputs)
        if len(self._found) > before:
            return None
        rows = [self._row(number, one, inputs, outputs) for number, one in enumerate(raw.rows)]
        self._unique([row for row in rows if row])
        if self._size > MOST_CHARACTERS:
            self._say(
                Kind.TOO_MANY,
                f"{self._size:,} characters in all of its conditions",
                f"use at most {MOST_CHARACTERS:,}: let tags and segments stand for lists of things",
            )
        if len(self._found) > before:
            return None
        return Table(self._decision, tuple(row for row in rows if row), f"{raw.path}/rules")

    # ------------------------------------------------------------ columns

    def _input(self, number: int, column: Column) -> _Column:
        if not column.field:
            return _Column(column, None)
        if column.field not in self._facts:
            fault = unknown_field(column.field, self._facts)
            self._say_fault(fault, column=column.label, path=f"inputs/{number}/field")
        return _Column(column, column.field)

    def _given(self, outputs: Any) -> list[_Column]:
        columns = []
        wanted = {ALLOW, *self._outputs}
        for number, column in enumerate(outputs):
            if column.field not in wanted:
                near = get_close_matches(column.field, wanted, n=1, cutoff=0.6)
                self._say(
                    Kind.UNKNOWN_COLUMN,
                    f"the decision gives no {column.field[:60]!r}",
                    f"did you mean {near[0]}?" if near else f"it gives {', '.join(sorted(wanted))}",
                    column=column.label,
                    path=f"outputs/{number}/field",
                )
            columns.append(_Column(column, column.field))
        named = [column.field for column in columns]
        for name in sorted(wanted):
            if named.count(name) != 1:
                self._say(
                    Kind.MISSING_OUTPUT,
                    f"{named.count(name)} columns give {name}, where one must",
                    f"add one output column with the field {name}"
                    if name not in named
                    else f"keep one of the columns {name}",
                    path="outputs",
                )
        return columns

    # ------------------------------------------------------------ rows

    def _row(
        self, number: int, raw: Any, inputs: list[_Column], outputs: list[_Column]
    ) -> Row | None:
        before = len(self._found)
        if not isinstance(raw, dict):
            self._say(Kind.WRONG_FORMAT, "a row is no object", "give its cells", row=number)
            return None
        known = _OWN | {column.column.key for column in (*inputs, *outputs)}
        for key in raw.keys() - known:
            self._say(
                Kind.UNKNOWN_COLUMN,
                f"the row has a cell {str(key)[:60]!r}, and there is no such column",
                "delete the cell, or add the column",
                row=number,
                row_id=_word(raw.get("_id")),
                path=f"rules/{number}/{escaped(str(key))}",
            )
        row_id = _word(raw.get("_id"))
        if not row_id:
            self._say(
                Kind.DUPLICATE_ID,
                f"the row has no id of 1 to {MOST_NAME} characters",
                "give it an _id of its own",
                row=number,
                path=f"rules/{number}/_id",
            )
        # Two columns may be about one field: each of them counts.
        cells = tuple(
            (one.column.label, said)
            for one in inputs
            if (said := self._condition(number, row_id, raw, one)) is not None
        )
        gives = {
            str(one.field): said
            for one in outputs
            if (said := self._value(number, row_id, raw, one)) is not None
        }
        if len(self._found) > before:
            return None
        parts = tuple(said for _, said in cells)
        when = parts[0] if len(parts) == 1 else All(parts)
        return Row(row_id, _word(raw.get("_description")), number + 1, cells, when, gives)

    def _condition(
        self, number: int, row_id: str, raw: Mapping[str, Any], column: _Column
    ) -> Expression | None:
        cell = raw.get(column.column.key, "")
        place = {"row": number, "row_id": row_id, "column": column.column.label}
        path = f"rules/{number}/{escaped(column.column.key)}"
        if not self._is_text(cell, path, place):
            return None
        # A cell that is too long by itself is told as such, and not once more for its table.
        self._size += len(cell) if len(cell) <= tokens.MOST_CHARACTERS else 0
        if not cell.strip():
            return None
        try:
            said = parse.condition(cell, column.field)
            check_condition(said, self._facts)
        except CellFault as fault:
            self._say_fault(fault, path=path, **place)
            return None
        return said

    def _value(
        self, number: int, row_id: str, raw: Mapping[str, Any], column: _Column
    ) -> Expression | None:
        cell = raw.get(column.column.key)
        place = {"row": number, "row_id": row_id, "column": column.column.label}
        path = f"rules/{number}/{escaped(column.column.key)}"
        try:
            if column.field == ALLOW:
                _check_allows(cell)
                return None
            if not isinstance(cell, str):
                self._is_text(cell, path, place)
                return None
            said = self._given_value(cell, self._outputs[str(column.field)])
        except CellFault as fault:
            self._say_fault(fault, path=path, **place)
            return None
        return said

    def _given_value(self, cell: str, output: Field) -> Expression:
        if not cell.strip():
            raise CellFault(Kind.EMPTY_CELL, "nothing is given", "write a value")
        said = parse.value(cell)
        gives = meaning(said, self._facts)
        if gives.kind is not FieldKind.NUMBER:
            text = isinstance(said, Constant) and isinstance(said.value, str)
            raise CellFault(
                Kind.TEXT_FOR_NUMBER if text else Kind.WRONG_TYPE,
                f"{output.path} is {output.told}, and this is a {gives.kind.value}",
                "write the number without quotes",
            )
        whole = gives.decimals == 0 or (gives.low == gives.high and gives.low % 1 == 0)
        if gives.low < output.low or gives.high > output.high or not whole:
            raise CellFault(
                Kind.OUT_OF_RANGE,
                f"{output.path} is {output.told}, and this may be {_span(gives.low, gives.high)}",
                "keep it within its bounds for all facts, without decimals",
            )
        return said

    def _is_text(self, cell: Any, path: str, place: Mapping[str, Any]) -> bool:
        if isinstance(cell, str):
            return True
        kind = Kind.NOTHING if cell is None else Kind.NOT_TEXT
        what = (
            "the cell is nothing" if cell is None else f"the cell is {str(cell)[:40]}, not a text"
        )
        self._say(
            kind, what, "write the cell as a text; an empty one for any value", path=path, **place
        )
        return False

    def _unique(self, rows: list[Row]) -> None:
        seen: dict[str, int] = {}
        for row in rows:
            first = seen.setdefault(row.id, row.number)
            if first != row.number:
                self._say(
                    Kind.DUPLICATE_ID,
                    f"row {first} has the same id",
                    "give each row an id of its own, so that explanations name it",
                    row=row.number - 1,
                    row_id=row.id,
                    path=f"rules/{row.number - 1}/_id",
                )

    # ------------------------------------------------------------ telling

    def _say_fault(self, fault: CellFault, **place: Any) -> None:
        self._say(fault.kind, fault.message, fault.remedy, **place)

    def _say(
        self,
        kind: Kind,
        message: str,
        remedy: str,
        *,
        row: int | None = None,
        row_id: str = "",
        column: str = "",
        path: str | None = None,
    ) -> None:
        path = path or (f"rules/{row}" if row is not None else "")
        spot = msgspec.structs.replace(
            self._spot,
            row=None if row is None else row + 1,
            row_id=row_id,
            column=column,
            path=f"{self._path}/{path}".rstrip("/"),
        )
        self._found.append(spot.find(kind, message, remedy))


def _check_allows(cell: Any) -> None:
    if cell is True or (isinstance(cell, str) and cell.strip() == "true"):
        if cell is True:
            raise CellFault(Kind.NOT_TEXT, "the cell is true, not the text true", 'write "true"')
        return
    said = str(cell).strip().lower() if isinstance(cell, str | bool) else ""
    if said in {"false", "no", "deny"}:
        raise CellFault(
            Kind.DENY_ROW, "a row that denies: the engine would skip it on a fault", _ALLOW_REMEDY
        )
    if cell is None or said == "":
        raise CellFault(Kind.EMPTY_CELL, "the row does not say that it allows", _ALLOW_REMEDY)
    raise CellFault(
        Kind.DENY_ROW, f"allow is {str(cell)[:40]!r}, where only true may stand", _ALLOW_REMEDY
    )


def _word(given: Any) -> str:
    return given[:MOST_NAME] if isinstance(given, str) and len(given) <= MOST_NAME else ""


def _span(low: Decimal, high: Decimal) -> str:
    return f"{low:f}" if low == high else f"{low:f} to {high:f}"
