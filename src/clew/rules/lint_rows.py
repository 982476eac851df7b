"""Rows against each other: never true, never reached, overlapping, and where nothing fires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from clew.rules.cells.render import rendered
from clew.rules.cells.syntax import Expression, Has
from clew.rules.facts import in_words, samples
from clew.rules.fields import fields_of
from clew.rules.findings import Finding, Kind, Severity, Spot
from clew.rules.regions import Box, Space, TooInvolved
from clew.rules.table import Row, Table


class Shown(NamedTuple):
    """Facts that a row should fire on, and no other.

    Attributes:
        row: its place among the rows, from 0; None where no row should fire.
        tries: values by path; it should fire on the first, or where not `sure` on any.
        sure: false where a test decides that is about several fields, or calculates.
    """

    row: int | None
    tries: Sequence[Mapping[str, Any]]
    sure: bool


class RowLint:
    """Looks at one table's rows; `shown` has samples of those that can fire."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._facts = table.decision.facts
        self._space = Space(fields_of(self._facts), [row.when for row in table.rows])
        self._boxes: list[Sequence[Box] | None] = []
        self._given = [_given(row) for row in table.rows]
        self.shown: list[Shown] = []
        self.findings: list[Finding] = []

    def look(self) -> None:
        """Fills `findings` and `shown`."""
        self._boxes = [self._boxes_of(row) for row in self._table.rows]
        try:
            for place in range(len(self._table.rows)):
                self._reach(place)
            self._pairs()
            self._gap()
        except TooInvolved:
            self._say(
                None,
                Kind.TOO_INVOLVED,
                "its rows are too many and too alike to compare them all",
                "use fewer columns a table; what was not compared may hide a dead row",
                severity="warning",
            )

    def _boxes_of(self, row: Row) -> Sequence[Box] | None:
        try:
            boxes = self._space.boxes(row.when)
        except TooInvolved:
            self._say(
                row,
                Kind.TOO_INVOLVED,
                "it has too many alternatives",
                "split it into several rows, or list values with in [...]",
            )
            return None
        if not boxes:
            self._say(
                row,
                Kind.NEVER_TRUE,
                f"no facts can meet it: {_conditions(row)}",
                "correct the bound or the value that contradicts another, or delete the row",
            )
        return boxes

    def _reach(self, place: int) -> None:
        boxes = self._boxes[place]
        if not boxes:
            return
        row = self._table.rows[place]
        above = [box for earlier in self._boxes[:place] for box in earlier or ()]
        for box in boxes:
            left = self._space.outside(box, above)
            if left is not None:
                self._show(place, left)
                self._idle_cells(row)
                return
        covering = self._covering(place)
        self._say(
            row,
            Kind.NEVER_REACHED,
            f"rows above it catch all that meets it ({covering})",
            "move it above them, narrow them, or delete it",
        )

    def _covering(self, place: int) -> str:
        touching = [
            str(self._table.rows[other].number)
            for other in range(place)
            if self._common(other, place) is not None
        ]
        return "row " + ", ".join(touching[:8])

    def _idle_cells(self, row: Row) -> None:
        for column, said in row.cells:
            if self._space.outside({}, self._space.boxes(said)) is None:
                self._say(
                    row,
                    Kind.ALWAYS_TRUE,
                    "the cell is met by all facts",
                    "leave it empty, or correct its bound",
                    severity="warning",
                    column=column,
                )

    def _show(self, place: int | None, box: Box) -> None:
        tries = tuple(samples(self._facts, self._space, box))
        self.shown.append(Shown(place, tries, sure=all(map(_free, self._space.tests.values()))))

    # ------------------------------------------------------------ pairs

    def _pairs(self) -> None:
        for later in range(len(self._table.rows)):
            for earlier in range(later):
                self._pair(earlier, later)

    def _pair(self, earlier: int, later: int) -> None:
        if self._given[earlier] == self._given[later]:
            return
        common = self._common(earlier, later)
        # An exception above its rule is how the first row that is met is meant to be used.
        if common is None or self._all_within(earlier, later) or self._all_within(later, earlier):
            return
        one, other = self._table.rows[earlier], self._table.rows[later]
        where = in_words(self._facts, self._space, common)
        self._say(
            other,
            Kind.OVERLAP,
            f"row {one.number} takes part of it and gives something else: {where}",
            f"let one of the two leave that out, or make row {one.number} a special case of it",
            severity="warning",
        )

    def _common(self, one: int, other: int) -> Box | None:
        self._space.spend(len(self._boxes[one] or ()) * len(self._boxes[other] or ()))
        for a in self._boxes[one] or ():
            for b in self._boxes[other] or ():
                if self._space.touches(a, b):
                    return self._space.meet(a, b)
        return None

    def _all_within(self, inner: int, outer: int) -> bool:
        around = list(self._boxes[outer] or ())
        return all(self._space.outside(box, around) is None for box in self._boxes[inner] or ())

    # ------------------------------------------------------------ gaps

    def _gap(self) -> None:
        if any(boxes is None for boxes in self._boxes):
            return
        gap = self._space.outside({}, [box for boxes in self._boxes for box in boxes or ()])
        if gap is None:
            return
        self._show(None, gap)
        total = self._table.decision.total
        self._say(
            None,
            Kind.GAP,
            f"no row fires for {in_words(self._facts, self._space, gap)}: refused",
            "add a row for it, or one without conditions at the end"
            if total
            else "nothing, where it is to be refused",
            severity="warning" if total else "note",
        )

    def _say(
        self,
        row: Row | None,
        kind: Kind,
        message: str,
        remedy: str,
        *,
        severity: Severity = "error",
        column: str = "",
    ) -> None:
        spot = Spot(
            self._table.decision.name,
            None if row is None else row.number,
            "" if row is None else row.id,
            column,
            self._table.path if row is None else f"{self._table.path}/{row.number - 1}",
        )
        self.findings.append(spot.find(kind, message, remedy, severity=severity))


def _conditions(row: Row) -> str:
    said = [rendered(cell, lambda path: path) for _, cell in row.cells]
    return " and ".join(said)[:300]


def _free(test: Expression) -> bool:
    """Whether a sample can make a test come out as it must: what is in a list is free."""
    return isinstance(test, Has)


def _given(row: Row) -> Mapping[str, str]:
    return {name: rendered(said, lambda path: path) for name, said in row.gives.items()}
