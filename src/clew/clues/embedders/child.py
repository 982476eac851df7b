"""The embedding process: reads requests, writes vectors, and dies with the one who started it.

python -P -m clew.clues.embedders.child ARTEFACT_FOLDER PARENT_PID
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.clues.embedders.frames import (
    LENGTH,
    MAX_REQUEST_BYTES,
    Garbled,
    answer,
    fault,
    read_request,
)
from clew.model_registry.model import MANIFEST, Artefact, Manifest

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

_PR_SET_PDEATHSIG = 1
"""Linux, prctl(2): the signal that a process gets when its parent dies."""


def serve(load: Callable[[], tuple[Embed, int]], parent: int) -> None:
    """Answers requests until its input ends; `load` gives the embedder and its dimensions.

    Whatever `load` or the embedder raises is said in an answer. The real standard output is kept
    for answers: what a library prints goes to standard error.
    """
    die_with(parent)
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        embed, dims = load()
    except Exception as error:  # noqa: BLE001 - said to the parent, which decides
        _say(output, fault(0, f"{type(error).__name__}: {error}"))
        return
    _say(output, answer(0, np.empty((0, dims), np.float32)))
    for number, texts in _requests(sys.stdin.buffer):
        try:
            said = answer(number, embed(texts))
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


def _requests(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
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


def _load(folder: Path) -> tuple[Embed, int]:
    # The run time costs 0.2 s to import: only the process that embeds pays for it.
    from clew.clues.embedders.onnx import OnnxEmbedder  # noqa: PLC0415

    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    embedder = OnnxEmbedder(Artefact(folder, manifest))
    embedder.prove()
    return embedder.embed, manifest.dims


if __name__ == "__main__":
    serve(lambda: _load(Path(sys.argv[1])), int(sys.argv[2]))
