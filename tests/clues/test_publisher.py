from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from clew.clock import Clock, SystemClock
from clew.clues.changes import Change
from clew.clues.model import CampaignHead, Clue, Revision, State
from clew.clues.ports import ClueRecord, ExactWriter
from clew.clues.publisher import Publisher
from clew.errors import Code, Conflict, InputRefused, ManyRefused, PartUnavailable, Where
from clew.testing.builders import (
    CAMPAIGN,
    an_hour_later,
    ask,
    build_static,
    clue,
    export,
    findings,
    house_at,
    import_again,
    live,
    publish,
    rewired,
    zone_of,
)
from clew.wiring.house import House

Zones = Sequence[str]


class FullExact:
    """An exact tier that has no room for a commit."""

    def __init__(self, tier: ExactWriter) -> None:
        self._tier = tier

    async def head(self, campaign: str) -> CampaignHead | None:
        return await self._tier.head(campaign)

    async def numbers(self, campaign: str, clues: Iterable[str]) -> Mapping[str, int]:
        return await self._tier.numbers(campaign, clues)

    async def reserve(self, changes: int) -> None:
        await self._tier.reserve(changes)

    async def put_head(self, head: CampaignHead) -> None:
        await self._tier.put_head(head)

    async def commit(
        self,
        campaign: str,
        changes: Sequence[Change],
        *,
        generation: int,
        in_time: Callable[[], None] | None = None,
    ) -> None:
        raise PartUnavailable(
            Code.STORAGE_FULL,
            f"no room for {len(changes)} in {campaign}@{generation}, {in_time}",
            remedy="-",
        )


def publisher(
    house: House,
    *,
    exact: ExactWriter | None = None,
    record: ClueRecord | None = None,
    clock: Clock | None = None,
) -> Publisher:
    parts = {"exact": exact, "clues": record, "clock": clock or SystemClock()}
    return rewired(house, **{name: part for name, part in parts.items() if part}).publisher


async def states(house: House, id_: str) -> list[tuple[int, str]]:
    async with house.record.read() as connection:
        rows = await connection.exec_driver_sql(
            "select revision, state from clue_revision where clue = ? order by revision", (id_,)
        )
        return [(row.revision, row.state) for row in rows]


# ---------------------------------------------------------------- publish


async def test_a_published_clue_is_answered(house: House, zones: Zones) -> None:
    """When publish returns, the clue is live in the record and found under all its texts."""
    (done,) = await publish(house, clue("c1", zones[0], "The fountain", "water"))
    assert (done.clue, done.revision, done.changed) == ("c1", 1, True)
    assert await zone_of(house, "the fountain") == await zone_of(house, "WATER") == zones[0]
    assert await live(house) == [clue("c1", zones[0], "The fountain", "water")]
    assert await findings(house) == []


async def test_the_same_clue_again_makes_no_revision(house: House, zones: Zones) -> None:
    """A clue that stands word for word is left alone, unless it is published again on purpose."""
    one = clue("c1", zones[0], "water")
    await publish(house, one)
    (same,) = await publish(house, one)
    assert (same.revision, same.changed) == (1, False)
    (again,) = await house.publisher.publish(CAMPAIGN, [one], again=True)
    assert (again.revision, again.changed) == (2, True)
    assert await states(house, "c1") == [(1, "superseded"), (2, "live")]


async def test_a_move_is_a_new_revision(house: House, zones: Zones) -> None:
    """A moved clue is found in its new place under every text, and keeps its old row as history."""
    await publish(house, clue("c1", zones[0], "water", "basin"))
    await publish(house, clue("c1", zones[7], "water", "well"))
    assert await zone_of(house, "water") == await zone_of(house, "well") == zones[7]
    assert (await ask(house, "basin")).outcome == "miss"
    assert await states(house, "c1") == [(1, "superseded"), (2, "live")]


async def test_several_are_published_together(house: House, zones: Zones) -> None:
    """What became of each clue is told in the order given."""
    await publish(house, clue("b", zones[1], "two"))
    done = await publish(
        house, clue("c", zones[0], "three"), clue("b", zones[1], "two"), clue("a", zones[2], "one")
    )
    assert [(one.clue, one.revision, one.changed) for one in done] == [
        ("c", 1, True),
        ("b", 1, False),
        ("a", 1, True),
    ]


@pytest.mark.parametrize(
    ("campaign", "code"), [("autumn", Code.CAMPAIGN_UNKNOWN), ("spring", Code.CAMPAIGN_CLOSED)]
)
async def test_only_an_open_campaign_takes_clues(
    house: House, zones: Zones, campaign: str, code: Code
) -> None:
    """An unknown or closed campaign refuses publish, delete and restore."""
    await publish(house, clue("c1", zones[0], "water"))
    await house.campaigns.close("spring")
    for attempt in (
        house.publisher.publish(campaign, [clue("c2", zones[0], "basin")]),
        house.publisher.delete(campaign, "c1"),
        house.publisher.restore(campaign, "c1"),
    ):
        with pytest.raises(InputRefused) as refusal:
            await attempt
        assert refusal.value.code is code
    await house.campaigns.reopen("spring")
    assert await zone_of(house, "water") == zones[0]


async def test_a_zone_that_is_gone_is_refused(house: House, zones: Zones) -> None:
    """A clue whose zone no map has any more is refused before anything is visible."""
    await publish(house, clue("c1", zones[0], "water"))
    with pytest.raises(Conflict) as refusal:
        await publish(house, clue("c1", "mall/0/999/999", "water"), clue("c2", zones[1], "well"))
    assert refusal.value.code is Code.ZONE_UNKNOWN
    assert await zone_of(house, "water") == zones[0]
    assert (await ask(house, "well")).outcome == "miss"
    assert await findings(house) == []


# ---------------------------------------------------------------- failures


async def test_a_failure_before_the_commit_leaves_nothing_visible(
    house: House, zones: Zones
) -> None:
    """Where the exact tier takes nothing, the caller is told and the old revision stands."""
    await publish(house, clue("c1", zones[0], "water"))
    with pytest.raises(PartUnavailable):
        await publisher(house, exact=FullExact(house.exact)).publish(
            CAMPAIGN, [clue("c1", zones[1], "water"), clue("c2", zones[1], "well")]
        )
    assert await zone_of(house, "water") == zones[0]
    assert (await ask(house, "well")).outcome == "miss"
    assert await states(house, "c1") == [(1, "live"), (2, "abandoned")]
    assert await states(house, "c2") == [(1, "abandoned")]
    assert [one.id for one in await live(house)] == ["c1"]
    assert await findings(house) == []


class NoRoom(FullExact):
    """An exact tier that knows beforehand that it has no room."""

    async def reserve(self, changes: int) -> None:
        raise PartUnavailable(Code.STORAGE_FULL, f"no room for {changes}", remedy="-")


async def test_without_room_nothing_is_begun(house: House, zones: Zones) -> None:
    """Where the exact tier has no room the record is not even begun, for a publish or a delete."""
    await publish(house, clue("c1", zones[0], "water"))
    full = publisher(house, exact=NoRoom(house.exact))
    for attempt in (
        full.publish(CAMPAIGN, [clue("c1", zones[1], "water")]),
        full.delete(CAMPAIGN, "c1"),
    ):
        with pytest.raises(PartUnavailable):
            await attempt
    assert await states(house, "c1") == [(1, "live")]
    assert await zone_of(house, "water") == zones[0]


async def test_after_a_failure_the_next_attempt_wins(house: House, zones: Zones) -> None:
    """A number that was given out is never given again."""
    with pytest.raises(PartUnavailable):
        await publisher(house, exact=FullExact(house.exact)).publish(
            CAMPAIGN, [clue("c1", zones[0], "water")]
        )
    (done,) = await publish(house, clue("c1", zones[1], "water"))
    assert done.revision == 2
    assert await zone_of(house, "water") == zones[1]


class UnfinishedRecord:
    """A record that goes away once rows were begun; all else is the real one's."""

    def __init__(self, record: ClueRecord) -> None:
        self._record = record

    def __getattr__(self, name: str) -> object:
        return getattr(self._record, name)

    async def finish(self, revisions: Sequence[Revision], state: State) -> None:
        raise PartUnavailable(
            Code.RECORD_UNAVAILABLE, f"gone before {len(revisions)} became {state}", remedy="-"
        )


async def test_a_failure_after_the_commit_is_named(
    house: House, zones: Zones, tmp_path: Path
) -> None:
    """From the commit on the new revision is answered; the doctor names the row until mended."""
    await publish(house, clue("c1", zones[0], "water"))
    lost: ClueRecord = UnfinishedRecord(house.clues)  # type: ignore[assignment]  # by __getattr__
    with pytest.raises(PartUnavailable):
        await publisher(house, record=lost).publish(CAMPAIGN, [clue("c1", zones[1], "water")])
    assert await zone_of(house, "water") == zones[1]
    assert {one.subject for one in await findings(house)} == {"clue c1 of campaign spring"}
    an_hour_later(house)
    await import_again(house, await export(house, tmp_path / "clues.csv"))
    assert await findings(house) == []
    assert [(n, s) for n, s in await states(house, "c1") if s == "live"] == [(3, "live")]


async def test_a_first_publish_that_was_not_finished_is_mended_by_its_file(
    house: House, zones: Zones
) -> None:
    """A clue that is answered but not yet recorded as live is completed by publishing it again."""
    lost: ClueRecord = UnfinishedRecord(house.clues)  # type: ignore[assignment]  # by __getattr__
    with pytest.raises(PartUnavailable):
        await publisher(house, record=lost).publish(CAMPAIGN, [clue("c1", zones[1], "water")])
    assert await findings(house)
    an_hour_later(house)
    await publish(house, clue("c1", zones[1], "water"))
    assert await findings(house) == []


async def test_a_delete_that_was_not_finished_is_completed_by_deleting(
    house: House, zones: Zones
) -> None:
    """After a crash between the delete's commit and its record, deleting again completes it."""
    await publish(house, clue("c1", zones[0], "water"))
    lost: ClueRecord = UnfinishedRecord(house.clues)  # type: ignore[assignment]  # by __getattr__
    with pytest.raises(PartUnavailable):
        await publisher(house, record=lost).delete(CAMPAIGN, "c1")
    assert (await ask(house, "water")).outcome == "miss"
    assert any("clew repair" in one.remedy for one in await findings(house))
    an_hour_later(house)
    await house.publisher.delete(CAMPAIGN, "c1")
    assert await findings(house) == []
    assert (await ask(house, "water")).outcome == "miss"


# ---------------------------------------------------------------- static is authoritative


async def test_a_contradiction_of_a_locked_row_is_refused(house: House, zones: Zones) -> None:
    """Nobody may send a locked text elsewhere: not by text, alias or move, and nothing changes."""
    await publish(house, clue("c1", zones[0], "water"))
    await build_static(house, [("water", zones[0], "c1"), ("the loo", zones[1], "")])
    for wrong in (
        [clue("c1", zones[2], "water")],
        [clue("c9", zones[2], "fine"), clue("c2", zones[2], "Water!")],
        [clue("c2", zones[2], "basin", "THE LOO")],
    ):
        with pytest.raises(Conflict) as refusal:
            await house.publisher.publish(
                CAMPAIGN, wrong, places=[Where(file="clues.csv", line=7)] * len(wrong)
            )
        assert refusal.value.code is Code.CONTRADICTS_STATIC
        assert refusal.value.where.line == 7
    assert await live(house) == [clue("c1", zones[0], "water")]
    assert await zone_of(house, "water") == zones[0]
    await publish(house, clue("c2", zones[1], "the loo"))
    assert await zone_of(house, "the loo") == zones[1]


async def test_every_contradiction_is_told(house: House, zones: Zones) -> None:
    """Several refusals of one import come together, each with its place."""
    await build_static(house, [("water", zones[0], ""), ("the loo", zones[1], "")])
    with pytest.raises(ManyRefused) as refusal:
        await house.publisher.publish(
            CAMPAIGN,
            [clue("c1", zones[2], "water"), clue("c2", zones[2], "the loo")],
            places=[Where(line=2), Where(line=3)],
        )
    assert [problem.where.line for problem in refusal.value.problems()] == [2, 3]


async def test_a_collision_that_stood_before_may_stay(house: House, zones: Zones) -> None:
    """A clue that had the text in another zone before the row was locked is left in peace."""
    await publish(house, clue("c1", zones[0], "water"), clue("c2", zones[7], "water"))
    await build_static(house, [("water", zones[0], "c1")])
    await house.publisher.publish(CAMPAIGN, [clue("c2", zones[7], "water", "well")])
    answer = await ask(house, "water")
    assert (answer.tier, answer.zone) == ("static", zones[0])
    with pytest.raises(Conflict):
        await publish(house, clue("c2", zones[8], "water"))


# ---------------------------------------------------------------- delete and restore


async def test_a_deleted_clue_is_gone_everywhere(house: House, zones: Zones) -> None:
    """A delete takes the clue out of the exact tier and silences its static row."""
    await publish(house, clue("c1", zones[0], "water"), clue("c2", zones[1], "well"))
    await build_static(house, [("water", zones[0], "c1"), ("well", zones[1], "")])
    assert (await house.publisher.delete(CAMPAIGN, "c1")).revision == 2
    await house.publisher.delete(CAMPAIGN, "c2")
    for text in ("water", "well"):
        answer = await ask(house, text)
        assert (answer.outcome, answer.degraded) == ("miss", ())
    assert await live(house) == []
    assert await states(house, "c1") == [(1, "superseded"), (2, "deleted")]


async def test_a_deleted_clue_does_not_come_back_by_import(
    house: House, zones: Zones, tmp_path: Path
) -> None:
    """An import that still has the row is refused as a whole."""
    await publish(house, clue("c1", zones[0], "water"), clue("c2", zones[1], "well"))
    path = await export(house, tmp_path / "clues.csv")
    await house.publisher.delete(CAMPAIGN, "c1")
    for again in (False, True):
        with pytest.raises(Conflict) as refusal:
            await import_again(house, path, again=again)
        assert refusal.value.code is Code.CLUE_DELETED
        assert refusal.value.where == Where(file=str(path), line=2)
    assert (await ask(house, "water")).outcome == "miss"


async def test_a_restored_clue_is_as_it_was(house: House, zones: Zones) -> None:
    """A restore brings text, aliases, place and static row back, with a new revision."""
    one = clue("c1", zones[0], "water", "Basin")
    await publish(house, one)
    await build_static(house, [("the old name", zones[0], "c1")])
    await house.publisher.delete(CAMPAIGN, "c1")
    assert (await house.publisher.restore(CAMPAIGN, "c1")).revision == 3
    assert await live(house) == [one]
    assert await zone_of(house, "basin") == zones[0]
    assert await zone_of(house, "the old name") == zones[0]
    assert await findings(house) == []


async def test_a_row_that_names_no_clue_is_restored_too(house: House, zones: Zones) -> None:
    """Restoring a clue gives its static row back its voice where the row has the clue's text."""
    await publish(house, clue("c1", zones[0], "water"), clue("c2", zones[7], "water"))
    await build_static(house, [("water", zones[0], "")])
    await house.publisher.delete(CAMPAIGN, "c1")
    assert await zone_of(house, "water") == zones[7]
    await house.publisher.restore(CAMPAIGN, "c1")
    assert await zone_of(house, "water") == zones[0]


async def test_what_is_not_there_is_not_deleted_or_restored(house: House, zones: Zones) -> None:
    """Deleting twice, deleting the unknown and restoring the living are refused."""
    await publish(house, clue("c1", zones[0], "water"))
    with pytest.raises(InputRefused) as refusal:
        await house.publisher.restore(CAMPAIGN, "c1")
    assert refusal.value.code is Code.CLUE_UNKNOWN
    await house.publisher.delete(CAMPAIGN, "c1")
    for name, code in (("c1", Code.CLUE_DELETED), ("c9", Code.CLUE_UNKNOWN)):
        with pytest.raises(InputRefused) as refusal:
            await house.publisher.delete(CAMPAIGN, name)
        assert refusal.value.code is code


async def test_a_delete_that_fails_changes_nothing(house: House, zones: Zones) -> None:
    """Where the exact tier takes no tombstone the clue and its static row stay as they were."""
    await publish(house, clue("c1", zones[0], "water"))
    await build_static(house, [("the loo", zones[0], "c1"), ("water", zones[0], "")])
    with pytest.raises(PartUnavailable):
        await publisher(house, exact=FullExact(house.exact)).delete(CAMPAIGN, "c1")
    assert await zone_of(house, "water") == await zone_of(house, "the loo") == zones[0]
    assert await states(house, "c1") == [(1, "live"), (2, "abandoned")]
    assert len(await house.static.locked(CAMPAIGN)) == 2


# ---------------------------------------------------------------- two at once


async def test_two_publishers_of_one_clue_never_mix(house: House, zones: Zones) -> None:
    """Of two that publish a clue at once, one's text and place stand whole, in every part."""
    other = house_at(house.home, exact_map_gib=1)
    # A process may open the file once; the record, heads and static tier are the other's own.
    other.__dict__["exact"] = house.exact
    one, two = clue("c1", zones[0], "water", "left"), clue("c1", zones[7], "water", "right")
    for _ in range(5):
        done = await asyncio.gather(
            publish(house, one), publish(other, two), return_exceptions=True
        )
        for outcome in done:
            if isinstance(outcome, BaseException):
                assert isinstance(outcome, Conflict)
                assert outcome.code in {Code.CLUE_BUSY, Code.NOT_NEWER}
        stands = (await live(house))[0]
        assert stands in {one, two}
        assert await zone_of(house, "water") == stands.zone
        assert (await zone_of(house, "left")) == (zones[0] if stands == one else None)
        assert (await zone_of(other, "right")) == (zones[7] if stands == two else None)
        assert await findings(house) == []
    await other.close()


class LateRecord:
    """A record whose answer to `latest` was read before somebody else's delete."""

    def __init__(self, house: House) -> None:
        self._house = house

    def __getattr__(self, name: str) -> object:
        return getattr(self._house.clues, name)

    async def begin(
        self, campaign: str, clues: Sequence[Clue], state: State, created: str, **how: Any
    ) -> Sequence[Revision]:
        await self._house.publisher.delete(campaign, clues[0].id)
        return await self._house.clues.begin(campaign, clues, state, created, **how)


async def test_a_late_publisher_does_not_undo_a_delete(house: House, zones: Zones) -> None:
    """A publish that looked at the clue before its delete, and begins after it, is refused."""
    await publish(house, clue("c1", zones[0], "water"))
    late: ClueRecord = LateRecord(house)  # type: ignore[assignment]  # the rest by __getattr__
    with pytest.raises(Conflict) as refusal:
        await publisher(house, record=late).publish(CAMPAIGN, [clue("c1", zones[1], "water")])
    assert refusal.value.code is Code.CLUE_DELETED
    assert (await ask(house, "water")).outcome == "miss"
    assert await live(house) == []
    assert await findings(house) == []
