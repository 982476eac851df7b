"""Two rule sets compared, in words: what the second does that the first did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from clew.rules.cells.render import rendered
from clew.rules.table import Row, RuleSet, Table

What = Literal[
    "table_added", "table_removed", "row_added", "row_removed", "row_changed", "row_moved"
]


class Difference(msgspec.Struct, frozen=True):
    """One thing that differs.

    Attributes:
        row: the row's id; empty for a table as a whole.
        says: what differs, in words.
    """

    what: What
    table: str
    row: str
    says: str


def differences(old: RuleSet, new: RuleSet) -> Sequence[Difference]:
    """What differs, by table; rows are the same where their ids are.

    Cells that say the same in another writing do not differ.
    """
    found: list[Difference] = []
    for name in sorted(old.tables.keys() | new.tables.keys()):
        before, after = old.tables.get(name), new.tables.get(name)
        if before is None and after is not None:
            says = f"{name} answers, by {len(after.rows)} rows: {after.decision.asks}"
            found.append(Difference("table_added", name, "", says))
        elif after is None and before is not None:
            says = f"{name} is gone: nobody is allowed anything there"
            found.append(Difference("table_removed", name, "", says))
        elif before is not None and after is not None:
            found += _rows(name, before, after)
    return found


def _rows(name: str, before: Table, after: Table) -> Iterator[Difference]:
    old, new = {row.id: row for row in before.rows}, {row.id: row for row in after.rows}
    for row in before.rows:
        if row.id not in new:
            says = f"row {row.id} is gone: {_sentence(row)}"
            yield Difference("row_removed", name, row.id, says)
    for row in after.rows:
        if row.id not in old:
            says = f"row {row.id} is new, at place {row.number}: {_sentence(row)}"
            yield Difference("row_added", name, row.id, says)
        elif changes := list(_changes(old[row.id], row)):
            yield Difference("row_changed", name, row.id, f"row {row.id}: {'; '.join(changes)}")
    yield from _moved(name, [row.id for row in before.rows], [row.id for row in after.rows])


def _moved(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Difference]:
    kept = [row for row in before if row in set(after)]
    order = {row: place for place, row in enumerate(kept)}
    now = [row for row in after if row in order]
    for place, row in enumerate(now):
        passed = [other for other in now[place + 1 :] if order[other] < order[row]]
        if passed:
            says = f"row {row} stands above {', '.join(passed[:5])} now, and is met first"
            yield Difference("row_moved", name, row, says)


def _changes(old: Row, new: Row) -> Iterator[str]:
    for kind, before, after in (
        ("when", _cells(old), _cells(new)),
        ("gives", _gives(old), _gives(new)),
    ):
        for column in sorted(before.keys() | after.keys()):
            one, other = before.get(column, "anything"), after.get(column, "anything")
            if one != other:
                yield f"{kind} {column}: {one} -> {other}"
    if old.says != new.says:
        yield f"described as {new.says!r}, it was {old.says!r}"


def _sentence(row: Row) -> str:
    when = " and ".join(_cells(row).values()) or "for anything"
    gives = ", ".join(f"{name} {value}" for name, value in _gives(row).items())
    return f"allows {when}" + (f", gives {gives}" if gives else "")


def _cells(row: Row) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for column, said in row.cells:
        text = _plain(rendered(said, lambda path: path))
        found[column] = f"{found[column]} and {text}" if column in found else text
    return found


def _gives(row: Row) -> Mapping[str, str]:
    return {name: _plain(rendered(said, lambda path: path)) for name, said in row.gives.items()}


def _plain(text: str) -> str:
    """Without the outermost brackets, which are the engine's."""
    if not (text.startswith("(") and text.endswith(")")):
        return text
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and place < len(text) - 1:
            return text
    return text[1:-1]
