"""One embedding process: started, asked, killed."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL

import numpy as np
from numpy.typing import NDArray

from clew.clues.embedders.frames import LENGTH, Garbled, longest_answer, read_answer, request


class ProcessFailed(Exception):
    """The process died, hung or talked nonsense; it is of no more use."""


def onnx_command(folder: Path) -> tuple[str, ...]:
    """What starts a process that embeds with the artefact in `folder`."""
    # -P: a file in the working directory must not pass for one of our modules.
    return (sys.executable, "-P", "-m", "clew.clues.embedders.child", str(folder))


class EmbedProcess:
    """A process that answers one request at a time. Start it with `start`."""

    def __init__(self, process: Process, dims: int) -> None:
        self._process = process
        self._dims = dims
        self._number = 0
        self.ended = asyncio.ensure_future(process.wait())

    @classmethod
    async def start(cls, command: Sequence[str], *, dims: int, within_s: float) -> EmbedProcess:
        """A process that has loaded and proved its model.

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
        started = cls(process, dims)
        try:
            await started._answer(0, 0, within_s)
        except BaseException:
            await started.kill()
            raise
        return started

    async def ask(self, texts: Sequence[str], *, within_s: float) -> NDArray[np.float32]:
        """The vectors (n, dims) of the texts, checked for shape, finiteness and length.

        Raises `ProcessFailed`; `kill` it then.
        """
        self._number += 1
        stream = self._process.stdin
        if stream is None or stream.is_closing():
            raise ProcessFailed("its input is closed")
        # Not drained: a process that does not read must not hold its caller, and a batch is small.
        stream.write(request(self._number, texts))
        return await self._answer(self._number, len(texts), within_s)

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

    async def _answer(self, number: int, rows: int, within_s: float) -> NDArray[np.float32]:
        stream = self._process.stdout
        if stream is None:
            raise ProcessFailed("its output is closed")
        try:
            async with asyncio.timeout(within_s):
                (size,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
                if size > longest_answer(rows, self._dims):
                    raise ProcessFailed(f"gave garbage: an answer of {size:,} bytes")
                frame = await stream.readexactly(size)
            return read_answer(frame, number=number, rows=rows, dims=self._dims)
        except TimeoutError as error:
            raise ProcessFailed(f"hung: no answer in {within_s:.2f} s") from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise ProcessFailed("died") from error
        except Garbled as error:
            raise ProcessFailed(f"gave garbage: {error}") from error
