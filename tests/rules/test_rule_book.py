"""From facts to verdicts: what is odd is refused, and says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import msgspec
import pytest

from clew.errors import InputRefused
from clew.rules.engines.zen import ZenRules, ZenTable
from clew.rules.model import ELIGIBILITY, PROMOTION_CHOICE, USABLE, Weighed
from clew.rules.ports import Fired
from clew.rules.rule_book import RuleBook, rule_book
from clew.rules.table import Table
from clew.testing.rule_tables import Made, as_facts, plain_facts, random_facts, set_of, table_of

VISITS = "player.visits_30d"
DOCUMENT = table_of([VISITS], ["weight"], ["> 10", "moment.hour * 2 + 1"], ["> 5", "7"])


def book(**tables: Any) -> RuleBook:
    """Rules of these documents, as version 1."""
    return rule_book(set_of(**tables), 1, ZenRules())


class Kept(ZenRules):
    """Compiles for ZEN, and keeps the last table at hand."""

    table: ZenTable

    def compile(self, table: Table) -> ZenTable:
        """See `RuleEngine`."""
        self.table = _Counted(table)
        return self.table


class _Counted(ZenTable):
    """A table that says how many questions reached the engine."""

    asked: Sequence[Any] = ()

    def _evaluate(self, key: str, context: Mapping[str, Any], *, trace: bool) -> Mapping[str, Any]:
        self.asked = context.get("items", ())
        return super()._evaluate(key, context, trace=trace)


def test_the_first_row_that_is_met() -> None:
    """The first row that is met allows, is named, and gives its outputs; else it is refused."""
    rules = book(promotion_choice=DOCUMENT)
    facts = [
        plain_facts(PROMOTION_CHOICE, player__visits_30d=n, moment__hour=4) for n in (20, 7, 1)
    ]
    one, two, three = rules.ask(PROMOTION_CHOICE, facts)
    assert (one.allow, one.row, one.outputs) == (True, "r1", Weighed(9))
    assert (two.allow, two.row, two.outputs) == (True, "r2", Weighed(7))
    assert (three.allow, three.row, three.outputs, three.why) == (False, "", None, "nothing_fired")
    assert {verdict.version for verdict in (one, two, three)} == {1}
    assert rules.counts == {
        ("promotion_choice", "row"): 2,
        ("promotion_choice", "nothing_fired"): 1,
    }


def test_no_table() -> None:
    """A decision without a table is refused to everybody."""
    (verdict,) = book(promotion_choice=DOCUMENT).ask(USABLE, [plain_facts(USABLE)])
    assert (verdict.allow, verdict.why) == (False, "no_table")


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("player", "visits_30d", None),
        ("player", "visits_30d", "20"),
        ("player", "visits_30d", 20.0),
        ("player", "visits_30d", True),
        ("player", "visits_30d", -1),
        ("player", "visits_30d", 10**30),
        ("player", "visits_30d", float("nan")),
        ("player", "segments", None),
        ("player", "segments", ["vip", None]),
        ("player", "segments", ["x"] * 51),
        ("player", "lang", "x" * 201),
        ("player", "lang", "\ud800"),
        ("player", "known", 1),
        ("promotion", "kind", "gift"),
        ("moment", "hour", 24),
    ],
)
def test_unfit_facts(part: str, field: str, value: Any) -> None:
    """Facts that are not of their type are refused, whether a cell looks at them or not."""
    good = plain_facts(PROMOTION_CHOICE, player__visits_30d=20)
    inner = msgspec.structs.replace(getattr(good, part), **{field: value})
    bad = msgspec.structs.replace(good, **{part: inner})
    verdicts = book(promotion_choice=DOCUMENT).ask(PROMOTION_CHOICE, [good, bad, good])
    assert [one.why for one in verdicts] == ["row", "unfit_facts", "row"]
    assert [one.allow for one in verdicts] == [True, False, True]


@pytest.mark.parametrize("facts", [None, {}, "facts", 5, plain_facts(USABLE)])
def test_facts_of_another_type(facts: Any) -> None:
    """What is no such struct at all is refused, too."""
    (verdict,) = book(promotion_choice=DOCUMENT).ask(PROMOTION_CHOICE, [facts])
    assert (verdict.allow, verdict.why) == (False, "unfit_facts")


class _Answers:
    """An engine whose answers are anything."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def evaluate(self, _key: str, _context: bytes, _options: Mapping[str, Any]) -> Any:
        """The answer, or what it raises."""
        if isinstance(self._answer, BaseException):
            raise self._answer
        return self._answer


class PanicException(BaseException):
    """Named as what a failed assertion of the engine becomes."""


def rows(*given: Any) -> Any:
    """An answer of the engine's shape."""
    return {"result": {"items": list(given)}, "performance": "1µs"}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"result": {}},
        {"result": None},
        {"result": {"items": []}},
        {"result": {"items": None}},
        {"result": {"items": [{"row": 0, "weight": 5}], "more": 1}},
        rows(None),
        rows({}),
        rows({"row": 0}),
        rows({"weight": 5}),
        rows({"row": 0, "weight": None}),
        rows({"row": 0, "weight": "5"}),
        rows({"row": 0, "weight": True}),
        rows({"row": 0, "weight": 5.5}),
        rows({"row": 0, "weight": 5000}),
        rows({"row": True, "weight": 5}),
        rows({"row": 2, "weight": 5}),
        rows({"row": -2, "weight": 5}),
        rows({"row": "0", "weight": 5}),
        rows({"row": 0, "weight": 5, "allow": True}),
        rows({"row": 0, "weight": 5}, {"row": 0, "weight": 5}),
        RuntimeError("vmError"),
        TimeoutError(),
        PanicException("a failed assertion of the engine"),
    ],
)
def test_an_engine_that_answers_anything(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that gives anything but one whole, typed answer is refused, and counted."""
    engine = Kept()
    rules = rule_book(set_of(promotion_choice=DOCUMENT), 1, engine)
    monkeypatch.setattr(engine.table, "_engine", _Answers(answer))
    (verdict,) = rules.ask(PROMOTION_CHOICE, [plain_facts(PROMOTION_CHOICE, player__visits_30d=7)])
    assert (verdict.allow, verdict.why, verdict.outputs) == (False, "engine_fault", None)
    assert rules.counts["promotion_choice", "engine_fault"] == 1


def test_an_interrupt_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stops the process is obeyed."""
    engine = Kept()
    rules = rule_book(set_of(promotion_choice=DOCUMENT), 1, engine)
    monkeypatch.setattr(engine.table, "_engine", _Answers(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        rules.ask(PROMOTION_CHOICE, [plain_facts(PROMOTION_CHOICE)])


def test_equal_questions_are_asked_once() -> None:
    """Facts that no cell tells apart are one question, with one answer for each of them."""

    engine = Kept()
    rules = rule_book(set_of(promotion_choice=DOCUMENT), 1, engine)
    facts = [
        plain_facts(PROMOTION_CHOICE, player__visits_30d=n % 10, promotion__id=str(n))
        for n in range(200)
    ]
    verdicts = rules.ask(PROMOTION_CHOICE, facts)
    assert [one.row for one in verdicts] == ["r2" if n % 10 > 5 else "" for n in range(200)]
    assert isinstance(engine.table, _Counted)
    # Below 5, 5 itself, and above: the cells know no more than that.
    assert len(engine.table.asked) == 3


@pytest.mark.parametrize("seed", range(20))
def test_what_is_asked_together_is_answered_as_if_alone(seed: int) -> None:
    """Each of many facts gets the verdict that it gets when nothing else is asked."""
    rng = Random(seed)  # noqa: S311 - repeatable
    made = Made(rng)
    rules = book(**{made.decision.name: made.document})
    facts = [as_facts(made.decision, random_facts(made.decision, rng)) for _ in range(100)]
    together = rules.ask(made.decision, facts)
    assert together == [rules.ask(made.decision, [one])[0] for one in facts]


def test_facts_are_checked_once() -> None:
    """Facts are looked at once for several decisions, and nobody can change them meanwhile."""
    rules = book(
        promotion_choice=DOCUMENT, eligibility=table_of(["player.segments"], [], ["'a' in $"])
    )
    segments = ["a"]
    good = plain_facts(PROMOTION_CHOICE, player__visits_30d=7)
    listed = msgspec.structs.replace(good.player, segments=segments)
    checked = rules.check(ELIGIBILITY, [msgspec.structs.replace(good, player=listed), good])
    segments.clear()
    assert [one.allow for one in rules.ask(ELIGIBILITY, checked)] == [True, False]
    assert [one.allow for one in rules.ask(PROMOTION_CHOICE, checked)] == [True, True]
    other = rules.check(USABLE, [plain_facts(USABLE)])
    (verdict,) = rules.ask(ELIGIBILITY, other)
    assert (verdict.allow, verdict.why) == (False, "unfit_facts")


def test_a_table_that_looks_at_nothing() -> None:
    """One row without conditions answers everybody; a table without rows nobody."""
    facts = [plain_facts(ELIGIBILITY)] * 3
    assert all(one.allow for one in book(eligibility=table_of([], [], [])).ask(ELIGIBILITY, facts))
    none = book(eligibility=table_of([VISITS], [])).ask(ELIGIBILITY, facts)
    assert [one.why for one in none] == ["nothing_fired"] * 3
    assert book(eligibility=table_of([], [], [])).ask(ELIGIBILITY, []) == []


def test_a_faulty_table_gives_no_rules() -> None:
    """Where any table has an error there are no rules at all, not the rest of them."""
    with pytest.raises(InputRefused) as refused:
        book(promotion_choice=DOCUMENT, eligibility=table_of([VISITS], [], ["> 'x'"]))
    assert refused.value.where.field == "/tables/eligibility/nodes/1/content/rules/0/" + VISITS


def test_the_trace_agrees() -> None:
    """What the engine's own trace names is the row that the answer names."""
    engine = Kept()
    rule_book(set_of(promotion_choice=DOCUMENT), 1, engine)
    compiled = engine.table
    for visits, row in ((20, 0), (7, 1), (1, None)):
        facts = plain_facts(PROMOTION_CHOICE, player__visits_30d=visits)
        asked, traced = compiled.ask([facts])[0], compiled.trace(facts)
        assert isinstance(asked, Fired)
        assert asked == traced
        assert asked.row == row
