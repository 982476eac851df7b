from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from clew.clock import FixedClock
from clew.errors import Code, Conflict, InputRefused
from clew.promotions.life import ACTS, CLOCK, Act, Life
from clew.promotions.model import Promotion, State
from clew.testing.promotion_stores import NOON, TEA, promotion
from clew.testing.promotion_twins import MemoryPromotions

DAY = 86_400


def life(book: MemoryPromotions, at: int = NOON) -> Life:
    """The use case at a moment."""
    return Life(book=book, writer=book, clock=FixedClock(datetime.fromtimestamp(at, UTC)))


async def imported() -> MemoryPromotions:
    """A book with one draft, live for thirty days from the morning on."""
    book = MemoryPromotions()
    await book.put([promotion()], who="ada", at=NOON - DAY, why="new")
    return book


async def test_a_whole_life() -> None:
    """From draft to archive by people and the clock, with a row of the trail for each step."""
    book = await imported()
    early = life(book, NOON - DAY)
    await early.act(Act.APPROVE, TEA, who="bob", why="checked")
    assert (await early.act(Act.SCHEDULE, TEA, who="bob", why="")).state is State.SCHEDULED
    assert await early.tick() == []
    (begun,) = await life(book).tick()
    assert begun.state is State.LIVE
    assert await life(book).tick() == []
    assert (await life(book).act(Act.PAUSE, TEA, who="cyd", why="out of tea")).state is State.PAUSED
    assert await life(book, NOON + 60 * DAY).tick() == []
    assert (await life(book).act(Act.RESUME, TEA, who="cyd", why="tea")).state is State.LIVE
    (ended,) = await life(book, NOON + 30 * DAY).tick()
    assert ended.state is State.ENDED
    await life(book, NOON + 31 * DAY).act(Act.ARCHIVE, TEA, who="ada", why="")
    steps = await book.steps(TEA)
    assert [(step.after, step.who) for step in steps] == [
        (State.DRAFT, "ada"),
        (State.APPROVED, "bob"),
        (State.SCHEDULED, "bob"),
        (State.LIVE, CLOCK),
        (State.PAUSED, "cyd"),
        (State.SCHEDULED, "cyd"),
        (State.LIVE, CLOCK),
        (State.ENDED, CLOCK),
        (State.ARCHIVED, "ada"),
    ]
    assert [step.before for step in steps[1:]] == [step.after for step in steps[:-1]]
    assert steps[4].why == "out of tea"


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("state", list(State))
async def test_each_act_from_each_state(act: Act, state: State) -> None:
    """An act is done from the states it begins in and refused, with nothing changed, elsewhere."""
    book = await imported()
    (draft,) = await book.revisions(TEA)
    if state is not State.DRAFT:
        await book.move(draft, state, who="ada", at=NOON, why="")
    before = await book.steps(TEA)
    if state in ACTS[act][0]:
        moved = await life(book, NOON - DAY).act(act, TEA, who="bob", why="")
        assert moved.state is ACTS[act][1]
        return
    with pytest.raises(Conflict) as refusal:
        await life(book).act(act, TEA, who="bob", why="")
    assert refusal.value.code is Code.PROMOTION_STATE
    assert await book.steps(TEA) == before


async def test_what_is_over_is_not_scheduled() -> None:
    """A promotion of which no window is left is refused, and stays approved."""
    book = await imported()
    late = life(book, NOON + 60 * DAY)
    await late.act(Act.APPROVE, TEA, who="bob", why="")
    with pytest.raises(Conflict) as refusal:
        await late.act(Act.SCHEDULE, TEA, who="bob", why="")
    assert refusal.value.code is Code.PROMOTION_OVER
    assert (await book.revisions(TEA))[0].state is State.APPROVED


async def test_an_unknown_one_is_refused() -> None:
    """An id that no promotion has is told."""
    with pytest.raises(InputRefused) as refusal:
        await life(await imported()).act(Act.PAUSE, "coffee", who="bob", why="")
    assert refusal.value.code is Code.PROMOTION_UNKNOWN


async def test_a_faster_one_is_left_alone_by_the_clock() -> None:
    """What somebody paused between the look and the step stays paused."""

    class Paused(MemoryPromotions):
        async def promotions(self, *_states: object) -> list[Promotion]:
            (stands,) = await self.revisions(TEA)
            await self.move(stands, State.PAUSED, who="cyd", at=NOON, why="")
            # What was seen before.
            return [stands]

    book = Paused()
    await book.put([promotion()], who="ada", at=NOON, why="")
    (draft,) = await book.revisions(TEA)
    await book.move(draft, State.SCHEDULED, who="ada", at=NOON, why="")
    assert await life(book).tick() == []
    assert (await book.revisions(TEA))[0].state is State.PAUSED
    assert msgspec.structs.replace(draft, state=State.PAUSED) in await book.revisions(TEA)
