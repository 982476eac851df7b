from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from clew.clues.changes import Change
from clew.clues.key import keys_of
from clew.clues.model import CampaignHead, Clue, State
from clew.clues.repair import Repaired
from clew.testing.builders import (
    CAMPAIGN,
    ask,
    build_static,
    clue,
    findings,
    house_at,
    open_mall,
    publish,
    zone_of,
)
from clew.text import NORMALISER
from clew.wiring.house import House

Zones = Sequence[str]


async def named(house: House) -> list[tuple[str, str]]:
    return [(finding.part, finding.subject) for finding in await findings(house)]


async def commit(house: House, *changes: Change) -> None:
    """Writes the exact tier behind the record's back."""
    head = await house.exact.head(CAMPAIGN)
    assert head is not None
    await house.exact.commit(CAMPAIGN, changes, generation=head.generation)


async def put_head(house: House, **fields: Any) -> None:
    """Writes the campaign's head behind the record's back."""
    head = await house.exact.head(CAMPAIGN)
    assert head is not None
    newer = msgspec.structs.replace(head, generation=head.generation + 1, **fields)
    await house.exact.put_head(newer)


async def abandoned(house: House, one: Clue) -> int:
    """The number of a revision whose commit was given up, and may yet happen."""
    begun = await house.clues.begin(CAMPAIGN, [one], State.PUBLISHING, "2027-01-01T00:00:00+00:00")
    await house.clues.finish(begun, State.ABANDONED)
    return begun[0].number


def change(number: int, one: Clue) -> Change:
    keys = keys_of(CAMPAIGN, one.spellings)
    return Change(one.id, number, one.zone, one.text, one.lang, keys)


@pytest.fixture
async def water(house: House, zones: Zones) -> Clue:
    one = clue("c1", zones[0], "water", "basin")
    await publish(house, one, clue("c2", zones[1], "well"))
    assert await findings(house) == []
    return one


C1 = ("exact", "clue c1 of campaign spring")


async def mend(house: House) -> None:
    """Follows the doctor, who must name nothing that `clew repair` does not mend."""
    found = await findings(house)
    assert found
    assert {finding.remedy for finding in found} == {"`clew repair`"}
    assert (await house.repair.run()).mended
    assert await findings(house) == []
    assert await house.repair.run() == Repaired((), ())


async def test_a_moved_entry_is_named_and_mended(house: House, zones: Zones, water: Clue) -> None:
    """A clue that the exact tier has elsewhere is named, and repair puts it right."""
    moved = clue("c1", zones[3], "water", "basin")
    await commit(house, change(await abandoned(house, moved), moved))
    assert await named(house) == [C1]
    await mend(house)
    assert await zone_of(house, "water") == water.zone


async def test_other_keys_are_named_and_mended(house: House, water: Clue) -> None:
    """A clue whose keys differ from its record, at the same revision, is named and mended."""
    async with house.record.write() as connection:
        await connection.exec_driver_sql(
            "update clue_revision set aliases = '[\"fountain\"]' where clue = 'c1'"
        )
    assert await named(house) == [C1]
    await mend(house)
    assert await zone_of(house, "fountain") == water.zone
    assert (await ask(house, "basin")).outcome == "miss"


@pytest.mark.usefixtures("water")
async def test_another_zone_is_named_and_mended(house: House, zones: Zones) -> None:
    """A clue whose zone differs from its record, at the same revision, is named and mended."""
    async with house.record.write() as connection:
        await connection.exec_driver_sql(
            "update clue_revision set zone = ? where clue = 'c1'", (zones[4],)
        )
    assert await named(house) == [C1]
    await mend(house)
    assert await zone_of(house, "water") == zones[4]


async def test_a_lost_exact_tier_is_named_and_rebuilt(house: House, water: Clue) -> None:
    """With the exact tier's file gone its head is named, and repair rebuilds it all."""
    await house.close()
    for file in (house.home / "exact").iterdir():
        file.unlink()
    again = house_at(house.home, exact_map_gib=1)
    assert await named(again) == [("exact", "campaign spring")]
    await mend(again)
    assert await zone_of(again, "basin") == water.zone
    await again.close()


@pytest.mark.usefixtures("water")
async def test_a_clue_without_a_record_is_named(house: House, zones: Zones) -> None:
    """What is answered but was never recorded is named; its own file publishes or deletes it."""
    await commit(house, change(1, clue("c9", zones[2], "stray")))
    (finding,) = await findings(house)
    assert (finding.part, finding.subject) == ("exact", "clue c9 of campaign spring")
    assert "clew clue import" in finding.remedy


async def test_a_tombstone_of_a_live_clue_is_named_and_completed(house: House, water: Clue) -> None:
    """A live clue that the exact tier has deleted is named, and repair completes the delete."""
    begun = await house.clues.begin(CAMPAIGN, [water], State.DELETING, "2027-01-01T00:00:00+00:00")
    await commit(house, Change("c1", begun[0].number, None, "", "en", ()))
    found = await findings(house)
    assert {finding.part for finding in found} == {"exact", "record"}
    await mend(house)
    assert (await ask(house, "water")).outcome == "miss"


async def test_a_deleted_clue_that_is_answered_is_named_and_mended(
    house: House, water: Clue
) -> None:
    """A deleted clue that the exact tier still answers is named, and repair takes it out."""
    await house.publisher.delete(CAMPAIGN, "c1")
    await commit(house, change(await abandoned(house, water), water))
    await mend(house)
    assert (await ask(house, "water")).outcome == "miss"


async def test_an_unfinished_revision_is_named_and_mended(
    house: House, zones: Zones, water: Clue
) -> None:
    """A row that was begun and left is named, and repair undoes it."""
    moved = clue("c1", zones[5], "water")
    await house.clues.begin(CAMPAIGN, [moved], State.PUBLISHING, "2027-01-01T00:00:00+00:00")
    assert await named(house) == [("record", "clue c1 of campaign spring")]
    await mend(house)
    assert await zone_of(house, "water") == water.zone


@pytest.mark.usefixtures("water")
async def test_a_head_that_is_open_elsewhere_is_named_and_mended(house: House) -> None:
    """A campaign open in one part and closed in the other is named; repair writes it again."""
    await put_head(house, open=False)
    await mend(house)
    assert (await ask(house, "water")).outcome == "found"
    await house.campaigns.close(CAMPAIGN)
    await put_head(house, open=True)
    await mend(house)
    head = await house.exact.head(CAMPAIGN)
    assert head is not None
    assert not head.open


@pytest.mark.usefixtures("water")
async def test_a_head_with_another_map_is_named_and_mended(house: House) -> None:
    """A campaign served with another map version than the record's is named and mended."""
    await put_head(house, maps={"mall": 7})
    assert await named(house) == [("exact", "campaign spring")]
    await mend(house)


@pytest.mark.usefixtures("water")
async def test_a_closed_campaign_may_keep_its_old_map(house: House) -> None:
    """A new map is no difference for a closed campaign; opened again, it has the new one."""
    await house.campaigns.close(CAMPAIGN)
    await open_mall(house, levels=(2,))
    assert await findings(house) == []
    await house.campaigns.reopen(CAMPAIGN)
    assert await findings(house) == []
    assert (await ask(house, "water")).receipt.versions.map == "mall@2"


async def test_keys_of_another_normaliser_are_named_and_mended(house: House, water: Clue) -> None:
    """A head of another normaliser is named; repair sets it right."""
    await put_head(house, normaliser="0")
    assert (await ask(house, "water")).degraded == ("exact",)
    assert await named(house) == [("exact", "campaign spring")]
    await mend(house)
    head = await house.exact.head(CAMPAIGN)
    assert head is not None
    assert head.normaliser == NORMALISER
    assert await zone_of(house, "water") == water.zone


@pytest.mark.usefixtures("water")
async def test_a_campaign_without_a_record_is_named(house: House) -> None:
    """A campaign that only the exact tier knows is named."""
    await house.exact.put_head(CampaignHead("ghost", 1, open=True, normaliser=NORMALISER))
    assert await named(house) == [("record", "campaign ghost")]


async def test_a_row_that_no_longer_agrees_is_named(
    house: House, zones: Zones, water: Clue
) -> None:
    """A static row that sends its text where none of the live clues stands is named."""
    await build_static(house, [("water", water.zone, "")])
    assert await findings(house) == []
    await commit(house, change(2, clue("c1", zones[3], "water", "basin")))
    assert ("static", "static.csv:2") in await named(house)


@pytest.mark.usefixtures("water")
async def test_a_damaged_lock_row_is_named_and_rebuilt(house: House, zones: Zones) -> None:
    """An altered row of the lock is named, not served, and mended by building again."""
    rows = [("the loo", zones[2], ""), ("the till", zones[3], "")]
    await build_static(house, rows)
    lock = house.home / "static" / "static.lock"
    lock.write_text(lock.read_text().replace(f"{zones[2]},48.", f"{zones[2]},49."))
    assert [part for part, _ in await named(house)] == ["static", "static"]
    assert (await ask(house, "the loo")).degraded == (f"static:{zones[2]}",)
    assert await zone_of(house, "the till") == zones[3]
    await build_static(house, rows)
    assert await findings(house) == []
    assert await zone_of(house, "the loo") == zones[2]


@pytest.mark.usefixtures("water")
async def test_a_damaged_lock_is_named_and_rebuilt(house: House, zones: Zones) -> None:
    """With the lock's head damaged the static tier is down, says so, and can be built again."""
    rows = [("the loo", zones[2], "")]
    await build_static(house, rows)
    lock = house.home / "static" / "static.lock"
    lock.write_text(lock.read_text().replace("generation=1", "generation=9"))
    (finding,) = await findings(house)
    assert finding.part == "static"
    assert "clew static build" in finding.remedy
    assert (await ask(house, "the loo")).degraded == ("static",)
    built = await build_static(house, rows)
    assert built.generation == 2
    assert await findings(house) == []
    assert await zone_of(house, "the loo") == zones[2]


@pytest.mark.parametrize("lost", ["static.csv", "static.lock"])
@pytest.mark.usefixtures("water")
async def test_lost_static_files_are_named_and_rebuilt(
    house: House, zones: Zones, lost: str
) -> None:
    """Where one of the static files is gone, answers and the doctor say so until it is rebuilt."""
    rows = [("the loo", zones[2], "")]
    await build_static(house, rows)
    (house.home / "static" / lost).unlink()
    assert await named(house) == [("static", "campaign spring")]
    assert (await ask(house, "the loo")).degraded == ("static",)
    await build_static(house, rows)
    assert await findings(house) == []
    assert await zone_of(house, "the loo") == zones[2]


@pytest.mark.usefixtures("water")
async def test_an_older_static_tier_is_named(house: House, zones: Zones) -> None:
    """Files of an older build than the head asks for are named."""
    await build_static(house, [("the loo", zones[2], "")])
    files = {path: path.read_bytes() for path in (house.home / "static").glob("static.*")}
    await build_static(house, [("the loo", zones[3], "")])
    for path, content in files.items():
        path.write_bytes(content)
    assert await named(house) == [("static", "campaign spring")]


@pytest.mark.usefixtures("water")
async def test_a_part_that_is_down_is_a_finding(house: House) -> None:
    """A damaged exact tier is named, with its remedy, instead of ending the check."""
    await house.close()
    (house.home / "exact" / "data.mdb").write_bytes(b"no store" * 4096)
    again = house_at(house.home, exact_map_gib=1)
    found = await findings(again)
    assert found
    assert all("exact" in finding.message and finding.remedy for finding in found)
    await again.close()
