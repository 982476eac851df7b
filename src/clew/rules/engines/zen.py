"""The ZEN engine, held so that it can only allow what a row of ours says.

It never sees an author's text: cells are written anew from their trees, fields have names of ours,
facts are the values that the table uses. It is asked about a batch by one call in loop mode. A last
row without conditions says that nothing fired, so that silence is never an answer, and each row
gives its own number, so that the answer says which one it was (docs/decisions/0024).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec
import zen

from clew.errors import Code, InputRefused, Where
from clew.rules.alike import paths_in
from clew.rules.cells.render import rendered
from clew.rules.cells.syntax import Expression
from clew.rules.fields import fields_of
from clew.rules.ports import Fired
from clew.rules.table import Row, Table

_ROW = "row"
_NOTHING = -1
_MANY, _ONE = "many", "one"
_PANIC = "PanicException"


class ZenRules:
    """Compiles tables for ZEN."""

    def compile(self, table: Table) -> ZenTable:
        """The table, ready. Raises `InputRefused` (`rules_refused`)."""
        return ZenTable(table)


class ZenTable:
    """One table in ZEN."""

    def __init__(self, table: Table) -> None:
        self._rows = len(table.rows)
        self._outputs = {
            name: (field.low, field.high)
            for name, field in fields_of(table.decision.outputs).items()
        }
        self._keys = {_ROW, *self._outputs}
        used = sorted(paths_in(table))
        self._names = {path: f"f{number}" for number, path in enumerate(used)}
        self._fields = tuple(self._names.values())
        self._values = _reader(used)
        rows = [*(self._row(table, place) for place in range(self._rows)), self._silence()]
        content = {
            key: self._document(rows, mode) for key, mode in ((_MANY, "loop"), (_ONE, "single"))
        }
        self._engine = zen.ZenEngine({"loader": {"type": "static", "content": content}})

    # ------------------------------------------------------------ asking

    def ask(self, facts: Sequence[msgspec.Struct]) -> Sequence[Fired | None]:
        """An answer for each, in order; None for what is not as it must be."""
        items = [dict(zip(self._fields, self._values(one), strict=True)) for one in facts]
        result = self._evaluate(_MANY, {"items": items}, trace=False).get("result")
        if not isinstance(result, dict) or result.keys() != {"items"}:
            return [None] * len(items)
        given = result["items"]
        if not isinstance(given, list) or len(given) != len(items):
            return [None] * len(items)
        return [self._answer(one) for one in given]

    def trace(self, facts: msgspec.Struct) -> Fired | None:
        """The same for one, as ZEN's trace has it: another document, and its own row numbers."""
        values = dict(zip(self._fields, self._values(facts), strict=True))
        done = self._evaluate(_ONE, values, trace=True)
        told = self._answer(done.get("result"))
        traced = done.get("trace")
        node = traced.get("table") if isinstance(traced, dict) else None
        data = node.get("traceData") if isinstance(node, dict) else None
        index = data.get("index") if isinstance(data, dict) else None
        if told is None or index != (self._rows if told.row is None else told.row):
            return None
        return told

    def _evaluate(self, key: str, context: Mapping[str, Any], *, trace: bool) -> Mapping[str, Any]:
        try:
            done: Any = self._engine.evaluate(key, msgspec.json.encode(context), {"trace": trace})
        except Exception:  # noqa: BLE001 - whatever it is, it is no answer, and none is a refusal
            return {}
        except BaseException as error:
            # The engine's own failed assertions come as no Exception.
            if type(error).__name__ != _PANIC:
                raise
            return {}
        return done if isinstance(done, dict) else {}

    def _answer(self, given: Any) -> Fired | None:
        if not isinstance(given, dict) or given.keys() != self._keys:
            return None
        row = _whole(given[_ROW])
        if row is None or not _NOTHING <= row < self._rows:
            return None
        if row == _NOTHING:
            return Fired(None, ())
        gives: list[int] = []
        for name, (low, high) in self._outputs.items():
            value = _whole(given[name])
            if value is None or not low <= value <= high:
                return None
            gives.append(value)
        return Fired(row, tuple(gives))

    # ------------------------------------------------------------ compiling

    def _row(self, table: Table, place: int) -> dict[str, str]:
        row = table.rows[place]
        cells = {"when": self._cell(table, row, "", row.when), _ROW: str(place)}
        for name in self._outputs:
            cells[name] = self._cell(table, row, name, row.gives[name])
        return {"_id": str(place), **cells}

    def _cell(self, table: Table, row: Row, column: str, said: Expression) -> str:
        cell = rendered(said, self._names.__getitem__)
        fault = zen.validate_expression(cell)
        if fault is not None:
            raise InputRefused(
                Code.RULES_REFUSED,
                f"the engine does not take row {row.number} of {table.decision.name}: "
                f"{str(fault)[:200]}",
                remedy="write the row in simpler words, and report this",
                where=Where(field=f"{table.path}/{row.number - 1}{column and '/'}{column}"),
            )
        return cell

    def _silence(self) -> dict[str, str]:
        gives = {name: str(low) for name, (low, _) in self._outputs.items()}
        return {"_id": str(self._rows), "when": "true", _ROW: f"({_NOTHING})", **gives}

    def _document(self, rows: Sequence[Mapping[str, str]], mode: str) -> dict[str, Any]:
        field = "items" if mode == "loop" else None
        content = {
            "hitPolicy": "first",
            "inputs": [{"id": "when", "name": "when"}],
            "outputs": [
                {"id": name, "name": name, "field": name} for name in (_ROW, *self._outputs)
            ],
            "rules": rows,
            "passThrough": False,
            "inputField": field,
            "outputPath": field,
            "executionMode": mode,
        }
        return {
            "nodes": [
                {"id": "in", "type": "inputNode", "name": "in"},
                {"id": "table", "type": "decisionTableNode", "name": "table", "content": content},
                {"id": "out", "type": "outputNode", "name": "out"},
            ],
            "edges": [
                {"id": "a", "sourceId": "in", "targetId": "table"},
                {"id": "b", "sourceId": "table", "targetId": "out"},
            ],
        }


def _reader(paths: Sequence[str]) -> Any:
    if not paths:
        return lambda _: ()
    if len(paths) == 1:
        one = attrgetter(paths[0])
        return lambda facts: (one(facts),)
    return attrgetter(*paths)


def _whole(value: Any) -> int | None:
    if type(value) is int:
        return value
    return int(value) if type(value) is float and value.is_integer() else None
