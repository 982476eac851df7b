"""The vector tier in a process of its own (`clew.clues.bounded`)."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from time import monotonic

import numpy as np

from clew.clues.bounded.flights import Flights
from clew.clues.bounded.model import Limits, Words, WorkerStatus
from clew.clues.bounded.worker import BoundedWorker
from clew.clues.rows import Seen
from clew.clues.vectors.codec import Answer, Behind, CatchUp, Found, Item, SearchCodec, Sought
from clew.clues.vectors.ports import RowReader, Vector
from clew.clues.vectors.sentinel import EVERY_S, SearchSentinel
from clew.errors import Code, PartUnavailable

_WORDS = Words("the search process", "searches", Code.VECTORS_UNAVAILABLE, Code.VECTORS_SHED)
LIMITS = Limits(waiting=64, batch=1)
"""One at a time: a search that hangs takes no other with it."""
STEP_S = 5.0
"""How long one reading on in the stored rows may take, seconds; opening a snapshot is slowest."""
WARM_S = 120.0
"""How long catching up with a campaign may take that is sought in but not read yet, seconds."""


def search_command(directory: Path, map_gib: int, snapshots: Path) -> tuple[str, ...]:
    """What starts a process that searches the rows of the LMDB file in `directory`."""
    # -P: a file in the working directory must not pass for one of our modules.
    child = (sys.executable, "-P", "-m", "clew.clues.vectors.child")
    return (*child, str(directory), str(map_gib), str(snapshots))


class SearchWorker:
    """A `VectorReader` through one process. One a process of ours; used on one event loop."""

    def __init__(
        self,
        command: Sequence[str],
        rows: RowReader,
        *,
        limits: Limits = LIMITS,
        every_s: float = EVERY_S,
    ) -> None:
        """`command` starts the process (`search_command`); `rows` are those that it searches.

        It must find rows that are in store, with their true scores, before it answers anybody,
        and again every `every_s` seconds of use.
        """
        self._rows = rows
        self._sentinel = SearchSentinel(rows, every_s=every_s)
        self._worker: BoundedWorker[Item, Answer] = BoundedWorker(
            command,
            SearchCodec(),
            _WORDS,
            limits=limits,
            sentinel=self._sentinel,
        )
        self._flights: Flights[Sequence[Seen]] = Flights()
        self._warming: dict[tuple[str, str], asyncio.Task[None]] = {}

    @property
    def status(self) -> WorkerStatus:
        """How it is doing."""
        return self._worker.status

    async def search(
        self, campaign: str, model: str, vector: Vector, form: str, *, limit: int, deadline_s: float
    ) -> Sequence[Seen]:
        """See `VectorReader`.

        Raises `PartUnavailable`: `vectors_shed` at once where too much is waiting already,
        `vectors_unavailable` at once while the breaker is open, and otherwise when the process
        fails or the deadline passes. A campaign that is not read yet is read on behind the call.
        One that is told of fewer rows than are in store is refused, not answered in part.
        Equal searches share the one that is under way, unless a row was stored since it began; what
        was deleted since then is for the caller to verify, as ever.
        """
        ends = monotonic() + deadline_s
        last = self._rows.last(campaign, model)
        sought = Sought(
            campaign,
            model,
            np.ascontiguousarray(vector, "<f4").tobytes(),
            form.encode("utf-8", "replace").decode(),
            limit,
        )
        return await self._flights.join((sought, last), lambda: self._found(sought, last, ends))

    async def _found(self, sought: Sought, last: int, ends: float) -> Sequence[Seen]:
        campaign, model = sought.campaign, sought.model
        while True:
            (answer,) = await self._worker.ask([sought], deadline_s=ends - monotonic())
            if isinstance(answer, Found):
                if self._short(campaign, model, answer.seen, sought.limit, last):
                    self.doubt()
                    raise self._worker.unavailable("tells fewer rows than are in store")
                return answer.seen
            await self.warm(campaign, model, within_s=ends - monotonic())

    def doubt(self) -> None:
        """Has it prove itself before its next answer: it was seen to tell what is not so."""
        self._sentinel.forget()

    async def warm(self, campaign: str, model: str, *, within_s: float) -> None:
        """Returns once the campaign's rows are read and found, so that searches answer at once.

        Raises `PartUnavailable` where that takes longer; the reading goes on then.
        """
        name = (campaign, model)
        task = self._warming.get(name)
        if task is None:
            task = self._warming[name] = asyncio.create_task(self._catch_up(*name))
            task.add_done_callback(partial(self._ended, name))
        done, _ = await asyncio.wait({task}, timeout=max(0.0, within_s))
        if not done:
            raise self._worker.unavailable("is still reading the campaign's clues")
        if task.cancelled():
            raise self._worker.unavailable("is closed")
        task.result()

    async def ready(self, *, within_s: float) -> bool:
        """Starts it if it isn't, and whether it answers within that many seconds."""
        return await self._worker.ready(within_s=within_s)

    async def close(self) -> None:
        """Ends the process; calls that wait are refused. No process is left on return."""
        for task in list(self._warming.values()):
            task.cancel()
            with suppress(asyncio.CancelledError, PartUnavailable):
                await task
        await self._worker.close()

    def _ended(self, name: tuple[str, str], task: asyncio.Task[None]) -> None:
        del self._warming[name]
        if not task.cancelled():
            # Whoever still waits is told; where nobody does, the next search asks again.
            task.exception()

    async def _answers(self, campaign: str, model: str) -> bool:
        """Whether it finds what is stored; so its proof is not left to the first who asks."""
        question = self._sentinel.question(campaign, model)
        if question is None:
            return True
        (answer,) = await self._worker.ask([question], deadline_s=STEP_S)
        return isinstance(answer, Found)

    def _short(
        self, campaign: str, model: str, seen: Sequence[Seen], limit: int, last: int
    ) -> bool:
        """Whether rows stand, from before the call, that had to be told beside those."""
        if len(seen) >= limit:
            return False
        stored = islice(self._rows.after(campaign, model, 0), limit)
        return sum(row.number <= last for row in stored) > len(seen)

    async def _catch_up(self, campaign: str, model: str) -> None:
        ends = monotonic() + WARM_S
        while monotonic() < ends:
            (answer,) = await self._worker.ask([CatchUp(campaign, model)], deadline_s=STEP_S)
            if answer == Behind(0) and await self._answers(campaign, model):
                return
        raise self._worker.unavailable("cannot keep up with what is written")
