"""Sound tables pass, faulty ones are told, and none opens what a second reading keeps shut."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from clew.errors import InputRefused
from clew.rules.engines.zen import ZenRules
from clew.rules.fields import fields_of
from clew.rules.findings import Finding, Kind
from clew.rules.lint import lint
from clew.rules.read_file import Documents
from clew.rules.rule_book import rule_book
from clew.testing.rule_faults import FAULTS, faulty
from clew.testing.rule_reference import ReferenceTable
from clew.testing.rule_tables import Made, as_facts, random_facts

SEED = 20_261_122
SOUND = 200
FAULTY = 500


def documents(made: Made, document: Any) -> Documents:
    """A rule set with this one table."""
    name = made.decision.name
    return Documents("made.json", "made", {name: document}, {name: f"/tables/{name}"})


def alarms(made: Made, document: Any) -> list[Finding]:
    """What the lint finds likely wrong; that other decisions have no table is no fault here."""
    report = lint(documents(made, document), ZenRules())
    return [
        one
        for one in report.findings
        if one.severity != "note" and one.kind is not Kind.MISSING_TABLE
    ]


def compared(made: Made, document: Any, rng: Random, rounds: int) -> tuple[int, int]:
    """How often it was asked and allowed; fails where ours allows what the reference does not."""
    try:
        book = rule_book(documents(made, document), 1, ZenRules())
    except InputRefused:
        return rounds, 0
    bounds = {name: (f.low, f.high) for name, f in fields_of(made.decision.outputs).items()}
    reference = ReferenceTable(document, bounds)
    values = [random_facts(made.decision, rng) for _ in range(rounds)]
    verdicts = book.ask(made.decision, [as_facts(made.decision, one) for one in values])
    allowed = 0
    for one, verdict in zip(values, verdicts, strict=True):
        wanted = reference.ask(one)
        if verdict.allow:
            given = {name: getattr(verdict.outputs, name) for name in bounds}
            assert wanted == (verdict.row, given), (document, one)
            allowed += 1
        elif document is made.document:
            assert wanted is None, (document, one, verdict)
            assert verdict.why == "nothing_fired"
    return rounds, allowed


@pytest.fixture(scope="module")
def tables() -> list[Made]:
    """Sound tables, from the seed above."""
    rng = Random(SEED)  # noqa: S311 - repeatable
    return [Made(rng) for _ in range(SOUND)]


def test_sound_tables_raise_no_alarm(tables: list[Made]) -> None:
    """At most one in a hundred sound tables is told of anything but notes."""
    told = [alarms(made, made.document) for made in tables]
    assert sum(map(bool, told)) <= SOUND // 100, [one for one in told if one][:3]


def test_faults_are_found(tables: list[Made]) -> None:
    """At least 95 in a hundred faults are told by their name, and each kind of fault was tried."""
    rng = Random(SEED)  # noqa: S311 - repeatable
    missed: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for _ in range(FAULTY):
        made = rng.choice(tables)
        fault = faulty(made, rng)
        tried[fault.name] += 1
        if not any(one.kind in fault.kinds for one in alarms(made, fault.document)):
            missed[fault.name] += 1
    print(f"seed {SEED}: {FAULTY - missed.total()} of {FAULTY} found")  # noqa: T201
    assert missed.total() <= FAULTY // 20, (SEED, missed)
    assert tried.keys() == FAULTS.keys()


def test_ours_allows_only_what_the_reference_allows(tables: list[Made]) -> None:
    """Sound tables are understood alike; of faulty ones, nothing more is allowed than there."""
    rng = Random(SEED)  # noqa: S311 - repeatable
    asked = allowed = 0
    for made in tables:
        document = made.document if rng.random() < 0.5 else faulty(made, rng).document
        more = compared(made, document, rng, 100)
        asked, allowed = asked + more[0], allowed + more[1]
    assert asked == 100 * SOUND
    assert allowed > asked // 10


@pytest.mark.soak
def test_a_million_inputs(tables: list[Made]) -> None:
    """The same over a million inputs, half of them on faulty tables."""
    rng = Random(SEED + 1)  # noqa: S311 - repeatable
    asked = allowed = 0
    while asked < 1_000_000:
        made = rng.choice(tables)
        document = made.document if rng.random() < 0.5 else faulty(made, rng).document
        more = compared(made, document, rng, 1_000)
        asked, allowed = asked + more[0], allowed + more[1]
    print(f"seed {SEED + 1}: {asked:,} asked, {allowed:,} allowed")  # noqa: T201 - what the proof was
    assert allowed > asked // 10


def bitten(document: Any, rng: Random) -> Any:
    """The document with one thing in it, anywhere, taken away or made something else."""
    document = deepcopy(document)
    inside: Any = document
    while True:
        keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        key = rng.choice(keys)
        if isinstance(inside[key], dict | list) and inside[key] and rng.random() < 0.85:
            inside = inside[key]
            continue
        if rng.random() < 0.3:
            del inside[key]
        else:
            inside[key] = rng.choice(
                (None, "", "true", "false", "> 3", 5, True, [], {}, "x", "table")
            )
        return document


def test_bitten_documents(tables: list[Made]) -> None:
    """Whatever is done to a document, ours allows nothing that the reference refuses."""
    rng = Random(SEED)  # noqa: S311 - repeatable
    allowed = 0
    for _ in range(1_500):
        made = rng.choice(tables)
        allowed += compared(made, bitten(made.document, rng), rng, 20)[1]
    assert allowed > 1_000
