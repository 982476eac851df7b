"""What every static tier must keep to. A store's tests subclass `StaticTierBattery`.

The subclass gives the fixtures `clock`, a `FixedClock`, and `tier` and `stones`, a static tier by
that clock and the log of tombstones that it honours.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol

import pytest

from clew.clock import FixedClock
from clew.clues.key import key_of
from clew.clues.model import StaticLookup, StaticRow, Tombstone
from clew.clues.ports import StaticReader, StaticWriter, TombstoneLog
from clew.text import normalise

SPRING, AUTUMN = "spring", "autumn"
FOUNTAIN, CLOCK = "mall/0/1/1", "mall/1/2/2"
PLACES = {FOUNTAIN: (45.1841234, 5.7242859), CLOCK: (45.184, -0.5)}


class StaticTier(StaticReader, StaticWriter, Protocol):
    """A store that is read and written."""


def row(
    text: str, zone: str, clue: str | None = None, *, campaign: str = SPRING, line: int = 2
) -> StaticRow:
    """A row whose zone is locked where `PLACES` has it."""
    return StaticRow(text, "en", campaign, zone, *PLACES[zone], clue, line)


def stone(
    text: str, clue: str, revision: int, zone: str = FOUNTAIN, *, lifted: bool = False
) -> Tombstone:
    """A deleted clue's mark on one of its texts."""
    return Tombstone(SPRING, static_key(text), clue, zone, revision, lifted)


def static_key(text: str, campaign: str = SPRING) -> bytes:
    """The key of a text."""
    return key_of(campaign, normalise(text).key)


async def asked(tier: StaticReader, text: str, campaign: str = SPRING) -> StaticLookup:
    """What the tier knows of a text."""
    return await tier.lookup(campaign, static_key(text, campaign))


async def zone(tier: StaticReader, text: str, campaign: str = SPRING) -> str | None:
    """Where the tier sends a text."""
    found = (await asked(tier, text, campaign)).row
    return None if found is None else found.zone


class StaticTierBattery:
    """The promises of `StaticReader`, `StaticWriter` and `TombstoneLog`."""

    @pytest.fixture
    def clock(self) -> FixedClock:
        """The tier's clock: the first of May 2027, noon."""
        return FixedClock(datetime(2027, 5, 1, 12, tzinfo=UTC))

    async def test_an_empty_tier_knows_nothing(self, tier: StaticTier) -> None:
        """Before the first build there is no row, generation 0, and nothing wrong."""
        assert await asked(tier, "water") == StaticLookup(None, None, 0)
        assert await tier.locked(SPRING) == {}
        assert (await tier.generation(), await tier.ends()) == (0, None)
        assert not await tier.rows()
        assert not await tier.check()

    async def test_rows_are_in_force_when_replace_returns(self, tier: StaticTier) -> None:
        """Each row is found under its text's key, in its own campaign, as it was given."""
        rows = [row("Water", FOUNTAIN, "c1"), row("the loo", CLOCK, campaign=AUTUMN, line=3)]
        await tier.replace(rows, generation=4, ends=None)
        assert await asked(tier, "WATER!") == StaticLookup(rows[0], None, 4)
        assert await asked(tier, "water", AUTUMN) == StaticLookup(None, None, 4)
        assert (await asked(tier, "the loo", AUTUMN)).row == rows[1]
        assert await tier.locked(SPRING) == {static_key("water"): rows[0]}
        assert await tier.rows() == rows
        assert (await tier.generation(), await tier.ends()) == (4, None)

    async def test_replace_leaves_nothing_of_before(self, tier: StaticTier) -> None:
        """The next build stands in place of the one before, whole."""
        await tier.replace([row("water", FOUNTAIN)], generation=1, ends=None)
        await tier.replace([row("the loo", FOUNTAIN)], generation=2, ends=None)
        assert await zone(tier, "water") is None
        assert await zone(tier, "the loo") == FOUNTAIN
        assert (await asked(tier, "water")).generation == 2

    async def test_it_knows_what_stands(self, tier: StaticTier) -> None:
        """Whether exactly these rows are in force until that day can be asked."""
        rows = [row("water", FOUNTAIN), row("the loo", CLOCK, "c2", line=3)]
        assert not await tier.stands(rows, None)
        await tier.replace(rows, generation=1, ends=date(2027, 6, 1))
        assert await tier.stands(rows, date(2027, 6, 1))
        assert not await tier.stands(rows, None)
        assert not await tier.stands(rows[:1], date(2027, 6, 1))

    async def test_a_lock_ends_with_its_last_day(self, tier: StaticTier, clock: FixedClock) -> None:
        """Rows serve through the lock's last day; from the next one none does, and it is said."""
        await tier.replace([row("water", FOUNTAIN)], generation=1, ends=date(2027, 5, 1))
        assert await zone(tier, "water") == FOUNTAIN
        clock.moment = datetime(2027, 5, 2, 0, 0, 1, tzinfo=UTC)
        assert await zone(tier, "water") is None
        assert await tier.locked(SPRING) == {}
        assert [finding.part for finding in await tier.check()] == ["static"]
        assert len(await tier.rows()) == 1

    async def test_a_deleted_clue_silences_the_row_that_names_it(
        self, tier: StaticTier, stones: TombstoneLog
    ) -> None:
        """A row that names a clue is out of force from the clue's delete until its restore."""
        await tier.replace(
            [row("water", FOUNTAIN, "c1"), row("basin", FOUNTAIN, "c2", line=3)],
            generation=1,
            ends=None,
        )
        await stones.append([stone("water", "c1", 2), stone("old name", "c1", 2)])
        assert await zone(tier, "water") is None
        assert static_key("water") not in await tier.locked(SPRING)
        assert await zone(tier, "basin") == FOUNTAIN
        await stones.append([stone("water", "c1", 3, lifted=True)])
        assert await zone(tier, "water") == FOUNTAIN

    async def test_a_deleted_clue_silences_the_row_at_its_place(
        self, tier: StaticTier, stones: TombstoneLog
    ) -> None:
        """A row that names no clue is silenced where a clue with its text stood in its zone."""
        await tier.replace([row("water", FOUNTAIN)], generation=1, ends=None)
        await stones.append([stone("water", "c1", 2, CLOCK)])
        assert await zone(tier, "water") == FOUNTAIN
        await stones.append([stone("water", "c2", 2, FOUNTAIN)])
        assert await zone(tier, "water") is None

    async def test_an_old_lift_does_not_undo_a_newer_delete(
        self, tier: StaticTier, stones: TombstoneLog
    ) -> None:
        """Tombstones count by revision, whatever order they were written in."""
        await tier.replace([row("water", FOUNTAIN, "c1")], generation=1, ends=None)
        await stones.append([stone("water", "c1", 4)])
        await stones.append([stone("water", "c1", 3, lifted=True)])
        assert await zone(tier, "water") is None

    async def test_tombstones_outlive_a_build(self, tier: StaticTier, stones: TombstoneLog) -> None:
        """Building again does not bring a deleted clue back."""
        await stones.append([stone("water", "c1", 2)])
        await tier.replace([row("water", FOUNTAIN, "c1")], generation=1, ends=None)
        assert await zone(tier, "water") is None

    async def test_the_tombstones_in_force_are_told(self, stones: TombstoneLog) -> None:
        """Of each key and clue the newest counts; what was lifted, or is another's, is not told."""
        await stones.append([stone("water", "c1", 2), stone("basin", "c1", 2)])
        await stones.append([stone("water", "c1", 3, lifted=True), stone("water", "c2", 5)])
        assert {(one.clue, one.key, one.revision) for one in await stones.unlifted(SPRING)} == {
            ("c1", static_key("basin"), 2),
            ("c2", static_key("water"), 5),
        }
        assert await stones.unlifted("autumn") == []
