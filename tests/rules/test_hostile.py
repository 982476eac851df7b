"""The worst that lint lets through is answered soon, and the rest never reaches the engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from clew.errors import InputRefused
from clew.rules.cells import parse
from clew.rules.cells.tokens import MOST_CHARACTERS
from clew.rules.engines.zen import ZenRules
from clew.rules.findings import CellFault, Kind
from clew.rules.lint import lint
from clew.rules.model import ELIGIBILITY
from clew.rules.read_jdm import MOST_ROWS
from clew.rules.rule_book import rule_book
from clew.testing.rule_tables import plain_facts, set_of, table_of

LANG = "player.lang"
HOSTILE = {
    "brackets": "(" * 100_000 + "1" + ")" * 100_000,
    "not": "not " * 100_000 + "(player.known)",
    "minus": "> " + "-" * 100_000 + "1",
    "or": " or ".join(["player.known"] * 50_000),
    "sums": "> " + "+".join(["1"] * 100_000),
    "products": "> " + "*".join(["9999"] * 100_000),
    "lists": "in [" + ",".join(["1"] * 100_000) + "]",
    "commas": ",".join(["1"] * 100_000),
    "a long number": "> " + "9" * 100_000,
    "a long text": "'" + "x" * 100_000 + "'",
    "a long name": "> " + "x" * 100_000,
    "a slow pattern": "matches($, '(a+)+$')",
    "nested templates": "`" + "${" * 10_000,
    "closures": "some([1..1000000000], # > 0)",
    "a long range": "in [1..99999999999999999999999]",
    "short brackets": "(" * 200 + "1" + ")" * 200,
    "short not": "not " * 100 + "(player.known)",
    "short products": "> " + "*".join(["9999"] * 50),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_cells_are_refused(name: str) -> None:
    """A cell that is made to run long or deep is refused with its path and a way out."""
    document = table_of(["player.visits_30d"], [], [HOSTILE[name]])
    (told,) = [
        one
        for one in lint(set_of(eligibility=document), ZenRules()).findings
        if one.severity == "error"
    ]
    assert told.path.endswith("/rules/0/player.visits_30d")
    assert told.remedy
    with pytest.raises(InputRefused):
        rule_book(set_of(eligibility=document), 1, ZenRules())


def test_the_deepest_cell_is_read() -> None:
    """Every cell that is short enough is read or refused, never a crash of the reader."""
    for unit in ("(", "not ", "[", "$", "-", "'", ",", "player.known and ", "not (", "1 in ["):
        cell = (unit * MOST_CHARACTERS)[:MOST_CHARACTERS]
        with pytest.raises(CellFault):
            parse.condition(cell, LANG)


def worst_table() -> Any:
    """The slowest table that lint lets through: many rows of searches that fail at the end."""
    cell = " or ".join(f"contains($, 'aaab{n}')" for n in range(2))
    return table_of([LANG], [], *([f"{cell} or $ == 'x{n}'"] for n in range(MOST_ROWS)))


def test_the_worst_table_ends() -> None:
    """The slowest table that is let through answers a batch in a process that is given 20 s.

    How long it takes is told by `make bench-rules`; here it must only end.
    """
    script = (
        "import json, sys\n"
        "from clew.rules.model import ELIGIBILITY\n"
        "from clew.rules.engines.zen import ZenRules\n"
        "from clew.rules.rule_book import rule_book\n"
        "from clew.testing.rule_tables import plain_facts, set_of\n"
        "book = rule_book(set_of(eligibility=json.load(sys.stdin)), 1, ZenRules())\n"
        "facts = [plain_facts(ELIGIBILITY, player__lang='a' * (200 - n)) for n in range(20)]\n"
        "assert not any(one.allow for one in book.ask(ELIGIBILITY, facts))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps(worst_table()),
        env=dict(os.environ),
        text=True,
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_too_much_in_all() -> None:
    """Rows that are each short enough, and too much together, are refused as a table."""
    cell = " or ".join(f"contains($, 'aaaaaaaaaaaaaaaaaaab{n}')" for n in range(10))
    document = table_of([LANG], [], *([f"{cell} or $ == 'x{n}'"] for n in range(200)))
    report = lint(set_of(eligibility=document), ZenRules())
    assert [one.kind for one in report.findings if one.severity == "error"] == [Kind.TOO_MANY]


def test_rows_that_are_too_many_to_compare() -> None:
    """Where rows cannot all be compared, lint says so within a bound, and nothing is left open."""
    columns = ["player.visits_30d", "player.hunts_7d", "player.hunts_today", "player.rewards_7d"]
    rows = [[f"!= {n + c * 7}" for c in range(4)] for n in range(120)]
    report = lint(set_of(eligibility=table_of(columns, [], *rows)), ZenRules())
    kinds = {one.kind for one in report.findings if one.kind is not Kind.MISSING_TABLE}
    assert kinds <= {Kind.NEVER_REACHED, Kind.TOO_INVOLVED, Kind.GAP}
    assert plain_facts(ELIGIBILITY)
