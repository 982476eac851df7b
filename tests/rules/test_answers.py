"""What is remembered of facts and answers never changes a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import msgspec
import pytest

from clew.rules.answers import Answers
from clew.rules.engines.zen import ZenRules
from clew.rules.facts_check import FactsCheck
from clew.rules.lint import read_set
from clew.rules.model import (
    DECISIONS,
    ELIGIBILITY,
    PROMOTION_CHOICE,
    EligibilityFacts,
    Verdict,
    Weighed,
)
from clew.rules.ports import Fired
from clew.rules.rule_book import RuleBook, rule_book
from clew.rules.table import Table
from clew.testing.rule_tables import Made, as_facts, plain_facts, random_facts, set_of, table_of

VISITS = "player.visits_30d"
DOCUMENT = table_of([VISITS], ["weight"], ["> 10", "moment.hour * 2 + 1"], ["> 5", "7"])


class Counted:
    """A compiled table that says what reached it; it fails as often as it is told to."""

    def __init__(self, table: Table, failures: int = 0) -> None:
        self.asked: list[int] = []
        self._table = ZenRules().compile(table)
        self._failures = failures

    def ask(self, facts: Sequence[msgspec.Struct]) -> Sequence[Fired | None]:
        """See `CompiledTable`."""
        self.asked.append(len(facts))
        if self._failures:
            self._failures -= 1
            return [None] * len(facts)
        return self._table.ask(facts)

    def trace(self, facts: msgspec.Struct) -> Fired | None:
        """See `CompiledTable`."""
        return self._table.trace(facts)


class Desk:
    """One table, and who asks it."""

    def __init__(self, failures: int = 0) -> None:
        table = read_set(set_of(promotion_choice=DOCUMENT))[0].tables["promotion_choice"]
        self.engine = Counted(table, failures)
        self._check = FactsCheck()
        self._answers: Answers[EligibilityFacts, Weighed] = Answers(table, self.engine, 1)

    def ask(self, *facts: EligibilityFacts) -> list[Verdict[Weighed]]:
        """The verdicts."""
        return self._answers.ask(self._check.look(facts, EligibilityFacts))


def visits(count: int, **fields: Any) -> EligibilityFacts:
    """Facts of a player with so many visits."""
    facts: EligibilityFacts = plain_facts(PROMOTION_CHOICE, player__visits_30d=count, **fields)
    return facts


def book(**tables: Any) -> RuleBook:
    """Rules of these documents, as version 1."""
    return rule_book(set_of(**tables), 1, ZenRules())


def test_a_question_is_put_to_the_engine_once() -> None:
    """What differs in nothing that a cell tells apart is not asked again, and answered alike."""
    desk = Desk()
    assert [one.row for one in desk.ask(visits(7), visits(1))] == ["r2", ""]
    assert [one.row for one in desk.ask(visits(8), visits(9), visits(2))] == ["r2", "r2", ""]
    assert desk.engine.asked == [2]
    (other,) = desk.ask(visits(11, moment__hour=3))
    assert (other.row, other.outputs) == ("r1", Weighed(7))
    assert desk.engine.asked == [2, 1]


def test_a_failure_is_not_remembered() -> None:
    """What the engine failed to answer is refused, and put to it again the next time."""
    desk = Desk(failures=1)
    facts = visits(7)
    assert [one.why for one in desk.ask(facts)] == ["engine_fault"]
    assert [one.why for one in desk.ask(facts)] == ["row"]
    assert desk.engine.asked == [1, 1]


def test_unfit_facts_never_reach_the_engine() -> None:
    """Facts that are not of their type are refused each time; the engine is not told of them."""
    desk = Desk()
    good, bad = visits(7), visits(7)
    bad = msgspec.structs.replace(bad, moment=msgspec.structs.replace(bad.moment, hour=24))
    for _ in range(2):
        assert [one.why for one in desk.ask(good, bad)] == ["row", "unfit_facts"]
    assert desk.engine.asked == [1]


def test_what_equals_something_known_is_looked_at_itself() -> None:
    """A part that equals a good one and is of another type is refused all the same."""
    rules = book(eligibility=table_of(["player.known"], [], ["true"]))
    good = plain_facts(ELIGIBILITY, player__known=True)
    player = msgspec.structs.replace(good.player, known=1)
    assert player == good.player
    bad = msgspec.structs.replace(good, player=player)
    verdicts = [rules.ask(ELIGIBILITY, [one])[0] for one in (good, bad, good, bad)]
    assert [one.why for one in verdicts] == ["row", "unfit_facts"] * 2


def test_what_may_change_is_looked_at_again() -> None:
    """A part that holds a list counts as what the list holds when it is asked about."""
    rules = book(eligibility=table_of(["player.segments"], [], ["'a' in $"]))
    good = plain_facts(ELIGIBILITY)
    segments: list[Any] = ["a"]
    facts = msgspec.structs.replace(
        good, player=msgspec.structs.replace(good.player, segments=segments)
    )
    whys = []
    for now in (["a"], ["b"], [None], ["a"]):
        segments[:] = now
        whys.append(rules.ask(ELIGIBILITY, [facts])[0].why)
    assert whys == ["row", "nothing_fired", "unfit_facts", "row"]


def test_facts_of_one_type_asked_as_another() -> None:
    """Facts that were looked at for one decision are unfit for one that is told something else."""
    desk = Desk()
    checked = FactsCheck().look([plain_facts(DECISIONS["usable"])], DECISIONS["usable"].facts)
    answers: Any = desk._answers  # noqa: SLF001 - asked as no type would let
    assert [one.why for one in answers.ask(checked)] == ["unfit_facts"]


def test_some_of_what_was_looked_at() -> None:
    """Of facts that were looked at, some may be asked about alone."""
    rules = book(promotion_choice=DOCUMENT)
    checked = rules.check(PROMOTION_CHOICE, [visits(n) for n in (20, 7, 1)])
    verdicts = rules.ask(PROMOTION_CHOICE, checked.at([2, 0]))
    assert [one.row for one in verdicts] == ["", "r1"]


def test_more_than_is_remembered() -> None:
    """However many facts and answers there are, each is answered by its own values."""
    rules = book(eligibility=table_of(["?"], [], ["promotion.value > promotion.fit"]))
    plain = plain_facts(ELIGIBILITY)
    offers = [
        msgspec.structs.replace(plain.promotion, value=number % 2_000, fit=number % 997)
        for number in range(12_000)
    ]
    facts = [msgspec.structs.replace(plain, promotion=one) for one in offers]
    for start in (0, 4_000, 8_000, 0):
        some = facts[start : start + 4_000]
        said = [one.allow for one in rules.ask(ELIGIBILITY, some)]
        assert said == [one.promotion.value > one.promotion.fit for one in some]


@pytest.mark.parametrize("seed", range(20))
def test_answers_do_not_depend_on_what_was_asked_before(seed: int) -> None:
    """A book that has answered much says of each facts what one says that was never asked."""
    rng = Random(seed)  # noqa: S311 - repeatable
    made = Made(rng)
    tables = {made.decision.name: made.document}
    facts = [as_facts(made.decision, random_facts(made.decision, rng)) for _ in range(40)]
    used = book(**tables)
    for _ in range(10):
        used.ask(made.decision, rng.sample(facts, 15))
    said = [used.ask(made.decision, [one])[0] for one in facts]
    assert said == [book(**tables).ask(made.decision, [one])[0] for one in facts]


def test_parts_of_facts_cannot_change() -> None:
    """Facts, and the parts that they consist of, are frozen: that is why they may be remembered."""
    for decision in DECISIONS.values():
        assert decision.facts.__struct_config__.frozen
        for field in msgspec.structs.fields(decision.facts):
            assert field.type.__struct_config__.frozen
