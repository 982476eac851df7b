"""One version of the rules, ready to be asked: the only way from facts to a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from clew.errors import InputRefused, ManyRefused
from clew.rules.facts_check import fit
from clew.rules.lint import read_set
from clew.rules.model import Decision, F, O, Verdict, Why
from clew.rules.ports import CompiledTable, Fired, RuleEngine
from clew.rules.read_file import Documents
from clew.rules.refusal import refused
from clew.rules.table import RuleSet, Table


class RuleBook:
    """A rule set that is whole, compiled, and never changes.

    Attributes:
        version: of the set; 0 for the one that the release ships.
        name: the set's own.
        counts: (decision, why) -> verdicts so far; all but `row` are refusals.
    """

    def __init__(self, rules: RuleSet, version: int, engine: RuleEngine) -> None:
        self.version = version
        self.name = rules.name
        self.counts: Counter[tuple[str, Why]] = Counter()
        self._tables: Mapping[str, tuple[Table, CompiledTable]] = {
            name: (table, engine.compile(table)) for name, table in rules.tables.items()
        }

    def ask(self, decision: Decision[F, O], facts: Sequence[F]) -> list[Verdict[O]]:
        """A verdict for each, in order, whatever happens: what is odd is refused, and says so.

        Deterministic: the same version and facts give the same verdicts in every process.
        """
        known = self._tables.get(decision.name)
        if known is None:
            return [self._no(decision, "no_table") for _ in facts]
        table, compiled = known
        fits = fit(facts, decision.facts)
        fired = iter(compiled.ask([one for one, good in zip(facts, fits, strict=True) if good]))
        return [
            self._verdict(decision, table, next(fired, None))
            if good
            else self._no(decision, "unfit_facts")
            for good in fits
        ]

    def _verdict(self, decision: Decision[Any, O], table: Table, fired: Fired | None) -> Verdict[O]:
        if fired is None:
            return self._no(decision, "engine_fault")
        if fired.row is None:
            return self._no(decision, "nothing_fired")
        row = table.rows[fired.row]
        self.counts[decision.name, "row"] += 1
        outputs = decision.outputs(**fired.gives)
        return Verdict(
            allow=True,
            why="row",
            table=decision.name,
            row=row.id,
            says=row.says,
            outputs=outputs,
            version=self.version,
        )

    def _no(self, decision: Decision[Any, O], why: Why) -> Verdict[O]:
        self.counts[decision.name, why] += 1
        return Verdict(
            allow=False,
            why=why,
            table=decision.name,
            row="",
            says="",
            outputs=None,
            version=self.version,
        )


def rule_book(documents: Documents, version: int, engine: RuleEngine) -> RuleBook:
    """The documents as rules that can be asked. Raises `InputRefused` where any part is wrong."""
    rules, found = read_set(documents)
    faults: list[InputRefused] = [refused(one, documents.file) for one in found]
    if faults:
        raise ManyRefused(faults)
    return RuleBook(rules, version, engine)
