"""Work in a process of its own, that may take a while, and that players must not wait for."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from subprocess import DEVNULL


async def told_aside(module: str, asked: bytes, *, within_s: float) -> bytes:
    """What a module of ours writes when it is run as `python -P -m MODULE PARENT_PID`.

    It reads what is asked from its standard input. Raises `TimeoutError` past `within_s` seconds;
    no process is left then, nor when the caller is cancelled. Empty where the process died.
    """
    process = await asyncio.create_subprocess_exec(
        # -P: a file in the working directory must not pass for one of our modules.
        *(sys.executable, "-P", "-m", module, str(os.getpid())),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
    )
    try:
        async with asyncio.timeout(within_s):
            told, _ = await process.communicate(asked)
        return told
    finally:
        await _ended(process)


async def _ended(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
