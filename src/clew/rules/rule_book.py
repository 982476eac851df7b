"""One version of the rules, ready to be asked: the only way from facts to a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from clew.errors import ManyRefused
from clew.rules.answers import Answers, refusal
from clew.rules.facts_check import Checked, FactsCheck
from clew.rules.findings import MOST_LISTED
from clew.rules.lint import read_set
from clew.rules.model import Decision, F, O, Verdict, Why
from clew.rules.ports import RuleEngine
from clew.rules.read_file import Documents
from clew.rules.refusal import refused
from clew.rules.table import RuleSet


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
        self._facts = FactsCheck()
        self._answers: Mapping[str, Answers[Any, Any]] = {
            name: Answers(table, engine.compile(table), version)
            for name, table in rules.tables.items()
        }

    def check(self, decision: Decision[F, O], facts: Sequence[F]) -> Checked[F]:
        """The facts, looked at once, for several decisions that are told the same."""
        return self._facts.look(facts, decision.facts)

    def ask(self, decision: Decision[F, O], facts: Sequence[F] | Checked[F]) -> list[Verdict[O]]:
        """A verdict for each, in order, whatever happens: what is odd is refused, and says so.

        Deterministic: the same version and facts give the same verdicts in every process.
        """
        checked = facts if isinstance(facts, Checked) else self.check(decision, facts)
        answers: Answers[F, O] | None = self._answers.get(decision.name)
        if answers is None:
            verdicts = [refusal(decision.name, "no_table", self.version)] * len(checked)
        else:
            verdicts = answers.ask(checked)
        whys = [verdict.why for verdict in verdicts]
        for why in set(whys):
            self.counts[decision.name, why] += whys.count(why)
        return verdicts


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
