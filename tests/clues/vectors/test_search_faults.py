from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from clew.clues.bounded.breaker import BackOff
from clew.clues.bounded.model import Limits, WorkerState
from clew.clues.rows import Seen
from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.lmdb_file import LmdbFile
from clew.clues.stores.lmdb_rows import LmdbRows
from clew.clues.vectors.worker import SearchWorker
from clew.errors import Code, PartUnavailable
from clew.testing.faulty_children import FAULTS, SEARCH_FAULTS, search_command
from clew.testing.spellings import unit
from clew.testing.vector_tier import MODEL, PATIENT_S, SPRING, meant, near, put, told_of

QUICK = Limits(waiting=16, batch=1, patience_s=0.05, back_off=BackOff(3, 0.05, 2.0, 0.2))
CLUES = 40


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[LmdbFile]:
    """A file with clues of one spelling each."""
    file = LmdbFile(tmp_path / "exact", map_gib=1)
    await put(LmdbExact(file), *(meant(f"c{n}", 1, f"text {n}", first=n) for n in range(CLUES)))
    yield file
    file.close()


class Control:
    """What says how the process misbehaves."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def say(self, fault: str) -> None:
        """From the next answer on, this fault; "" for none."""
        self.path.write_text(fault)


@pytest.fixture
def control(tmp_path: Path) -> Control:
    return Control(tmp_path / "control")


@pytest.fixture
async def worker(tmp_path: Path, file: LmdbFile, control: Control) -> AsyncIterator[SearchWorker]:
    """A search over the clues that proves itself before each answer."""
    command = search_command(control.path, tmp_path / "exact", 1, tmp_path / "vectors")
    worker = SearchWorker(command, LmdbRows(file), limits=QUICK, every_s=0.0)
    yield worker
    await worker.close()


async def finds(worker: SearchWorker, *, deadline_s: float = 1.0) -> bool:
    """Whether it is up; what it then sees is right."""
    try:
        seen = await worker.search(SPRING, MODEL, unit(3), "text 3", limit=4, deadline_s=deadline_s)
    except PartUnavailable:
        return False
    assert ("c3", 1, "text 3") in told_of(seen)
    return True


async def recovers(worker: SearchWorker) -> None:
    async with asyncio.timeout(PATIENT_S):
        while not await finds(worker):  # noqa: ASYNC110 - only asking again tells
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("fault", [*FAULTS, *SEARCH_FAULTS])
async def test_faults(worker: SearchWorker, control: Control, fault: str) -> None:
    """Whatever is wrong with a process, nothing of it is passed on: the search is refused, the
    process is replaced, and when the fault has gone searches are answered by themselves."""
    await recovers(worker)
    before = worker.status.restarts
    control.say(fault)
    with pytest.raises(PartUnavailable) as refused:
        await worker.search(SPRING, MODEL, unit(3), "text 3", limit=4, deadline_s=0.3)
    assert refused.value.code is Code.VECTORS_UNAVAILABLE
    async with asyncio.timeout(PATIENT_S):
        while worker.status.restarts == before:  # noqa: ASYNC110 - the kill sets no event
            await asyncio.sleep(0.01)
    assert worker.status.fault
    control.say("")
    await recovers(worker)


@pytest.mark.parametrize("fault", ["random", "empty", "cut"])
async def test_a_fault_that_stays(worker: SearchWorker, control: Control, fault: str) -> None:
    """A process that stays plausible and wrong opens the breaker, and answers nobody meanwhile."""
    await recovers(worker)
    control.say(fault)
    async with asyncio.timeout(PATIENT_S):
        while worker.status.state is not WorkerState.OPEN:
            assert not await finds(worker)
    assert "known question" in worker.status.fault
    control.say("")
    await recovers(worker)


@pytest.mark.parametrize("fault", ["empty", "cut"])
async def test_truncated(tmp_path: Path, file: LmdbFile, control: Control, fault: str) -> None:
    """A result that lacks rows is refused as soon as it comes, not at the next proof; and it is
    no fault that a campaign has fewer rows than were asked for."""
    command = search_command(control.path, tmp_path / "exact", 1, tmp_path / "vectors")
    worker = SearchWorker(command, LmdbRows(file), limits=QUICK, every_s=3600.0)
    await recovers(worker)
    assert len(await near(worker, 3, limit=CLUES + 1)) == CLUES
    control.say(fault)
    with pytest.raises(PartUnavailable, match="fewer rows"):
        await near(worker, 3)
    control.say("")
    await recovers(worker)
    await worker.close()


async def test_500_hangs(worker: SearchWorker, control: Control) -> None:
    """Of 500 searches of a process that hangs each is refused, a few at their deadline and the
    rest at once; when the fault has gone, answers come back by themselves."""
    await recovers(worker)
    control.say("hang")
    async with asyncio.timeout(PATIENT_S):
        for _ in range(500):
            assert not await finds(worker, deadline_s=0.02)
    assert worker.status.restarts >= 1
    control.say("")
    await recovers(worker)


async def test_shed(worker: SearchWorker) -> None:
    """Searches beyond what may wait are shed at once, and those that wait are answered."""
    await recovers(worker)
    calls = [asyncio.ensure_future(near(worker, n % CLUES)) for n in range(3 * QUICK.waiting)]
    ended = await asyncio.gather(*calls, return_exceptions=True)
    shed = [one for one in ended if isinstance(one, PartUnavailable)]
    assert {one.code for one in shed} == {Code.VECTORS_SHED}
    assert len(ended) - len(shed) >= QUICK.waiting
    assert worker.status.shed == len(shed)


async def test_reading_takes_long(tmp_path: Path, file: LmdbFile, control: Control) -> None:
    """A campaign that cannot be read before the deadline is refused, and is read all the same."""
    many = [meant(f"m{n}", 1, f"other {n}", first=n) for n in range(2_000)]
    await put(LmdbExact(file), *many)
    command = search_command(control.path, tmp_path / "exact", 1, tmp_path / "vectors")
    worker = SearchWorker(command, LmdbRows(file), limits=QUICK)
    assert await worker.ready(within_s=PATIENT_S)
    with pytest.raises(PartUnavailable):
        await worker.search(SPRING, MODEL, unit(3), "text 3", limit=4, deadline_s=0.02)
    await recovers(worker)
    assert worker.status.restarts == 0
    await worker.close()


async def test_close(worker: SearchWorker, control: Control) -> None:
    """After close, which waits for nothing, searches are refused."""
    await recovers(worker)
    control.say("hang")
    hanging = asyncio.ensure_future(near(worker, 1))
    await asyncio.sleep(0.02)
    await worker.close()
    with pytest.raises(PartUnavailable):
        await hanging
    assert not await finds(worker)


def below() -> list[int]:
    """The processes that this one has started to search."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    told = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
    return [child for child, words in told.items() if b"multiprocessing" not in words]


async def test_a_row_stored_under_a_search(worker: SearchWorker, file: LmdbFile) -> None:
    """Equal searches share the one under way, but none that began before a row was stored."""

    async def search() -> Sequence[Seen]:
        return await worker.search(SPRING, MODEL, unit(3), "text 3", limit=8, deadline_s=PATIENT_S)

    await recovers(worker)
    children = below()
    for child in children:
        os.kill(child, signal.SIGSTOP)
    before = [asyncio.ensure_future(search()) for _ in range(QUICK.waiting * 2)]
    await asyncio.sleep(0.05)
    await put(LmdbExact(file), meant("new", 1, "text 3", first=3))
    after = [asyncio.ensure_future(search()) for _ in range(QUICK.waiting * 2)]
    await asyncio.sleep(0.05)
    for child in children:
        os.kill(child, signal.SIGCONT)
    for seen in await asyncio.gather(*before):
        assert ("c3", 1, "text 3") in told_of(seen)
    for seen in await asyncio.gather(*after):
        assert ("new", 1, "text 3") in told_of(seen)
    assert worker.status.shed == 0
