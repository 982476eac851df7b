"""Campaigns and venues over HTTP."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from litestar import get, post

from clew.clues.model import Campaign
from clew.http.ask import Slug
from clew.http.documented import KEY, refusals
from clew.http.entry import readers, writers
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
    guards=[writers],
    security=KEY,
    summary="Create an empty campaign",
    tags=["campaigns"],
    responses=refusals(400, 401, 403, 409, 422, 503),
)
async def create_campaign(parts: Parts, data: NewCampaign) -> Campaign:
    """The campaign is open when this answers."""
    return await parts.house.campaigns.create(data.id)


@post(
    "/v1/campaigns/{campaign:str}/close",
    guards=[writers],
    security=KEY,
    status_code=200,
    summary="Stop a campaign's answers and writes",
    tags=["campaigns"],
    responses=refusals(401, 403, 404, 409, 503),
)
async def close_campaign(parts: Parts, campaign: str) -> Campaign:
    """Nothing is lost; closing twice is closing once."""
    return await parts.house.campaigns.close(campaign)


@post(
    "/v1/campaigns/{campaign:str}/reopen",
    guards=[writers],
    security=KEY,
    status_code=200,
    summary="Undo close",
    tags=["campaigns"],
    responses=refusals(401, 403, 404, 409, 503),
)
async def reopen_campaign(parts: Parts, campaign: str) -> Campaign:
    """The campaign answers again when this answers."""
    return await parts.house.campaigns.reopen(campaign)


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


ROUTES = (open_campaigns, create_campaign, close_campaign, reopen_campaign, venues)
