"""The other side of a bounded process: reads requests, writes answers, dies with its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from clew.clues.bounded.frames import (
    LENGTH,
    MAX_REQUEST_BYTES,
    Garbled,
    answer,
    fault,
    read_request,
)

Respond = Callable[[bytes], bytes]
"""The body of a request to the body of its answer."""

NICE = 10
"""How far it stands back from its parent where both want a processor, as nice(1) counts: who asks
what the exact tier knows must not wait for who asks what it does not."""
_PR_SET_PDEATHSIG = 1
"""Linux, prctl(2): the signal that a process gets when its parent dies."""


def serve(load: Callable[[], tuple[Respond, bytes]], parent: int) -> None:
    """Answers requests until its input ends.

    `load` gives what answers, and the body that tells the parent that it is ready. Whatever
    `load` or the answering raises is said in an answer. The real standard output is kept for
    answers: what a library prints goes to standard error.
    """
    die_with(parent)
    os.nice(NICE)
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        respond, greeting = load()
    except Exception as error:  # noqa: BLE001 - said to the parent, which decides
        _say(output, fault(0, f"{type(error).__name__}: {error}"))
        return
    _say(output, answer(0, greeting))
    for number, body in _requests(sys.stdin.buffer):
        try:
            said = answer(number, respond(body))
        except Exception as error:  # noqa: BLE001 - as above
            said = fault(number, f"{type(error).__name__}: {error}")
        _say(output, said)


def die_with(parent: int) -> None:
    """Sees to it that this process ends when its parent does, even while a call hangs."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        # It died before it could be watched.
        os._exit(0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def _requests(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    while len(prefix := stream.read(LENGTH.size)) == LENGTH.size:
        (size,) = LENGTH.unpack(prefix)
        if size > MAX_REQUEST_BYTES:
            raise Garbled(f"a request of {size:,} bytes")
        frame = stream.read(size)
        if len(frame) < size:
            return
        yield read_request(frame)


def _say(output: BinaryIO, frame: bytes) -> None:
    output.write(frame)
    output.flush()
