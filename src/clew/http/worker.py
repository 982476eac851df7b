"""One worker: its house, made after the fork, and what goes on in it beside answering."""

from __future__ import annotations

import asyncio
import gc
import logging
from contextlib import suppress

from clew.clues.vectors.weighed import Unavailable
from clew.errors import ClewError
from clew.http.app import build_app
from clew.http.front import Application, Front
from clew.http.resolve_door import ResolveDoor
from clew.settings import Configuration
from clew.wiring.house import House
from clew.wiring.tiers import vectors_wanted

FLUSH_S = 5.0
"""Seconds between two writings of what was asked: what a killed worker may lose."""

_log = logging.getLogger("clew.http")


def front(configuration: Configuration) -> Front:
    """The application of a worker that keeps the configuration's home."""
    return Front(Worker(configuration))


class Worker:
    """Keeps a house open for the door. See `clew.http.front.Life`."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._beside: list[asyncio.Task[None]] = []

    async def begin(self) -> tuple[ResolveDoor, Application]:
        """Opens the house and starts what goes on beside; raises `ClewError`."""
        self._house = House(self._configuration)
        self._house.prepare()
        door = ResolveDoor(self._house.resolver)
        app = build_app(self._house, door)
        self._beside = [
            asyncio.create_task(self._flush(), name="clew: counts"),
            asyncio.create_task(self._warm(), name="clew: warming"),
        ]
        # What stands by now stands for good: no collection need look at it again.
        gc.collect()
        gc.freeze()
        return door, app

    async def end(self) -> None:
        """Writes what is still counted, and leaves no process behind."""
        for task in self._beside:
            task.cancel()
        for task in self._beside:
            with suppress(asyncio.CancelledError):
                await task
        lost = await self._house.close()
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
        if not vectors_wanted(self._house.settings):
            return
        try:
            for campaign in await self._house.clues.campaigns():
                if campaign.open:
                    await self._house.vector_tier.warm(campaign.id)
        except (ClewError, Unavailable) as error:
            _log.warning("not warm: %s", error)
