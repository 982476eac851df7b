# ruff: noqa: ASYNC221, ASYNC240 - the files and processes are what is tested, and a test may wait

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.clock import FixedClock
from clew.clues.model import StaticRow
from clew.clues.static_lock import read_lock, write_lock
from clew.clues.static_texts import read_texts
from clew.clues.stores.static_files import StaticFiles
from clew.clues.stores.tombstone_file import TombstoneFile
from clew.errors import Code, Conflict, InputRefused, ManyRefused, PartUnavailable
from clew.testing.builders import CAMPAIGN, ask, build_static, clue, publish, zone_of
from clew.testing.static_tier import (
    CLOCK,
    FOUNTAIN,
    PLACES,
    SPRING,
    StaticTierBattery,
    asked,
    row,
    stone,
    zone,
)
from clew.wiring.house import House

Zones = Sequence[str]


class TestStaticFiles(StaticTierBattery):
    @pytest.fixture
    def stones(self, tmp_path: Path) -> TombstoneFile:
        return TombstoneFile(tmp_path / "static" / "tombstones.jsonl")

    @pytest.fixture
    def tier(self, tmp_path: Path, clock: FixedClock) -> StaticFiles:
        stones = TombstoneFile(tmp_path / "static" / "tombstones.jsonl")
        return StaticFiles(tmp_path / "static", tombstones=stones, clock=clock, max_rows=5)


@pytest.fixture
def stones(tmp_path: Path) -> TombstoneFile:
    return TombstoneFile(tmp_path / "tombstones.jsonl")


@pytest.fixture
async def tier(tmp_path: Path, stones: TombstoneFile) -> StaticFiles:
    clock = FixedClock(datetime(2027, 5, 1, 12, tzinfo=UTC))
    tier = StaticFiles(tmp_path, tombstones=stones, clock=clock, max_rows=5)
    rows = [row("water", FOUNTAIN), row("the loo", CLOCK, line=3)]
    await tier.replace(rows, generation=1, ends=None)
    return tier


@pytest.fixture
def edit(tmp_path: Path) -> Callable[[str, str, str], None]:
    def replace(file: str, old: str, new: str) -> None:
        path = tmp_path / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return replace


Edit = Callable[[str, str, str], None]


async def complaints(tier: StaticFiles) -> list[str]:
    return [finding.subject for finding in await tier.check()]


# ---------------------------------------------------------------- the files


async def test_texts_may_be_edited_by_hand(tier: StaticFiles, edit: Edit) -> None:
    """A new wording is served at once, from the locked zone, without another build."""
    edit("static.csv", "water,en", "the fountain,fr")
    assert await zone(tier, "water") is None
    assert await zone(tier, "The Fountain") == FOUNTAIN
    assert await complaints(tier) == []


async def test_a_text_for_a_zone_that_is_not_locked_is_dropped(
    tier: StaticFiles, edit: Edit
) -> None:
    """A hand-written row that leads to a zone without a lock is named, never served."""
    edit("static.csv", FOUNTAIN, "mall/0/9/9")
    assert (await asked(tier, "water")).row is None
    assert (await asked(tier, "water")).dropped == "mall/0/9/9"
    assert await complaints(tier) == ["static.csv:2"]
    assert await zone(tier, "the loo") == CLOCK


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("45.1841234", "45.1941234"),
        ("5.7242859", "5.7242858"),
        (f"{FOUNTAIN},", "mall/0/1/3,"),
        (f"{FOUNTAIN},45.1841234,5.7242859", "nonsense"),
    ],
)
async def test_an_altered_lock_row_is_dropped(
    tier: StaticFiles, edit: Edit, old: str, new: str
) -> None:
    """One altered row of the lock is named and not served, while the others answer."""
    edit("static.lock", old, new)
    found = await asked(tier, "water")
    assert (found.row, found.dropped) == (None, FOUNTAIN)
    assert await zone(tier, "the loo") == CLOCK
    assert "static.csv:2" in await complaints(tier)
    assert len(await complaints(tier)) == 2


async def test_a_row_of_another_lock_is_dropped(tier: StaticFiles, edit: Edit) -> None:
    """Coordinates with their checksum cannot be lent to another zone."""
    edit("static.lock", f"{FOUNTAIN},", f"{CLOCK},")
    assert (await asked(tier, "water")).dropped == FOUNTAIN
    found = (await asked(tier, "the loo")).row
    assert found is None or (found.lat, found.lon) == PLACES[CLOCK]


@pytest.mark.parametrize("old", ["generation=1", "ends=", "# clew static lock 1"])
async def test_an_altered_head_of_the_lock_takes_the_tier_down(
    tier: StaticFiles, edit: Edit, old: str
) -> None:
    """Generation and end date hold only with their checksum; else the tier says it is down."""
    edit("static.lock", old, f"{old}7")
    with pytest.raises(PartUnavailable) as down:
        await asked(tier, "water")
    assert down.value.code is Code.STATIC_UNAVAILABLE
    assert "clew static build" in down.value.remedy


async def test_bad_rows_of_the_texts_are_named(tier: StaticFiles, tmp_path: Path) -> None:
    """A broken row is left out by its line; the rest serves."""
    path = tmp_path / "static.csv"
    good = path.read_bytes()
    path.write_bytes(
        good.replace(b"the loo", b"the \xff loo") + f"?!,en,spring,{CLOCK},\nx,y\n".encode()
    )
    assert await zone(tier, "water") == FOUNTAIN
    assert await complaints(tier) == ["static.csv:3", "static.csv:4", "static.csv:5"]


async def test_two_rows_that_disagree_are_both_dropped(tier: StaticFiles, edit: Edit) -> None:
    """Texts with one key and two zones decide nothing; the same row twice is one row."""
    edit("static.csv", "the loo", "WATER")
    found = await asked(tier, "water")
    assert (found.row, found.dropped) == (None, CLOCK)
    assert await complaints(tier) == ["static.csv:3"]


async def test_rows_past_the_limit_are_named(tier: StaticFiles, tmp_path: Path) -> None:
    """Of a file that grew too long, the first rows serve and the first left out is named."""
    with (tmp_path / "static.csv").open("a") as stream:
        stream.writelines(f"text {n},en,spring,{CLOCK},\n" for n in range(4))
    assert await zone(tier, "text 2") == CLOCK
    assert await zone(tier, "text 3") is None
    assert await complaints(tier) == ["static.csv:7"]


async def test_a_byte_order_mark_and_crlf_are_read(tier: StaticFiles, tmp_path: Path) -> None:
    """A static.csv saved by a spreadsheet is read like any other."""
    path = tmp_path / "static.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert await zone(tier, "the loo") == CLOCK
    assert await complaints(tier) == []


LOCK = write_lock(3, date(2027, 12, 31), [(zone_, *place) for zone_, place in PLACES.items()])


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(LOCK) - 1), st.characters(max_codepoint=300), st.booleans())
def test_no_altered_byte_moves_a_zone(at: int, put: str, inserted: bool) -> None:  # noqa: FBT001
    """Whatever one character of a lock becomes, no zone is served elsewhere than it was locked."""
    text = LOCK[:at] + put + LOCK[at + (not inserted) :]
    try:
        lock = read_lock(text, "static.lock")
    except PartUnavailable:
        return
    assert lock.centroids.items() <= PLACES.items()
    assert (lock.generation, lock.ends) == (3, date(2027, 12, 31))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 60))
def test_any_bytes_are_read(content: bytes, at: int) -> None:
    """Whatever stands in static.csv, reading ends, and every row that counts has a locked zone."""
    good = f"text,lang,campaign,zone,clue_id\nwater,en,spring,{FOUNTAIN},\n".encode()
    texts = read_texts(good[:at] + content + good[at:], read_lock(LOCK, "-"), max_rows=5)
    assert all(PLACES[found.zone] == (found.lat, found.lon) for found in texts.rows.values())


# ---------------------------------------------------------------- tombstones


async def test_a_torn_tombstone_is_not_one(tier: StaticFiles, stones: TombstoneFile) -> None:
    """A last line without its end was never acknowledged; the next append cuts it off."""
    await stones.append([stone("water", "c1", 2)])
    path = Path(str(stones._path))  # noqa: SLF001 - the file is what is tested
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:20])
    assert await zone(tier, "water") is None
    assert await zone(tier, "the loo") == CLOCK
    await stones.append([stone("the loo", "c2", 2, CLOCK)])
    assert await zone(tier, "the loo") is None
    assert path.read_bytes().count(b"\n") == 2


async def test_a_damaged_tombstone_takes_the_tier_down(
    tier: StaticFiles, stones: TombstoneFile
) -> None:
    """Where a tombstone cannot be read no row is served: a deleted clue might come back."""
    await stones.append([stone("nothing", "c1", 2)])
    path = Path(str(stones._path))  # noqa: SLF001 - the file is what is tested
    path.write_bytes(path.read_bytes().replace(b'"clue"', b'"cl'))
    with pytest.raises(PartUnavailable) as down:
        await zone(tier, "water")
    assert down.value.code is Code.STATIC_UNAVAILABLE


async def test_a_delete_in_another_process_is_seen(tier: StaticFiles, tmp_path: Path) -> None:
    """A tombstone that another process acknowledged silences the row in this one."""
    script = """
import asyncio, sys
from pathlib import Path
from clew.clues.stores.tombstone_file import TombstoneFile
from clew.testing.static_tier import stone
asyncio.run(TombstoneFile(Path(sys.argv[1])).append([stone("water", "c1", 2)]))
"""
    assert await zone(tier, "water") == FOUNTAIN
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "tombstones.jsonl")], check=True)
    assert await zone(tier, "water") is None


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
async def test_no_room_for_a_tombstone_changes_nothing(
    stones: TombstoneFile, tmp_path: Path
) -> None:
    """A tombstone for which there is no room is `storage_full` and leaves no half of it."""
    script = """
import asyncio, resource, sys
from pathlib import Path
from clew.clues.stores.tombstone_file import TombstoneFile
from clew.errors import ClewError
from clew.testing.static_tier import stone
path = Path(sys.argv[1])
size = path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, size + 100))
try:
    asyncio.run(TombstoneFile(path).append([stone("the loo", "c2", 2)] * 5))
except ClewError as error:
    print(error.code)
"""
    await stones.append([stone("water", "c1", 2)])
    path = tmp_path / "tombstones.jsonl"
    before = path.read_bytes()
    told = subprocess.run(
        [sys.executable, "-c", script, str(path)], check=True, capture_output=True, text=True
    )
    assert told.stdout == "storage_full\n"
    assert path.read_bytes() == before


# ---------------------------------------------------------------- building


async def test_a_build_locks_the_maps_centroids(house: House, zones: Zones) -> None:
    """A build serves its texts from the centroids that the map has, and tells what it did."""
    built = await build_static(house, [("water", zones[0], ""), ("the loo", zones[0], "")])
    assert (built.generation, built.rows, built.zones, built.campaigns) == (1, 2, 1, (CAMPAIGN,))
    answer = await ask(house, "the loo")
    plan = await house.plans.plan("mall")
    assert plan is not None
    assert (answer.tier, answer.lat, answer.lon) == ("static", *plan.centroid(zones[0]))


async def test_the_same_build_again_changes_nothing(house: House, zones: Zones) -> None:
    """Building what stands already keeps the generation and every byte."""
    rows = [("water", zones[0], "")]
    await build_static(house, rows)
    files = {path: path.read_bytes() for path in (house.home / "static").iterdir()}
    assert (await build_static(house, rows)).generation == 1
    assert {path: path.read_bytes() for path in (house.home / "static").iterdir()} == files


@pytest.mark.parametrize(
    ("text", "zone_", "named", "code"),
    [
        ("?!", "mall/0/1/1", "", Code.EMPTY_TEXT),
        ("x", "mall/0/1", "", Code.ZONE_UNKNOWN),
        ("x", "mall/0/999/999", "", Code.ZONE_UNKNOWN),
        ("x", "store/0/1/1", "", Code.ZONE_UNKNOWN),
        ("x", "mall/0/1/1", "c9", Code.CLUE_UNKNOWN),
        ("two\nlines", "mall/0/1/1", "", Code.WRONG_VALUE),
        ("Fine!", "mall/0/1/1", "", Code.DUPLICATE_ROW),
        ("water", "mall/0/1/2", "", Code.CONTRADICTS_STATIC),
        ("x", "mall/0/1/2", "c1", Code.CONTRADICTS_STATIC),
    ],
)
async def test_a_bad_row_refuses_the_file(
    house: House, text: str, zone_: str, named: str, code: Code
) -> None:
    """One bad row refuses the build with its line, and what stood before still does."""
    await publish(house, clue("c1", "mall/0/1/1", "water"))
    await build_static(house, [("the loo", "mall/0/1/1", "")])
    with pytest.raises(InputRefused) as refusal:
        await build_static(house, [("fine", "mall/0/1/1", ""), (text, zone_, named)])
    assert (refusal.value.code, refusal.value.where.line) == (code, 3)
    assert await zone_of(house, "the loo") == "mall/0/1/1"
    assert (await ask(house, "fine")).outcome == "miss"


async def test_every_bad_row_is_told(house: House) -> None:
    """Several bad rows are refused together, each with its line."""
    with pytest.raises(ManyRefused) as refusal:
        await build_static(house, [("?", "mall/0/1/1", ""), ("x", "nowhere", "")])
    assert [problem.where.line for problem in refusal.value.problems()] == [2, 3]


async def test_an_unknown_campaign_is_refused(house: House, zones: Zones) -> None:
    """A row of a campaign that is not there refuses the build."""
    with pytest.raises(InputRefused) as refusal:
        await build_static(house, [("x", zones[0], "")], campaign="autumn")
    assert refusal.value.code is Code.CAMPAIGN_UNKNOWN


async def test_a_row_decides_a_collision_and_nothing_else(house: House, zones: Zones) -> None:
    """With a row the collision is decided; a contradicting level still asks."""
    await publish(house, clue("c1", zones[0], "water"), clue("c2", zones[7], "water"))
    assert (await ask(house, "water")).outcome == "ambiguous"
    await build_static(house, [("water", zones[7], "c2")])
    answer = await ask(house, "water")
    assert (answer.outcome, answer.tier, answer.clue_id) == ("found", "static", "c2")
    assert (await ask(house, "water", level=0)).zone == zones[0]
    with pytest.raises(Conflict):
        await publish(house, clue("c3", zones[3], "water"))


async def test_rows_of_two_campaigns_are_apart(house: House, zones: Zones) -> None:
    """A static row speaks in its own campaign only."""
    await house.campaigns.create("autumn")
    await build_static(house, [("water", zones[0], "")], campaign="autumn")
    assert (await ask(house, "water")).outcome == "miss"
    assert await zone_of(house, "water", "autumn") == zones[0]


def test_a_row_is_what_it_was() -> None:
    """A lock reads back to the very centroids and days that it was written with."""
    lock = read_lock(LOCK, "static.lock")
    assert (lock.generation, lock.ends, lock.damaged) == (3, date(2027, 12, 31), frozenset())
    assert dict(lock.centroids) == PLACES
    again = StaticRow("water", "en", SPRING, FOUNTAIN, *lock.centroids[FOUNTAIN], None, 2)
    assert again == row("water", FOUNTAIN)


async def test_a_row_that_would_keep_quiet_is_refused(house: House, zones: Zones) -> None:
    """A row without a clue, whose text a deleted clue had in that zone, must name who is meant."""
    await publish(house, clue("old", zones[0], "the harp"))
    await house.publisher.delete(CAMPAIGN, "old")
    with pytest.raises(Conflict) as refused:
        await build_static(house, [("the harp", zones[0], "")])
    assert refused.value.code is Code.CLUE_DELETED
    await publish(house, clue("new", zones[0], "the harp"))
    await build_static(house, [("the harp", zones[0], "new")])
    assert await zone_of(house, "the harp") == zones[0]


async def test_a_row_may_not_contradict_another_clue_with_its_text(
    house: House, zones: Zones
) -> None:
    """The clue that a row names must be one that its text leads to, or the tiers would differ."""
    await publish(house, clue("a", zones[0], "the harp"), clue("b", zones[1], "the drum"))
    with pytest.raises(Conflict) as refused:
        await build_static(house, [("the drum", zones[0], "a")])
    assert refused.value.code is Code.CONTRADICTS_STATIC
