from __future__ import annotations

import asyncio
import os
from collections import Counter
from pathlib import Path

import kill_at_syscall
import pytest
from acts import ACTS, Trial
from kill_at_syscall import NEVER, run_traced

from clew.wiring.house import House

_CALLS = ["openat", "write", "fsync", "write"]


@pytest.fixture(autouse=True)
def _may_trace() -> None:
    reason = kill_at_syscall.forbidden()
    if reason is not None:
        pytest.skip(reason)


def _killed_at(trial: Trial, step: int) -> None:
    whole = trial.home("whole")
    undisturbed = run_traced(whole, trial.write, NEVER, after=False)
    assert undisturbed.acknowledged
    trial.undisturbed(whole)
    calls = undisturbed.calls
    print(f"{len(calls)} calls:", dict(Counter(calls)))  # noqa: T201 - what a soak has to tell
    seen = set()
    for late in (False, True):
        for at in range(0, len(calls), step):
            home = trial.home(f"{at}-{late}")
            outcome = run_traced(home, trial.write, at, after=late)
            # Threads may do a call fewer; then the writer came to its end, and must have written.
            assert outcome.killed or outcome.acknowledged
            try:
                seen.add(trial.judge(home, acknowledged=outcome.acknowledged))
            except AssertionError as error:
                error.add_note(f"killed {'after' if late else 'before'} {at}: {outcome.calls[-1]}")
                raise
    assert seen == {True, False}


def test_killed_at_some_system_calls(mall_home: Path, tmp_path: Path) -> None:
    """A publisher killed before or after a system call leaves its clue whole or not at all."""
    _killed_at(Trial(mall_home, tmp_path, ACTS["publish"]), step=7)


@pytest.mark.soak
@pytest.mark.parametrize("name", ACTS)
def test_killed_at_any_system_call(mall_home: Path, tmp_path: Path, name: str) -> None:
    """A writer killed before or after any system call that stores something does all or nothing."""
    _killed_at(Trial(mall_home, tmp_path, ACTS[name]), step=1)


@pytest.mark.parametrize(
    ("late", "left"), [(False, ["", "", "one", "one"]), (True, ["", "one", "one", "onetwo"])]
)
def test_a_call_is_killed_before_it_is_executed_or_after(
    tmp_path: Path, *, late: bool, left: list[str]
) -> None:
    """Killed at its entry a call has done nothing; killed at its exit it has done all."""
    found = []
    for at in range(4):
        path = tmp_path / str(at) / "file"
        path.parent.mkdir()

        async def write(_house: House, path: Path = path) -> None:
            file = os.open(path, os.O_CREAT | os.O_WRONLY)
            os.write(file, b"one")
            os.fsync(file)
            os.write(file, b"two")

        outcome = run_traced(path.parent, write, at, after=late)
        assert outcome.killed
        assert not outcome.acknowledged
        assert [call.split()[0] for call in outcome.calls] == _CALLS[: at + 1]
        found.append(path.read_text("utf-8") if path.exists() else "")
    assert found == left
    assert (tmp_path / "0" / "file").exists() == late


def test_a_process_that_the_writer_starts_is_let_alone(tmp_path: Path) -> None:
    """What the writer's own child stores is not counted, and the child is not stopped."""

    async def write(_house: House) -> None:
        child = await asyncio.create_subprocess_exec("touch", str(tmp_path / "by-the-child"))
        assert await child.wait() == 0
        (tmp_path / "by-the-writer").touch()

    outcome = run_traced(tmp_path, write, NEVER, after=False)
    assert outcome.acknowledged
    assert outcome.calls == ["openat by-the-writer"]
    assert (tmp_path / "by-the-child").exists()
