from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import kill_at_syscall
import pytest
from importing import (
    ROWS,
    SHARE,
    Zones,
    all_findings,
    broken_off,
    clues_of,
    leftovers,
    run,
    small_shares,
    write,
)
from kill_at_syscall import NEVER, run_traced

from clew.clues.imports import Imported
from clew.errors import Code, Conflict, PartUnavailable
from clew.testing.builders import (
    CAMPAIGN,
    an_hour_later,
    clue,
    export,
    house_at,
    live,
    publish,
)
from clew.wiring.house import House


@pytest.fixture(autouse=True)
def _shares_of_ten(house: House) -> None:
    small_shares(house)


@pytest.fixture
def path(tmp_path: Path, zones: Zones) -> Path:
    """A file of more clues than go into one transaction."""
    return write(tmp_path / "clues.csv", clues_of(zones))


async def test_the_doctor_names_what_broke_off(house: House, path: Path) -> None:
    """An import that broke off is named with how far it is and what completes it."""
    await broken_off(house, path, 2)
    (finding,) = await all_findings(house)
    assert finding.subject == f"campaign {CAMPAIGN}"
    assert f"the import of {path} (" in finding.message
    assert "broke off: 20 of 45 rows stand" in finding.message
    assert "`clew repair`" in finding.remedy


async def test_an_import_that_runs_did_not_break_off(house: House, path: Path) -> None:
    """The doctor and repair leave an import alone while its process lives."""
    await broken_off(house, path, 2)
    with house.import_shelf.turn(CAMPAIGN):
        assert await leftovers(house) == []
        (left,) = (await house.repair.run()).imports
        assert left.why == "it is running"
    assert len(await live(house)) == 20


@pytest.mark.parametrize("shares", range(6))
async def test_the_same_command_goes_on(
    house: House, path: Path, zones: Zones, shares: int
) -> None:
    """Importing the file again publishes what was left to do, and no revision twice."""
    if shares < 5:
        await broken_off(house, path, shares)
    else:
        await run(house, path)
    assert await run(house, path) == Imported(ROWS, max(ROWS - shares * SHARE, 0))
    latest = await house.clues.latest(CAMPAIGN)
    assert {one.number for one in latest.values()} == {1}
    assert await live(house) == clues_of(zones)
    assert await all_findings(house) == []


async def test_repair_completes_it(house: House, path: Path, zones: Zones) -> None:
    """Repair publishes the rest without the file, once."""
    await broken_off(house, path, 2)
    path.unlink()  # noqa: ASYNC240 - a small file, and nobody waits
    (mended,) = (await house.repair.run()).mended
    assert mended.clue is None
    assert "25 clues published, 20 stood already" in mended.done
    assert await live(house) == clues_of(zones)
    assert await all_findings(house) == []
    assert not (await house.repair.run()).mended


async def test_what_was_changed_meanwhile_is_left_alone(
    house: House, path: Path, zones: Zones
) -> None:
    """Repair neither overwrites nor brings back what somebody wrote or deleted since."""
    await publish(house, clue("c041", zones[0], "before"), clue("c042", zones[0], "before too"))
    await broken_off(house, path, 1)
    changed = clue("c041", zones[5], "changed")
    made = clue("c043", zones[5], "made")
    other = clue("c000", zones[5], "changed too")
    await publish(house, changed, made, other)
    await house.publisher.delete(CAMPAIGN, "c042")
    (mended,) = (await house.repair.run()).mended
    assert "32 clues published, 9 stood already, 4 left alone" in mended.done
    stands = {one.id: one for one in await live(house)}
    assert "c042" not in stands
    assert [stands[one.id] for one in (changed, made, other)] == [changed, made, other]
    assert stands["c044"] == clues_of(zones)[44]
    assert await all_findings(house) == []


async def test_a_row_that_is_refused_by_now_stops_no_other(
    house: House, path: Path, zones: Zones
) -> None:
    """Repair publishes all but the rows whose publishing is refused, and says which and why."""
    await broken_off(house, path, 1)
    taken = zones[33 % len(zones)]
    plan = await house.plans.plan("mall")
    assert plan is not None
    centroids = plan._centroids  # type: ignore[attr-defined]  # noqa: SLF001 - a map that lost a zone
    kept = dict(centroids)
    del centroids[taken]
    (mended,) = (await house.repair.run()).mended
    centroids.update(kept)
    lost = [one for one in clues_of(zones)[SHARE:] if one.zone == taken]
    assert f"{len(lost)} refused (the first: the map of 'mall' has no zone" in mended.done
    assert len(await live(house)) == ROWS - len(lost)
    assert house.import_shelf.campaigns() == []


async def test_a_closed_campaign_keeps_it(house: House, path: Path, zones: Zones) -> None:
    """An import into a campaign that was closed waits until that is opened again."""
    await broken_off(house, path, 1)
    await house.campaigns.close(CAMPAIGN)
    (left,) = (await house.repair.run()).imports
    assert left.why == "the campaign is closed"
    (finding,) = await leftovers(house)
    assert finding.remedy.startswith("`clew campaign reopen` it")
    with pytest.raises(Conflict) as refusal:
        await run(house, path)
    assert refusal.value.code is Code.CAMPAIGN_CLOSED
    await house.campaigns.reopen(CAMPAIGN)
    assert (await house.repair.run()).mended
    assert await live(house) == clues_of(zones)


@pytest.mark.parametrize("rows", [3, 30])
async def test_a_newer_import_replaces_it(
    house: House, path: Path, zones: Zones, rows: int
) -> None:
    """Another file for the campaign, large or small, takes the place of what broke off."""
    await broken_off(house, path, 1)
    newer = write(path.with_name("newer.csv"), clues_of(zones, rows))
    assert (await run(house, newer)).replaced == str(path)
    assert await all_findings(house) == []
    assert len(await live(house)) == max(rows, SHARE)


async def test_a_refused_share_says_how_far_it_got(house: House, path: Path, zones: Zones) -> None:
    """A clue that somebody deletes while the import runs stops it, with the rows that are in."""
    whole = house.publisher.publish
    await publish(house, clue("c025", zones[0], "before"))

    async def publish_and_delete(*args: Any, **how: Any) -> object:
        done = await whole(*args, **how)
        if args[1] and args[1][0].id == "c010":
            await house.publisher.delete(CAMPAIGN, "c025")
        return done

    house.publisher.__dict__["publish"] = publish_and_delete
    with pytest.raises(Conflict) as refusal:
        await run(house, path)
    del house.publisher.__dict__["publish"]
    assert refusal.value.code is Code.CLUE_DELETED
    assert refusal.value.where.line == 27
    assert "20 of 45 rows are in, then it broke off: clue 'c025'" in refusal.value.message
    assert "`clew repair` completes it" in refusal.value.remedy
    assert (await house.repair.run()).mended
    assert len(await live(house)) == ROWS - 1


async def test_a_damaged_leftover_is_named(house: House, path: Path) -> None:
    """A file on the shelf that is not what was written is never published."""
    await broken_off(house, path, 1)
    (kept,) = (house.home / "imports").glob("*.msgpack")
    content = bytearray(kept.read_bytes())
    content[40] ^= 1
    kept.write_bytes(content)
    (finding,) = await leftovers(house)
    assert "is damaged" in finding.message
    with pytest.raises(PartUnavailable, match="is damaged"):
        await house.import_leftovers.complete()
    assert len(await live(house)) == SHARE


# ---------------------------------------------------------------- killed


def _killed_import(home: Path, path: Path, shares: int, *, within: bool) -> None:
    """A process that imports, and kills itself after so many shares or within the next one."""
    house = small_shares(house_at(home, exact_map_gib=1))
    writer, record = house.publisher._writer, house.clues  # noqa: SLF001
    writes = 0
    write_all, finish = writer.write, record.finish

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    async def counted(*args: Any, **how: Any) -> object:
        nonlocal writes
        if writes == shares and not within:
            die()
        writes += 1
        return await write_all(*args, **how)

    async def between(*args: Any) -> None:
        if writes == shares + 1 and within:
            die()
        await finish(*args)

    writer.__dict__["write"] = counted
    record.__dict__["finish"] = between
    asyncio.run(house.clue_import.run(path, CAMPAIGN))


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("by_repair", [False, True])
async def test_killed_between_and_within_shares(
    house: House, path: Path, zones: Zones, *, within: bool, by_repair: bool
) -> None:
    """After SIGKILL the same command, or repair, brings every row in, each once."""
    await house.close()
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r});"
        "from pathlib import Path; import test_import_broken as t;"
        f"t._killed_import(Path({str(house.home)!r}),"
        f"Path({str(path)!r}), 2, within={within})"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: ASYNC221
    assert done.returncode == -signal.SIGKILL
    again = small_shares(house_at(house.home, exact_map_gib=1))
    assert "broke off: 20 of 45 rows stand" in (await leftovers(again))[0].message
    an_hour_later(again)
    small_shares(again)
    if by_repair:
        await again.repair.run()
    else:
        await run(again, path)
    assert await live(again) == clues_of(zones)
    assert {one.number for one in (await again.clues.latest(CAMPAIGN)).values()} == {1}
    assert await all_findings(again) == []
    out = await export(again, path.with_name("out.csv"))
    assert out.read_bytes() == path.read_bytes()  # noqa: ASYNC240 - as above
    await again.close()


@pytest.mark.soak
@pytest.mark.parametrize("late", [False, True])
def test_killed_at_any_system_call_of_an_import(
    mall_home: Path, tmp_path: Path, *, late: bool
) -> None:
    """Repair brings every row of a killed import in, or the import had not begun."""
    reason = kill_at_syscall.forbidden()
    if reason is not None:
        pytest.skip(reason)
    zones = [f"mall/0/1/{n}" for n in range(1, 6)]
    path = write(tmp_path / "clues.csv", clues_of(zones, 25))

    async def importing(house: House) -> None:
        await run(small_shares(house), path)

    async def repaired(home: Path) -> int:
        house = house_at(home, exact_map_gib=1)
        an_hour_later(house)
        await small_shares(house).repair.run()
        assert await all_findings(house) == []
        rows = await live(house)
        assert rows == clues_of(zones, len(rows))
        await house.close()
        return len(rows)

    whole = tmp_path / "whole"
    shutil.copytree(mall_home, whole)
    calls = run_traced(whole, importing, NEVER, after=False).calls
    print(f"{len(calls)} calls")  # noqa: T201 - what a soak has to tell
    seen = set()
    for at in range(len(calls)):
        home = tmp_path / str(at)
        shutil.copytree(mall_home, home)
        outcome = run_traced(home, importing, at, after=late)
        assert outcome.killed or outcome.acknowledged
        rows = asyncio.run(repaired(home))
        assert rows == 25 or (rows == 0 and not outcome.acknowledged), (at, outcome.calls[-1])
        seen.add(rows)
        shutil.rmtree(home)
    assert seen == {0, 25}
