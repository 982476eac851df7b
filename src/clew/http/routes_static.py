"""The static tier over HTTP: the best-known texts, their places locked by operations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from litestar import get, put
from litestar.params import Parameter

from clew.clues.attempt import Attempt
from clew.clues.heads import known_campaign
from clew.clues.model import StaticRow
from clew.clues.static_file import Built
from clew.clues.suggest import suggest_rows
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts
from clew.ids import check_slug
from clew.tabular import Row
from clew.venues.model import Finding

MOST_ROWS = 10_000
"""The most texts in one request; the setting `static_rows` bounds them further."""

TextState = Literal["in_force", "silenced", "ended"]
"""Whether a text answers: not where its clue was deleted, nor past the lock's last day."""

Lang = Annotated[
    str, msgspec.Meta(pattern=r"^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$", max_length=35)
]


class GivenText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a static.csv.

    Attributes:
        lang: BCP 47; empty where nobody named it.
        clue_id: the clue that is meant, where operations name one.
    """

    text: str
    campaign: str
    zone: str
    lang: Lang = ""
    clue_id: str = ""


class GivenTexts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All texts of the static tier.

    Attributes:
        ends: the last day on which the lock holds; None for no end.
    """

    texts: Annotated[tuple[GivenText, ...], msgspec.Meta(max_length=MOST_ROWS)]
    ends: date | None = None


class LockedText(msgspec.Struct, frozen=True):
    """A text whose place is locked.

    Attributes:
        line: in static.csv.
        lat: of the locked centroid, degrees.
        lon: degrees.
    """

    line: int
    text: str
    lang: str
    campaign: str
    zone: str
    lat: float
    lon: float
    clue_id: str | None
    state: TextState


class LockedTexts(msgspec.Struct, frozen=True):
    """The static tier as it stands.

    Attributes:
        generation: of the lock; 0 before the first.
        ends: the last day on which it holds; None for no end.
        findings: the rows that were left out when the files were read, and why.
    """

    generation: int
    ends: date | None
    texts: Sequence[LockedText]
    findings: Sequence[Finding]


class Suggested(msgspec.Struct, frozen=True):
    """The most asked clues as texts to be locked, for people to check."""

    texts: Sequence[GivenText]


Top = Annotated[int, Parameter(ge=1, le=MOST_ROWS)]
_OPTIONS: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["static"]}


@get(
    "/v1/static",
    **_OPTIONS,
    summary="The locked texts",
    responses=refusals(401, 403, 503),
)
async def locked_texts(parts: Parts) -> LockedTexts:
    """Every text that stands, whether it answers, and what was left out."""
    static, today = parts.house.static, parts.house.clock.now().date()
    ends = await static.ends()
    ended = ends is not None and today > ends
    texts = [
        _locked(row, "ended" if ended else "silenced" if await static.silenced(row) else "in_force")
        for row in await static.rows()
    ]
    return LockedTexts(await static.generation(), ends, texts, await static.check())


@put(
    "/v1/static",
    **_OPTIONS,
    dependencies=ONCE,
    summary="Put other texts in force and lock their squares",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def build_static(parts: Parts, data: GivenTexts, sending: Sending) -> Built:
    """It replaces the static tier as a whole; `errors` names each bad text by its `line`."""

    async def work(_attempt: Attempt | None) -> Built:
        rows = [_row(line, text) for line, text in enumerate(data.texts, start=1)]
        return await parts.house.static_builder.take(rows, ends=data.ends)

    return await sending.once(Built, work)


@get(
    "/v1/campaigns/{campaign:str}/static/suggestions",
    **_OPTIONS,
    summary="The clues that players ask for most",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def suggest_static(parts: Parts, campaign: str, top: Top = 200) -> Suggested:
    """Those that are still live, the most asked first; up to 5 s old."""
    check_slug(campaign, what="campaign")
    house = parts.house
    await known_campaign(house.clues, campaign)
    rows = await suggest_rows(campaign, top, record=house.clues, asked=house.asked_store)
    return Suggested([GivenText(text, of, zone, lang, clue) for text, lang, of, zone, clue in rows])


def _locked(row: StaticRow, state: TextState) -> LockedText:
    return LockedText(
        row.line, row.text, row.lang, row.campaign, row.zone, row.lat, row.lon, row.clue, state
    )


def _row(line: int, text: GivenText) -> Row:
    cells = {name: cell.strip() for name, cell in msgspec.structs.asdict(text).items()}
    return Row(line, cells, "")


ROUTES = (locked_texts, build_static, suggest_static)
