"""A rule set tried on players beside the one in force: who gains, who loses, what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from clew.errors import Code, InputRefused, ManyRefused, Where
from clew.money import MOST_MINOR, decimals
from clew.rules.model import DECISIONS, Verdict
from clew.rules.rule_book import RuleBook

MOST_LINES = 1_000_000
MOST_LINE = 64 << 10
"""The longest line of a file of facts, bytes."""
SHOWN_FAULTS = 100
SHARE = 2_000
"""How many lines are tried at once."""


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of facts.jsonl.

    Attributes:
        player_id: who it is about.
        decision: which table is asked.
        facts: of that decision's type.
        cost: what a yes costs the shop, minor units of `currency`.
        about: what it is about, for the report; a promotion's id, for example.
    """

    player_id: str
    decision: str
    facts: msgspec.Raw
    cost: int = 0
    currency: str = ""
    about: str = ""


class Turn(msgspec.Struct, frozen=True):
    """A verdict that would be another.

    Attributes:
        row: that fires under the new rules; empty where none does.
        row_before: that fires under the present ones.
    """

    player_id: str
    decision: str
    about: str
    row: str
    row_before: str
    cost: int
    currency: str


class DryRun(msgspec.Struct, frozen=True):
    """What would be different.

    Attributes:
        asked: lines.
        allowed: under the new rules.
        allowed_before: under the present ones.
        gain: refused now, allowed then; the first 10,000.
        lose: allowed now, refused then; the first 10,000.
        change: allowed by both, with other outputs; the first 10,000.
        counts: gain, lose, change, same -> lines.
        players_gain: players who gain something.
        players_lose: players who lose something.
        cost: currency -> minor units that it would cost more; negative where less.
    """

    asked: int
    allowed: int
    allowed_before: int
    gain: Sequence[Turn]
    lose: Sequence[Turn]
    change: Sequence[Turn]
    counts: Mapping[str, int]
    players_gain: int
    players_lose: int
    cost: Mapping[str, int]


MOST_TURNS = 10_000


def dry_run(path: Path, new: RuleBook, old: RuleBook) -> DryRun:
    """Both sets asked about every line of a file; changes nothing.

    Raises `InputRefused` with the faulty lines, the first 100 of them told, and tells nothing then.
    """
    return dry_run_of(_lines(path), new, old, file=str(path))


def dry_run_of(
    lines: Iterable[tuple[int, bytes]], new: RuleBook, old: RuleBook, *, file: str
) -> DryRun:
    """The same of lines with their numbers; `file` is what refusals call it."""
    tally = _Tally()
    share: list[tuple[Case, Any]] = []
    for one in _cases(lines, file):
        share.append(one)
        if len(share) == SHARE:
            tally.add(share, new, old)
            share = []
    tally.add(share, new, old)
    return tally.report()


class _Tally:
    def __init__(self) -> None:
        self._turns: dict[str, list[Turn]] = {"gain": [], "lose": [], "change": []}
        self._players: dict[str, set[str]] = {"gain": set(), "lose": set(), "change": set()}
        self._counts: Counter[str] = Counter()
        self._cost: Counter[str] = Counter()

    def add(self, share: Sequence[tuple[Case, Any]], new: RuleBook, old: RuleBook) -> None:
        """Asks both about a share of the lines."""
        for name in {case.decision for case, _ in share}:
            cases = [(case, facts) for case, facts in share if case.decision == name]
            facts = [one for _, one in cases]
            decision = DECISIONS[name]
            pairs = zip(new.ask(decision, facts), old.ask(decision, facts), strict=True)
            for (case, _), (now, before) in zip(cases, pairs, strict=True):
                self._compare(case, now, before)

    def _compare(self, case: Case, now: Verdict[Any], before: Verdict[Any]) -> None:
        self._counts["asked"] += 1
        self._counts["allowed"] += now.allow
        self._counts["allowed_before"] += before.allow
        if now.allow == before.allow and now.outputs == before.outputs:
            self._counts["same"] += 1
            return
        what = "change" if now.allow == before.allow else "gain" if now.allow else "lose"
        self._counts[what] += 1
        self._players[what].add(case.player_id)
        if case.currency:
            self._cost[case.currency] += case.cost * (now.allow - before.allow)
        if len(self._turns[what]) < MOST_TURNS:
            who = (case.player_id, case.decision, case.about)
            self._turns[what].append(Turn(*who, now.row, before.row, case.cost, case.currency))

    def report(self) -> DryRun:
        """What was found."""
        counts = self._counts
        return DryRun(
            asked=counts["asked"],
            allowed=counts["allowed"],
            allowed_before=counts["allowed_before"],
            gain=self._turns["gain"],
            lose=self._turns["lose"],
            change=self._turns["change"],
            counts={name: counts[name] for name in ("gain", "lose", "change", "same")},
            players_gain=len(self._players["gain"]),
            players_lose=len(self._players["lose"]),
            cost=dict(self._cost),
        )


def _cases(lines: Iterable[tuple[int, bytes]], file: str) -> Iterator[tuple[Case, Any]]:
    faults: list[InputRefused] = []
    total = 0
    for number, line in lines:
        try:
            yield _case(line, Where(file=file, line=number))
        except InputRefused as fault:
            total += 1
            if len(faults) < SHOWN_FAULTS:
                faults.append(fault)
    if faults:
        raise ManyRefused(faults, total=total)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as stream:
            number = 0
            while line := stream.readline(MOST_LINE + 1):
                number += 1
                if number > MOST_LINES or len(line) > MOST_LINE:
                    raise InputRefused(
                        Code.WRONG_VALUE,
                        "too many lines" if number > MOST_LINES else "the line is too long",
                        remedy=f"use at most {MOST_LINES:,} lines of at most {MOST_LINE:,} bytes",
                        where=Where(file=str(path), line=number),
                    )
                if line.strip():
                    yield number, line
    except OSError as error:
        raise InputRefused(
            Code.FILE_UNREADABLE,
            f"cannot be read: {error.strerror or error}",
            remedy="name a readable file",
            where=Where(file=str(path)),
        ) from error


def _check_currency(case: Case, where: Where) -> None:
    if not case.currency:
        return
    try:
        decimals(case.currency)
    except InputRefused as error:
        raise InputRefused(error.code, error.message, remedy=error.remedy, where=where) from error


def _case(line: bytes, where: Where) -> tuple[Case, Any]:
    try:
        case = msgspec.json.decode(line, type=Case)
        decision = DECISIONS.get(case.decision)
        if decision is None or not 0 <= case.cost <= MOST_MINOR:
            raise InputRefused(
                Code.WRONG_VALUE,
                f"no decision is called {case.decision[:60]!r}"
                if decision is None
                else f"{case.cost} is no cost",
                remedy=f"use one of {', '.join(DECISIONS)}, and a cost of 0 or more",
                where=where,
            )
        _check_currency(case, where)
        return case, msgspec.json.decode(case.facts, type=decision.facts)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputRefused(
            Code.WRONG_VALUE,
            str(error)[:300],
            remedy="write one object a line: player_id, decision, facts (docs/formats.md)",
            where=where,
        ) from error
