"""What every record of clues must keep to. A store's tests subclass `ClueRecordBattery`.

The subclass gives the fixture `record`, an empty `ClueRecord`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from clew.clues.lease import Lease
from clew.clues.model import Campaign, Clue, Revision, State
from clew.clues.ports import ClueRecord
from clew.errors import Code, Conflict, InputRefused

SPRING, AUTUMN = "spring", "autumn"
NOW = "2027-05-01T12:00:00+00:00"


def clue(id_: str, zone: str = "mall/0/1/1", text: str = "water") -> Clue:
    """A clue with every field filled."""
    return Clue(id_, text, "fr-CA", zone, ("pêche", "C++"), 45.1841234, -0.5)


async def created(record: ClueRecord, *campaigns: str) -> None:
    """Creates campaigns."""
    for campaign in campaigns:
        await record.create_campaign(Campaign(campaign, True, NOW, None, 0))


async def begun(record: ClueRecord, *clues: Clue, campaign: str = SPRING) -> Sequence[Revision]:
    """Begins a publish."""
    return await record.begin(campaign, clues, State.PUBLISHING, NOW)


async def lived(record: ClueRecord, *clues: Clue, campaign: str = SPRING) -> None:
    """Publishes."""
    await record.finish(await begun(record, *clues, campaign=campaign), State.LIVE)


async def live(record: ClueRecord, campaign: str = SPRING) -> list[tuple[str, int]]:
    """The live revisions."""
    return [(one.clue.id, one.number) async for one in record.live(campaign)]


class ClueRecordBattery:
    """The promises of `ClueRecord`."""

    async def test_campaigns(self, record: ClueRecord) -> None:
        """Campaigns are created once, listed by id, and unknown ones are None."""
        assert await record.campaign(SPRING) is None
        await created(record, SPRING, AUTUMN)
        assert [one.id for one in await record.campaigns()] == [AUTUMN, SPRING]
        assert await record.campaign(SPRING) == Campaign(SPRING, True, NOW, None, 0)
        with pytest.raises(Conflict) as refusal:
            await created(record, SPRING)
        assert refusal.value.code is Code.CAMPAIGN_EXISTS

    async def test_a_change_raises_the_generation(self, record: ClueRecord) -> None:
        """Closing, opening and asking for the next generation each raise it, and it never falls."""
        await created(record, SPRING, AUTUMN)
        closed = await record.change_campaign(SPRING, closed=NOW)
        assert (closed.open, closed.closed, closed.generation) == (False, NOW, 1)
        assert await record.next_generation(SPRING, above=0) == 2
        opened = await record.change_campaign(SPRING, closed=None)
        assert (opened.open, opened.closed, opened.generation) == (True, None, 3)
        assert await record.next_generation(SPRING, above=9) == 10
        other = await record.campaign(AUTUMN)
        assert other is not None
        assert other.generation == 0

    async def test_an_unknown_campaign_is_not_changed(self, record: ClueRecord) -> None:
        """A campaign that is not there has no generation to raise."""
        for attempt in (
            record.next_generation(SPRING, above=0),
            record.change_campaign(SPRING, closed=NOW),
        ):
            with pytest.raises(InputRefused) as refusal:
                await attempt
            assert refusal.value.code is Code.CAMPAIGN_UNKNOWN

    async def test_what_was_begun_is_not_live(self, record: ClueRecord) -> None:
        """A begun revision is unfinished: neither live nor the latest, but its venue is named."""
        await created(record, SPRING)
        (one,) = await begun(record, clue("c1"))
        assert one == Revision(SPRING, clue("c1"), 1, State.PUBLISHING, NOW)
        assert await live(record) == []
        assert await record.latest(SPRING) == {}
        assert await record.unfinished(SPRING) == [one]
        assert await record.venues(SPRING) == ["mall"]
        assert await record.standing("mall") == [one]

    async def test_what_was_finished_is_live(self, record: ClueRecord) -> None:
        """A finished revision is kept in every field, and is what the clue now says."""
        await created(record, SPRING)
        await lived(record, clue("c1"))
        stands = (await record.latest(SPRING))["c1"]
        assert stands == Revision(SPRING, clue("c1"), 1, State.LIVE, NOW)
        assert [one async for one in record.live(SPRING)] == [stands]
        assert await record.unfinished(SPRING) == []

    async def test_numbers_rise_and_are_never_used_again(self, record: ClueRecord) -> None:
        """Each begin has the next number of its clue, after an abandoned or deleted one too."""
        await created(record, SPRING, AUTUMN)
        await lived(record, clue("c1"))
        two = await begun(record, clue("c1"))
        await record.finish(two, State.ABANDONED)
        three = await record.begin(SPRING, [clue("c1")], State.DELETING, NOW)
        await record.finish(three, State.DELETED)
        four = await begun(record, clue("c1"), clue("c2"))
        assert [one.number for one in (*two, *three, *four)] == [2, 3, 4, 1]
        assert [one.number for one in await begun(record, clue("c1"), campaign=AUTUMN)] == [1]

    async def test_a_newer_revision_takes_the_place(self, record: ClueRecord) -> None:
        """Of a clue's live and deleted rows only the newest stands."""
        await created(record, SPRING)
        await lived(record, clue("c1"), clue("c2"))
        await lived(record, clue("c1", "store/1/2/2"))
        assert await live(record) == [("c1", 2), ("c2", 1)]
        await record.finish(
            await record.begin(SPRING, [clue("c1")], State.DELETING, NOW), State.DELETED
        )
        assert await live(record) == [("c2", 1)]
        latest = await record.latest(SPRING)
        assert {name: (one.number, one.state) for name, one in latest.items()} == {
            "c1": (3, State.DELETED),
            "c2": (1, State.LIVE),
        }
        assert (await record.latest(SPRING, ["c1", "c9"])).keys() == {"c1"}

    async def test_the_newest_stands_whoever_finishes_last(self, record: ClueRecord) -> None:
        """Of two publishers of a clue the higher revision stands, in either order of finishing."""
        await created(record, SPRING)
        first = await begun(record, clue("c1", text="first"))
        second = await begun(record, clue("c1", text="second"))
        await record.finish(second, State.LIVE)
        await record.finish(first, State.LIVE)
        assert await live(record) == [("c1", 2)]
        assert (await record.latest(SPRING))["c1"].clue.text == "second"
        assert await record.unfinished(SPRING) == []

    async def test_a_late_finish_does_not_undo_a_delete(self, record: ClueRecord) -> None:
        """A publish begun before a delete and finished after it leaves the clue deleted."""
        await created(record, SPRING)
        await lived(record, clue("c1"))
        late = await begun(record, clue("c1"))
        await record.finish(
            await record.begin(SPRING, [clue("c1")], State.DELETING, NOW), State.DELETED
        )
        await record.finish(late, State.LIVE)
        assert await live(record) == []
        assert (await record.latest(SPRING))["c1"].state is State.DELETED

    async def test_a_row_moves_on_from_where_it_was_begun(self, record: ClueRecord) -> None:
        """Finishing what was finished otherwise changes nothing: the state is compared."""
        await created(record, SPRING)
        one = await begun(record, clue("c1"))
        await record.finish(one, State.ABANDONED)
        await record.finish(one, State.LIVE)
        assert await live(record) == []
        await lived(record, clue("c1"))
        await record.finish(await begun(record, clue("c1")), State.ABANDONED)
        assert await live(record) == [("c1", 2)]

    async def test_begin_is_all_or_nothing(self, record: ClueRecord) -> None:
        """Where one row cannot be begun, none is."""
        await created(record, SPRING)
        with pytest.raises(Exception, match=r".+"):
            await begun(record, clue("c1"), clue("c2"), clue("c2"))
        assert await record.unfinished(SPRING) == []

    async def test_many_rows_at_once(self, record: ClueRecord) -> None:
        """A file's worth of clues is begun, finished and read back, in order."""
        await created(record, SPRING)
        clues = [clue(f"c{n:04}", f"mall/0/{n}/1") for n in range(1_203)]
        revisions = await begun(record, *clues)
        assert [one.clue for one in revisions] == clues
        await record.finish(revisions, State.LIVE)
        assert [one.clue async for one in record.live(SPRING)] == clues
        assert len(await record.latest(SPRING, [one.id for one in clues])) == 1_203

    async def test_venues_are_those_of_live_clues(self, record: ClueRecord) -> None:
        """A campaign's venues are named while a live clue stands there; so are who stands."""
        await created(record, SPRING, AUTUMN)
        await lived(record, clue("c1", "store/0/1/1"), clue("c2", "mall/0/1/1"))
        await lived(record, clue("c3", "store-2/0/1/1"), campaign=AUTUMN)
        assert await record.venues(SPRING) == ["mall", "store"]
        assert [one.clue.id for one in await record.standing("store")] == ["c1"]
        await lived(record, clue("c1", "mall/0/2/2"))
        assert await record.venues(SPRING) == ["mall"]
        assert await record.standing("store") == []
        assert [one.clue.id for one in await record.standing("mall")] == ["c1", "c2"]

    async def test_a_lease_keeps_others_out_until_it_runs_out(self, record: ClueRecord) -> None:
        """Another begin of the clue is refused, with the seconds to wait, while a lease runs."""
        await created(record, SPRING)
        lease = Lease("one", 130.0)
        (one,) = await record.begin(
            SPRING, [clue("c1")], State.PUBLISHING, NOW, lease=lease, now=100.0
        )
        assert one.lease == lease
        assert await record.unfinished(SPRING) == await record.unfinished(SPRING, ["c1"]) == [one]
        assert await record.unfinished(SPRING, ["c2"]) == []
        late = Lease("two", 160.0)
        with pytest.raises(Conflict) as refusal:
            await record.begin(
                SPRING, [clue("c2"), clue("c1")], State.DELETING, NOW, now=129.5, lease=late
            )
        assert (refusal.value.code, refusal.value.retry_after_s) == (Code.CLUE_BUSY, 1)
        assert await record.unfinished(SPRING) == [one]
        (two,) = await record.begin(
            SPRING, [clue("c1")], State.PUBLISHING, NOW, now=130.0, lease=late
        )
        assert two.number == 2

    async def test_a_finished_row_keeps_nobody_out(self, record: ClueRecord) -> None:
        """A lease ends with the work: what is live, deleted or abandoned may be written again."""
        await created(record, SPRING)
        lease = Lease("one", 130.0)
        for state in (State.LIVE, State.ABANDONED):
            rows = await record.begin(
                SPRING, [clue("c1")], State.PUBLISHING, NOW, lease=lease, now=100.0
            )
            await record.finish(rows, state)
        assert (await record.latest(SPRING))["c1"].lease is None

    async def test_holding_renews_the_lease(self, record: ClueRecord) -> None:
        """Its holder may hold a running lease longer, and then others wait longer."""
        await created(record, SPRING)
        rows = await record.begin(
            SPRING,
            [clue("c1"), clue("c2")],
            State.PUBLISHING,
            NOW,
            lease=Lease("one", 130.0),
            now=100.0,
        )
        await record.hold(rows, Lease("one", 150.0), now=120.0)
        assert {row.lease for row in await record.unfinished(SPRING)} == {Lease("one", 150.0)}
        for lease, now in ((Lease("two", 170.0), 140.0), (Lease("one", 190.0), 150.0)):
            with pytest.raises(Conflict) as refusal:
                await record.hold(rows, lease, now=now)
            assert refusal.value.code is Code.LEASE_LOST
        await record.finish(rows[1:], State.ABANDONED)
        with pytest.raises(Conflict):
            await record.hold(rows, Lease("one", 190.0), now=140.0)
        (left,) = await record.unfinished(SPRING)
        assert left.lease == Lease("one", 150.0)

    async def test_a_number_is_past_what_it_must_be_above(self, record: ClueRecord) -> None:
        """A record that was restored from a backup numbers past the tiers."""
        await created(record, SPRING)
        rows = await record.begin(
            SPRING, [clue("c1"), clue("c2")], State.PUBLISHING, NOW, above={"c1": 7, "c9": 9}
        )
        assert [row.number for row in rows] == [8, 1]
        (row,) = await record.begin(SPRING, [clue("c1")], State.PUBLISHING, NOW, above={"c1": 3})
        assert row.number == 9

    async def test_begin_compares_what_stands(self, record: ClueRecord) -> None:
        """Where another revision stands than the one expected, nothing is begun."""
        await created(record, SPRING)
        await lived(record, clue("c1"))
        for expected in ({}, {"c1": 2}, {"c1": 1, "c2": 1}):
            with pytest.raises(Conflict) as refusal:
                await record.begin(
                    SPRING, [clue("c1"), clue("c2")], State.PUBLISHING, NOW, expected=expected
                )
            assert refusal.value.code is Code.NOT_NEWER
        assert await record.unfinished(SPRING) == []
        await record.begin(SPRING, [clue("c1")], State.PUBLISHING, NOW, expected={"c1": 1})
