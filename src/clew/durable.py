"""Files that appear whole or not at all, and what the system says when they can't."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from clew.errors import Code, PartUnavailable, Where

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write_whole(path: Path, content: bytes) -> None:
    """Replaces a file durably: a reader sees the old bytes or all of the new ones.

    Raises `PartUnavailable` (`storage_full` or `home_unreadable`) and leaves the old file.
    """
    with drafted(path, content):
        pass


@contextmanager
def drafted(path: Path, content: bytes) -> Iterator[None]:
    """Replaces a file when the block ends, which by then needs no more room.

    The draft lies beside it, durable, while the block runs; where the block raises, the old file
    stays. Raises as `write_whole`.
    """
    with replacing(path) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
        yield


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes replace the file durably when the block ends without an error.

    Raises `PartUnavailable` (`storage_full` or `home_unreadable`) and leaves the old file.
    """
    # The name carries the process, so that two writers never share a half-written file.
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        try:
            with draft.open("wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        except BaseException:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
        sync_directory(path.parent)
    except OSError as error:
        raise storage_fault(error, path) from error


def sync_directory(path: Path) -> None:
    """Makes a rename or a new file in `path` survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def storage_fault(error: OSError, path: Path) -> PartUnavailable:
    """The refusal that an operating system error about `path` stands for."""
    where = Where(file=str(path))
    if error.errno in _FULL:
        return PartUnavailable(
            Code.STORAGE_FULL,
            f"no room to write: {error.strerror}",
            remedy="free some space or raise the limit, then run the command again",
            where=where,
        )
    return PartUnavailable(
        Code.HOME_UNREADABLE,
        f"cannot use it: {error.strerror or error}",
        remedy="give this user read and write permission, or choose another --home",
        where=where,
    )
