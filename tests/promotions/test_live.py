"""What may be promised at a moment, kept up with what changes."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.promotions.live import LivePromotions
from clew.promotions.model import Budget, Schedule, Scope, Spent, State
from clew.promotions.prefilter import Sought
from clew.promotions.schedule import DAY_S, days_left, instant, next_window
from clew.testing.promotion_stores import NOON, desk, in_force, promotion
from clew.testing.promotion_twins import MemoryHolds, MemoryPromotions

SOUGHT = Sought(NOON, "mall", "spring")


async def test_it_follows_changes_and_holds() -> None:
    """A new promotion, a pause, a spent budget and a hold given back are seen by the next look."""
    book = MemoryPromotions()
    holds = MemoryHolds(book)
    live = LivePromotions(book=book, holds=holds)
    assert (await live.at(NOON)).promotions == []
    shoes = msgspec.structs.replace(promotion("shoes"), scope=Scope(products=("shoe",)))
    await in_force(book, promotion("tea", Budget(units=1)), shoes)
    assert [one.id for one in (await live.at(NOON)).promotions] == ["shoes", "tea"]
    assert [one.id for one in await live.survivors(SOUGHT)] == ["tea"]
    desk_ = desk(book, holds)
    await desk_.take("h1", "tea", "ada", money=5)
    now = await live.at(NOON)
    assert ([one.id for one in now.promotions], now.spent) == (["shoes"], {"tea": Spent(1, 5)})
    assert await live.survivors(SOUGHT) == []
    await desk_.give_back("h1", "cancelled")
    assert [one.id for one in await live.survivors(SOUGHT)] == ["tea"]
    (stands,) = await book.revisions("tea")
    await book.move(stands, State.PAUSED, who="ada", at=NOON, why="")
    assert await live.survivors(SOUGHT) == []
    late = await live.at(NOON + 40 * DAY_S)
    assert (late.promotions, now.moment, late.moment) == ([], NOON, NOON + 40 * DAY_S)


def when(rule: str = "", days: int = 1) -> Schedule:
    """From the first of May on."""
    return Schedule(datetime(2027, 5, 1), "Europe/Paris", days, rule=rule)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("schedule", "day", "left"),
    [
        (when(), "2027-05-01", 0),
        (when(), "2027-06-01", 0),
        (when(days=10), "2027-05-01", 9),
        (when("FREQ=DAILY;COUNT=30"), "2027-05-01", 29),
        (when("FREQ=DAILY;UNTIL=20270515T000000"), "2027-05-05", 10),
        (when("FREQ=WEEKLY"), "2027-05-01", None),
    ],
)
def test_how_long_it_goes_on(schedule: Schedule, day: str, left: int | None) -> None:
    """Whole days until it is live for the last time; None for more than is asked."""
    moment = instant(datetime.fromisoformat(day), "Europe/Paris")
    assert days_left(schedule, moment, 3_650) == left


@given(st.integers(1, 60), st.integers(0, 80), st.integers(1, 70))
def test_days_that_are_left_are_live(count: int, after: int, most: int) -> None:
    """So many days later it is live again, and a day after that it is not."""
    schedule = when(f"FREQ=DAILY;INTERVAL=2;COUNT={count}")
    moment = instant(datetime(2027, 5, 1), "Europe/Paris") + after * DAY_S  # noqa: DTZ001
    left = days_left(schedule, moment, most)
    if left is None:
        assert next_window(schedule, moment + most * DAY_S) is not None
    else:
        assert next_window(schedule, moment + (left + 1) * DAY_S) is None
        assert left == 0 or next_window(schedule, moment + left * DAY_S) is not None
