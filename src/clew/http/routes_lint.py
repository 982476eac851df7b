"""Looking over a campaign over HTTP."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.params import Parameter

from clew.clues.heads import known_campaign
from clew.clues.lint import NEAR, TOP
from clew.clues.lint_model import LintReport
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.parts import Parts
from clew.ids import check_slug
from clew.wiring.lint_process import LintProcess

Near = Annotated[float, Parameter(gt=0, le=1)]
Top = Annotated[int, Parameter(ge=1, le=1_000)]


@get(
    "/v1/campaigns/{campaign:str}/lint",
    guards=[writers],
    security=KEY,
    tags=["clues"],
    summary="What will lead players astray",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def lint(
    parts: Parts, lints: LintProcess, campaign: str, near: Near = NEAR, top: Top = TOP
) -> LintReport:
    """Findings, the worst first; changes nothing. One look at a time, of at most a minute."""
    check_slug(campaign, what="campaign")
    await known_campaign(parts.house.clues, campaign)
    return await lints.look(campaign, near=near, top=top)


ROUTES = (lint,)
