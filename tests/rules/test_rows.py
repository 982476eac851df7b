"""Which rows can fire is found out exactly, where cells are about one field each."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import pytest

from clew.rules.engines.zen import ZenRules
from clew.rules.findings import Kind
from clew.rules.lint import lint, read_set
from clew.rules.model import PROMOTION_CHOICE
from clew.testing.rule_tables import plain_facts, set_of, table_of

CELLS = {
    "moment.hour": ("", "< 9", "[9..12)", "[9..12]", "> 20", "12, 13", "not in [12, 13]", "!= 5"),
    "player.known": ("", "true", "false"),
    "moment.weekday": ("", "'sat', 'sun'", "!= 'sat'", "in ['mon', 'tue']"),
    "player.segments": ("", "'vip' in $", "not ('vip' in $)", "'vip' in $ or 'fr' in $"),
    "player.lang": ("", "'fr'", "'fr', 'de'", "!= 'fr'"),
}
VALUES = {
    "moment__hour": range(24),
    "player__known": (False, True),
    "moment__weekday": ("mon", "tue", "wed", "sat", "sun"),
    "player__segments": ([], ["vip"], ["fr"], ["vip", "fr"]),
    "player__lang": ("fr", "de", "en"),
}


@pytest.mark.parametrize("seed", range(40))
def test_dead_rows_overlaps_and_gaps_are_exact(seed: int) -> None:
    """Over all facts that cells tell apart, what is told of dead rows, gaps and overlaps is so.

    Exactly the rows that never fire are dead, a gap is where some facts meet no row, and rows that
    overlap share facts.
    """
    rng = Random(seed)  # noqa: S311 - repeatable
    columns = rng.sample(sorted(CELLS), 3)
    rows = [
        [*(rng.choice(CELLS[column]) for column in columns), str(n + 1)]
        for n in range(rng.randint(2, 8))
    ]
    documents = set_of(promotion_choice=table_of(columns, ["weight"], *rows))
    findings = [
        one for one in lint(documents, ZenRules()).findings if one.table == "promotion_choice"
    ]
    assert {one.kind for one in findings} <= {Kind.NEVER_REACHED, Kind.OVERLAP, Kind.GAP}

    names = [column.replace(".", "__") for column in columns]
    facts = [
        plain_facts(PROMOTION_CHOICE, **dict(zip(names, values, strict=True)))
        for values in product(*(VALUES[name] for name in names))
    ]
    answers = ZenRules().compile(read_set(documents)[0].tables["promotion_choice"]).ask(facts)
    fired = {answer.row for answer in answers if answer}
    dead = {one.row for one in findings if one.kind is Kind.NEVER_REACHED}
    assert dead == {n + 1 for n in range(len(rows)) if n not in fired}
    assert any(one.kind is Kind.GAP for one in findings) is (None in fired)

    met = [{n for n, answer in enumerate(alone(columns, row, facts)) if answer} for row in rows]
    for one in findings:
        if one.kind is Kind.OVERLAP:
            assert one.row is not None
            assert any(met[one.row - 1] & above for above in met[: one.row - 1])


def alone(columns: list[str], row: list[str], facts: list[Any]) -> list[bool]:
    """Which of the facts meet a row that stands alone."""
    documents = set_of(promotion_choice=table_of(columns, ["weight"], row))
    table = ZenRules().compile(read_set(documents)[0].tables["promotion_choice"])
    return [answer is not None and answer.row == 0 for answer in table.ask(facts)]
