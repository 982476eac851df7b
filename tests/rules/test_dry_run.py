"""A rule set tried on players: who gains, who loses, what it would cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from clew.errors import InputRefused
from clew.rules.dry_run import dry_run
from clew.rules.engines.zen import ZenRules
from clew.rules.model import ELIGIBILITY, PROMOTION_CHOICE
from clew.rules.rule_book import RuleBook, rule_book
from clew.testing.rule_tables import plain_facts, set_of, table_of

VISITS = "player.visits_30d"


def book(eligible: str, weight: str) -> RuleBook:
    """Rules with one condition and one weight."""
    return rule_book(
        set_of(
            eligibility=table_of([VISITS], [], [eligible]),
            promotion_choice=table_of([], ["weight"], [weight]),
        ),
        1,
        ZenRules(),
    )


def line(player: str, decision: Any, visits: int, **more: Any) -> bytes:
    """A line of facts.jsonl."""
    facts = plain_facts(decision, player__visits_30d=visits)
    case = {"player_id": player, "decision": decision.name, "facts": facts, **more}
    return msgspec.json.encode(case) + b"\n"


def test_who_gains_and_who_loses(tmp_path: Path) -> None:
    """Each line that would be answered otherwise is told with both rows, and its cost is summed."""
    file = tmp_path / "facts.jsonl"
    file.write_bytes(
        line("ann", ELIGIBILITY, 2, cost=500, currency="EUR", about="p1")
        + line("ann", ELIGIBILITY, 2, cost=100, currency="EUR", about="p2")
        + b"\n"
        + line("bob", ELIGIBILITY, 9, cost=700, currency="EUR")
        + line("cyd", ELIGIBILITY, 5)
        + line("ann", PROMOTION_CHOICE, 2)
    )
    told = dry_run(file, book("< 8", "7"), book("> 4", "5"))
    assert (told.asked, told.allowed, told.allowed_before) == (5, 4, 3)
    assert [(one.player_id, one.about, one.row_before, one.row) for one in told.gain] == [
        ("ann", "p1", "", "r1"),
        ("ann", "p2", "", "r1"),
    ]
    assert [(one.player_id, one.row_before, one.row) for one in told.lose] == [("bob", "r1", "")]
    assert [one.decision for one in told.change] == ["promotion_choice"]
    assert told.counts == {"gain": 2, "lose": 1, "change": 1, "same": 1}
    assert (told.players_gain, told.players_lose) == (1, 1)
    assert told.cost == {"EUR": -100}


@pytest.mark.parametrize(
    "bad",
    [
        b"{}",
        b"nothing",
        b'{"player_id": "x", "decision": "eligibility", "facts": {}}',
        b'{"player_id": "x", "decision": "eligible", "facts": {}}',
        line("x", ELIGIBILITY, 1, cost=-5).strip(),
        line("x", ELIGIBILITY, 1, cost=2**60).strip(),
        line("x", ELIGIBILITY, 1, currency="EURO").strip(),
        line("x", ELIGIBILITY, 1, more=1).strip(),
        line("x", ELIGIBILITY, 1).replace(b"false", b"null").strip(),
        b"\xff",
        b"[" * 5_000,
        b"x" * (70 << 10),
    ],
)
def test_bad_lines(tmp_path: Path, bad: bytes) -> None:
    """A bad line is refused with its number, and then nothing is told."""
    file = tmp_path / "facts.jsonl"
    file.write_bytes(line("ann", ELIGIBILITY, 2) + bad + b"\n")
    with pytest.raises(InputRefused) as refused:
        dry_run(file, book("< 8", "7"), book("> 4", "5"))
    assert refused.value.where.line == 2
    assert refused.value.where.file == str(file)
