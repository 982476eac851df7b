from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from clew.clues.bounded.breaker import BackOff
from clew.clues.bounded.model import Limits, WorkerState
from clew.clues.embedders.worker import EmbedWorker
from clew.errors import Code, PartUnavailable

ECHO = Path(__file__).with_name("echo_child.py")
DIMS = 8
QUICK = Limits(waiting=64, batch=4, patience_s=0.05, back_off=BackOff(3, 0.05, 2.0, 0.2))
Workers = Callable[..., EmbedWorker]

PATIENT_S = 30.0
"""A guard against a test that hangs; nothing here takes a tenth of it."""


def vector_of(text: str) -> NDArray[np.float32]:
    numbers = np.frombuffer((text.encode() + b"\1" * DIMS)[:DIMS], np.uint8).astype(np.float32)
    return np.asarray(numbers / np.linalg.norm(numbers), np.float32)


STRANGERS: set[int] = set()
"""What other files of tests have left running in this process."""


def processes() -> set[int]:
    """Our own child processes."""
    tasks = Path("/proc/self/task").iterdir()
    found = {int(pid) for task in tasks for pid in (task / "children").read_text().split()}
    return found - STRANGERS


@pytest.fixture(autouse=True)
def _alone() -> None:
    STRANGERS.update(processes())


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENT_S):
        while not holds():  # noqa: ASYNC110 - what another process does sets no event
            await asyncio.sleep(0.01)


async def answers(worker: EmbedWorker, text: str = "the fountain") -> bool:
    try:
        vectors = await worker.embed([text], deadline_s=1.0)
    except PartUnavailable:
        return False
    return bool((vectors[0] == vector_of(text)).all())


async def recovers(worker: EmbedWorker) -> None:
    async with asyncio.timeout(PATIENT_S):
        while not await answers(worker):  # noqa: ASYNC110 - only asking again tells
            await asyncio.sleep(0.02)


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    """Makes workers over the echo process, and closes them."""
    made: list[EmbedWorker] = []

    def make(mode: str = "echo", *, code: str | None = None, limits: Limits = QUICK) -> EmbedWorker:
        started = ("-c", code) if code else (str(ECHO), mode)
        worker = EmbedWorker((sys.executable, *started), dims=DIMS, limits=limits)
        made.append(worker)
        return worker

    yield make
    for worker in made:
        await worker.close()


async def test_order(workers: Workers) -> None:
    """Every text gets its own vector, in order, however the calls are batched together."""
    worker = workers()
    calls = [[f"{call}-{text}" for text in range(1 + call % 7)] for call in range(12)]
    found = await asyncio.gather(*(worker.embed(texts, deadline_s=PATIENT_S) for texts in calls))
    for texts, vectors in zip(calls, found, strict=True):
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(texts), DIMS)
        assert (vectors == np.stack([vector_of(text) for text in texts])).all()


async def test_nothing(workers: Workers) -> None:
    """No texts give no vectors, and start no process."""
    worker = workers()
    assert (await worker.embed([], deadline_s=PATIENT_S)).shape == (0, DIMS)
    assert worker.status.state is WorkerState.IDLE


async def test_printing(workers: Workers) -> None:
    """What a library prints in the process does not get between the answers."""
    worker = workers()
    assert await worker.ready(within_s=PATIENT_S)
    assert await answers(worker, "print:x")
    assert await answers(worker)


async def test_shed(workers: Workers) -> None:
    """Texts beyond what may wait are shed at once, and the ones that wait are still answered."""
    worker = workers()
    first = asyncio.ensure_future(worker.embed(["a"] * QUICK.waiting, deadline_s=PATIENT_S))
    await asyncio.sleep(0)
    with pytest.raises(PartUnavailable) as refused:
        await worker.embed(["b"], deadline_s=PATIENT_S)
    assert refused.value.code is Code.EMBEDDING_SHED
    assert worker.status.shed == 1
    assert len(await first) == QUICK.waiting
    assert worker.status.waiting == 0


async def test_long_and_short(workers: Workers) -> None:
    """A short call passes between the batches of a long one."""
    worker = workers()
    assert await worker.ready(within_s=PATIENT_S)
    ended = []

    async def call(name: str, texts: int) -> None:
        await worker.embed([name] * texts, deadline_s=PATIENT_S)
        ended.append(name)

    await asyncio.gather(call("many", 60), call("one", 1))
    assert ended == ["one", "many"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("hang:", "hung"),
        ("crash:", "died"),
        ("raise:no such word", "no such word"),
        ("nan:", "unit vectors"),
        ("long:", "unit vectors"),
        ("narrow:", "garbage"),
        ("short:", "garbage"),
    ],
)
async def test_faults(workers: Workers, text: str, fault: str) -> None:
    """A call that meets a hang, a crash or nonsense is refused, and the next process answers."""
    worker = workers()
    assert await worker.ready(within_s=PATIENT_S)
    with pytest.raises(PartUnavailable) as refused:
        await worker.embed([text], deadline_s=0.2)
    assert refused.value.code is Code.EMBEDDING_UNAVAILABLE
    await recovers(worker)
    assert fault in worker.status.fault
    assert worker.status.restarts == 1
    assert worker.status.state is WorkerState.READY


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("b'\\xff' * 64", id="a huge length"),
        pytest.param("b'\\x03\\0\\0\\0abc'", id="a frame too short"),
        pytest.param("b'\\x05\\0\\0\\0\\x63\\0\\0\\0\\0'", id="an answer to another request"),
        pytest.param("b'hello world, this is no frame'", id="words"),
    ],
)
async def test_garbage(workers: Workers, said: str) -> None:
    """Bytes that are no answer are refused, and the process that wrote them is killed."""
    code = f"""
import sys
hello = b"\\0\\0\\0\\0\\0" + (0).to_bytes(4, "little") + ({DIMS}).to_bytes(4, "little")
out = sys.stdout.buffer
out.write(len(hello).to_bytes(4, "little") + hello)
out.flush()
sys.stdin.buffer.read(4)
out.write({said})
out.flush()
sys.stdin.buffer.read()
"""
    worker = workers(code=code)
    assert await worker.ready(within_s=PATIENT_S)
    with pytest.raises(PartUnavailable):
        await worker.embed(["x"], deadline_s=PATIENT_S)
    await until(lambda: worker.status.restarts >= 1)
    assert "garbage" in worker.status.fault


async def test_neighbours(workers: Workers) -> None:
    """A call that was not with the failing one in a batch is answered by the next process."""
    worker = workers(limits=Limits(batch=1, patience_s=0.05))
    assert await worker.ready(within_s=PATIENT_S)
    bad, good = await asyncio.gather(
        worker.embed(["hang:"], deadline_s=0.1),
        worker.embed(["good"], deadline_s=PATIENT_S),
        return_exceptions=True,
    )
    assert isinstance(bad, PartUnavailable)
    assert isinstance(good, np.ndarray)
    assert (good[0] == vector_of("good")).all()


async def test_killed_while_idle(workers: Workers) -> None:
    """A process killed while nobody asks is replaced before anybody does."""
    worker = workers()
    assert await worker.ready(within_s=PATIENT_S)
    (pid,) = processes()
    os.kill(pid, signal.SIGKILL)
    await until(lambda: worker.status.restarts == 1 and worker.status.state is WorkerState.READY)
    assert await answers(worker)


@pytest.mark.parametrize("mode", ["never", "refuse"])
async def test_never_ready(workers: Workers, mode: str) -> None:
    """A process that cannot load opens the breaker; calls are then refused at once, with why."""
    limits = Limits(start_s=0.3 if mode == "never" else 30, back_off=BackOff(1, first_s=60))
    worker = workers(mode, limits=limits)
    assert not await worker.ready(within_s=0.1)
    await until(lambda: worker.status.state is WorkerState.OPEN)
    with pytest.raises(PartUnavailable, match="hung" if mode == "never" else "no model here"):
        await worker.embed(["x"], deadline_s=PATIENT_S)
    assert worker.status.retry_in_s > 0
    assert not processes()


async def test_no_such_program() -> None:
    """A command that cannot be started is a fault like any other."""
    limits = Limits(back_off=BackOff(failures=1, first_s=60))
    worker = EmbedWorker(("/nonexistent/python",), dims=DIMS, limits=limits)
    with pytest.raises(PartUnavailable):
        await worker.embed(["x"], deadline_s=PATIENT_S)
    await worker.close()


async def test_500_hangs(workers: Workers, tmp_path: Path) -> None:
    """Of 500 hanging calls in a row each is refused, a few at its deadline and the rest at once;
    when the fault has gone, answers come back by themselves."""
    flag = tmp_path / "hang"
    flag.touch()
    worker = workers()
    assert await worker.ready(within_s=PATIENT_S)
    async with asyncio.timeout(PATIENT_S):
        for _ in range(500):
            with pytest.raises(PartUnavailable):
                await worker.embed([f"hang-while:{flag}"], deadline_s=0.02)
    assert worker.status.restarts >= 1
    assert len(processes()) <= 1
    flag.unlink()
    await recovers(worker)


async def test_giving_up(workers: Workers) -> None:
    """A caller that is cancelled leaves no place taken in the queue, and disturbs nobody."""
    worker = workers()
    waiting = [asyncio.ensure_future(worker.embed(["x"], deadline_s=PATIENT_S)) for _ in range(9)]
    await asyncio.sleep(0)
    for call in waiting[::2]:
        call.cancel()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert [isinstance(one, asyncio.CancelledError) for one in ended] == [True, False] * 4 + [True]
    assert worker.status.waiting == 0
    assert worker.status.restarts == 0


async def test_close(workers: Workers) -> None:
    """After close no process is left, even of one that hung, and calls are refused."""
    worker = workers()
    assert await worker.ready(within_s=PATIENT_S)
    hanging = asyncio.ensure_future(worker.embed(["hang:"], deadline_s=PATIENT_S))
    await asyncio.sleep(0.05)
    assert len(processes()) == 1
    await worker.close()
    assert not processes()
    with pytest.raises(PartUnavailable):
        await hanging
    with pytest.raises(PartUnavailable):
        await worker.embed(["x"], deadline_s=PATIENT_S)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_parent_ends(number: signal.Signals) -> None:
    """When the one who started it is ended, a process that hangs ends too."""
    code = f"""
    import asyncio, sys
    from pathlib import Path
    from clew.clues.embedders.worker import EmbedWorker
    async def main():
        worker = EmbedWorker((sys.executable, {str(ECHO)!r}, "echo"), dims={DIMS})
        assert await worker.ready(within_s={PATIENT_S})
        call = asyncio.ensure_future(worker.embed(["hang:"], deadline_s=3600))
        await asyncio.sleep(0.2)
        tasks = Path("/proc/self/task").iterdir()
        print(*((task / "children").read_text() for task in tasks), flush=True)
        await call
    asyncio.run(main())
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        (child,) = map(int, parent.stdout.readline().split())
        os.kill(parent.pid, number)
    asyncio.run(until(lambda: not _runs(child)))


def test_forgotten() -> None:
    """A loop that ends without closing its worker leaves no process and no complaint."""
    code = f"""
    import asyncio, os, sys
    from pathlib import Path
    from clew.clues.embedders.worker import EmbedWorker
    async def main():
        worker = EmbedWorker((sys.executable, {str(ECHO)!r}, "echo"), dims={DIMS})
        assert await worker.ready(within_s={PATIENT_S})
        asyncio.ensure_future(worker.embed(["hang:"], deadline_s=3600))
        await asyncio.sleep(0.2)
    asyncio.run(main())
    print(*Path(f"/proc/self/task/{{os.getpid()}}/children").read_text().split())
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout.strip(), done.stderr) == ("", "")


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def test_equal_texts_share_an_embedding(workers: Workers) -> None:
    """Calls for one text share the embedding under way, even more of them than may wait."""
    worker = workers()
    many = [worker.embed(["a"], deadline_s=PATIENT_S) for _ in range(QUICK.waiting * 3)]
    vectors = await asyncio.gather(*many)
    assert all(np.array_equal(vector, vectors[0]) for vector in vectors)
    assert worker.status.shed == 0
