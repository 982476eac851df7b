"""Tombstones in a local file that only grows: a JSON line each, durable before a delete commits."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from clew.clues.model import Tombstone
from clew.durable import storage_fault, sync_directory
from clew.errors import Code, PartUnavailable, Where

_decode = msgspec.json.Decoder(Tombstone).decode


class TombstoneFile:
    """See `TombstoneLog`. Every reader looks at the file's length and reads what was added."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_to = 0
        self._by_key: defaultdict[tuple[str, bytes], dict[str, Tombstone]] = defaultdict(dict)

    async def append(self, tombstones: Sequence[Tombstone]) -> None:
        """See `TombstoneLog`."""
        if tombstones:
            lines = b"".join(msgspec.json.encode(one) + b"\n" for one in tombstones)
            await asyncio.to_thread(self._append, lines)

    async def unlifted(self, campaign: str) -> Sequence[Tombstone]:
        """See `TombstoneLog`."""
        self._catch_up()
        return [
            stone
            for (name, _), under_key in self._by_key.items()
            if name == campaign
            for stone in under_key.values()
            if not stone.lifted
        ]

    def buried(self, campaign: str, key: bytes, *, clue: str | None, zone: str) -> bool:
        """Whether a static row under `key` may not speak any more.

        It may not where the clue that it names was deleted; a row that names none, where any
        clue under that key was deleted from that zone.
        """
        self._catch_up()
        under_key = self._by_key.get((campaign, key), {})
        if clue is not None:
            stone = under_key.get(clue)
            return stone is not None and not stone.lifted
        return any(stone.zone == zone and not stone.lifted for stone in under_key.values())

    def _catch_up(self) -> None:
        try:
            size = self._path.stat().st_size
            if size == self._read_to:
                return
            with self._path.open("rb") as stream:
                stream.seek(self._read_to)
                added = stream.read()
        except FileNotFoundError:
            return
        except OSError as error:
            raise storage_fault(error, self._path) from error
        # A last line without its end was never acknowledged.
        whole = added[: added.rfind(b"\n") + 1]
        for line in whole.splitlines():
            try:
                stone = _decode(line)
            except msgspec.MsgspecError as error:
                raise PartUnavailable(
                    Code.STATIC_UNAVAILABLE,
                    "a tombstone is damaged, so a deleted clue might come back",
                    remedy="restore the file from a backup",
                    where=Where(file=str(self._path)),
                ) from error
            known = self._by_key[stone.campaign, stone.key].get(stone.clue)
            if known is None or known.revision <= stone.revision:
                self._by_key[stone.campaign, stone.key][stone.clue] = stone
        self._read_to += len(whole)

    def _append(self, lines: bytes) -> None:
        try:
            self._path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            created = not self._path.exists()
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o640)
            try:
                # One writer at a time, so that a torn line can be cut off and a failed one undone.
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                end = _whole_length(descriptor)
                os.ftruncate(descriptor, end)
                try:
                    _write_all(descriptor, lines, end)
                    os.fsync(descriptor)
                except OSError:
                    os.ftruncate(descriptor, end)
                    raise
            finally:
                os.close(descriptor)
            if created:
                sync_directory(self._path.parent)
        except OSError as error:
            raise storage_fault(error, self._path) from error


def _whole_length(descriptor: int) -> int:
    size = os.fstat(descriptor).st_size
    while size:
        start = max(0, size - 65_536)
        tail = os.pread(descriptor, size - start, start)
        at = tail.rfind(b"\n")
        if at >= 0:
            return start + at + 1
        size = start
    return 0


def _write_all(descriptor: int, content: bytes, offset: int) -> None:
    view = memoryview(content)
    while view:
        written = os.pwrite(descriptor, view, offset)
        view = view[written:]
        offset += written
