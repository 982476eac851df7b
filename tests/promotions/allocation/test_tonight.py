from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from clew.clock import FixedClock
from clew.errors import Code, InputRefused
from clew.promotions.allocation.candidates import Bound, Counted, Foretold, budget_key
from clew.promotions.allocation.figures import Method
from clew.promotions.allocation.kept import Lapse
from clew.promotions.allocation.left import caps_of, has_room
from clew.promotions.allocation.ports import Forecast, Share
from clew.promotions.allocation.tonight import Terms, Tonight
from clew.promotions.model import (
    Budget,
    Promotion,
    Spent,
)
from clew.promotions.stores.allocation_file import AllocationFile
from clew.testing.promotion_stores import NOON, desk, in_force, promotion
from clew.testing.promotion_twins import MemoryHolds, MemoryPromotions

PLAYERS = [f"player-{number:02}" for number in range(40)]


class Table:
    """Foretells what stands in it: every tenth player brings ten times as much."""

    async def foretell(
        self, promotions: Sequence[Promotion], players: Sequence[str] | None, now: int
    ) -> Forecast:
        assert now == NOON
        return Forecast("table 1", self._shares(promotions, players or PLAYERS))

    async def _shares(
        self, promotions: Sequence[Promotion], players: Sequence[str]
    ) -> AsyncIterator[Share]:
        for player in players:
            gain = 5_000 if player.endswith("0") else 500
            yield Share([Foretold(player, one.id, 0.5, gain, 100) for one in promotions])


class Ground:
    def __init__(self, folder: Path) -> None:
        self.book = MemoryPromotions()
        self.holds = MemoryHolds(self.book)
        self.shelf = AllocationFile(folder / "allocation.json")
        self.tonight = Tonight(
            book=self.book,
            holds=self.holds,
            foretelling=Table(),
            shelf=self.shelf,
            clock=FixedClock(datetime.fromtimestamp(NOON, UTC)),
        )


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


async def test_a_night(ground: Ground) -> None:
    """Units go to those who bring most; prices, reason and figures are kept for the day."""
    await in_force(ground.book, promotion("tea", Budget(units=4)))
    done = await ground.tonight.run(None, Terms())
    assert done.night.plan == [(f"player-{tens}0", "tea") for tens in range(4)]
    assert ground.shelf.current() == done.kept
    assert (done.kept.method, done.kept.currency) == (Method.PRICES, "EUR")
    assert (done.kept.made_at, done.kept.foretold_by) == (NOON, "table 1")
    assert done.kept.prices[budget_key("tea", Bound.UNITS)] > 0


async def test_what_is_spent_is_gone(ground: Ground) -> None:
    """What is held takes part no more: in all, of the day, and of the player who holds it."""
    budget = Budget(units=9, units_per_day=3, units_per_player=1)
    await in_force(ground.book, promotion("tea", budget))
    await desk(ground.book, ground.holds).take("h1", "tea", "player-00", money=100)
    done = await ground.tonight.run(None, Terms())
    assert done.night.plan == [("player-10", "tea"), ("player-20", "tea")]


async def test_only_whom_it_is_asked_for(ground: Ground) -> None:
    """With a list of players nobody else takes part."""
    await in_force(ground.book, promotion("tea"), promotion("rum"))
    done = await ground.tonight.run(["player-07"], Terms(most=2))
    assert done.night.plan == [("player-07", "rum"), ("player-07", "tea")]
    assert done.kept.method is Method.GREEDY
    assert "large enough" in done.kept.why


async def test_what_is_not_live_takes_no_part(ground: Ground) -> None:
    """A draft, and one whose schedule has no window in the next 24 hours, are left out."""
    over = promotion("over")
    early = msgspec.structs.replace(
        over, id="early", schedule=msgspec.structs.replace(over.schedule, days=1)
    )
    later = msgspec.structs.replace(
        over,
        schedule=msgspec.structs.replace(
            over.schedule, blackouts=(date(2027, 5, 1), date(2027, 5, 2))
        ),
    )
    await in_force(ground.book, later, early)
    await ground.book.put([promotion("draft")], who="ada", at=NOON, why="new")
    done = await ground.tonight.run(["player-01"], Terms())
    assert done.night.plan == [("player-01", "early")]


async def test_two_currencies(ground: Ground) -> None:
    """Promotions in two currencies are refused unless one is named; nothing is kept then."""
    yen = msgspec.structs.replace(promotion("yen"), currency="JPY")
    await in_force(ground.book, promotion("tea"), yen)
    with pytest.raises(InputRefused) as refused:
        await ground.tonight.run(None, Terms())
    assert refused.value.code is Code.CURRENCY_MIXED
    assert ground.shelf.current() is Lapse.MISSING
    done = await ground.tonight.run(["player-01"], Terms(currency="JPY"))
    assert done.night.plan == [("player-01", "yen")]
    assert done.kept.currency == "JPY"


async def test_expected_counts_what_is_likely(ground: Ground) -> None:
    """Counted as expected, two promises that are as likely as not share one unit."""
    await in_force(ground.book, promotion("tea", Budget(units=1)))
    whole = await ground.tonight.run(PLAYERS[:4], Terms())
    expected = await ground.tonight.run(PLAYERS[:4], Terms(counted=Counted.EXPECTED))
    assert (len(whole.night.plan), len(expected.night.plan)) == (1, 2)


async def test_nothing_to_give(ground: Ground) -> None:
    """Without a promotion the night is empty, and that is kept and said."""
    done = await ground.tonight.run(None, Terms())
    assert done.night.plan == []
    assert "nothing" in done.kept.why


def test_overbooking_is_of_all_alone() -> None:
    """The explicit overbooking widens what there is in all; a day's and a player's bound stay."""
    tea = promotion("tea", Budget(units=10, overbook_percent=50, units_per_player=1, money=100))
    days = {"tea": "2027-05-01"}
    counted = {
        ("tea", "all"): Spent(2, 200),
        ("tea", "day 2027-05-01"): Spent(1, 50),
        ("tea", "player ada"): Spent(1, 50),
    }
    assert caps_of([tea], days, counted) == {"units/tea": 13_000, "money/tea": 0}
    daily = promotion("tea", Budget(units=10, units_per_day=4, money_per_day=70))
    assert caps_of([daily], days, counted) == {"units/tea": 3_000, "money/tea": 20_000}
    assert not has_room(tea, "ada", 1, counted)
    assert has_room(tea, "bob", 1, counted)
    rich = promotion("tea", Budget(money_per_player=100))
    assert (has_room(rich, "ada", 50, counted), has_room(rich, "ada", 51, counted)) == (True, False)
