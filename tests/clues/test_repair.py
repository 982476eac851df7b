from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from clew.testing.builders import (
    CAMPAIGN,
    an_hour_later,
    ask,
    build_static,
    clue,
    findings,
    house_at,
    live,
    publish,
    zone_of,
)
from clew.wiring.house import House

Zones = Sequence[str]


def keep_record(house: House, aside: Path) -> None:
    aside.mkdir()
    for file in house.home.glob("record.sqlite*"):
        shutil.copy(file, aside)


def put_back(home: Path, aside: Path) -> None:
    for file in home.glob("record.sqlite*"):
        file.unlink()
    for file in aside.iterdir():
        shutil.copy(file, home)


async def with_record(house: House, aside: Path) -> House:
    """The house with the record of an earlier time."""
    await house.close()
    put_back(house.home, aside)
    return house_at(house.home, exact_map_gib=1)


async def test_a_restored_record_wins_but_for_deletes(
    house: House, zones: Zones, tmp_path: Path
) -> None:
    """After an older record is put back, tiers follow it under new numbers; deletes stay."""
    await publish(house, clue("c1", zones[0], "water"), clue("c2", zones[1], "well"))
    await house.close()
    keep_record(house, tmp_path / "aside")
    for n in (2, 3):
        await publish(house, clue("c1", zones[n], "water"))
    await house.publisher.delete(CAMPAIGN, "c2")
    again = await with_record(house, tmp_path / "aside")
    assert await findings(again)
    await again.repair.run()
    assert await findings(again) == []
    assert await zone_of(again, "water") == zones[0]
    assert (await ask(again, "well")).outcome == "miss"
    (done,) = await publish(again, clue("c1", zones[4], "water"))
    assert done.revision == 5
    assert not (await again.repair.run()).mended
    await again.close()


async def test_a_publisher_numbers_past_what_the_record_forgot(
    house: House, zones: Zones, tmp_path: Path
) -> None:
    """With an older record a publish works at once, past every number in the exact tier."""
    await publish(house, clue("c1", zones[0], "water"))
    await house.close()
    keep_record(house, tmp_path / "aside")
    for n in (2, 3, 4):
        await publish(house, clue("c1", zones[n], "water"))
    again = await with_record(house, tmp_path / "aside")
    (done,) = await publish(again, clue("c1", zones[5], "water"))
    assert done.revision == 5
    assert await zone_of(again, "water") == zones[5]
    assert await findings(again) == []
    await again.close()


async def test_lost_tombstones_are_laid_again(house: House, zones: Zones) -> None:
    """Without its tombstones a deleted clue would speak through static; repair lays them again."""
    await publish(house, clue("c1", zones[0], "water"))
    await build_static(house, [("water", zones[0], "c1")])
    await house.publisher.delete(CAMPAIGN, "c1")
    await house.close()
    (house.home / "static" / "tombstones.jsonl").unlink()
    again = house_at(house.home, exact_map_gib=1)
    assert await zone_of(again, "water") == zones[0]
    assert [finding.part for finding in await findings(again)] == ["static"]
    (mended,) = (await again.repair.run()).mended
    assert mended.clue == "c1"
    assert await findings(again) == []
    assert (await ask(again, "water")).outcome == "miss"
    await again.close()


async def test_repair_of_a_sound_house_does_nothing(house: House, zones: Zones) -> None:
    """Where all agree nothing is written: no revision, no generation."""
    await publish(house, clue("c1", zones[0], "water"))
    await publish(house, clue("c2", zones[1], "well"))
    await house.publisher.delete(CAMPAIGN, "c2")
    head = await house.exact.head(CAMPAIGN)
    an_hour_later(house)
    repaired = await house.repair.run()
    assert (repaired.mended, repaired.left) == ((), ())
    assert await house.exact.head(CAMPAIGN) == head
    assert await live(house) == [clue("c1", zones[0], "water")]


@pytest.mark.parametrize("closed", [False, True])
async def test_a_lost_exact_tier_of_many_clues_is_put_back(
    house: House, zones: Zones, *, closed: bool
) -> None:
    """More clues than go into one transaction come back, of a closed campaign too."""
    clues = [clue(f"c{n:04}", zones[n % 12], f"text {n}", "everywhere") for n in range(1_203)]
    await publish(house, *clues)
    if closed:
        await house.campaigns.close(CAMPAIGN)
    await house.close()
    for file in (house.home / "exact").iterdir():
        file.unlink()
    again = house_at(house.home, exact_map_gib=1)
    assert len((await again.repair.run()).mended) == 1_204
    assert await findings(again) == []
    if closed:
        await again.campaigns.reopen(CAMPAIGN)
    assert await zone_of(again, "text 1202") == zones[1202 % 12]
    await again.close()
