"""One version of the rules, ready to be asked: the only way from facts to a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from clew.errors import ManyRefused
from clew.rules.facts_check import Checked
from clew.rules.findings import MOST_LISTED
from clew.rules.lint import read_set
from clew.rules.model import Decision, F, O, Verdict, Why
from clew.rules.ports import CompiledTable, Fired, RuleEngine
from clew.rules.read_file import Documents
from clew.rules.refusal import refused
from clew.rules.table import RuleSet, Table

_MOST_VERDICTS = 10_000
"""How many different verdicts are kept: an output that calculates may have many."""


class RuleBook:
    """A rule set that is whole, compiled, and never changes.

    Attributes:
        version: of the set; 0 for the one that the release ships.
        name: the set's own.
        counts: (decision, why) -> verdicts so far; all but `row` are refusals.
    """

    def __init__(
        self,
        rules: RuleSet,
        version: int,
        engine: RuleEngine,
        counts: Counter[tuple[str, Why]] | None = None,
    ) -> None:
        """`counts` goes on where an earlier book's stand; None: from nothing."""
        self.version = version
        self.name = rules.name
        self.counts: Counter[tuple[str, Why]] = Counter() if counts is None else counts
        # Verdicts never change, so those that are alike are one object.
        self._verdicts: dict[tuple[str, Fired | Why], Verdict[Any]] = {}
        self._tables: Mapping[str, tuple[Table, CompiledTable]] = {
            name: (table, engine.compile(table)) for name, table in rules.tables.items()
        }

    def check(self, decision: Decision[F, O], facts: Sequence[F]) -> Checked[F]:
        """The facts, looked at once, for several decisions that are told the same."""
        return Checked(facts, decision.facts)

    def ask(self, decision: Decision[F, O], facts: Sequence[F] | Checked[F]) -> list[Verdict[O]]:
        """A verdict for each, in order, whatever happens: what is odd is refused, and says so.

        Deterministic: the same version and facts give the same verdicts in every process.
        """
        checked = facts if isinstance(facts, Checked) else Checked(facts, decision.facts)
        known = self._tables.get(decision.name)
        if known is None or checked.struct is not decision.facts:
            why: Why = "no_table" if known is None else "unfit_facts"
            verdicts = [self._no(decision, why)] * len(checked.fit)
        else:
            fit = [one for one in checked.fit if one is not None]
            fired = [self._verdict(decision, known[0], one) for one in known[1].ask(fit)]
            # One answer for each, or none is whose it seems to be.
            if len(fired) != len(fit):
                fired = [self._no(decision, "engine_fault")] * len(fit)
            verdicts = self._in_order(decision, checked, fired)
        self.counts.update((decision.name, verdict.why) for verdict in verdicts)
        return verdicts

    def _in_order(
        self, decision: Decision[F, O], checked: Checked[F], fired: list[Verdict[O]]
    ) -> list[Verdict[O]]:
        if len(fired) == len(checked.fit):
            return fired
        unfit, left = self._no(decision, "unfit_facts"), iter(fired)
        return [unfit if one is None else next(left) for one in checked.fit]

    def _verdict(self, decision: Decision[Any, O], table: Table, fired: Fired | None) -> Verdict[O]:
        if fired is None or fired.row is None:
            return self._no(decision, "engine_fault" if fired is None else "nothing_fired")
        key = (decision.name, fired)
        verdict = self._verdicts.get(key)
        if verdict is None:
            row = table.rows[fired.row]
            verdict = Verdict(
                allow=True,
                why="row",
                table=decision.name,
                row=row.id,
                says=row.says,
                outputs=decision.outputs(*fired.gives),
                version=self.version,
            )
            if len(self._verdicts) < _MOST_VERDICTS:
                self._verdicts[key] = verdict
        return verdict

    def _no(self, decision: Decision[Any, O], why: Why) -> Verdict[O]:
        key = (decision.name, why)
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self._verdicts[key] = Verdict(
                allow=False,
                why=why,
                table=decision.name,
                row="",
                says="",
                outputs=None,
                version=self.version,
            )
        return verdict


def rule_book(
    documents: Documents,
    version: int,
    engine: RuleEngine,
    counts: Counter[tuple[str, Why]] | None = None,
) -> RuleBook:
    """The documents as rules that can be asked. Raises `InputRefused` where any part is wrong."""
    rules, found = read_set(documents)
    if found:
        faults = [refused(one, documents.file) for one in found[:MOST_LISTED]]
        raise ManyRefused(faults, total=len(found))
    return RuleBook(rules, version, engine, counts)
