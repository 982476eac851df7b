"""Writes that may be sent twice and happen once.

    the first sending: look -> work, which keeps the attempt where it begins -> the answer
    a later one:       look -> what became of the first

What became of it stands in the record: the attempt is kept in the transaction that begins the work,
so that there is never one without the other. Refusals are not kept: nothing was changed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from math import ceil
from typing import TypeVar

import msgspec

from clew.clock import Clock
from clew.clues.attempt import Attempt, AttemptBook, Kept
from clew.clues.lease import runs
from clew.clues.model import Revision, State
from clew.clues.ports import ClueRecord
from clew.clues.settle import Settlement
from clew.errors import ClewError, Code, Conflict, PartUnavailable

KEPT_S = 24 * 3600.0
"""How long what became of a write is told again, seconds."""
CLAIM_S = 120.0
"""How long a write of which only the answer tells may take, seconds; then it has broken off."""

_BEGUN = {State.PUBLISHING, State.DELETING}

T = TypeVar("T")
Work = Callable[[], Awaitable[T]]


class Attempts:
    """Runs each write once, however often it is sent."""

    def __init__(
        self, *, book: AttemptBook, record: ClueRecord, settlement: Settlement, clock: Clock
    ) -> None:
        self._book = book
        self._record = record
        self._settlement = settlement
        self._clock = clock

    async def once(
        self, attempt: Attempt, work: Work[T], *, kind: type[T], claim: bool = False
    ) -> T | Kept:
        """What the work answers, or what is kept of an earlier sending that is done.

        `kind` is the type of answers; `claim` says that the work keeps no attempt in a
        transaction of its own, so that one is kept before it. Raises what the work raises, and
        `Conflict`: `attempt_differs` where the id stands for another content, `attempt_running`
        while an earlier sending runs, `attempt_broken` where it broke off and nobody can tell
        whether it was done.
        """
        before = await self.look(attempt)
        if before is not None:
            return self._told(before, kind)
        try:
            if claim:
                await self._book.add(Kept(attempt))
            answer = await work()
            return await self._noted(attempt, answer, kind)
        except ClewError:
            before = await self._other(attempt, claim=claim)
            if before is None:
                raise
            return self._told(before, kind)

    async def look(self, attempt: Attempt) -> Kept | None:
        """What is kept of an earlier sending that is done; None where the work may run."""
        kept = await self._book.find(attempt.id)
        if kept is None:
            return None
        now = self._clock.now().timestamp()
        if kept.attempt.at + KEPT_S <= now:
            await self._book.drop(kept.attempt)
            return None
        if kept.attempt.content != attempt.content:
            raise _differs()
        if kept.answer is not None:
            return kept
        if kept.campaign is None:
            left = kept.attempt.at + CLAIM_S - now
            raise _running(left) if left > 0 else _broken()
        if kept.clue is None:
            return kept
        if await self._committed(kept, now):
            return kept
        await self._book.drop(kept.attempt)
        return None

    async def _committed(self, kept: Kept, now: float) -> bool:
        """Whether what an attempt began is in force, or was; settles it where it broke off."""
        revision = await self._witness(kept)
        if revision is not None and revision.state in _BEGUN:
            if revision.lease is not None and runs(revision.lease, now):
                raise _running(revision.lease.until - now)
            begun = await self._record.unfinished(revision.campaign)
            await self._settlement.settle(
                revision.campaign, [row for row in begun if row.lease == revision.lease]
            )
            revision = await self._witness(kept)
        # One clue speaks for all: they are committed in one step.
        return revision is not None and revision.state is not State.ABANDONED

    async def _witness(self, kept: Kept) -> Revision | None:
        found = await self._record.history(
            kept.campaign or "", kept.clue or "", below=kept.revision + 1, limit=1
        )
        return found[0] if found and found[0].number == kept.revision else None

    async def _noted(self, attempt: Attempt, answer: T, kind: type[T]) -> T | Kept:
        kept = await self._book.find(attempt.id)
        content = msgspec.json.encode(answer)
        if kept is None:
            # Nothing was begun: it stood already.
            await self._book.add(Kept(attempt, answer=content))
        elif kept.attempt.token != attempt.token:
            # It stood since another sending had just put it there.
            before = await self.look(attempt)
            return answer if before is None else self._told(before, kind)
        elif kept.clue is None:
            await self._book.answered(attempt, content)
        return answer

    async def _other(self, attempt: Attempt, *, claim: bool) -> Kept | None:
        """What another sending did, where this one was refused; None where there is none."""
        try:
            kept = await self._book.find(attempt.id)
            if kept is None:
                return None
            if kept.attempt.token == attempt.token:
                if claim or await self._undone(kept):
                    await self._book.drop(attempt)
                return None
        except PartUnavailable:
            # The refusal itself says more, and what is left here is settled when it is asked for.
            return None
        return await self.look(attempt)

    async def _undone(self, kept: Kept) -> bool:
        revision = None if kept.clue is None else await self._witness(kept)
        return revision is not None and revision.state is State.ABANDONED

    def _told(self, kept: Kept, kind: type[T]) -> T | Kept:
        return kept if kept.answer is None else msgspec.json.decode(kept.answer, type=kind)


def _differs() -> Conflict:
    return Conflict(
        Code.ATTEMPT_DIFFERS,
        "this Idempotency-Key stands for another request",
        remedy="send each request under a key of its own; the same key only to send it again",
    )


def _running(seconds: float) -> Conflict:
    wait = max(1, ceil(seconds))
    return Conflict(
        Code.ATTEMPT_RUNNING,
        "the request with this Idempotency-Key is still running",
        remedy=f"send it again in a moment; in {wait} s it is done, or its time has run out",
        retry_after_s=1,
    )


def _broken() -> Conflict:
    return Conflict(
        Code.ATTEMPT_BROKEN,
        "the request with this Idempotency-Key broke off, and nobody can tell whether it was done",
        remedy="look at what stands; if it is missing, send it under another key",
    )
