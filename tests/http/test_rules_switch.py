"""Rules that are switched under load: every answer is by one version, in every worker at once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any, NamedTuple

import msgspec
import pytest
from lines import Line, lines_to_all
from served import Service, clew, serving, until

from clew.rules.model import PROMOTION_CHOICE
from clew.testing.rule_tables import plain_facts, set_of, table_of

QUESTION = {
    "decision": "promotion_choice",
    "facts": msgspec.to_builtins(plain_facts(PROMOTION_CHOICE)),
}

OFTEN = 20
"""Answers on each line between two switches, at least."""


@contextmanager
def keeping(home: Path) -> Iterator[tuple[Service, str]]:
    """Two workers over an empty home, and an admin key."""
    (home / "clew.toml").write_text('vector_url = "none:"\n')
    with serving(home) as service:
        made = clew(home, "key", "create", "--scope", "admin", "--json").stdout
        yield service, json.loads(made)["key"]


class Heard(NamedTuple):
    """An answer of the rules, when it was asked for and when it came, and by which worker."""

    asked: float
    came: float
    worker: int
    told: Any


class Switch(NamedTuple):
    """A change of what is in force: when it was asked for, and when it was acknowledged."""

    asked: float
    done: float
    what: str
    version: int


class Asker:
    """Somebody who asks on one line until told to stop."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.heard: list[Heard] = []

    def ask_on(self, stop: Event) -> None:
        while not stop.is_set():
            asked = monotonic()
            status, told = self._line.ask("POST", "/v1/rules/ask", QUESTION)
            assert status == 200, told
            self.heard.append(Heard(asked, monotonic(), self._line.worker, told))

    def asked_often_since(self, moment: float) -> bool:
        return len(self.heard) >= OFTEN and self.heard[-OFTEN].asked > moment


class Keeper:
    """Somebody who switches the rules on one line, and waits until every line was answered."""

    def __init__(self, line: Line, askers: Sequence[Asker]) -> None:
        self._line = line
        self._askers = askers
        self.switches = [Switch(0.0, 0.0, "shipped", 0)]

    def activate(self, number: int) -> None:
        """Puts rules in force whose weight, row and name carry the number."""
        tables = {"promotion_choice": table_of([], ["weight"], [str(number)])}
        tables["promotion_choice"]["nodes"][1]["content"]["rules"][0]["_id"] = f"row-{number}"
        whole = {"clew_rules": 1, "name": f"set {number}", "tables": set_of(**tables).tables}
        told = self._switch("activate", whole)
        assert told["version"] == number

    def roll_back(self) -> None:
        """Puts the rules before in force again."""
        self._switch("rollback", {})

    def _switch(self, what: str, body: Any) -> Any:
        asked = monotonic()
        status, told = self._line.ask("POST", f"/v1/rules/{what}", body)
        assert status == 200, told
        done = monotonic()
        self.switches.append(Switch(asked, done, what, told["version"]))
        until(lambda: all(one.asked_often_since(done) for one in self._askers), within_s=120)
        return told


def of_one_version(told: Any) -> bool:
    """Whether everything in an answer is of the version that it names."""
    n = told["version"]
    mine = (f"set {n}", f"row-{n}", {"weight": n})
    said = (told["name"], told["row"], told["outputs"])
    return told["name"] == "shipped" if n == 0 else said == mine


def in_force(heard: Heard, switches: Sequence[Switch]) -> bool:
    """Whether the version was in force at some moment between question and answer."""
    ends = [*(one.done for one in switches[1:]), float("inf")]
    return any(
        one.version == heard.told["version"] and one.asked <= heard.came and heard.asked <= end
        for one, end in zip(switches, ends, strict=True)
    )


def longest(what: str, switches: Sequence[Switch], heard: Sequence[Heard]) -> float:
    """The most seconds from asking for a switch until the last worker answered by it."""
    workers = {one.worker for one in heard}
    spans = [
        max(
            min(
                one.came
                for one in heard
                if one.worker == worker
                and one.came >= switch.asked
                and one.told["version"] == switch.version
            )
            for worker in workers
        )
        - switch.asked
        for switch in switches
        if switch.what == what
    ]
    return max(spans)


def switched(service: Service, key: str, times: int) -> None:
    """So many activations, every other one taken back, while both workers are asked."""
    stop = Event()
    with ExitStack() as stack:
        lines = lines_to_all(service, key, each=3)
        for line in (one for some in lines.values() for one in some):
            stack.enter_context(closing(line))
        (keeper_line, *first), *others = lines.values()
        askers = [Asker(one) for some in (first, *(each[1:] for each in others)) for one in some]
        keeper = Keeper(keeper_line, askers)
        pool = stack.enter_context(ThreadPoolExecutor(len(askers)))
        asking = [pool.submit(one.ask_on, stop) for one in askers]
        try:
            for number in range(1, times + 1):
                keeper.activate(number)
                if number % 2 == 0:
                    keeper.roll_back()
        finally:
            stop.set()
        for one in asking:
            one.result()
    heard = [one for asker in askers for one in asker.heard]
    assert [one.told for one in heard if not of_one_version(one.told)] == []
    assert [one for one in heard if not in_force(one, keeper.switches)] == []
    assert {one.told["version"] for one in heard} == set(range(times + 1))
    assert len({one.worker for one in heard}) == 2
    tell(heard, keeper.switches)


def tell(heard: Sequence[Heard], switches: Sequence[Switch]) -> None:
    """Prints what it came to."""
    spans = {what: longest(what, switches, heard) for what in ("activate", "rollback")}
    took = sorted(one.came - one.asked for one in heard)
    print(  # noqa: T201 - figures for whoever runs it with -s
        f"\n{len(switches) - 1} switches, {len(heard):,} answers, none of two versions; "
        "the longest until every worker answered by it: activation "
        f"{spans['activate']:.3f} s, roll-back {spans['rollback']:.3f} s; an answer "
        f"p50 {took[len(took) // 2] * 1000:.1f} ms, p99 "
        f"{took[len(took) * 99 // 100] * 1000:.1f} ms; load {os.getloadavg()[0]:.1f}"
    )


def test_every_answer_is_of_one_version(tmp_path: Path) -> None:
    """Ten activations and five roll-backs under load: what is acknowledged is in force for all."""
    with keeping(tmp_path) as (service, key):
        switched(service, key, 10)


@pytest.mark.soak
def test_a_hundred_activations(tmp_path: Path) -> None:
    """A hundred of them, and fifty roll-backs."""
    with keeping(tmp_path) as (service, key):
        switched(service, key, 100)
