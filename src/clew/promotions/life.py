"""The life of a promotion: who may take it where, and what the clock does by itself.

    draft -> approved -> scheduled -> live -> ended -> archived
                         scheduled, live <-> paused

The clock takes `scheduled` to `live` when the first window begins and either to `ended` when no
window is left. That is written by whoever looks next; nothing waits for it, because what may be
promised follows from the schedule, not from the word.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from clew.clock import Clock
from clew.errors import Code, Conflict, InputRefused
from clew.promotions.model import IN_FORCE, IN_PREPARATION, Promotion, State
from clew.promotions.ports import PromotionReader, PromotionWriter
from clew.promotions.schedule import next_window

CLOCK = "clock"
"""Who took a step that nobody took."""


class Act(StrEnum):
    """What a person does to a promotion."""

    APPROVE = "approve"
    SCHEDULE = "schedule"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    ARCHIVE = "archive"


ACTS: dict[Act, tuple[tuple[State, ...], State]] = {
    # act -> (from which states, to which)
    Act.APPROVE: ((State.DRAFT,), State.APPROVED),
    Act.SCHEDULE: ((State.APPROVED,), State.SCHEDULED),
    Act.PAUSE: ((State.SCHEDULED, State.LIVE), State.PAUSED),
    Act.RESUME: ((State.PAUSED,), State.SCHEDULED),
    Act.END: (IN_FORCE, State.ENDED),
    Act.ARCHIVE: ((*IN_PREPARATION, State.ENDED), State.ARCHIVED),
}


class Life:
    """Takes promotions from state to state."""

    def __init__(self, *, book: PromotionReader, writer: PromotionWriter, clock: Clock) -> None:
        self._book = book
        self._writer = writer
        self._clock = clock

    async def act(self, act: Act, promotion: str, *, who: str, why: str) -> Promotion:
        """Does it to the newest revision that stands where the act begins.

        Raises `InputRefused` (`promotion_unknown`), `Conflict` (`promotion_state`) where no
        revision stands there, (`promotion_over`) where none of its windows is left to schedule,
        (`promotion_changed`) where somebody was faster.
        """
        revisions = await self._book.revisions(promotion)
        if not revisions:
            raise unknown(promotion)
        before, after = ACTS[act]
        fit = next((one for one in reversed(revisions) if one.state in before), None)
        if fit is None:
            raise Conflict(
                Code.PROMOTION_STATE,
                f"promotion {promotion!r} is {revisions[-1].state}; to {act} it, it must be "
                + " or ".join(before),
                remedy="see `clew promotion show`",
            )
        now = self._now()
        if after is State.SCHEDULED and next_window(fit.schedule, now) is None:
            raise Conflict(
                Code.PROMOTION_OVER,
                f"no window of promotion {promotion!r} is left",
                remedy="import it again with a later schedule",
            )
        moved = await self._writer.move(fit, after, who=who, at=now, why=why)
        advanced = await self._advance(moved, now)
        return moved if advanced is None else advanced

    async def tick(self) -> Sequence[Promotion]:
        """Writes what the clock has done to those in force since somebody looked; which those are.

        Somebody who is faster is left alone.
        """
        now = self._now()
        moved = []
        for promotion in await self._book.promotions((State.SCHEDULED, State.LIVE)):
            try:
                after = await self._advance(promotion, now)
            except Conflict:
                continue
            if after is not None:
                moved.append(after)
        return moved

    async def _advance(self, promotion: Promotion, now: int) -> Promotion | None:
        due = by_clock(promotion, now)
        if due is None:
            return None
        why = "its first window has begun" if due is State.LIVE else "no window is left"
        return await self._writer.move(promotion, due, who=CLOCK, at=now, why=why)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def by_clock(promotion: Promotion, now: int) -> State | None:
    """The state that the clock takes it to by a moment; None where it stays."""
    if promotion.state not in {State.SCHEDULED, State.LIVE}:
        return None
    window = next_window(promotion.schedule, now)
    if window is None:
        return State.ENDED
    begun = promotion.state is State.SCHEDULED and window.start <= now
    return State.LIVE if begun else None


def as_of(promotion: Promotion, now: int) -> Promotion:
    """The revision in the state that the clock has given it, written or not."""
    due = by_clock(promotion, now)
    return promotion if due is None else msgspec.structs.replace(promotion, state=due)


def unknown(promotion: str) -> InputRefused:
    """The refusal of an id that no promotion has."""
    return InputRefused(
        Code.PROMOTION_UNKNOWN,
        f"there is no promotion {promotion[:80]!r}",
        remedy="see `clew promotion list`",
    )
