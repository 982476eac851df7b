"""The nightly use case: who could be promised what, solved, compared, and kept for the day."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from clew.clock import Clock
from clew.errors import Code, InputRefused
from clew.promotions.allocation.allocate import Night, allocate
from clew.promotions.allocation.candidates import Candidate, Counted, candidate
from clew.promotions.allocation.kept import Allocation
from clew.promotions.allocation.left import caps_of, has_room
from clew.promotions.allocation.ports import AllocationShelf, Foretelling
from clew.promotions.allocation.problem import Problem, problem_of
from clew.promotions.allocation.solve import TIME_S
from clew.promotions.model import GIVEN, Promotion
from clew.promotions.ports import HoldStore, PromotionReader
from clew.promotions.schedule import DAY_S, local_day, windows


class Terms(NamedTuple):
    """On what terms a night is allocated.

    Attributes:
        most: promises to one player at most.
        turnout: share of the players that is foretold to come, in (0, 1].
        counted: what a promise counts against a budget.
        currency: of the promotions that take part; None where they share one.
        time_s: for each relaxation, seconds.
    """

    most: int = 1
    turnout: float = 1.0
    counted: Counted = Counted.WHOLE
    currency: str | None = None
    time_s: float = TIME_S


class Done(NamedTuple):
    """What was kept, and the night that it came from."""

    kept: Allocation
    night: Night


class _Told(NamedTuple):
    by: str
    rules: int | None
    refused: Mapping[str, int]
    problem: Problem


class Tonight:
    """Allocates the day that begins now."""

    def __init__(
        self,
        *,
        book: PromotionReader,
        holds: HoldStore,
        foretelling: Foretelling,
        shelf: AllocationShelf,
        clock: Clock,
    ) -> None:
        self._book = book
        self._holds = holds
        self._foretelling = foretelling
        self._shelf = shelf
        self._clock = clock

    async def run(self, players: Sequence[str] | None, terms: Terms) -> Done:
        """Solves, compares and keeps. `players` None: all of whom a purchase is known.

        What takes part: promotions that are approved for their schedule and live at some moment
        of the next 24 hours. Raises `InputRefused` (`currency_mixed`), and changes nothing then.
        """
        now = int(self._clock.now().timestamp())
        await self._holds.expire(now)
        promotions = await self._taking_part(now, terms.currency)
        told = await self._problem(promotions, players, terms, now)
        night = await asyncio.to_thread(
            allocate, told.problem, turnout=terms.turnout, time_s=terms.time_s
        )
        allocation = Allocation(
            number=0,
            made_at=now,
            currency=promotions[0].currency if promotions else terms.currency or "",
            method=night.method,
            why=night.why,
            foretold_by=told.by,
            rules=told.rules,
            prices=night.prices,
            figures=msgspec.structs.replace(night.figures, refused=told.refused),
        )
        kept = await asyncio.to_thread(self._shelf.keep, allocation)
        return Done(kept, night)

    async def _taking_part(self, now: int, currency: str | None) -> Sequence[Promotion]:
        live = [
            one
            for one in await self._book.promotions(GIVEN)
            if currency in {None, one.currency} and windows(one.schedule, now, now + DAY_S)
        ]
        currencies = sorted({one.currency for one in live})
        if len(currencies) > 1:
            raise InputRefused(
                Code.CURRENCY_MIXED,
                f"the promotions are in {' and '.join(currencies)}, and those do not add up",
                remedy="name one of them, for example --currency " + currencies[0],
            )
        return live

    async def _problem(
        self, promotions: Sequence[Promotion], players: Sequence[str] | None, terms: Terms, now: int
    ) -> _Told:
        counted = await self._holds.counted()
        known = {one.id: one for one in promotions}
        forecast = await self._foretelling.foretell(promotions, players, now)
        found: list[Candidate] = []
        refused: Counter[str] = Counter()
        async for share in forecast.shares:
            refused.update(share.refused)
            found += [
                candidate(one, terms.counted)
                for one in share.offers
                if has_room(known[one.promotion], one.player, one.cost, counted)
            ]
        days = {one.id: local_day(now, one.schedule.timezone).isoformat() for one in promotions}
        caps = caps_of(promotions, days, counted)
        problem = await asyncio.to_thread(problem_of, found, caps, most=terms.most)
        return _Told(forecast.by, forecast.rules, dict(sorted(refused.items())), problem)
