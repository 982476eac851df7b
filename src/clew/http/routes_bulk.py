"""Many clues at once over HTTP: what `clew clue import` does with a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
from litestar import post

from clew.clues.attempt import Attempt, Kept
from clew.clues.clue_file import Written
from clew.clues.imports import SHARE
from clew.errors import Where
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts
from clew.http.routes_clues import WrittenClue, degrees_word, level_word

MOST_BYTES = 4 * 1024 * 1024
"""The longest body, bytes: 5,000 clues of 800 each."""


class ManyWritten(WrittenClue, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of many clues; `id` is unique in its campaign."""

    id: str


class ManyClues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Clues that are published together; at most one transaction of them."""

    clues: Annotated[tuple[ManyWritten, ...], msgspec.Meta(min_length=1, max_length=SHARE)]


class Taken(msgspec.Struct, frozen=True):
    """What became of them.

    Attributes:
        rows: how many there were.
        published: how many of them are new or were changed.
        unchanged: how many stood already, word for word.
    """

    campaign: str
    rows: int
    published: int
    unchanged: int


@post(
    "/v1/campaigns/{campaign:str}/clues",
    guards=[writers],
    security=KEY,
    tags=["clues"],
    dependencies=ONCE,
    status_code=200,
    request_max_body_size=MOST_BYTES,
    summary="Publish many clues, all or none",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def publish_many(parts: Parts, campaign: str, data: ManyClues, sending: Sending) -> Taken:
    """All of them are checked first; `errors` names each bad one, its `line` counting from 1."""
    rows = len(data.clues)

    def taken(published: int) -> Taken:
        return Taken(campaign, rows, published, rows - published)

    async def work(attempt: Attempt | None) -> Taken:
        done = await parts.house.clue_import.take(campaign, _rows(data), attempt=attempt)
        return taken(done.published)

    async def again(kept: Kept) -> Taken:
        return taken(kept.clues)

    return await sending.once(Taken, work, again)


def _rows(data: ManyClues) -> Iterator[Written]:
    for line, clue in enumerate(data.clues, start=1):
        yield Written(
            Where(line=line),
            clue_id=clue.id,
            text=clue.text,
            lang=clue.lang,
            venue=clue.venue,
            level=level_word(clue.level),
            lat=degrees_word(clue.lat),
            lon=degrees_word(clue.lon),
            zone=clue.zone,
            aliases=clue.aliases,
        )


ROUTES = (publish_many,)
