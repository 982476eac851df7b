"""Holds on the budgets of promotions over HTTP: what staff do to one player's promise by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import Parameter, QueryParameter

from clew.clues.attempt import Attempt
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts
from clew.money import MOST_MINOR
from clew.promotions.granted import granted, no_hold
from clew.promotions.life import unknown
from clew.promotions.model import MOST_UNITS, Hold, HoldState

Limit = Annotated[int, Parameter(ge=1, le=1000)]
# The framework keeps the name `state` for itself.
WantedState = Annotated[HoldState, QueryParameter(name="state")]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=r"^[^\x00]*$")]


class WantedHold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A promise to a player.

    Attributes:
        id: chosen by whoever asks; the same id again is the same hold.
        player: who it is promised to.
        money: what it costs the shop at most, minor units of the promotion's currency.
        until: whole seconds since 1970, UTC; null for half an hour from now.
    """

    id: Id
    player: Id
    money: Annotated[int, msgspec.Meta(ge=0, le=MOST_MINOR)] = 0
    units: Annotated[int, msgspec.Meta(ge=1, le=MOST_UNITS)] = 1
    until: Annotated[int, msgspec.Meta(ge=0, le=MOST_MINOR)] | None = None


class HoldPage(msgspec.Struct, frozen=True):
    """Some of a promotion's holds, by when they expire, then by id.

    Attributes:
        next: what to give as `after` for those that follow; None at the end.
    """

    holds: Sequence[Hold]
    next: str | None


_READS: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["promotions"]}
_WRITES: dict[str, Any] = {**_READS, "dependencies": ONCE, "status_code": 200}


@get(
    "/v1/promotions/{promotion:str}/holds",
    **_READS,
    summary="A promotion's holds",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def holds(
    parts: Parts,
    promotion: str,
    wanted: WantedState = HoldState.HELD,
    after: str = "",
    limit: Limit = 100,
) -> HoldPage:
    """Those in a state. A `held` one that is past `expires` holds nothing and is swept later."""
    await _check_known(parts, promotion)
    store = parts.house.hold_store
    found = await store.holds(promotion, wanted, after=after, limit=limit + 1)
    page = found[:limit]
    return HoldPage(page, page[-1].id if len(found) > limit else None)


@post(
    "/v1/promotions/{promotion:str}/holds",
    **_WRITES,
    summary="Take budget for a player",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def take_hold(parts: Parts, promotion: str, data: WantedHold, sending: Sending) -> Hold:
    """The hold, whose budget nobody else gets; it ends by itself unless it is made firm.

    409 `hold_refused` where it is not given, with the `reason`.
    """
    await _check_known(parts, promotion)

    async def work(_attempt: Attempt | None) -> Hold:
        answer = await parts.house.holds.take(
            data.id,
            promotion,
            data.player,
            money=data.money,
            units=data.units,
            until=data.until,
        )
        return granted(answer)

    return await sending.once(Hold, work)


@post(
    "/v1/promotions/{promotion:str}/holds/{hold:str}/firm",
    **_WRITES,
    summary="Give a hold's budget for good",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def firm_hold(parts: Parts, promotion: str, hold: str, sending: Sending) -> Hold:
    """Twice is once; what was released or has expired is refused."""

    async def work(_attempt: Attempt | None) -> Hold:
        await _check_own(parts, promotion, hold)
        return granted(await parts.house.holds.make_firm(hold))

    return await sending.once(Hold, work)


@post(
    "/v1/promotions/{promotion:str}/holds/{hold:str}/release",
    **_WRITES,
    summary="Give a hold's budget back",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def release_hold(parts: Parts, promotion: str, hold: str, sending: Sending) -> Hold:
    """Twice is once; a firm one stays."""

    async def work(_attempt: Attempt | None) -> Hold:
        await _check_own(parts, promotion, hold)
        return granted(await parts.house.holds.release(hold))

    return await sending.once(Hold, work)


async def _check_known(parts: Parts, promotion: str) -> None:
    if not await parts.house.promotions.revisions(promotion):
        raise unknown(promotion)


async def _check_own(parts: Parts, promotion: str, hold: str) -> None:
    kept = await parts.house.hold_store.hold(hold)
    if kept is None or kept.promotion != promotion:
        raise no_hold()


ROUTES = (holds, take_hold, firm_hold, release_hold)
