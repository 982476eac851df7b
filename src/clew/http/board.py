"""The service's counts: each worker writes an array of its own, and whoever is asked adds them up.

An array is a mapped file with one writer, so counting is an addition in memory. A worker that dies
leaves its file, and the worker after it goes on counting there: nothing ever counts backwards.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import shutil
from array import array
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

from clew.durable import storage_fault
from clew.http.series import SIZE

_BYTES = SIZE * 8


class Reading(NamedTuple):
    """One file's counts.

    Attributes:
        worker: the number of the file, and so of the worker that counts there.
        alive: whether a worker counts there now.
    """

    worker: str
    cells: Sequence[float]
    alive: bool


class Board:
    """One worker's counts, and the way to all of them.

    Attributes:
        cells: as `clew.http.series` lays them out; this worker alone writes them.
    """

    def __init__(self, folder: Path) -> None:
        """Takes the first file of the folder that nobody counts in; raises `PartUnavailable`."""
        self._folder = folder
        try:
            self._file = _taken(folder)
            self._map = mmap.mmap(self._file, _BYTES)
        except OSError as error:
            raise storage_fault(error, folder) from error
        self.cells: memoryview[float] = memoryview(self._map).cast("d")

    def readings(self) -> list[Reading]:
        """Every file's counts."""
        return [_read(path) for path in sorted(self._folder.glob("*.counts"))]

    def close(self) -> None:
        """Gives the file back; what was counted stays in it."""
        self.cells.release()
        self._map.close()
        os.close(self._file)


def new_board(folder: Path) -> None:
    """Makes the folder of a service that begins: empty. Raises `PartUnavailable`."""
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o750, parents=True)
    except OSError as error:
        raise storage_fault(error, folder) from error


def _taken(folder: Path) -> int:
    for number in count():
        file = os.open(folder / f"{number}.counts", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            continue
        os.ftruncate(file, _BYTES)
        return file
    raise AssertionError  # counting does not end


def _read(path: Path) -> Reading:
    with path.open("rb") as stream:
        cells = array("d", stream.read().ljust(_BYTES, b"\0"))
        try:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return Reading(path.stem, cells, alive=True)
        return Reading(path.stem, cells, alive=False)
