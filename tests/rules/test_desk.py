"""Versions of rules: put in force, taken back, lost, damaged; for all processes at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from clew.clock import FixedClock, SystemClock
from clew.errors import Code, InputRefused, PartUnavailable
from clew.rules.desk import RuleDesk
from clew.rules.engines.zen import ZenRules
from clew.rules.model import PROMOTION_CHOICE
from clew.rules.read_file import Documents
from clew.rules.stores.rule_files import RuleFiles
from clew.testing.rule_tables import plain_facts, set_of, table_of

VISITS = "player.visits_30d"
READER = Path(__file__).with_name("ask_while_switching.py")


def desk(home: Path) -> RuleDesk:
    """The desk of a home, as another process would have it."""
    clock = FixedClock(datetime(2027, 3, 1, tzinfo=UTC))
    return RuleDesk(shelf=RuleFiles(home / "rules"), engine=ZenRules(), clock=clock)


def weighing(number: int) -> Documents:
    """Rules of which both tables carry the same number: what is asked can be told by it."""
    return set_of(
        eligibility=table_of([VISITS], [], [f"{number}"]),
        promotion_choice=table_of([], ["weight"], [str(number)]),
    )


def in_force(rules: RuleDesk) -> int:
    """The number that the rules in force carry."""
    (verdict,) = rules.book().ask(PROMOTION_CHOICE, [plain_facts(PROMOTION_CHOICE)])
    assert verdict.outputs is not None
    return verdict.outputs.weight


def reader(home: Path) -> subprocess.Popen[str]:
    """Another process that asks until it is told to stop."""
    return subprocess.Popen(
        [sys.executable, str(READER), str(home / "rules")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=dict(os.environ),
        text=True,
    )


async def test_nothing_was_activated(home: Path) -> None:
    """Without any activation the shipped rules are in force, as version 0."""
    rules = desk(home)
    assert rules.book().version == 0
    assert rules.book().name == "shipped"
    with pytest.raises(InputRefused) as refused:
        await rules.rollback()
    assert refused.value.code is Code.RULES_UNKNOWN


async def test_a_switch_is_seen_by_others(home: Path) -> None:
    """What one process activates or takes back is in force for the others when it returns."""
    one, other = desk(home), desk(home)
    for number in (1, 2, 3):
        change, _ = await one.activate(weighing(number))
        assert change is not None
        assert change.version == number
        assert in_force(other) == number
        assert other.book().version == number
    assert (await other.rollback()).version == 2
    assert in_force(one) == 2
    assert (await one.rollback()).version == 1
    assert in_force(other) == 1
    assert (await one.rollback()).version == 0
    assert other.book().version == 0
    assert (await one.rollback(3)).version == 3
    assert in_force(other) == 3
    history = one.head().history
    assert [change.what for change in history] == ["activate"] * 3 + ["rollback"] * 4
    assert [change.version for change in history] == [1, 2, 3, 2, 1, 0, 3]
    assert [change.generation for change in history] == [1, 2, 3, 4, 5, 6, 7]


async def test_the_same_again(home: Path) -> None:
    """Activating what is in force changes nothing."""
    rules = desk(home)
    await rules.activate(weighing(1))
    change, _ = await rules.activate(weighing(1))
    assert change is None
    assert rules.head().generation == 1


async def test_a_book_stays_what_it_is(home: Path) -> None:
    """Whoever holds a book is answered by its version to the end, whatever is switched."""
    rules = desk(home)
    await rules.activate(weighing(1))
    book = rules.book()
    await rules.activate(weighing(2))
    (verdict,) = book.ask(PROMOTION_CHOICE, [plain_facts(PROMOTION_CHOICE)])
    assert verdict.outputs is not None
    assert (verdict.version, verdict.outputs.weight) == (1, 1)
    assert in_force(rules) == 2


async def test_errors_are_not_activated(home: Path) -> None:
    """What lint calls an error is refused with path, cell and remedy, and nothing changes."""
    rules = desk(home)
    await rules.activate(weighing(1))
    bad = set_of(eligibility=table_of([VISITS], [], ["> '3'"], ["< 0"]))
    with pytest.raises(InputRefused) as refused:
        await rules.activate(bad)
    (problem,) = refused.value.problems()
    assert problem.code == "rules_refused"
    assert problem.where.field == f"/tables/eligibility/nodes/1/content/rules/0/{VISITS}"
    assert problem.remedy == "write 3 without quotes"
    dead = set_of(eligibility=table_of([VISITS], [], [""], ["> 3"]))
    with pytest.raises(InputRefused, match="never_reached"):
        await rules.activate(dead)
    with pytest.raises(InputRefused, match="no table"):
        await rules.activate(set_of())
    assert in_force(rules) == 1
    assert rules.head().generation == 1


async def test_unknown_versions(home: Path) -> None:
    """Only a version that was kept can be taken back."""
    rules = desk(home)
    await rules.activate(weighing(1))
    with pytest.raises(InputRefused) as refused:
        await rules.rollback(7)
    assert refused.value.code is Code.RULES_UNKNOWN
    assert in_force(rules) == 1


@pytest.mark.parametrize("name", ["active.json", "2.json"])
@pytest.mark.parametrize("damage", ["lost", "cut", "altered", "empty"])
async def test_damage_refuses_everything(home: Path, name: str, damage: str) -> None:
    """A lost or damaged file puts nothing in force, never an older version or the shipped one."""
    rules = desk(home)
    await rules.activate(weighing(1))
    await rules.activate(weighing(2))
    file = home / "rules" / name
    content = file.read_bytes()
    file.unlink()
    if damage != "lost":
        file.write_bytes(
            {
                "cut": content[: len(content) // 2],
                "altered": content.replace(b"2", b"1"),
                "empty": b"",
            }[damage]
        )
    with pytest.raises(PartUnavailable) as refused:
        desk(home).book()
    assert refused.value.code is Code.RULES_UNAVAILABLE
    if name == "active.json":
        with pytest.raises(PartUnavailable):
            rules.book()
    await desk(home).activate(weighing(3))
    assert in_force(rules) == 3
    assert (await desk(home).rollback(1)).version == 1
    assert in_force(rules) == 1


async def test_an_activation_that_broke_off(home: Path) -> None:
    """A version that was written and never named is not in force, and its number not used again."""
    rules = desk(home)
    await rules.activate(weighing(1))
    (home / "rules" / "2.json").write_bytes(b"{}")
    assert in_force(desk(home)) == 1
    change, _ = await rules.activate(weighing(3))
    assert change is not None
    assert change.version == 3
    assert in_force(desk(home)) == 3


async def test_a_first_activation_that_broke_off(home: Path) -> None:
    """One that broke off before anything was in force leaves the shipped rules in force."""
    rules = desk(home)
    files = RuleFiles(home / "rules")
    files.activate(b"{}", "broken off", 0)
    # As it stood between the two writes: the version is there, the switch is not.
    (home / "rules" / "active.json").write_text(
        json.dumps({"version": 0, "sha256": "", "generation": 0, "history": []})
    )
    assert rules.book().version == 0


@pytest.mark.parametrize("rounds", [100])
async def test_switching_while_others_ask(home: Path, rounds: int) -> None:
    """Over 100 switches each question of two other processes is answered by one version.

    They ask several things of each book; the version that the verdicts name, the number that
    the tables carry and the row that fires always belong together. Afterwards all of them see
    what was taken back last.
    """
    rules = RuleDesk(shelf=RuleFiles(home / "rules"), engine=ZenRules(), clock=SystemClock())
    await rules.activate(weighing(1))
    readers = [reader(home) for _ in range(2)]
    try:
        for one in readers:
            assert one.stdout is not None
            assert one.stdout.readline() == "asking\n"
        for number in range(2, rounds + 2):
            await rules.activate(weighing(number))
            if number % 10 == 0:
                await rules.rollback()
        last = await rules.rollback()
        answers = [one.communicate("stop\n", timeout=60)[0] for one in readers]
    finally:
        for one in readers:
            one.kill()
            one.wait()
    for answer in answers:
        told: dict[str, Any] = json.loads(answer)
        assert told["mixed"] == []
        assert told["versions"] > 1
        assert told["last"] == last.version
        assert told["asked"] > rounds
