"""One table's verdicts, each question asked of the engine once.

A verdict depends on the table and on the values that its cells read, on nothing else, and values
that no cell tells apart (`alike.py`) give the same one. So the engine is asked only where it has
not answered yet for values that are alike, field by field. The table never changes, so what it
answered stays true. What it failed to answer is asked again; what is unfit it is never asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from operator import attrgetter
from typing import Any, Generic

from clew.rules.alike import Class, classes, paths_in
from clew.rules.facts_check import Checked, Part
from clew.rules.model import F, O, Verdict, Why
from clew.rules.ports import CompiledTable, Fired
from clew.rules.table import Table

_MOST_KEPT = 10_000
"""Answers that are remembered, and classes of a part: where a table names an id or calculates
there may be very many. Then all are forgotten."""
_UNFIT = -1
_Key = tuple[int, ...]


class Answers(Generic[F, O]):
    """See above."""

    def __init__(self, table: Table, compiled: CompiledTable, version: int) -> None:
        self._table = table
        self._compiled = compiled
        self._version = version
        self._struct: type[F] = table.decision.facts
        paths = sorted(paths_in(table))
        told_apart = dict(zip(paths, classes(table, paths), strict=True))
        self._looks = [_Look(part, told_apart) for part in self._struct.__struct_fields__]
        self._known: dict[_Key, Verdict[O]] = {}
        # Verdicts never change, so those that are alike are one object.
        self._verdicts: dict[Fired | Why, Verdict[O]] = {}

    def ask(self, checked: Checked[F]) -> list[Verdict[O]]:
        """A verdict for each, in order."""
        if checked.struct is not self._struct:
            return [self._no("unfit_facts")] * len(checked)
        seen = [look.at(column) for look, column in zip(self._looks, checked.columns, strict=True)]
        keys = list(zip(*seen, strict=True))
        known = self._known
        try:
            return list(map(known.__getitem__, keys))
        except KeyError:
            new = {key: at for at, key in enumerate(keys) if key not in known}
            learned = self._learned(new, checked)
            return [known.get(key) or learned[key] for key in keys]

    def _learned(self, new: Mapping[_Key, int], checked: Checked[F]) -> Mapping[_Key, Verdict[O]]:
        """Verdicts on what is not known; `new`: where in the columns one of that key is."""
        fit = {key: at for key, at in new.items() if _UNFIT not in key}
        asked = [self._struct(*[each[at].held for each in checked.columns]) for at in fit.values()]
        fired = self._compiled.ask(asked) if asked else []
        # One answer for each, or none is whose it seems to be.
        if len(fired) != len(asked):
            fired = [None] * len(asked)
        learned = dict.fromkeys(new, self._no("unfit_facts"))
        learned |= zip(fit, map(self._verdict, fired), strict=True)
        lasting = {key: one for key, one in learned.items() if one.why in {"row", "nothing_fired"}}
        if len(self._known) + len(lasting) > _MOST_KEPT:
            # In one step, for others may be reading.
            self._known = lasting
        else:
            self._known.update(lasting)
        return learned

    def _verdict(self, fired: Fired | None) -> Verdict[O]:
        if fired is None or fired.row is None:
            return self._no("engine_fault" if fired is None else "nothing_fired")
        verdict = self._verdicts.get(fired)
        if verdict is None:
            row = self._table.rows[fired.row]
            verdict = Verdict(
                allow=True,
                why="row",
                table=self._table.decision.name,
                row=row.id,
                says=row.says,
                outputs=self._table.decision.outputs(*fired.gives),
                version=self._version,
            )
            if len(self._verdicts) < _MOST_KEPT:
                self._verdicts[fired] = verdict
        return verdict

    def _no(self, why: Why) -> Verdict[O]:
        verdict = self._verdicts.get(why)
        if verdict is None:
            name = self._table.decision.name
            verdict = self._verdicts[why] = refusal(name, why, self._version)
        return verdict


class _Look:
    """What a table sees of one part of its facts."""

    def __init__(self, part: str, told_apart: Mapping[str, Class]) -> None:
        own = {path: of for path, of in told_apart.items() if path.startswith(f"{part}.")}
        self._fields = [(attrgetter(path.partition(".")[2]), of) for path, of in own.items()]
        self._numbers: dict[tuple[Any, ...], int] = {}
        # Never the same number twice, so that those that are remembered with parts stay true.
        self._next = count()

    def at(self, parts: Sequence[Part]) -> list[int]:
        """Of each a number that is the same only where the table can't tell parts apart."""
        try:
            return [one.seen[self] for one in parts]
        except KeyError:
            for one in parts:
                if self not in one.seen:
                    one.seen[self] = _UNFIT if one.held is None else self._number(one.held)
            return [one.seen[self] for one in parts]

    def _number(self, held: Any) -> int:
        key = tuple([of(read(held)) for read, of in self._fields])
        number = self._numbers.get(key)
        if number is None:
            if len(self._numbers) >= _MOST_KEPT:
                self._numbers = {}
            number = self._numbers.setdefault(key, next(self._next))
        return number


def refusal(table: str, why: Why, version: int) -> Verdict[Any]:
    """A verdict that refuses."""
    return Verdict(
        allow=False, why=why, table=table, row="", says="", outputs=None, version=version
    )
