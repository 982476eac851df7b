"""Clues and misses over HTTP. Every one of these needs an admin key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import delete, get, post, put
from litestar.params import Parameter

from clew.clues.attempt import Attempt, Kept
from clew.clues.clue_file import CluePlacer
from clew.clues.heads import known_campaign
from clew.clues.history import NEWEST, History, history_of, live_clue
from clew.clues.misses import MissReport
from clew.clues.model import Clue
from clew.clues.publisher import Published
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts
from clew.ids import check_slug

MOST_TEXTS = 1_000
"""The most missed texts in one answer: each is compared with every clue."""


class WrittenClue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clue as an editor writes it. Its place is `zone`, or `venue`, `level`, `lat` and `lon`.

    Attributes:
        lang: BCP 47.
        aliases: other wordings.
        zone: `venue/level/i/j`.
        level: integer ordinal.
        lat: degrees.
        lon: degrees.
    """

    text: str
    lang: str = ""
    aliases: tuple[str, ...] = ()
    zone: str = ""
    venue: str = ""
    level: int | None = None
    lat: float | None = None
    lon: float | None = None


class Meaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A missed text, and the clue that it means."""

    text: str
    clue: str


class Page(msgspec.Struct, frozen=True):
    """Some of a campaign's live clues, by id.

    Attributes:
        next: what to give as `after` for those that follow; None at the end.
    """

    clues: Sequence[Clue]
    next: str | None


Below = Annotated[int, Parameter(ge=1, le=NEWEST)]
Limit = Annotated[int, Parameter(ge=1, le=1000)]
Top = Annotated[int, Parameter(ge=1, le=MOST_TEXTS)]
_OPTIONS: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["clues"]}
_WRITES = _OPTIONS | {"dependencies": ONCE}


async def _published(kept: Kept) -> Published:
    """What was told of a clue that was written."""
    return Published(kept.clue or "", kept.revision, changed=True)


@get(
    "/v1/campaigns/{campaign:str}/clues",
    **_OPTIONS,
    summary="The live clues",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def clues(parts: Parts, campaign: str, after: str = "", limit: Limit = 100) -> Page:
    """The first `limit` live clues whose ids come after `after`, by id."""
    check_slug(campaign, what="campaign")
    await known_campaign(parts.house.clues, campaign)
    found: list[Clue] = []
    async for revision in parts.house.clues.live(campaign):
        if revision.clue.id > after:
            found.append(revision.clue)
        if len(found) > limit:
            break
    page = found[:limit]
    return Page(page, page[-1].id if len(found) > limit else None)


@get(
    "/v1/campaigns/{campaign:str}/clues/{clue:str}",
    **_OPTIONS,
    summary="A live clue",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def one_clue(parts: Parts, campaign: str, clue: str) -> Clue:
    """The clue as it stands; 404 where it never was or was deleted."""
    check_slug(campaign, what="campaign")
    return await live_clue(campaign, clue, record=parts.house.clues)


@get(
    "/v1/campaigns/{campaign:str}/clues/{clue:str}/history",
    **_OPTIONS,
    summary="A clue's revisions",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def history(
    parts: Parts, campaign: str, clue: str, below: Below = NEWEST, limit: Limit = 100
) -> History:
    """The newest `limit` revisions under `below`, whatever became of them."""
    check_slug(campaign, what="campaign")
    return await history_of(campaign, clue, record=parts.house.clues, below=below, limit=limit)


@put(
    "/v1/campaigns/{campaign:str}/clues/{clue:str}",
    **_WRITES,
    summary="Publish a clue",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def publish(
    parts: Parts, campaign: str, clue: str, data: WrittenClue, sending: Sending
) -> Published:
    """A new clue, or a new revision; every worker answers with it when this answers."""

    async def work(attempt: Attempt | None) -> Published:
        # A placer keeps the plans that it has asked for: one a request sees the map in force.
        placed = await CluePlacer(parts.house.plans).place(
            clue_id=clue,
            text=data.text,
            lang=data.lang,
            venue=data.venue,
            level=level_word(data.level),
            lat=degrees_word(data.lat),
            lon=degrees_word(data.lon),
            zone=data.zone,
            aliases=data.aliases,
        )
        check_slug(campaign, what="campaign")
        (published,) = await parts.house.publisher.publish(campaign, [placed], attempt=attempt)
        return published

    return await sending.once(Published, work, _published)


@delete(
    "/v1/campaigns/{campaign:str}/clues/{clue:str}",
    **_WRITES,
    status_code=200,
    summary="Take a clue out of every tier",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def remove(parts: Parts, campaign: str, clue: str, sending: Sending) -> Published:
    """No worker answers with it when this answers; `restore` undoes it, an import does not."""

    async def work(attempt: Attempt | None) -> Published:
        return await parts.house.publisher.delete(campaign, clue, attempt=attempt)

    return await sending.once(Published, work, _published)


@post(
    "/v1/campaigns/{campaign:str}/clues/{clue:str}/restore",
    **_WRITES,
    status_code=200,
    summary="Undo a delete",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def restore(parts: Parts, campaign: str, clue: str, sending: Sending) -> Published:
    """The clue is back as it was."""

    async def work(attempt: Attempt | None) -> Published:
        return await parts.house.publisher.restore(campaign, clue, attempt=attempt)

    return await sending.once(Published, work, _published)


@get(
    "/v1/campaigns/{campaign:str}/misses",
    **_OPTIONS,
    summary="What players asked in vain",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def misses(parts: Parts, campaign: str, top: Top = 50) -> MissReport:
    """The most asked texts that no clue answered, and what may be meant. Up to 5 s old."""
    check_slug(campaign, what="campaign")
    return await parts.house.misses.look(campaign, top=top)


@post(
    "/v1/campaigns/{campaign:str}/misses/accept",
    **_WRITES,
    status_code=200,
    summary="Make a missed text an alias of a clue",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def accept(parts: Parts, campaign: str, data: Meaning, sending: Sending) -> Published:
    """The text answers, and is off the list, when this answers."""
    check_slug(campaign, what="campaign")
    misses = parts.house.misses

    async def work(attempt: Attempt | None) -> Published:
        return await misses.accept(campaign, data.text, data.clue, attempt=attempt)

    async def again(kept: Kept) -> Published:
        await misses.forget(campaign, data.text)
        return await _published(kept)

    return await sending.once(Published, work, again)


def level_word(ordinal: int | None) -> str:
    """A level as a clues.csv has it."""
    return "" if ordinal is None else str(ordinal)


def degrees_word(number: float | None) -> str:
    """A coordinate as a clues.csv has it."""
    # Nine decimals are a tenth of a millimetre, and never an exponent.
    return "" if number is None else f"{number:.9f}"


ROUTES = (clues, one_clue, history, publish, remove, restore, misses, accept)
