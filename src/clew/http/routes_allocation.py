"""The nightly allocation over HTTP: what is in force, and making another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import Parameter

from clew.clues.attempt import Attempt
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts
from clew.promotions.allocation.candidates import Counted
from clew.promotions.allocation.figures import Figures, Method
from clew.promotions.allocation.kept import Allocation, Lapse
from clew.promotions.allocation.offers import lapse_of
from clew.wiring.allocation_process import AllocationProcess, Wanted

MARGIN_PERCENT = 30
"""As on the command line."""
MOST_PLAYERS = 20_000
Top = Annotated[int, Parameter(ge=1, le=1000)]
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


class StartedAllocation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """On what terms to allocate; each has the command line's default.

    Attributes:
        players: who takes part; null for all of whom a purchase is known.
        most: promises to one player at most.
        turnout_percent: of the players, how many are foretold to come.
        count: what a promise counts: `whole` as its hold takes it, `expected` the likely share.
        currency: of the promotions that take part; null where they share one.
        margin_percent: of a price, what is the shop's where an article's cost is not known.
    """

    players: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MOST_PLAYERS)] | None = None
    most: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    turnout_percent: Annotated[float, msgspec.Meta(gt=0, le=100)] = 100
    count: Counted = Counted.WHOLE
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] | None = None
    margin_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = MARGIN_PERCENT


class Dear(msgspec.Struct, frozen=True):
    """A budget, and what one more minor unit or unit of it would bring, in minor units."""

    budget: str
    price: float


class Night(msgspec.Struct, frozen=True):
    """An allocation.

    Attributes:
        made_at: whole seconds since 1970, UTC.
        method: by which offers are scored while it is fresh.
        foretold_by: name and version of what foretold the redemptions.
        priced: how many budgets have a price.
        dearest: those with the highest prices.
    """

    number: int
    made_at: int
    currency: str
    method: Method
    why: str
    foretold_by: str
    figures: Figures
    priced: int
    dearest: Sequence[Dear]


class AllocationInForce(msgspec.Struct, frozen=True):
    """How offers are scored now.

    Attributes:
        allocation: the last one; null where there is none that can be read.
        lapse: why offers are scored greedily although nobody chose that; null where it is used.
    """

    allocation: Night | None
    lapse: Lapse | None


class Allocated(msgspec.Struct, frozen=True):
    """What was kept.

    Attributes:
        promises: in the plan.
    """

    allocation: Night
    promises: int


_READS: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["promotions"]}


@get(
    "/v1/promotions/allocation",
    **_READS,
    summary="The night's allocation",
    responses=refusals(400, 401, 403, 422, 503),
)
async def allocation(parts: Parts, top: Top = 20) -> AllocationInForce:
    """What decides how offers are scored, with its figures and the `top` highest prices."""
    kept = parts.house.allocation.current()
    if isinstance(kept, Lapse):
        return AllocationInForce(None, kept)
    now = int(parts.house.clock.now().timestamp())
    return AllocationInForce(_night(kept, top), lapse_of(kept, kept.currency, now))


@post(
    "/v1/promotions/allocation",
    **_READS,
    dependencies=ONCE,
    status_code=200,
    summary="Allocate the next 24 hours",
    responses=refusals(400, 401, 403, 409, 413, 422, 503),
)
async def allocate(
    allocations: AllocationProcess, data: StartedAllocation, sending: Sending
) -> Allocated:
    """Answers when it is in force in every worker. One at a time, for at most 100 seconds.

    It runs in a process of its own; longer ones, and past offers, are for the command line.
    """

    async def work(_attempt: Attempt | None) -> Allocated:
        kept, promises = await allocations.run(
            Wanted(
                data.players,
                data.most,
                data.turnout_percent / 100,
                data.count,
                data.currency,
                data.margin_percent,
            )
        )
        return Allocated(_night(kept, 20), promises)

    return await sending.once(Allocated, work)


def _night(kept: Allocation, top: int) -> Night:
    dear = sorted(kept.prices.items(), key=lambda item: (-item[1], item[0]))
    return Night(
        number=kept.number,
        made_at=kept.made_at,
        currency=kept.currency,
        method=kept.method,
        why=kept.why,
        foretold_by=kept.foretold_by,
        figures=kept.figures,
        priced=len(dear),
        dearest=[Dear(*one) for one in dear[:top]],
    )


ROUTES = (allocation, allocate)
