"""The rules in force over HTTP, for staff: which they are, what they were, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter

from clew.errors import Code, InputRefused, Where
from clew.http.ask import misfit
from clew.http.bench import Bench
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.file_bodies import JSON
from clew.http.parts import Parts
from clew.ready import ready
from clew.rules.lint import read_set
from clew.rules.model import DECISIONS, Why
from clew.rules.ports import Change
from clew.rules.read_file import written

Limit = Annotated[int, Parameter(ge=1, le=1000)]
Version = Annotated[int | None, Parameter(ge=0, le=2**31 - 1)]
Below = Annotated[int, Parameter(ge=1, le=2**31 - 1)]
MOST_NAME = 60


class RulesStatus(msgspec.Struct, frozen=True):
    """The version in force, which was read and compiled for this answer.

    Attributes:
        version: 0 for the set that the release ships.
        sha256: of the version's bytes, in hex; empty for version 0.
        generation: number of the last switch; 0 where there was none.
        since: whole seconds since 1970, UTC; null where there was no switch.
        tables: decision -> rows.
    """

    version: int
    name: str
    sha256: str
    generation: int
    since: int | None
    tables: Mapping[str, int]


class RulesHistory(msgspec.Struct, frozen=True):
    """What was in force, the newest switch first.

    Attributes:
        version: in force now.
        next: what to give as `below` for older ones; None at the end.
    """

    version: int
    history: Sequence[Change]
    next: int | None


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the rules are asked.

    Attributes:
        decision: the table, for example `eligibility`.
        facts: all that this decision is told (docs/rule-fields.md).
    """

    decision: Annotated[str, msgspec.Meta(max_length=MOST_NAME)]
    facts: dict[str, Any]


class Ruling(msgspec.Struct, frozen=True):
    """What the rules in force say; all of it by one version.

    Attributes:
        why: `row` where one allows; else why it is a no.
        row: the id of the row that fired; empty where none did.
        says: that row's description.
        outputs: what the row gives besides; null unless allowed.
        version: of the rule set.
        name: the rule set's own.
    """

    decision: str
    allow: bool
    why: Why
    row: str
    says: str
    outputs: Mapping[str, int] | None
    version: int
    name: str


_TOLD: Mapping[str, Any] = {
    # decision -> a struct of its facts alone, so that a misfit is named from there on
    name: msgspec.defstruct("Told", [("facts", decision.facts)], frozen=True)
    for name, decision in DECISIONS.items()
}
ready(*_TOLD.values())
_STAFF: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["rules"]}


@get("/v1/rules", **_STAFF, summary="The rules in force", responses=refusals(401, 403, 503))
async def rules(parts: Parts, bench: Bench) -> RulesStatus:
    """Which version is in force, and since when."""
    desk = parts.house.rules

    def status() -> RulesStatus:
        head, documents = desk.head(), desk.documents()
        return RulesStatus(
            head.version,
            documents.name,
            head.sha256,
            head.generation,
            head.history[-1].at if head.history else None,
            {name: len(table.rows) for name, table in read_set(documents)[0].tables.items()},
        )

    desk.book()
    return await bench.look(status)


@get(
    "/v1/rules/history",
    **_STAFF,
    summary="What was in force",
    responses=refusals(400, 401, 403, 422, 503),
)
async def rules_history(parts: Parts, below: Below = 2**31 - 1, limit: Limit = 100) -> RulesHistory:
    """The last 1,000 switches, a page at a time; `below` leaves out that switch and newer ones."""
    head = parts.house.rules.head()
    found = [one for one in reversed(head.history) if one.generation < below]
    page = found[:limit]
    return RulesHistory(head.version, page, page[-1].generation if len(found) > limit else None)


@get(
    "/v1/rules/export",
    **_STAFF,
    summary="A version as a file",
    media_type=JSON,
    responses={
        200: ResponseSpec(
            data_container=dict[str, Any],
            description="The file that `clew rules activate` takes.",
            media_type=JSON,
            generate_examples=False,
        ),
        **refusals(400, 401, 403, 404, 422, 503),
    },
)
async def export_rules(parts: Parts, bench: Bench, version: Version = None) -> Response[bytes]:
    """The set in force, or a version that was, to be changed and activated; 0 is the shipped."""
    desk = parts.house.rules
    return Response(await bench.look(lambda: written(desk.documents(version))), media_type=JSON)


@post(
    "/v1/rules/ask",
    **_STAFF,
    status_code=200,
    summary="What the rules in force say",
    responses=refusals(400, 401, 403, 413, 422, 503),
)
async def ask_rules(parts: Parts, data: Question) -> Ruling:
    """The verdict on one set of facts, with its version, row and reason; changes nothing."""
    decision = DECISIONS.get(data.decision)
    if decision is None:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"no decision is called {data.decision!r}",
            remedy=f"use one of {', '.join(DECISIONS)}",
            where=Where(field="decision"),
        )
    try:
        told = msgspec.convert({"facts": data.facts}, _TOLD[decision.name])
    except msgspec.ValidationError as error:
        raise misfit(error) from error
    book = parts.house.rules.book()
    (verdict,) = book.ask(decision, [told.facts])
    return Ruling(
        verdict.table,
        verdict.allow,
        verdict.why,
        verdict.row,
        verdict.says,
        None if verdict.outputs is None else msgspec.structs.asdict(verdict.outputs),
        verdict.version,
        book.name,
    )


ROUTES = (rules, rules_history, export_rules, ask_rules)
