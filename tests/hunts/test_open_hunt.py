from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from standing import RecordHolds, StandingPromises, StandingRules, StandingShop, StandingVenues

from clew.clock import FixedClock
from clew.errors import Code, Conflict, InputRefused, PartUnavailable
from clew.hunts.explain import Explanations
from clew.hunts.open_hunt import OpenHunt
from clew.hunts.ports import Swept
from clew.hunts.replay import Replay
from clew.hunts.saved import Saved, State
from clew.hunts.stores.sql import SqlHunts
from clew.hunts.take_snapshot import Asking, TakeSnapshot
from clew.hunts.world import Worlds
from clew.promotions.holds import Holds
from clew.promotions.model import HoldState
from clew.promotions.model import State as PromotionState
from clew.promotions.stores.sql import SqlPromotions
from clew.promotions.stores.sql_holds import SqlHolds
from clew.record.engine import Record, sqlite_url
from clew.rules.engines.zen import ZenRules
from clew.shop.margin import Terms
from clew.wiring.hunt_workshop import HuntWorkshop


class Desk:
    """Hunts over a real record, in a world that stands still."""

    def __init__(self, path: Path, ground: Any, store: type[SqlHunts] = SqlHunts) -> None:
        self.record = Record(sqlite_url(path))
        self.clock = FixedClock(datetime.fromtimestamp(ground.snapshot.as_of, UTC))
        self.holds = SqlHolds(self.record)
        book = SqlPromotions(self.record)
        self.book = book
        self.hunts = store(self.record)
        self.holding = RecordHolds(Holds(book=book, store=self.holds, clock=self.clock), self.holds)
        self.worlds = Worlds(HuntWorkshop(ZenRules(), Terms()))
        parts = ground.parts
        self.ground = ground
        self.shop = StandingShop(parts, ground.snapshot.wanted, ground.snapshot.facts)
        self.snapshots = TakeSnapshot(
            shop=self.shop,
            promises=StandingPromises(parts.offers.promotions, self.holds),
            venues=StandingVenues(parts, ground.snapshot.timezone),
            rules=StandingRules(parts.book),
            store=self.hunts,
            worlds=self.worlds,
        )
        self.open = OpenHunt(
            snapshots=self.snapshots, holding=self.holding, store=self.hunts, clock=self.clock
        )
        self.replay = Replay(store=self.hunts, worlds=self.worlds)
        self.explanations = Explanations(replay=self.replay, holding=self.holding)

    async def stock(self) -> None:
        """Keeps the promotions, approved and scheduled, at the revisions that the world names."""
        for one in self.ground.parts.offers.promotions:
            draft = msgspec.structs.replace(one, state=PromotionState.DRAFT, revision=0)
            for _ in range(one.revision):
                draft = msgspec.structs.replace(draft, name=draft.name + " ")
                await self.book.put([draft], who="test", at=0, why="")
            last = (await self.book.revisions(one.id))[-1]
            for state in (PromotionState.APPROVED, PromotionState.SCHEDULED):
                last = await self.book.move(last, state, who="test", at=0, why="")

    def asking(self, player: str = "ada", **more: Any) -> Asking:
        return Asking(player, self.ground.snapshot.campaign, self.ground.snapshot.as_of, **more)

    async def close(self) -> None:
        await self.record.close()


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, ground: Any) -> Path:
    """A record with the world's promotions in it, made once."""
    path = tmp_path_factory.mktemp("stocked") / "record.sqlite"

    async def make() -> None:
        desk = Desk(path, ground)
        await desk.stock()
        await desk.close()

    asyncio.run(make())
    return path


@pytest.fixture
def record(stocked: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(stocked, tmp_path / "record.sqlite"))


@pytest.fixture
async def desk(record: Path, ground: Any) -> AsyncIterator[Desk]:
    made = Desk(record, ground)
    yield made
    await made.close()


async def test_a_new_hunt_is_held_and_saved(desk: Desk) -> None:
    """The reward's budget is held until the hunt's end, under the hunt's own id."""
    opened = await desk.open.of(desk.asking())
    hold = await desk.holds.hold(opened.saved.hold)
    assert opened.new
    assert hold is not None
    assert hold.state is HoldState.HELD
    assert hold.money == opened.saved.hunt.reward.most
    assert hold.expires == opened.saved.until
    assert await desk.hunts.hunt(opened.saved.hunt.id) == opened.saved


async def test_asked_again_it_is_the_open_hunt(desk: Desk) -> None:
    """A player's second request of a campaign gives the same hunt, and holds nothing more."""
    first = await desk.open.of(desk.asking())
    second = await desk.open.of(desk.asking(seed=99))
    assert not second.new
    assert second.saved == first.saved
    assert sum(spent.units for spent in (await desk.holds.spent()).values()) == 1


async def test_two_requests_at_once_give_one_hunt(record: Path, ground: Any) -> None:
    """Eight at once, from two workers: all get one hunt, and one hold is left."""
    desks = [Desk(record, ground) for _ in range(2)]
    asked = [desks[number % 2].open.of(desks[0].asking(seed=number)) for number in range(8)]
    opened = await asyncio.gather(*asked)
    assert len({one.saved.hunt.id for one in opened}) == 1
    assert sum(one.new for one in opened) == 1
    spent = await desks[0].holds.spent()
    assert sum(one.units for one in spent.values()) == 1
    for desk in desks:
        await desk.close()


async def test_a_refused_hold_is_answered_by_another_snapshot(desk: Desk) -> None:
    """Where the budget went to somebody else, the next best promotion is held instead."""
    first = (await desk.open.try_out(desk.asking()))[1].hunt
    desk.holding.refuse = 1
    opened = await desk.open.of(desk.asking())
    assert first is not None
    assert opened.saved.hunt.reward.promotion != first.reward.promotion
    assert opened.saved.snapshot.held_back == {first.reward.promotion: "units_spent"}


async def test_after_three_refused_holds_there_is_a_clear_no(desk: Desk) -> None:
    """Three holds refused: `hold_refused` or no promotion left, and no hunt is saved."""
    desk.holding.refuse = 3
    with pytest.raises(Conflict) as refused:
        await desk.open.of(desk.asking())
    assert refused.value.code in {Code.HOLD_REFUSED, Code.NO_PROMOTIONS}
    assert await desk.hunts.open_hunt("ada", desk.asking().campaign, 0) is None


async def test_giving_up_gives_the_budget_back(desk: Desk) -> None:
    """A hunt that is given up frees its budget and its zones, once; then there is a new one."""
    hunt = (await desk.open.of(desk.asking())).saved.hunt
    assert await desk.hunts.crowd(hunt.venue, hunt.as_of)
    for _ in range(2):
        saved = await desk.open.give_up(hunt.id)
        assert saved.state is State.GIVEN_UP
    assert not await desk.holds.spent()
    assert not await desk.hunts.crowd(hunt.venue, hunt.as_of)
    again = await desk.open.of(desk.asking())
    assert again.new
    assert again.saved.hunt.id != hunt.id
    assert again.saved.snapshot.facts.hunts_today == desk.ground.snapshot.facts.hunts_today + 1


async def test_what_cannot_be_saved_is_not_held(record: Path, ground: Any) -> None:
    """A record that fails while the hunt is saved leaves no hold behind."""

    class Failing(SqlHunts):
        async def save(self, saved: Saved, pieces: Any, now: int) -> Saved:
            del saved, pieces, now
            raise PartUnavailable(Code.STORAGE_FULL, "no room", remedy="make some")

    desk = Desk(record, ground, Failing)
    with pytest.raises(PartUnavailable):
        await desk.open.of(desk.asking())
    assert not await desk.holds.spent()
    await desk.close()


@pytest.mark.parametrize("player", ["", "x" * 10_240, "line\nbreak", " blank "])
async def test_ids_out_of_bounds_are_refused(desk: Desk, player: str) -> None:
    """A player id of 10 kB, an empty or an unprintable one: `wrong_value`, and nothing happens."""
    with pytest.raises(InputRefused) as refused:
        await desk.open.of(desk.asking(player))
    assert refused.value.code is Code.WRONG_VALUE


async def test_an_unknown_hunt_is_refused(desk: Desk) -> None:
    """To show, to explain, to replay or to give up what is not there: `hunt_unknown`."""
    for ask in (desk.open.show, desk.open.give_up, desk.replay.of, desk.explanations.of):
        with pytest.raises(InputRefused) as refused:
            await ask("h0")
        assert refused.value.code is Code.HUNT_UNKNOWN


async def test_replay_needs_the_record_alone(desk: Desk, record: Path, ground: Any) -> None:
    """In another process with nothing prepared, the saved snapshot gives the same hunt."""
    saved = (await desk.open.of(desk.asking())).saved
    other = Desk(record, ground)
    again = await other.replay.of(saved.hunt.id)
    assert not again.differs
    assert again.composed.hunt == saved.hunt
    await other.close()


async def test_a_damaged_part_is_told(desk: Desk, record: Path, ground: Any) -> None:
    """A part that is gone makes the replay unavailable, never another hunt."""
    from sqlalchemy import delete  # noqa: PLC0415 - to do the damage

    from clew.record.schema import hunt_part  # noqa: PLC0415 - the same

    saved = (await desk.open.of(desk.asking())).saved
    async with desk.record.write() as connection:
        wanted = hunt_part.c.digest == saved.snapshot.names.book
        await connection.execute(delete(hunt_part).where(wanted))
    other = Desk(record, ground)
    with pytest.raises(PartUnavailable):
        await other.replay.of(saved.hunt.id)
    await other.close()


async def test_the_explanation_names_everything(desk: Desk) -> None:
    """Scores, the rules' rows, every promotion, and the hold with its state."""
    saved = (await desk.open.of(desk.asking())).saved
    why = await desk.explanations.of(saved.hunt.id)
    told = {one.id for one in why.refused if one.what == "promotion"}
    told |= {one.id for one in why.weighed if one.what == "promotion"}
    assert told == {one.id for one in desk.ground.parts.offers.promotions}
    assert {one.table for one in why.allowed} >= {"fatigue", "hunt_shape", "eligibility", "usable"}
    assert why.hold is not None
    assert why.hold.state == "held"
    assert saved.hunt.reward.promotion in why.names
    assert msgspec.json.encode(why)


async def test_parts_are_kept_once(desk: Desk) -> None:
    """A second player's hunt of the same versions adds no part, and sweeping drops none in use."""
    from sqlalchemy import func, select  # noqa: PLC0415 - to count rows

    from clew.record.schema import hunt_part  # noqa: PLC0415 - the same

    async def count() -> int:
        async with desk.record.read() as connection:
            return await connection.scalar(select(func.count()).select_from(hunt_part)) or 0

    await desk.open.of(desk.asking("ada"))
    kept = await count()
    await desk.open.of(desk.asking("bob"))
    assert await count() == kept
    assert (await desk.hunts.sweep(0)).parts == 0
    assert await count() == kept


async def test_an_ended_hunt_makes_room_for_a_new_one(desk: Desk) -> None:
    """After its end a hunt is expired, counts as begun, and the player gets another."""
    first = (await desk.open.of(desk.asking())).saved
    later = first.until + 60
    desk.clock.moment = datetime.fromtimestamp(later, UTC)
    again = await desk.open.of(desk.asking()._replace(as_of=later))
    listed = await desk.hunts.hunts(campaign=None, state=None, after="", limit=10, now=later)
    states = {one.hunt.id: one.state for one in listed}
    assert again.new
    assert states[first.hunt.id] is State.EXPIRED
    assert states[again.saved.hunt.id] is State.OPEN


async def test_a_sweep_drops_what_nobody_needs(desk: Desk) -> None:
    """Parts without a hunt go; hunts that have ended are marked, and keep their parts."""
    from sqlalchemy import insert  # noqa: PLC0415 - to leave something behind

    from clew.record.schema import hunt_part  # noqa: PLC0415 - the same

    saved = (await desk.open.of(desk.asking())).saved
    async with desk.record.write() as connection:
        await connection.execute(insert(hunt_part).values(digest="0" * 64, content=b""))
    assert await desk.hunts.sweep(saved.until) == Swept(expired=1, parts=1)
    assert await desk.hunts.sweep(saved.until) == Swept(expired=0, parts=0)
    assert not await desk.hunts.crowd(saved.hunt.venue, 0)
    assert not (await desk.replay.of(saved.hunt.id)).differs
