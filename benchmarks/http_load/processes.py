"""What the kernel knows of a process: its children, its processor time, its memory (Linux)."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Memory(NamedTuple):
    """Of a process, MiB.

    Attributes:
        anonymous: RssAnon: what is its own alone, and no file's.
        resident: RSS, with every page of a mapped file that it has touched.
        shared_out: PSS: pages of several processes counted in parts.
    """

    anonymous: float
    resident: float
    shared_out: float


def children(pid: int) -> list[int]:
    """The processes that it started, of all of its threads."""
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        found += [int(one) for one in (thread / "children").read_text().split()]
    return found


def cpu_s(pids: Iterable[int]) -> float:
    """Seconds of processor time, user's and system's, of all threads that they ever had.

    The clock of another process by its number: `MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)` of
    Linux's posix-timers. /proc/PID/stat has the same in ticks of 10 ms.
    """
    return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)


def memory(pid: int) -> Memory:
    """The memory of a process."""
    told = _fields(f"/proc/{pid}/status") | _fields(f"/proc/{pid}/smaps_rollup")
    return Memory(told["RssAnon"], told["Rss"], told["Pss"])


def _fields(path: str) -> dict[str, float]:
    """The lines of the form `Name: 12 kB`, in MiB."""
    lines = (line.split() for line in Path(path).read_text().splitlines())
    return {line[0][:-1]: int(line[1]) / 1024 for line in lines if line[-1:] == ["kB"]}


def name_of(pid: int) -> str:
    """The module that a process of Python runs, in short; else its program."""
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return words[words.index("-m") + 1] if "-m" in words else Path(words[0]).name
