"""One process: started, asked, killed."""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from subprocess import DEVNULL
from typing import Generic

from clew.clues.bounded.frames import (
    LENGTH,
    NUMBERS,
    Garbled,
    longest_answer,
    read_answer,
    request,
)
from clew.clues.bounded.ports import AnswerT, Codec, ItemT


class ProcessFailed(Exception):
    """The process died, hung or talked nonsense; it is of no more use."""


class BoundedProcess(Generic[ItemT, AnswerT]):
    """A process that answers one request at a time. Start it with `start`."""

    def __init__(self, process: Process, codec: Codec[ItemT, AnswerT]) -> None:
        self._process = process
        self._codec = codec
        self._number = 0
        self.ended = asyncio.ensure_future(process.wait())

    @classmethod
    async def start(
        cls, command: Sequence[str], codec: Codec[ItemT, AnswerT], *, within_s: float
    ) -> BoundedProcess[ItemT, AnswerT]:
        """A process that has said that it is ready.

        Raises `ProcessFailed` if it has not said so in time; nothing is left running then.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                str(os.getpid()),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise ProcessFailed(f"cannot be started: {error.strerror}") from error
        started = cls(process, codec)
        try:
            await started._answer(0, (), within_s)
        except BaseException:
            await started.kill()
            raise
        return started

    async def ask(self, items: Sequence[ItemT], *, within_s: float) -> Sequence[AnswerT]:
        """The answers to the items, as the codec checked them.

        Raises `ProcessFailed`; `kill` it then.
        """
        self._number = (self._number + 1) % NUMBERS
        stream = self._process.stdin
        if stream is None or stream.is_closing():
            raise ProcessFailed("its input is closed")
        # Not drained: a process that does not read must not hold its caller, and a batch is small.
        stream.write(request(self._number, self._codec.write(items)))
        return await self._answer(self._number, items, within_s)

    async def kill(self) -> None:
        """Ends it at once, whatever it is doing; nothing is left when the call returns."""
        with suppress(ProcessLookupError):
            self._process.kill()
        # Not `ended`: a loop that is shutting down has cancelled that already.
        await self._process.wait()
        self.ended.cancel()
        if self._process.stdin is not None:
            self._process.stdin.close()
            with suppress(BrokenPipeError, ConnectionResetError):
                await self._process.stdin.wait_closed()

    async def _answer(
        self, number: int, items: Sequence[ItemT], within_s: float
    ) -> Sequence[AnswerT]:
        stream = self._process.stdout
        if stream is None:
            raise ProcessFailed("its output is closed")
        try:
            async with asyncio.timeout(within_s):
                (size,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
                if size > longest_answer(self._codec.longest(items)):
                    raise ProcessFailed(f"gave garbage: an answer of {size:,} bytes")
                frame = await stream.readexactly(size)
            return self._codec.read(read_answer(frame, number=number), items)
        except TimeoutError as error:
            raise ProcessFailed(f"hung: no answer in {within_s:.2f} s") from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise ProcessFailed("died") from error
        except Garbled as error:
            raise ProcessFailed(f"gave garbage: {error}") from error
