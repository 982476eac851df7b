"""What became of a clue: its revisions, from the record."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clew.clues.heads import known_campaign
from clew.clues.model import Clue, Revision, State
from clew.clues.ports import ClueRecord
from clew.errors import Code, InputRefused

NEWEST = 2**31 - 1
"""Above every revision."""


class Chapter(msgspec.Struct, frozen=True):
    """One revision of a clue.

    Attributes:
        revision: its number; 1 for the first.
        state: `live` and `deleted` stand, `superseded` stood, `abandoned` never did, `publishing`
            and `deleting` are being written or broke off.
        created: when it was begun, RFC 3339 in UTC.
        text, lang, zone, aliases, lat, lon: as in `Clue`; of a delete, what was deleted.
    """

    revision: int
    state: State
    created: str
    text: str
    lang: str
    zone: str
    aliases: tuple[str, ...]
    lat: float | None
    lon: float | None


class History(msgspec.Struct, frozen=True):
    """Some revisions of a clue, the newest first.

    Attributes:
        next: what to give as `below` for those that follow; None at the end.
    """

    campaign: str
    clue: str
    revisions: Sequence[Chapter]
    next: int | None


async def history_of(
    campaign: str, clue: str, *, record: ClueRecord, below: int = NEWEST, limit: int
) -> History:
    """The newest `limit` revisions under a number.

    Raises `InputRefused`: `campaign_unknown`, and `clue_unknown` where the clue never was.
    """
    await known_campaign(record, campaign)
    found = await record.history(campaign, clue, below=below, limit=limit + 1)
    if not found and not await record.history(campaign, clue, below=NEWEST, limit=1):
        raise InputRefused(
            Code.CLUE_UNKNOWN,
            f"campaign {campaign!r} never had a clue {clue[:80]!r}",
            remedy="see `clew clue export`",
        )
    told = found[:limit]
    more = told[-1].number if len(found) > limit else None
    return History(campaign, clue, [_chapter(one) for one in told], more)


async def live_clue(campaign: str, clue: str, *, record: ClueRecord) -> Clue:
    """A clue as it stands.

    Raises `InputRefused`: `campaign_unknown`, and `clue_unknown` where it is not live.
    """
    await known_campaign(record, campaign)
    standing = (await record.latest(campaign, [clue])).get(clue)
    if standing is None or standing.state is not State.LIVE:
        raise InputRefused(
            Code.CLUE_UNKNOWN,
            f"campaign {campaign!r} has no live clue {clue[:80]!r}",
            remedy="see `clew clue export`; `clew clue history` tells whether it was deleted",
        )
    return standing.clue


def _chapter(one: Revision) -> Chapter:
    clue = one.clue
    return Chapter(
        one.number,
        one.state,
        one.created,
        clue.text,
        clue.lang,
        clue.zone,
        clue.aliases,
        clue.lat,
        clue.lon,
    )
