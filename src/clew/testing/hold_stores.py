"""What stores of holds must keep to. A store's tests subclass the battery.

The subclass gives the fixtures `book` (empty) and `store` (on that book).
"""

from __future__ import annotations

import asyncio

import pytest

from clew.errors import Code, Conflict, InputRefused
from clew.promotions.holds import HOLD_S
from clew.promotions.model import (
    Budget,
    Hold,
    HoldState,
    Refusal,
    Spent,
    State,
)
from clew.promotions.ports import HoldStore, Turn
from clew.testing.promotion_stores import NOON, TEA, Book, desk, in_force, promotion


class HoldStoreBattery:
    """The promises of `HoldStore`, seen through `Holds`."""

    async def test_a_hold_takes_budget(self, book: Book, store: HoldStore) -> None:
        """A hold is kept with what it promises, and lasts half an hour, or to the hunt's end."""
        await in_force(book, promotion())
        taken = await desk(book, store).take("h1", TEA, "ada", money=100)
        assert taken == Hold(
            "h1", TEA, 1, "ada", "2027-05-01", 1, 100, NOON, NOON + HOLD_S, HoldState.HELD
        )
        assert await store.hold("h1") == taken
        assert await store.spent() == {TEA: Spent(1, 100)}
        assert await store.counted() == {
            (TEA, counter): Spent(1, 100) for counter in ("all", "player ada", "day 2027-05-01")
        }
        longer = await desk(book, store).take("h2", TEA, "ada", money=5, until=NOON + 7_200)
        assert isinstance(longer, Hold)
        assert longer.expires == NOON + 7_200

    async def test_the_same_hold_again(self, book: Book, store: HoldStore) -> None:
        """Asked again, a hold is the one that stands; for something else its id is refused."""
        await in_force(book, promotion(budget=Budget(units=1)))
        holds = desk(book, store)
        first = await holds.take("h1", TEA, "ada", money=100)
        assert await desk(book, store, NOON + 60).take("h1", TEA, "ada", money=100) == first
        with pytest.raises(Conflict) as refusal:
            await holds.take("h1", TEA, "bob", money=100)
        assert refusal.value.code is Code.HOLD_DIFFERS
        firm = await holds.make_firm("h1")
        assert await holds.make_firm("h1") == firm
        assert await holds.take("h1", TEA, "ada", money=100) == firm
        assert await store.spent() == {TEA: Spent(1, 100)}

    @pytest.mark.parametrize(
        ("budget", "refusal"),
        [
            (Budget(units=2), Refusal.UNITS_SPENT),
            (Budget(units_per_player=2), Refusal.UNITS_OF_PLAYER_SPENT),
            (Budget(units_per_day=2), Refusal.UNITS_OF_DAY_SPENT),
            (Budget(money=250), Refusal.MONEY_SPENT),
            (Budget(money_per_player=250), Refusal.MONEY_OF_PLAYER_SPENT),
            (Budget(money_per_day=250), Refusal.MONEY_OF_DAY_SPENT),
        ],
    )
    async def test_every_bound(
        self, book: Book, store: HoldStore, budget: Budget, refusal: Refusal
    ) -> None:
        """The third hold of a bound for two is refused by its name, and fits after a release."""
        await in_force(book, promotion(budget=budget))
        holds = desk(book, store)
        for number in (1, 2):
            assert isinstance(await holds.take(f"h{number}", TEA, "ada", money=100), Hold)
        assert await holds.take("h3", TEA, "ada", money=100) == refusal
        assert await store.hold("h3") is None
        released = await holds.release("h1")
        assert isinstance(released, Hold)
        assert await holds.release("h1") == released
        assert isinstance(await holds.take("h4", TEA, "ada", money=100), Hold)
        assert await store.differences() == []

    async def test_players_and_days_have_their_own(self, book: Book, store: HoldStore) -> None:
        """A bound for a player leaves others alone; one for a day ends at the venue's midnight."""
        await in_force(book, promotion(budget=Budget(units_per_player=1, units_per_day=2)))
        holds = desk(book, store)
        assert isinstance(await holds.take("h1", TEA, "ada", money=0), Hold)
        assert isinstance(await holds.take("h2", TEA, "bob", money=0), Hold)
        assert await holds.take("h3", TEA, "cyd", money=0) == Refusal.UNITS_OF_DAY_SPENT
        for name in ("h1", "h2"):
            await holds.make_firm(name)
        late = desk(book, store, NOON + 10 * 3600 - 1)  # 23:59:59 in Paris
        assert await late.take("h4", TEA, "cyd", money=0) == Refusal.UNITS_OF_DAY_SPENT
        tomorrow = desk(book, store, NOON + 10 * 3600)
        assert isinstance(await tomorrow.take("h5", TEA, "cyd", money=0), Hold)
        assert await tomorrow.take("h6", TEA, "ada", money=0) == Refusal.UNITS_OF_PLAYER_SPENT

    async def test_overbooking_is_a_setting(self, book: Book, store: HoldStore) -> None:
        """Only what is set is promised beyond the budget, and only of the budget in all."""
        budget = Budget(units=2, units_per_player=2, overbook_percent=50)
        await in_force(book, promotion(budget=budget))
        holds = desk(book, store)
        for number, player in enumerate(("ada", "ada", "bob")):
            assert isinstance(await holds.take(f"h{number}", TEA, player, money=0), Hold)
        assert await holds.take("h8", TEA, "ada", money=0) == Refusal.UNITS_SPENT
        await holds.release("h2")
        assert await holds.take("h9", TEA, "ada", money=0) == Refusal.UNITS_OF_PLAYER_SPENT

    async def test_holds_are_listed(self, book: Book, store: HoldStore) -> None:
        """A promotion's holds of one state come by when they expire, then by id, page by page."""
        await in_force(book, promotion(budget=Budget(units=9)))
        holds = desk(book, store)
        for number, minutes in enumerate((3, 1, 2, 1)):
            await holds.take(f"h{number}", TEA, "ada", money=0, until=NOON + 60 * minutes)
        await holds.make_firm("h2")
        listed = await store.holds(TEA, HoldState.HELD, after="", limit=2)
        assert [one.id for one in listed] == ["h1", "h3"]
        for last, rest in (("h3", ["h0"]), ("h1", ["h3", "h0"]), ("h0", [])):
            listed = await store.holds(TEA, HoldState.HELD, after=last, limit=9)
            assert [one.id for one in listed] == rest
        (firm,) = await store.holds(TEA, HoldState.FIRM, after="", limit=9)
        assert firm.id == "h2"
        assert await store.holds("coffee", HoldState.HELD, after="", limit=9) == []

    async def test_expiry(self, book: Book, store: HoldStore) -> None:
        """From its time on a hold is refused, and its budget is free, swept or not."""
        await in_force(book, promotion(budget=Budget(units=1)))
        assert isinstance(await desk(book, store).take("h1", TEA, "ada", money=1), Hold)
        before = desk(book, store, NOON + HOLD_S - 1)
        after = desk(book, store, NOON + HOLD_S)
        assert await before.take("h2", TEA, "bob", money=1) == Refusal.UNITS_SPENT
        assert isinstance(await after.take("h3", TEA, "bob", money=1), Hold)
        assert await after.make_firm("h1") == Refusal.HOLD_EXPIRED
        assert await after.release("h1") == Refusal.HOLD_EXPIRED
        assert await store.spent() == {TEA: Spent(1, 1)}

    async def test_a_clock_that_jumps(self, book: Book, store: HoldStore) -> None:
        """What a clock that ran ahead has expired stays so when the clock is put back."""
        await in_force(book, promotion(budget=Budget(units=1)))
        assert isinstance(await desk(book, store).take("h1", TEA, "ada", money=1), Hold)
        assert await desk(book, store, NOON + 3 * HOLD_S).sweep() == 1
        back = desk(book, store)
        assert await back.sweep() == 0
        assert await back.make_firm("h1") == Refusal.HOLD_EXPIRED
        assert isinstance(await back.take("h2", TEA, "bob", money=1), Hold)
        assert isinstance(await back.make_firm("h2"), Hold)
        assert await desk(book, store, NOON + 3 * HOLD_S).sweep() == 0
        assert await store.spent() == {TEA: Spent(1, 1)}

    async def test_a_firm_hold_stays(self, book: Book, store: HoldStore) -> None:
        """What was made firm neither expires nor is released."""
        await in_force(book, promotion(budget=Budget(units=1)))
        holds = desk(book, store)
        await holds.take("h1", TEA, "ada", money=1)
        await holds.make_firm("h1")
        assert await holds.release("h1") == Refusal.HOLD_FIRM
        assert await desk(book, store, NOON + 2 * HOLD_S).sweep() == 0
        assert await holds.take("h2", TEA, "bob", money=1) == Refusal.UNITS_SPENT

    async def test_a_firm_hold_given_back(self, book: Book, store: HoldStore) -> None:
        """It frees its budget once, and its trail says who did it and why; release stays shut."""
        await in_force(book, promotion(budget=Budget(units=1)))
        holds = desk(book, store)
        await holds.take("h1", TEA, "ada", money=1)
        await holds.make_firm("h1")
        later = desk(book, store, NOON + 2 * HOLD_S)
        given = await later.give_back("h1", "the sale was undone", who="bob")
        assert isinstance(given, Hold)
        assert given.state is HoldState.RELEASED
        assert await later.give_back("h1", "again") == await later.release("h1") == given
        assert await later.make_firm("h1") == Refusal.HOLD_RELEASED
        assert await store.trail("h1") == [
            Turn(HoldState.HELD, NOON),
            Turn(HoldState.FIRM, NOON),
            Turn(HoldState.RELEASED, NOON + 2 * HOLD_S, "bob", "the sale was undone"),
        ]
        assert await store.spent() == {}
        assert await store.differences() == []
        assert isinstance(await later.take("h2", TEA, "bob", money=1), Hold)

    async def test_what_can_be_given_back(self, book: Book, store: HoldStore) -> None:
        """A hold that is not firm, too; not one that expired or never was, nor without a reason."""
        await in_force(book, promotion())
        holds = desk(book, store)
        assert await holds.give_back("h1", "cancelled") == Refusal.HOLD_UNKNOWN
        assert await store.trail("h1") == []
        for name in ("h1", "h2"):
            await holds.take(name, TEA, "ada", money=1)
        assert isinstance(await holds.give_back("h1", "cancelled"), Hold)
        late = desk(book, store, NOON + HOLD_S)
        assert await late.give_back("h2", "cancelled") == Refusal.HOLD_EXPIRED
        assert [turn.after for turn in await store.trail("h2")] == ["held", "expired"]
        for reason in ("", "  ", "x" * 501):
            with pytest.raises(InputRefused):
                await holds.give_back("h2", reason)
        with pytest.raises(InputRefused):
            await holds.give_back("h2", "cancelled", who="x" * 65)
        assert await store.spent() == {}

    async def test_given_back_by_many_at_once(self, book: Book, store: HoldStore) -> None:
        """Eight who give one hold back at once free one unit, and one row of the trail says so."""
        await in_force(book, promotion(budget=Budget(units=2)))
        holds = desk(book, store)
        for name in ("h1", "h2"):
            await holds.take(name, TEA, "ada", money=1)
            await holds.make_firm(name)
        await asyncio.gather(*(holds.give_back("h1", f"by {number}") for number in range(8)))
        assert await store.spent() == {TEA: Spent(1, 1)}
        assert len(await store.trail("h1")) == 3

    async def test_only_what_may_be_given(self, book: Book, store: HoldStore) -> None:
        """Unknown, paused, ended, drafted and closed promotions are refused by their names."""
        holds = desk(book, store)
        assert await holds.take("h1", TEA, "ada", money=1) == Refusal.UNKNOWN
        await in_force(book, promotion(), promotion("later"))
        await book.put([promotion("new")], who="ada", at=NOON, why="")
        assert await holds.take("h1", "new", "ada", money=1) == Refusal.NOT_IN_FORCE
        early = desk(book, store, NOON - 86_400)
        assert await early.take("h1", TEA, "ada", money=1) == Refusal.OUTSIDE_SCHEDULE
        (live,) = await book.revisions(TEA)
        paused = await book.move(live, State.PAUSED, who="ada", at=NOON, why="")
        assert await holds.take("h1", TEA, "ada", money=1) == Refusal.PAUSED
        asked = Hold("h1", TEA, 1, "ada", "2027-05-01", 1, 1, NOON, NOON + 1)
        assert await store.take(asked, ()) == Refusal.NOT_IN_FORCE
        await book.move(paused, State.ENDED, who="ada", at=NOON, why="")
        assert await holds.take("h1", TEA, "ada", money=1) == Refusal.NOT_IN_FORCE
        assert await holds.make_firm("h1") == Refusal.HOLD_UNKNOWN
        assert await holds.release("h1") == Refusal.HOLD_UNKNOWN

    async def test_a_promise_outlives_a_pause(self, book: Book, store: HoldStore) -> None:
        """What was promised before a pause is made firm, and asked again it is the same."""
        await in_force(book, promotion())
        holds = desk(book, store)
        taken = await holds.take("h1", TEA, "ada", money=1)
        (live,) = await book.revisions(TEA)
        await book.move(live, State.PAUSED, who="ada", at=NOON, why="")
        assert await holds.take("h1", TEA, "ada", money=1) == taken
        assert isinstance(await holds.make_firm("h1"), Hold)

    async def test_a_new_revision_keeps_the_count(self, book: Book, store: HoldStore) -> None:
        """Budgets are counted over all revisions of a promotion."""
        await in_force(book, promotion(budget=Budget(units=1)))
        holds = desk(book, store)
        assert isinstance(await holds.take("h1", TEA, "ada", money=1), Hold)
        await in_force(book, promotion(budget=Budget(units=1, money=900)))
        assert await holds.take("h2", TEA, "bob", money=1) == Refusal.UNITS_SPENT

    async def test_many_at_once(self, book: Book, store: HoldStore) -> None:
        """Of sixteen who ask at once for three units, three get one each."""
        await in_force(book, promotion(budget=Budget(units=3)))
        holds = desk(book, store)
        asked = (holds.take(f"h{n}", TEA, f"player {n}", money=1) for n in range(16))
        answers = await asyncio.gather(*asked)
        assert sum(isinstance(answer, Hold) for answer in answers) == 3
        assert answers.count(Refusal.UNITS_SPENT) == 13
        assert await store.spent() == {TEA: Spent(3, 3)}
