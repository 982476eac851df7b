"""Players' hunts over HTTP: opened, read and given up by a shop's server, explained to staff.

A shop's key is told what its players may be shown, and no more: what is sent on to a phone gives
nothing away. What a step is about needs an admin key, and so do answers and explanations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter, QueryParameter

from clew.clues.attempt import Attempt
from clew.http.documented import KEY, refusals
from clew.http.entry import hunters, writers
from clew.http.hunt_lines import HuntEntry, Sight, ToldHunt, entry, told
from clew.http.hunt_start import hunting
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts
from clew.http.problems import DoorCode, Refused
from clew.hunts.explain import Explanation
from clew.hunts.hunts_file import composed_ms
from clew.hunts.saved import State
from clew.hunts.take_snapshot import Asking
from clew.ids import check_slug

Player = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
Slug = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Language = Annotated[
    str, msgspec.Meta(max_length=35, pattern="^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")
]
Seed = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]
Limit = Annotated[int, Parameter(ge=1, le=1000)]
# `state` is a word of the framework's own.
InState = Annotated[State | None, QueryParameter(name="state")]


class WantedHunt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For whom a hunt is wanted, and where.

    Attributes:
        venue: null for the one that the campaign's clues lead to.
        lang: BCP 47; hunts are made in English and French.
        step_free: only ways without steps.
        seed: of all chance; null for one that follows from player, campaign and moment.
    """

    player_id: Player
    campaign: Slug
    venue: Slug | None = None
    lang: Language = "en"
    step_free: bool = False
    seed: Seed | None = None


class HuntPage(msgspec.Struct, frozen=True):
    """Some of the hunts, by id.

    Attributes:
        next: what to give as `after` for those that follow; None at the end.
    """

    hunts: Sequence[HuntEntry]
    next: str | None


class _Answered(msgspec.Struct, frozen=True):
    """What is kept of a request that was answered."""

    hunt: ToldHunt
    new: bool


_FOR_SHOPS: dict[str, Any] = {"guards": [hunters], "security": KEY, "tags": ["hunts"]}
_FOR_STAFF: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["hunts"]}


@post(
    "/v1/hunts",
    **_FOR_SHOPS,
    dependencies=ONCE,
    summary="A player's hunt: the open one (200), or a new one (201)",
    responses={
        200: ResponseSpec(ToldHunt, description="The open hunt.", generate_examples=False),
        **refusals(400, 401, 403, 404, 409, 413, 422, 503),
    },
)
async def open_hunt(
    parts: Parts, request: Request[Any, Any, Any], data: WantedHunt, sending: Sending
) -> Response[ToldHunt]:
    """Asked twice, at once or later, there is one; its reward's budget is held until it ends.

    Without answers; an admin key is told what each step is about. 409 with the code of what is
    missing where there is none to be had.
    """
    sight = _sight(request)

    async def work(_attempt: Attempt | None) -> _Answered:
        house = await hunting(parts)
        opened = await house.open_hunts.of(_asking(data, int(house.clock.now().timestamp())))
        ms = None if opened.composed is None else composed_ms(opened.composed)
        return _Answered(told(opened.saved, sight, compose_ms=ms), opened.new)

    answered = await sending.once(_Answered, work)
    return Response(answered.hunt, status_code=201 if answered.new else 200)


@get(
    "/v1/hunts",
    **_FOR_STAFF,
    summary="Hunts, by id",
    responses=refusals(400, 401, 403, 422, 503),
)
async def hunts(
    parts: Parts,
    campaign: str | None = None,
    in_state: InState = None,
    after: str = "",
    limit: Limit = 100,
) -> HuntPage:
    """The first `limit` hunts whose ids come after `after`, of a campaign and in a state."""
    if campaign is not None:
        check_slug(campaign, what="campaign")
    house = await hunting(parts)
    now = int(house.clock.now().timestamp())
    found = await house.hunt_store.hunts(
        campaign=campaign, state=in_state, after=after, limit=limit + 1, now=now
    )
    page = [entry(one) for one in found[:limit]]
    return HuntPage(page, page[-1].hunt_id if len(found) > limit else None)


@get(
    "/v1/hunts/{hunt:str}",
    **_FOR_SHOPS,
    summary="One hunt",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def hunt(
    parts: Parts, request: Request[Any, Any, Any], hunt: str, *, with_answers: bool = False
) -> ToldHunt:
    """As it was made; `with_answers=true` needs an admin key."""
    sight = _sight(request)
    if with_answers and sight is Sight.PLAYER:
        raise Refused(
            DoorCode.KEY_REFUSED, "this key does not open answers", remedy="use an admin key"
        )
    saved = await (await hunting(parts)).open_hunts.show(hunt)
    return told(saved, Sight.ANSWERS if with_answers else sight)


@get(
    "/v1/hunts/{hunt:str}/explanation",
    **_FOR_STAFF,
    summary="Why a hunt is as it is",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def explanation(parts: Parts, hunt: str) -> Explanation:
    """Scores with reasons, rules by table and row, what was left out and why, and the hold.

    Found by composing the hunt again from its snapshot.
    """
    return await (await hunting(parts)).hunt_explanations.of(hunt)


@post(
    "/v1/hunts/{hunt:str}/give-up",
    **_FOR_SHOPS,
    dependencies=ONCE,
    status_code=200,
    summary="End an open hunt",
    responses=refusals(400, 401, 403, 404, 409, 422, 503),
)
async def give_up(
    parts: Parts, request: Request[Any, Any, Any], hunt: str, sending: Sending
) -> ToldHunt:
    """What was held of its reward's budget is given back; twice is once."""
    sight = _sight(request)

    async def work(_attempt: Attempt | None) -> ToldHunt:
        return told(await (await hunting(parts)).open_hunts.give_up(hunt), sight)

    return await sending.once(ToldHunt, work)


def _sight(request: Request[Any, Any, Any]) -> Sight:
    staff = request.app.state.entry.may_write(request.headers)
    return Sight.STAFF if staff else Sight.PLAYER


def _asking(wanted: WantedHunt, now: int) -> Asking:
    return Asking(
        player=wanted.player_id,
        campaign=wanted.campaign,
        as_of=now,
        venue=wanted.venue,
        lang=wanted.lang,
        step_free=wanted.step_free,
        seed=wanted.seed,
    )


ROUTES = (open_hunt, hunts, hunt, explanation, give_up)
