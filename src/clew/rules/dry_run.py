"""A rule set tried on players beside the one in force: who gains, who loses, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from clew.errors import Code, InputRefused, ManyRefused, Where
from clew.money import MOST_MINOR, decimals
from clew.ready import ready
from clew.rules.model import DECISIONS
from clew.rules.rule_book import RuleBook
from clew.rules.tally import Asked, DryRun, Tally

MOST_LINES = 1_000_000
MOST_LINE = 64 << 10
"""The longest line of a file of facts, bytes."""
SHOWN_FAULTS = 100
SHARE = 2_000
"""How many lines are tried at once."""


class Case(Asked, frozen=True, kw_only=True):
    """A line of facts.jsonl.

    Attributes:
        facts: of that decision's type.
    """

    facts: msgspec.Raw


ready(Case)


def dry_run(path: Path, new: RuleBook, old: RuleBook) -> DryRun:
    """Both sets asked about every line of a file; changes nothing.

    Raises `InputRefused` with the faulty lines, the first 100 of them told, and tells nothing then.
    """
    return dry_run_of(_lines(path), new, old, file=str(path))


def dry_run_of(
    lines: Iterable[tuple[int, bytes]], new: RuleBook, old: RuleBook, *, file: str
) -> DryRun:
    """The same of lines with their numbers; `file` is what refusals call it."""
    tally = Tally()
    share: list[tuple[Case, Any]] = []
    for one in _cases(lines, file):
        share.append(one)
        if len(share) == SHARE:
            tally.add(share, new, old)
            share = []
    tally.add(share, new, old)
    return tally.report()


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
