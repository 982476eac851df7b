"""Campaigns and venues over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from litestar import get, post

from clew.clues.attempt import Attempt, Kept
from clew.clues.heads import known_campaign
from clew.clues.model import Campaign
from clew.http.ask import Slug
from clew.http.documented import KEY, refusals
from clew.http.entry import readers, writers
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts


class NewCampaign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A campaign to be made."""

    id: Slug


class OpenCampaigns(msgspec.Struct, frozen=True):
    """What may be asked about.

    Attributes:
        campaigns: the ids of the open campaigns, sorted.
    """

    campaigns: Sequence[str]


class VenueSummary(msgspec.Struct, frozen=True):
    """A venue.

    Attributes:
        map_version: of the map in force.
    """

    id: str
    map_version: int


_WRITES: dict[str, Any] = {
    "guards": [writers],
    "security": KEY,
    "tags": ["campaigns"],
    "dependencies": ONCE,
}


async def _as_it_stands(parts: Parts, kept: Kept) -> Campaign:
    """The campaign of a change that is in the record, in force in the exact tier, too."""
    campaign = kept.campaign or ""
    await parts.house.heads.refresh(campaign)
    return await known_campaign(parts.house.clues, campaign)


@get(
    "/v1/campaigns",
    guards=[readers],
    summary="The open campaigns",
    tags=["campaigns"],
    responses=refusals(401, 403, 503),
)
async def open_campaigns(parts: Parts) -> OpenCampaigns:
    """The ids of the campaigns that answer."""
    known = await parts.house.clues.campaigns()
    return OpenCampaigns(sorted(one.id for one in known if one.open))


@post(
    "/v1/campaigns",
    **_WRITES,
    summary="Create an empty campaign",
    responses=refusals(400, 401, 403, 409, 413, 422, 503),
)
async def create_campaign(parts: Parts, data: NewCampaign, sending: Sending) -> Campaign:
    """The campaign is open when this answers."""

    async def work(attempt: Attempt | None) -> Campaign:
        return await parts.house.campaigns.create(data.id, attempt=attempt)

    return await sending.once(Campaign, work, partial(_as_it_stands, parts))


@get(
    "/v1/campaigns/{campaign:str}",
    guards=[writers],
    security=KEY,
    summary="A campaign, open or closed",
    tags=["campaigns"],
    responses=refusals(401, 403, 404, 503),
)
async def one_campaign(parts: Parts, campaign: str) -> Campaign:
    """The campaign as the record has it."""
    return await known_campaign(parts.house.clues, campaign)


@post(
    "/v1/campaigns/{campaign:str}/close",
    **_WRITES,
    status_code=200,
    summary="Stop a campaign's answers and writes",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def close_campaign(parts: Parts, campaign: str, sending: Sending) -> Campaign:
    """Nothing is lost; closing twice is closing once."""

    async def work(attempt: Attempt | None) -> Campaign:
        return await parts.house.campaigns.close(campaign, attempt=attempt)

    return await sending.once(Campaign, work, partial(_as_it_stands, parts))


@post(
    "/v1/campaigns/{campaign:str}/reopen",
    **_WRITES,
    status_code=200,
    summary="Undo close",
    responses=refusals(401, 403, 404, 409, 422, 503),
)
async def reopen_campaign(parts: Parts, campaign: str, sending: Sending) -> Campaign:
    """The campaign answers again when this answers."""

    async def work(attempt: Attempt | None) -> Campaign:
        return await parts.house.campaigns.reopen(campaign, attempt=attempt)

    return await sending.once(Campaign, work, partial(_as_it_stands, parts))


@get(
    "/v1/venues",
    guards=[readers],
    summary="The venues",
    tags=["venues"],
    responses=refusals(401, 403, 503),
)
async def venues(parts: Parts) -> Sequence[VenueSummary]:
    """Each venue with the version of its map."""
    known = await parts.house.venues.venues()
    return [VenueSummary(one.id, one.map_version) for one in known]


ROUTES = (open_campaigns, create_campaign, one_campaign, close_campaign, reopen_campaign, venues)
