"""One worker: its house, made after the fork, and what goes on in it beside answering."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from contextlib import suppress
from mmap import mmap
from pathlib import Path

from clew.clues.vectors.weighed import Unavailable
from clew.errors import ClewError
from clew.http.access_log import AccessLog
from clew.http.app import build_app
from clew.http.behind import Application
from clew.http.board import Board
from clew.http.counting import Counting
from clew.http.entry import Entry
from clew.http.front import Front
from clew.http.keys import KeyFile
from clew.http.limits import Limits
from clew.http.parts import Parts
from clew.http.readiness import rules_version, statuses
from clew.http.resolve_door import ResolveDoor
from clew.settings import Configuration
from clew.wiring.house import House
from clew.wiring.tiers import vectors_wanted

FLUSH_S = 5.0
"""Seconds between two writings of what was asked: what a killed worker may lose."""
READERS_S = 60.0
"""Seconds between two looks for what killed processes still hold in the exact tier."""
LOOK_S = 1.0
"""Seconds between two looks at the processes: how old another worker's states may be."""

_log = logging.getLogger("clew.http")


def front(configuration: Configuration, run: Path, begun: mmap, *, open_to_all: bool) -> Front:
    """The application of a worker.

    `run` is the folder of the service's counts; `begun` is a byte that it sets when it answers;
    `open_to_all` says whether asking needs no key.
    """
    log = AccessLog(_write) if configuration.settings.access_log else None
    worker = Worker(configuration, run, begun, open_to_all=open_to_all, log=log)
    return Front(worker, None if log is None else log.answered)


def _write(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


class Worker:
    """Keeps a house open for the door. See `clew.http.front.Life`."""

    def __init__(
        self,
        configuration: Configuration,
        run: Path,
        begun: mmap,
        *,
        open_to_all: bool,
        log: AccessLog | None,
    ) -> None:
        self._open_to_all = open_to_all
        self._configuration = configuration
        self._run = run
        self._begun = begun
        self._log = log
        self._warming = True
        self._beside: list[asyncio.Task[None]] = []

    async def begin(self) -> tuple[ResolveDoor, Application]:
        """Opens the house and starts what goes on beside; raises `ClewError`."""
        self._house = House(self._configuration)
        self._house.prepare()
        self._board = Board(self._run)
        self._counting = self._house.tally = Counting(self._board.cells)
        self._limits = Limits(self._run)
        entry = Entry(KeyFile(self._house.home), open_to_all=self._open_to_all)
        door = ResolveDoor(self._house.resolver, entry, self._limits, self._counting)
        parts = Parts(self._house, door, self._board, lambda: self._warming, self._look)
        app: Application = build_app(parts, entry)
        if self._log is not None:
            app = self._log.around(app)
        self._beside = [
            asyncio.create_task(self._flush(), name="clew: counts"),
            asyncio.create_task(self._watch(), name="clew: processes"),
            asyncio.create_task(self._free(), name="clew: readers"),
            asyncio.create_task(self._warm(), name="clew: warming"),
        ]
        self._look()
        # What stands by now stands for good: no collection need look at it again.
        gc.collect()
        gc.freeze()
        self._begun[0] = 1
        return door, app

    async def end(self) -> None:
        """Writes what is still counted, and leaves no process behind."""
        for task in self._beside:
            task.cancel()
        for task in self._beside:
            with suppress(asyncio.CancelledError):
                await task
        lost = await self._house.close()
        self._limits.close()
        self._board.close()
        if lost is not None:
            _log.warning("not counted: %s", lost)

    async def _flush(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_S)
            try:
                await self._house.asked.flush()
            except ClewError as error:
                _log.warning("not counted yet: %s", error)

    async def _warm(self) -> None:
        """Gets the vector tier ready for every open campaign, so that no player waits for it."""
        try:
            for campaign in await self._house.clues.campaigns():
                if campaign.open and vectors_wanted(self._house.settings):
                    await self._house.vector_tier.warm(campaign.id)
        except (ClewError, Unavailable) as error:
            _log.warning("not warm: %s", error)
        finally:
            self._warming = False

    async def _watch(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(LOOK_S)

    async def _free(self) -> None:
        while True:
            await asyncio.sleep(READERS_S)
            try:
                self._house.free_readers()
            except ClewError as error:
                _log.warning("not looked for: %s", error)

    def _look(self) -> None:
        for name, status in statuses(self._house).items():
            self._counting.process(name, status)
        self._counting.rules(rules_version(self._house), self._house.rules.counts)
        # Asking the house itself would make the part.
        if (holds := vars(self._house).get("holds")) is not None:
            self._counting.holds(holds.refusals)
