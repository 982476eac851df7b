"""The allocation as one small file that is replaced whole: each process sees the old or the new."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from clew.durable import storage_fault, write_whole
from clew.promotions.allocation.kept import Allocation, Lapse

_MOST_BYTES = 64 * 2**20
_ALLOCATION = msgspec.json.Decoder(Allocation)


class AllocationFile:
    """See `AllocationShelf`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: object = self
        self._current: Allocation | Lapse = Lapse.MISSING

    def current(self) -> Allocation | Lapse:
        """See `AllocationShelf`."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._current = None, Lapse.MISSING
            return self._current
        except OSError:
            return Lapse.UNREADABLE
        stamp = (status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size)
        if stamp != self._stamp:
            # The stamp is older than what is read next, so a change between the two is seen then.
            self._current, self._stamp = self._read(), stamp
        return self._current

    def keep(self, allocation: Allocation) -> Allocation:
        """See `AllocationShelf`."""
        with self._alone():
            before = self._read()
            number = before.number + 1 if isinstance(before, Allocation) else 1
            kept = msgspec.structs.replace(allocation, number=number)
            content = msgspec.json.format(msgspec.json.encode(kept, order="sorted"), indent=1)
            write_whole(self._path, content + b"\n")
        return kept

    def _read(self) -> Allocation | Lapse:
        try:
            with self._path.open("rb") as stream:
                return _ALLOCATION.decode(stream.read(_MOST_BYTES))
        except FileNotFoundError:
            return Lapse.MISSING
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            # Who scores offers goes on greedily and says so; nobody waits for a price.
            return Lapse.UNREADABLE

    @contextmanager
    def _alone(self) -> Iterator[None]:
        path = self._path.with_suffix(".lock")
        try:
            path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise storage_fault(error, path) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
