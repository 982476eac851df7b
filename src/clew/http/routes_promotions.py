"""Promotions over HTTP, for staff: brought in, looked at, and taken through their life.

Money is in minor units, 1250 with EUR is 12.50; times are whole seconds since 1970, UTC.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

import msgspec
from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter, QueryParameter

from clew.clues.attempt import Attempt
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.file_bodies import CSV, JSON, PROMOTIONS, ROWS, taking
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts
from clew.promotions.calendar import Row, calendar, month_of, read_month
from clew.promotions.life import Act, as_of, unknown
from clew.promotions.model import Promotion, Spent, State, Step
from clew.promotions.promotion_file import promotions_of
from clew.venues.known import known_venue

T = TypeVar("T")
_REVISION = re.compile("[0-9]{1,9}", re.ASCII)
SHARE = 200
"""Revisions that are read and looked at in one go."""
Limit = Annotated[int, Parameter(ge=1, le=1000)]
# The framework keeps the name `state` for itself.
WantedState = Annotated[State | None, QueryParameter(name="state")]
Who = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Why = Annotated[str, msgspec.Meta(max_length=1000, pattern=r"^[^\x00]*$")]
Importer = Annotated[str, Parameter(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]


class Acted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who does it, and why; both stay in the audit trail."""

    by: Who
    why: Why = ""


class Standing(msgspec.Struct, frozen=True):
    """A revision, and what is taken of the promotion's budget in all, over its revisions."""

    promotion: Promotion
    spent: Spent


class PromotionPage(msgspec.Struct, frozen=True):
    """Some of the promotions, by id and revision.

    Attributes:
        next: what to give as `after` for those that follow; None at the end.
    """

    promotions: Sequence[Standing]
    next: str | None


class Known(msgspec.Struct, frozen=True):
    """All that is known of a promotion.

    Attributes:
        promotion: its newest revision.
        revisions: all of them, oldest first.
        steps: the audit trail, oldest first.
    """

    promotion: Promotion
    spent: Spent
    revisions: Sequence[Promotion]
    steps: Sequence[Step]


class Imported(msgspec.Struct, frozen=True):
    """How many promotions are new, have a new revision, or are as they were."""

    added: int
    changed: int
    unchanged: int


class LiveWindow(msgspec.Struct, frozen=True):
    """From `start` on, until before `end`; whole seconds since 1970, UTC."""

    start: int
    end: int


class CalendarRow(msgspec.Struct, frozen=True):
    """One promotion's month.

    Attributes:
        windows: in which it is live, cut off at the month's ends by its own time zone.
        days: the dates of its own time zone on which it is live for some time.
    """

    promotion: str
    revision: int
    name: str
    state: State
    windows: Sequence[LiveWindow]
    days: Sequence[date]


class CalendarPage(msgspec.Struct, frozen=True):
    """Some of a month's promotions, by id and revision.

    Attributes:
        month: as 2027-05.
        next: what to give as `after` for those that follow; None at the end.
    """

    month: str
    promotions: Sequence[CalendarRow]
    next: str | None


_READS: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["promotions"]}
_WRITES: dict[str, Any] = {**_READS, "dependencies": ONCE, "status_code": 200}


@get(
    "/v1/promotions",
    **_READS,
    summary="The promotions",
    responses=refusals(400, 401, 403, 422, 503),
)
async def promotions(
    parts: Parts, wanted: WantedState = None, after: str = "", limit: Limit = 100
) -> PromotionPage:
    """Those in a state, or all that are not archived, each as it stands now."""
    house = parts.house
    states = set(State) - {State.ARCHIVED} if wanted is None else {wanted}

    def fit(one: Promotion) -> Promotion | None:
        return one if one.state in states else None

    page = await _first(parts, after, limit + 1, fit)
    spent = await house.hold_store.spent()
    told = [Standing(one, spent.get(one.id, Spent())) for one in page[:limit]]
    return PromotionPage(told, _cursor(page[limit - 1]) if len(page) > limit else None)


@get(
    "/v1/promotions/{promotion:str}",
    **_READS,
    summary="One promotion, and its trail",
    responses=refusals(401, 403, 404, 503),
)
async def promotion(parts: Parts, promotion: str) -> Known:
    """Its revisions as they stand now, and every step that was written of them."""
    house = parts.house
    kept = await house.promotions.revisions(promotion)
    if not kept:
        raise unknown(promotion)
    now = int(house.clock.now().timestamp())
    revisions = [as_of(one, now) for one in kept]
    spent = (await house.hold_store.spent()).get(promotion, Spent())
    return Known(revisions[-1], spent, revisions, await house.promotions.steps(promotion))


@post(
    "/v1/promotions/import",
    **_WRITES,
    summary="Take a file of promotions in as drafts, all or none",
    operation_class=taking({JSON: PROMOTIONS, CSV: ROWS}, "promotions.json or promotions.csv"),
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def import_promotions(
    parts: Parts, request: Request[Any, Any, Any], body: bytes, by: Importer, sending: Sending
) -> Imported:
    """The body is the file that `clew promotion import` takes: CSV where its type says so, or JSON.

    `by` is who does it, for the audit trail. A refusal names each bad promotion in `errors`.
    """
    csv = request.headers.get("content-type", "").partition(";")[0].strip().lower() == CSV

    async def work(_attempt: Attempt | None) -> Imported:
        read = promotions_of(body, csv=csv, name="")
        imports = parts.house.promotion_import
        put = await imports.take(read, who=by, why="imported over HTTP", name="")
        return Imported(*put)

    return await sending.once(Imported, work)


@get(
    "/v1/promotions/calendar",
    **_READS,
    summary="A month: on which days each promotion is live",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def promotion_calendar(
    parts: Parts,
    month: str | None = None,
    venue: str | None = None,
    after: str = "",
    limit: Limit = 100,
) -> CalendarPage:
    """Those in force or in preparation that are live in the month, as 2027-05; or in this one.

    `venue` leaves out what cannot be given there. Drafts are shown as they would be.
    """
    house = parts.house
    wanted = month_of(house.clock.now()) if month is None else read_month(month)
    if venue is not None:
        await known_venue(house.venues, venue)

    def row(one: Promotion) -> Row | None:
        return next(iter(calendar([one], wanted, venue=venue)), None)

    found = await _first(parts, after, limit + 1, row)
    last = found[limit - 1] if len(found) > limit else None
    page = [_calendar_row(row) for row in found[:limit]]
    more = None if last is None else f"{last.promotion}/{last.revision}"
    return CalendarPage(str(wanted), page, more)


def _act_route(act: Act, summary: str) -> HTTPRouteHandler:
    @post(
        f"/v1/promotions/{{promotion:str}}/{act}",
        **_WRITES,
        operation_id=f"{act.capitalize()}Promotion",
        summary=summary,
        responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
    )
    async def do(parts: Parts, promotion: str, data: Acted, sending: Sending) -> Promotion:
        """The revision as it stands when this answers, in every worker."""

        async def work(_attempt: Attempt | None) -> Promotion:
            life = parts.house.promotion_life
            return await life.act(act, promotion, who=data.by, why=data.why)

        return await sending.once(Promotion, work)

    return do


_ACTS = {
    Act.APPROVE: "Say that a draft is right",
    Act.SCHEDULE: "Put an approved revision in force; it is live in its windows",
    Act.PAUSE: "Promise it to nobody for now; what was promised is kept",
    Act.RESUME: "Undo pause",
    Act.END: "Promise it to nobody ever again; what was promised is kept",
    Act.ARCHIVE: "Put away a revision that has ended, or that never began",
}


def _calendar_row(row: Row) -> CalendarRow:
    windows = [LiveWindow(one.start, one.end) for one in row.windows]
    return CalendarRow(row.promotion, row.revision, row.name, row.state, windows, row.days)


async def _first(
    parts: Parts, after: str, most: int, look: Callable[[Promotion], T | None]
) -> Sequence[T]:
    """What the look gives of the first revisions behind a cursor of which it gives anything."""
    id_, _, number = after.partition("/")
    last = (id_, int(number) if _REVISION.fullmatch(number) else 0)
    now = int(parts.house.clock.now().timestamp())
    found: list[T] = []
    while len(found) < most:
        share = await parts.house.promotions.page(last, SHARE)
        if not share:
            break
        last = (share[-1].id, share[-1].revision)
        # What the clock has done follows from the schedules: that takes a while for many.
        found += await asyncio.to_thread(_looked, share, look, now)
    return found[:most]


def _looked(
    share: Sequence[Promotion], look: Callable[[Promotion], T | None], now: int
) -> Sequence[T]:
    told = (look(as_of(one, now)) for one in share)
    return [one for one in told if one is not None]


def _cursor(one: Promotion) -> str:
    return f"{one.id}/{one.revision}"


ROUTES = (
    promotions,
    promotion,
    import_promotions,
    promotion_calendar,
    *(_act_route(act, summary) for act, summary in _ACTS.items()),
)
