"""Clues and misses over HTTP. Every one of these needs an admin key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import delete, get, post, put
from litestar.params import Parameter

from clew.clues.clue_file import CluePlacer
from clew.clues.heads import known_campaign
from clew.clues.misses import MissReport
from clew.clues.model import Clue
from clew.clues.publisher import Published
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
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


Limit = Annotated[int, Parameter(ge=1, le=1000)]
Top = Annotated[int, Parameter(ge=1, le=MOST_TEXTS)]
_OPTIONS: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["clues"]}


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


@put(
    "/v1/campaigns/{campaign:str}/clues/{clue:str}",
    **_OPTIONS,
    summary="Publish a clue",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def publish(parts: Parts, campaign: str, clue: str, data: WrittenClue) -> Published:
    """A new clue, or a new revision; every worker answers with it when this answers."""
    # A placer keeps the plans that it has asked for: one a request sees the map that is in force.
    placed = await CluePlacer(parts.house.plans).place(
        clue_id=clue,
        text=data.text,
        lang=data.lang,
        venue=data.venue,
        level="" if data.level is None else str(data.level),
        lat=_degrees(data.lat),
        lon=_degrees(data.lon),
        zone=data.zone,
        aliases=data.aliases,
    )
    check_slug(campaign, what="campaign")
    (published,) = await parts.house.publisher.publish(campaign, [placed])
    return published


@delete(
    "/v1/campaigns/{campaign:str}/clues/{clue:str}",
    **_OPTIONS,
    status_code=200,
    summary="Take a clue out of every tier",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def remove(parts: Parts, campaign: str, clue: str) -> Published:
    """No worker answers with it when this answers; `restore` undoes it, an import does not."""
    return await parts.house.publisher.delete(campaign, clue)


@post(
    "/v1/campaigns/{campaign:str}/clues/{clue:str}/restore",
    **_OPTIONS,
    status_code=200,
    summary="Undo a delete",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def restore(parts: Parts, campaign: str, clue: str) -> Published:
    """The clue is back as it was."""
    return await parts.house.publisher.restore(campaign, clue)


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
    **_OPTIONS,
    status_code=200,
    summary="Make a missed text an alias of a clue",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def accept(parts: Parts, campaign: str, data: Meaning) -> Published:
    """The text answers, and is off the list, when this answers."""
    check_slug(campaign, what="campaign")
    return await parts.house.misses.accept(campaign, data.text, data.clue)


def _degrees(number: float | None) -> str:
    # Nine decimals are a tenth of a millimetre, and never an exponent.
    return "" if number is None else f"{number:.9f}"


ROUTES = (clues, publish, remove, restore, misses, accept)
