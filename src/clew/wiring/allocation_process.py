"""Allocating in a process of its own: a night takes seconds of one core, and players ask meanwhile.

python -P -m clew.wiring.allocation_process PARENT_PID
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from clew.clues.bounded.child import die_with
from clew.durable import storage_fault
from clew.errors import ClewError, Code, Conflict, InputRefused, PartUnavailable, Problem
from clew.promotions.allocation.candidates import Counted
from clew.promotions.allocation.kept import Allocation
from clew.promotions.allocation.tonight import Terms
from clew.settings import Configuration, Settings
from clew.wiring.aside import told_aside
from clew.wiring.house import House

WITHIN_S = 100.0
"""How long an allocation may take, seconds; 2,469 players and 200 promotions took 13. Shorter than
an unanswered write is waited for, so that its Idempotency-Key is never given up while it runs."""
SOLVE_S = 25.0
"""How long each of its three relaxations may take, seconds."""


class Wanted(msgspec.Struct, frozen=True):
    """What to allocate.

    Attributes:
        players: None for all of whom a purchase is known.
        most, turnout, counted, currency: as `Terms` has them.
        margin_percent: of a price, what is the shop's where an article's cost is not known.
    """

    players: tuple[str, ...] | None
    most: int
    turnout: float
    counted: Counted
    currency: str | None
    margin_percent: int


class Asked(msgspec.Struct, frozen=True):
    """The same, and where."""

    home: str
    settings: Settings
    wanted: Wanted


_ASKED = msgspec.json.Decoder(Asked)


class Allocated(msgspec.Struct, frozen=True):
    """What was kept, or why nothing was.

    Attributes:
        promises: in the plan.
        down: whether the fault is a part that is down; otherwise it is of what was asked.
    """

    kept: Allocation | None = None
    promises: int = 0
    fault: Problem | None = None
    down: bool = False


_ALLOCATED = msgspec.json.Decoder(Allocated)


class AllocationProcess:
    """Allocates, one night at a time in all processes of a home."""

    def __init__(self, configuration: Configuration, *, within_s: float = WITHIN_S) -> None:
        self._configuration = configuration
        self._within_s = within_s

    async def run(self, wanted: Wanted) -> tuple[Allocation, int]:
        """What was kept, in force in every worker, and how many promises its plan has.

        Raises what `Tonight.run` raises, `Conflict` (`allocation_running`) while another one
        runs, and `PartUnavailable` (`allocation_unavailable`) where it takes too long; what was in
        force is then in force, or all of what is new.
        """
        home, settings = str(self._configuration.home), self._configuration.settings
        asked = msgspec.json.encode(Asked(home, settings, wanted))
        try:
            told = await told_aside(__name__, asked, within_s=self._within_s)
            done = _ALLOCATED.decode(told)
        except TimeoutError as error:
            raise _unavailable(f"it took longer than {self._within_s:g} seconds") from error
        except msgspec.DecodeError as error:
            raise _unavailable("its process died") from error
        if done.fault is not None:
            raise _refusal(done.fault, down=done.down)
        if done.kept is None:
            raise _unavailable("nothing was kept")
        return done.kept, done.promises


def _refusal(fault: Problem, *, down: bool) -> ClewError:
    code, remedy = Code(fault.code), fault.remedy
    if down:
        return PartUnavailable(code, fault.message, remedy=remedy, where=fault.where)
    if fault.retry_after_s is not None:
        return Conflict(code, fault.message, remedy=remedy, retry_after_s=fault.retry_after_s)
    return InputRefused(code, fault.message, remedy=remedy, where=fault.where)


def _unavailable(why: str) -> PartUnavailable:
    return PartUnavailable(
        Code.ALLOCATION_UNAVAILABLE,
        f"the allocation: {why}",
        remedy="run `clew promotion allocate` on the command line, which may take its time",
    )


async def _allocated(asked: Asked) -> Allocated:
    house = House(Configuration(Path(asked.home), asked.settings))
    wanted = asked.wanted
    terms = Terms(wanted.most, wanted.turnout, wanted.counted, wanted.currency, SOLVE_S)
    try:
        with _alone(house.home / "promotions" / "allocating.lock"):
            tonight = house.tonight(margin_percent=wanted.margin_percent)
            done = await tonight.run(wanted.players, terms)
        return Allocated(done.kept, len(done.night.plan))
    except ClewError as error:
        return Allocated(fault=error.problems()[0], down=isinstance(error, PartUnavailable))
    finally:
        await house.close()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else allocates over HTTP meanwhile; a process that dies lets go."""
    try:
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise storage_fault(error, path) from error
    try:
        _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Conflict(
            Code.ALLOCATION_RUNNING,
            "another allocation is running",
            remedy="look at what it came to, with GET, or ask for another one then",
            retry_after_s=5,
        ) from error


def main() -> None:
    """Reads what to allocate, and writes what was kept."""
    die_with(int(sys.argv[1]))
    asked = _ASKED.decode(sys.stdin.buffer.read())
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(_allocated(asked))))


if __name__ == "__main__":
    main()
