"""Rule sets over HTTP, for staff: looked over, compared, tried, put in force and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from litestar import post
from litestar.params import Parameter

from clew.clues.attempt import Attempt
from clew.errors import Code, InputRefused, Where
from clew.http.ask import misfit
from clew.http.bench import Bench
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.file_bodies import ANYTHING, JSON, RULE_SET, TRIAL, taking
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts
from clew.http.problems import DoorCode, Refused
from clew.rules.diff import Difference, differences
from clew.rules.dry_run import MOST_LINE, dry_run_of
from clew.rules.findings import Finding, RulesReport
from clew.rules.lint import read_set
from clew.rules.ports import Change
from clew.rules.read_file import MOST_BYTES, Documents, documents_of
from clew.rules.tally import DryRun

MOST_TRIAL = 8 * MOST_BYTES
"""The longest body of a dry run, bytes: a rule set, and facts about 9,000 promotions of players."""
MOST_SET = MOST_BYTES + 1
"""The longest other body, bytes: what is a byte too long is a finding, and more is not read."""
Version = Annotated[int | None, Parameter(ge=0, le=2**31 - 1)]


class LintedRules(msgspec.Struct, frozen=True):
    """What the lint says about a rule set.

    Attributes:
        sound: whether it may be activated.
        tables: decision -> rows.
        counts: severity -> findings, those that are not listed included.
        findings: errors first, then in the order of the file; at most 500 of each severity.
    """

    name: str
    sound: bool
    tables: Mapping[str, int]
    counts: Mapping[str, int]
    findings: Sequence[Finding]


class RulesDifference(msgspec.Struct, frozen=True):
    """What a rule set does that a version does not.

    Attributes:
        version: that it is compared with.
        name: the rule set's own.
    """

    version: int
    name: str
    differences: Sequence[Difference]


class ActivatedRules(msgspec.Struct, frozen=True):
    """What is in force now.

    Attributes:
        change: null where those very rules were in force already.
        report: what the lint still has to say.
    """

    version: int
    change: Change | None
    report: LintedRules


class Back(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to go back to.

    Attributes:
        to: a version; null for what was in force before the present one came.
    """

    to: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] | None = None


class _Trial(msgspec.Struct, forbid_unknown_fields=True):
    """A dry run's body, in parts that are read as files are."""

    rules: msgspec.Raw
    facts: Annotated[tuple[msgspec.Raw, ...], msgspec.Meta(min_length=1)]


_TRIAL = msgspec.json.Decoder(_Trial)


_STAFF: dict[str, Any] = {
    "guards": [writers],
    "security": KEY,
    "tags": ["rules"],
    "status_code": 200,
}
_SET = taking({JSON: RULE_SET}, "A rule set: the file that `clew rules activate` takes.")


@post(
    "/v1/rules/lint",
    **_STAFF,
    operation_class=taking({JSON: ANYTHING}, "A rule set, right or wrong.", required=False),
    request_max_body_size=MOST_SET,
    summary="What is wrong with a rule set",
    responses=refusals(401, 403, 413, 503),
)
async def lint_rules(parts: Parts, bench: Bench, body: bytes) -> LintedRules:
    """Findings with path, cell and remedy; changes nothing."""
    desk = parts.house.rules
    return _linted(await bench.look(lambda: desk.lint(_documents(body))))


@post(
    "/v1/rules/diff",
    **_STAFF,
    operation_class=_SET,
    request_max_body_size=MOST_SET,
    summary="What a rule set would change, in words",
    responses=refusals(400, 401, 403, 404, 413, 422, 503),
)
async def diff_rules(
    parts: Parts, bench: Bench, body: bytes, version: Version = None
) -> RulesDifference:
    """Compared with the version in force, or with another; changes nothing."""
    desk = parts.house.rules
    against = desk.head().version if version is None else version

    def compare() -> RulesDifference:
        old, new = desk.documents(against), _documents(body)
        desk.trial(new)
        found = differences(read_set(old)[0], read_set(new)[0])
        return RulesDifference(against, new.name, found)

    return await bench.look(compare)


@post(
    "/v1/rules/dry-run",
    **_STAFF,
    operation_class=taking(
        {JSON: TRIAL}, "A rule set, and facts: each a line of facts.jsonl (docs/formats.md)."
    ),
    request_max_body_size=MOST_TRIAL,
    summary="Who gains, who loses, and what it would cost",
    responses=refusals(400, 401, 403, 404, 413, 422, 503),
)
async def try_rules(parts: Parts, bench: Bench, body: bytes, version: Version = None) -> DryRun:
    """A rule set tried on players beside the one in force, or beside another; changes nothing."""
    desk = parts.house.rules

    def tried() -> DryRun:
        trial = _trial(body)
        new = desk.trial(_documents(bytes(trial.rules)))
        # A book of its own, so that a trial is not counted among what was decided.
        old = desk.trial(desk.documents(version))
        return dry_run_of(_lines(trial.facts), new, old, file="")

    return await bench.look(tried)


@post(
    "/v1/rules/activate",
    **_STAFF,
    dependencies=ONCE,
    operation_class=_SET,
    request_max_body_size=MOST_SET,
    summary="Put a rule set in force",
    responses=refusals(400, 401, 403, 409, 413, 422, 503),
)
async def activate_rules(
    parts: Parts, bench: Bench, body: bytes, sending: Sending
) -> ActivatedRules:
    """In force in every worker when this answers; refused where the lint finds an error."""

    async def work(_attempt: Attempt | None) -> ActivatedRules:
        desk = parts.house.rules
        async with bench.turn:
            change, report = await desk.activate(_documents(body))
        version = desk.head().version if change is None else change.version
        return ActivatedRules(version, change, _linted(report))

    return await sending.once(ActivatedRules, work)


@post(
    "/v1/rules/rollback",
    **_STAFF,
    dependencies=ONCE,
    summary="Put an earlier version in force again",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def roll_rules_back(parts: Parts, bench: Bench, data: Back, sending: Sending) -> Change:
    """In force in every worker when this answers."""

    async def work(_attempt: Attempt | None) -> Change:
        async with bench.turn:
            return await parts.house.rules.rollback(data.to)

    return await sending.once(Change, work)


def _documents(body: bytes) -> Documents:
    return documents_of(body, "", "unnamed")


def _linted(report: RulesReport) -> LintedRules:
    return LintedRules(report.name, report.sound, report.tables, report.counts, report.findings)


def _trial(body: bytes) -> _Trial:
    try:
        return _TRIAL.decode(body)
    except msgspec.ValidationError as error:
        raise misfit(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(
            DoorCode.BROKEN_JSON,
            f"the body is not JSON: {error}",
            remedy='send {"rules": {...}, "facts": [...]}',
            field="body",
        ) from error


def _lines(facts: Sequence[msgspec.Raw]) -> Iterator[tuple[int, bytes]]:
    for number, one in enumerate(facts, start=1):
        line = bytes(one)
        if len(line) > MOST_LINE:
            raise InputRefused(
                Code.WRONG_VALUE,
                "the facts are too long",
                remedy=f"use at most {MOST_LINE:,} bytes for each",
                where=Where(line=number),
            )
        yield number, line


ROUTES = (lint_rules, diff_rules, try_rules, activate_rules, roll_rules_back)
