from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.lmdb_file import LmdbFile
from clew.clues.stores.memory import MemoryExact
from clew.errors import Code, PartUnavailable
from clew.testing.exact_tier import (
    CLOCK,
    FOUNTAIN,
    SPRING,
    ExactTier,
    ExactTierBattery,
    change,
    clues,
    head_of,
    held,
)


class TestMemoryExact(ExactTierBattery):
    @pytest.fixture
    def tier(self) -> ExactTier:
        return MemoryExact()


class TestLmdbExact(ExactTierBattery):
    @pytest.fixture
    def tier(self, tmp_path: Path) -> Iterator[ExactTier]:
        tier = LmdbExact(LmdbFile(tmp_path / "exact", map_gib=1))
        yield tier
        tier.close()


@pytest.fixture
async def lmdb(tmp_path: Path) -> AsyncIterator[LmdbExact]:
    tier = LmdbExact(LmdbFile(tmp_path / "exact", map_gib=1))
    await tier.put_head(head_of(SPRING, 1))
    await tier.commit(SPRING, [change("c1", 1, FOUNTAIN, "water", "basin")], generation=1)
    yield tier
    tier.close()


PREAMBLE = """
import asyncio, os, resource, sys
from pathlib import Path
from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.lmdb_file import LmdbFile
from clew.errors import ClewError
from clew.testing.exact_tier import *

tier = LmdbExact(LmdbFile(Path(sys.argv[1]), map_gib=1))
"""


def elsewhere(tmp_path: Path, script: str, *arguments: str) -> subprocess.Popen[str]:
    """Another process on the same exact tier; it acknowledges on its standard output."""
    return subprocess.Popen(
        [sys.executable, "-c", PREAMBLE + script, str(tmp_path / "exact"), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


async def test_another_process_sees_a_commit_at_once(tmp_path: Path, lmdb: LmdbExact) -> None:
    """A reader that runs already, in another process, answers by each acknowledged commit."""
    script = """
for _ in sys.stdin:
    print(asyncio.run(clues(tier, "water")), flush=True)
"""
    with elsewhere(tmp_path, script) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        for revision, zone in ((2, CLOCK), (3, FOUNTAIN), (4, CLOCK)):
            await lmdb.commit(SPRING, [change("c1", revision, zone, "water")], generation=1)
            reader.stdin.write("?\n")
            reader.stdin.flush()
            assert reader.stdout.readline() == f"{[('c1', zone)]}\n"
        reader.stdin.close()
    assert reader.returncode == 0


async def test_a_reader_never_sees_half_a_commit(tmp_path: Path, lmdb: LmdbExact) -> None:
    """While another process moves a pair of clues, a lookup finds both there or both here."""
    pair = [("c1", FOUNTAIN), ("c2", FOUNTAIN)]
    await lmdb.commit(
        SPRING,
        [change("c1", 2, FOUNTAIN, "water"), change("c2", 1, FOUNTAIN, "water")],
        generation=1,
    )
    script = """
async def move():
    for n in range(3, 203):
        zone = CLOCK if n % 2 else FOUNTAIN
        pair = [change(clue, n, zone, "water") for clue in ("c1", "c2")]
        await tier.commit(SPRING, pair, generation=1)

asyncio.run(move())
"""
    seen: set[tuple[tuple[str, str], ...]] = set()
    with elsewhere(tmp_path, script) as writer:
        while writer.poll() is None:
            seen.add(tuple(await clues(lmdb, "water")))
    assert writer.returncode == 0
    assert seen <= {tuple(pair), (("c1", CLOCK), ("c2", CLOCK))}
    assert seen
    assert {one.revision for one in (await held(lmdb)).values()} == {202}


async def test_an_acknowledged_commit_survives_a_killed_writer(
    tmp_path: Path, lmdb: LmdbExact
) -> None:
    """A writer killed once it has acknowledged, amid its next commit, loses nothing."""
    script = """
async def write():
    n = 1
    while True:
        n += 1
        await tier.commit(SPRING, [change("c1", n, CLOCK, "water")], generation=1)
        print(n, flush=True)

asyncio.run(write())
"""
    with elsewhere(tmp_path, script) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(5)][-1]
        writer.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split("\n")[:-1])])
    stands = (await held(lmdb))["c1"]
    assert stands.revision in {acknowledged, acknowledged + 1}
    assert await clues(lmdb, "water") == [("c1", CLOCK)]
    await lmdb.commit(SPRING, [change("c1", stands.revision + 1, CLOCK, "water")], generation=1)


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
async def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path, lmdb: LmdbExact) -> None:
    """A commit for which there is no room is `storage_full`; everything stays as it was."""
    script = """
size = (Path(sys.argv[1]) / "data.mdb").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, size + 4096))
many = [change(f"n{n}", 1, CLOCK, f"text {n}") for n in range(5000)]
try:
    asyncio.run(tier.commit(SPRING, many, generation=1))
except ClewError as error:
    print(error.code, error.exit_status, bool(error.remedy), flush=True)
print(asyncio.run(clues(tier, "water")), flush=True)
"""
    before = await held(lmdb)
    writer = elsewhere(tmp_path, script)
    told, _ = await asyncio.to_thread(writer.communicate)
    assert told.splitlines() == ["storage_full 3 True", f"{[('c1', FOUNTAIN)]}"]
    assert await held(lmdb) == before
    await lmdb.commit(SPRING, [change("c2", 1, CLOCK, "water")], generation=1)
    assert await clues(lmdb, "water") == [("c1", FOUNTAIN), ("c2", CLOCK)]


async def test_the_tier_is_there_after_a_restart(tmp_path: Path, lmdb: LmdbExact) -> None:
    """What was committed is answered by a tier opened anew."""
    lmdb.close()
    again = LmdbExact(LmdbFile(tmp_path / "exact", map_gib=1))
    assert await clues(again, "basin") == [("c1", FOUNTAIN)]
    again.close()


async def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    """A file that is no store is `exact_unavailable` with its place, never an answer."""
    directory = tmp_path / "exact"
    directory.mkdir()
    (directory / "data.mdb").write_bytes(os.urandom(20_000))
    tier = LmdbExact(LmdbFile(directory, map_gib=1))
    with pytest.raises(PartUnavailable) as down:
        await clues(tier, "water")
    assert down.value.code is Code.EXACT_UNAVAILABLE
    assert down.value.where.file == str(directory)


async def test_a_place_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Where a file stands in the directory's place, the tier says so."""
    (tmp_path / "home").write_text("")
    tier = LmdbExact(LmdbFile(tmp_path / "home" / "exact", map_gib=1))
    with pytest.raises(PartUnavailable) as down:
        await tier.put_head(head_of(SPRING, 1))
    assert down.value.code is Code.HOME_UNREADABLE
