"""What stores of promotions must keep to. A store's tests subclass the battery.

The subclass gives the fixture `book` (empty; reads and writes).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

import msgspec
import pytest

from clew.clock import FixedClock
from clew.errors import Code, Conflict
from clew.promotions.holds import Holds
from clew.promotions.model import (
    Budget,
    Fixed,
    Promotion,
    Schedule,
    State,
)
from clew.promotions.ports import HoldStore, PromotionReader, PromotionWriter, Put

NOON = int(datetime(2027, 5, 1, 12, tzinfo=UTC).timestamp())
TEA = "tea"


class Book(PromotionReader, PromotionWriter, Protocol):
    """Both sides of a store of promotions."""


def promotion(id_: str = TEA, budget: Budget | None = None, *, days: int = 30) -> Promotion:
    """A euro off, live from the morning on."""
    when = Schedule(datetime(2027, 5, 1, 8), "Europe/Paris", days)  # noqa: DTZ001 - a wall clock's
    return Promotion(id_, "A euro off", Fixed(100), "EUR", when, budget=budget or Budget())


async def in_force(book: Book, *promotions: Promotion) -> None:
    """Takes promotions all the way to live."""
    await book.put(promotions, who="ada", at=NOON, why="spring")
    for one in promotions:
        stands = (await book.revisions(one.id))[-1]
        for after in (State.APPROVED, State.SCHEDULED, State.LIVE):
            stands = await book.move(stands, after, who="ada", at=NOON, why="spring")


def desk(book: PromotionReader, store: HoldStore, at: int = NOON) -> Holds:
    """The use case, with a clock that stands."""
    return Holds(book=book, store=store, clock=FixedClock(datetime.fromtimestamp(at, UTC)))


class PromotionBookBattery:
    """The promises of `PromotionReader` and `PromotionWriter`."""

    async def test_what_is_put_is_a_draft(self, book: Book) -> None:
        """A new promotion is revision 1, a draft, in every field as it was given."""
        assert await book.generation() == 0
        assert await book.put([promotion()], who="ada", at=NOON, why="new") == Put(1, 0, 0)
        (kept,) = await book.revisions(TEA)
        assert kept == msgspec.structs.replace(promotion(), revision=1)
        (step,) = await book.steps(TEA)
        assert (step.before, step.after, step.who, step.at, step.why) == (
            None,
            State.DRAFT,
            "ada",
            NOON,
            "new",
        )
        assert await book.generation() > 0

    async def test_the_same_again_changes_nothing(self, book: Book) -> None:
        """What the newest revision says already is no new revision, whatever its state."""
        await in_force(book, promotion())
        before = await book.generation()
        assert await book.put([promotion()], who="ada", at=NOON, why="") == Put(0, 0, 1)
        assert await book.generation() == before

    async def test_a_change_is_a_new_revision(self, book: Book) -> None:
        """It is a draft beside what is in force, which ends when the new one is scheduled."""
        await in_force(book, promotion())
        assert await book.put([promotion(days=3)], who="ada", at=NOON, why="") == Put(0, 1, 0)
        assert await book.put([promotion(days=4)], who="ada", at=NOON, why="") == Put(0, 1, 0)
        states = [one.state for one in await book.revisions(TEA)]
        assert states == [State.LIVE, State.ARCHIVED, State.DRAFT]
        newest = (await book.revisions(TEA))[-1]
        approved = await book.move(newest, State.APPROVED, who="ada", at=NOON, why="")
        await book.move(approved, State.SCHEDULED, who="ada", at=NOON, why="")
        states = [one.state for one in await book.revisions(TEA)]
        assert states == [State.ENDED, State.ARCHIVED, State.SCHEDULED]
        first, *_, third = await book.revisions(TEA)
        assert (first.schedule.days, third.schedule.days) == (30, 4)

    async def test_a_move_compares(self, book: Book) -> None:
        """Of two who move from one state, one does; the other is told, and nothing changes."""
        await book.put([promotion()], who="ada", at=NOON, why="")
        (draft,) = await book.revisions(TEA)
        await book.move(draft, State.APPROVED, who="ada", at=NOON, why="")
        before = await book.steps(TEA)
        for again in (draft, msgspec.structs.replace(draft, revision=7)):
            with pytest.raises(Conflict) as refusal:
                await book.move(again, State.ARCHIVED, who="bob", at=NOON, why="")
            assert refusal.value.code is Code.PROMOTION_CHANGED
        assert await book.steps(TEA) == before

    async def test_they_are_found_by_state(self, book: Book) -> None:
        """Those in a state, by id and revision."""
        await in_force(book, promotion("b"), promotion("a"))
        await book.put([promotion("c")], who="ada", at=NOON, why="")
        assert [one.id for one in await book.promotions([State.LIVE])] == ["a", "b"]
        assert [one.id for one in await book.promotions()] == ["a", "b", "c"]
        assert await book.revisions("nobody") == []

    async def test_pages(self, book: Book) -> None:
        """Revisions come by id, then number, so many at a time, whatever their state."""
        await in_force(book, promotion())
        for days in (31, 32):
            await book.put([promotion(days=days)], who="ada", at=NOON, why="longer")
        every = await book.promotions()
        assert [one.revision for one in every] == [1, 2, 3]
        assert await book.page(("", 0), 2) == every[:2]
        assert await book.page((TEA, 2), 2) == every[2:]
        assert await book.page((TEA, 3), 2) == []
