"""The pages, for trying clues and for reading hunts: their files, and the plan that they draw.

Everything comes from here: the page asks no other host, and its Content-Security-Policy lets it run
no script and use no style that is not one of these files.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException

from clew.http.documented import refusals
from clew.http.entry import readers
from clew.http.parts import Parts
from clew.venues.plan_drawing import PlanDrawing

INDEX = "index.html"
HUNTS = "hunts.html"
PAGES = (INDEX, HUNTS)

MEDIA_TYPES: Mapping[str, str] = {
    # file -> its media type; no other file is served
    INDEX: "text/html",
    HUNTS: "text/html",
    "page.css": "text/css",
    "page.js": "text/javascript",
    "answer.js": "text/javascript",
    "door.js": "text/javascript",
    "names.js": "text/javascript",
    "plan.js": "text/javascript",
    "view.js": "text/javascript",
    "words.js": "text/javascript",
    "words.en.json": "application/json",
    "words.fr.json": "application/json",
    "icon.svg": "image/svg+xml",
    "hunts.css": "text/css",
    "hunts.js": "text/javascript",
    "hunts_door.js": "text/javascript",
    "drawing.js": "text/javascript",
    "route.js": "text/javascript",
    "steps.js": "text/javascript",
    "why.js": "text/javascript",
    "hunts.en.json": "application/json",
    "hunts.fr.json": "application/json",
}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Content-Security-Policy (W3C, level 3): nothing inline, nothing from elsewhere, in no frame."""

_GUARDED = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}

# What is kept is asked about each time: a page and its scripts are never of two versions.
_ASKED_ABOUT = {"cache-control": "no-cache"}


class Asset(NamedTuple):
    """A file of the page.

    Attributes:
        etag: of its content.
    """

    content: bytes
    media_type: str
    etag: str


class Ground(msgspec.Struct, frozen=True):
    """Where an open campaign is played.

    Attributes:
        campaign: its id.
        venues: the ids of the venues that its clues name.
    """

    campaign: str
    venues: tuple[str, ...]


def _read(name: str) -> Asset:
    content = (files("clew.http") / "pages" / name).read_bytes()
    return Asset(content, MEDIA_TYPES[name], f'"{sha256(content).hexdigest()[:16]}"')


ASSETS: Mapping[str, Asset] = {name: _read(name) for name in MEDIA_TYPES}


@get("/", include_in_schema=False, sync_to_thread=False)
def page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The try-it page."""
    return _served(ASSETS[INDEX], request)


@get("/hunts", include_in_schema=False, sync_to_thread=False)
def hunts_page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The page for reading hunts; what it shows needs an admin key."""
    return _served(ASSETS[HUNTS], request)


@get("/assets/{name:str}", include_in_schema=False, sync_to_thread=False)
def asset(name: str, request: Request[Any, Any, Any]) -> Response[bytes]:
    """A file of the page; 404 for any other name."""
    if name in PAGES or name not in ASSETS:
        raise NotFoundException(detail="the page has no such file")
    return _served(ASSETS[name], request)


@get(
    "/v1/plans",
    guards=[readers],
    summary="The open campaigns, and the venues whose plans go with them",
    tags=["plans"],
    responses=refusals(401, 403, 503),
)
async def plans(parts: Parts) -> list[Ground]:
    """Open campaigns by id, each with its venues."""
    house, grounds = parts.house, []
    for campaign in await house.clues.campaigns():
        if campaign.open:
            venues = await house.clues.venues(campaign.id)
            grounds.append(Ground(campaign.id, tuple(sorted(venues))))
    return grounds


@get(
    "/v1/venues/{venue:str}/plan",
    guards=[readers],
    summary="A venue's plan, to draw",
    tags=["plans"],
    responses=refusals(401, 403, 404, 503),
)
async def plan(
    venue: str, parts: Parts, request: Request[Any, Any, Any]
) -> Response[PlanDrawing | None]:
    """A venue's plan as data to draw, level by level, in metres."""
    drawing = await parts.house.drawn_plans.drawing(venue)
    etag = f'"{drawing.version}"'
    headers = {**_ASKED_ABOUT, "etag": etag, "x-content-type-options": "nosniff"}
    if _known(etag, request):
        return Response(None, status_code=304, headers=headers)
    return Response(drawing, headers=headers)


PAGE_ROUTES = [page, hunts_page, asset, plans, plan]
"""What the application mounts; it gives them its `parts` as a dependency."""


def _served(asset: Asset, request: Request[Any, Any, Any]) -> Response[bytes]:
    headers = {**_GUARDED, **_ASKED_ABOUT, "etag": asset.etag}
    if _known(asset.etag, request):
        return Response(b"", status_code=304, media_type=asset.media_type, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)


def _known(etag: str, request: Request[Any, Any, Any]) -> bool:
    """Whether the client has it; a server in between may have marked the tag as weak."""
    told = request.headers.get("if-none-match", "")
    return etag in {tag.strip().removeprefix("W/") for tag in told.split(",")}
