"""The static tier in two files of the home: texts that change daily, and their locked zones.

`static.csv` may be edited by hand at any time; a row counts only while its zone stands in
`static.lock` with a checksum that holds. What does not count is named, never served. Needs no
network and no other tier.
"""

from __future__ import annotations

import asyncio
import csv
import fcntl
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import msgspec

from clew.clock import Clock
from clew.clues.key import key_of
from clew.clues.model import StaticLookup, StaticRow
from clew.clues.static_lock import Lock, read_lock, write_lock
from clew.clues.static_texts import HEADER, Texts, read_texts, rows_of
from clew.clues.stores.tombstone_file import TombstoneFile
from clew.durable import drafted, storage_fault
from clew.errors import Code, Conflict, PartUnavailable
from clew.text import normalise
from clew.venues.model import Finding

Stamp = tuple[tuple[int, int], tuple[int, int]] | None


class _Loaded(msgspec.Struct, frozen=True):
    stamp: Stamp
    lock: Lock
    texts: Texts


_EMPTY = _Loaded(None, Lock(0, None, {}, frozenset()), Texts({}, {}, ()))


class StaticFiles:
    """See `StaticReader` and `StaticWriter`. Reads the files again when they have changed."""

    def __init__(
        self, directory: Path, *, tombstones: TombstoneFile, clock: Clock, max_rows: int
    ) -> None:
        self._csv = directory / "static.csv"
        self._lock = directory / "static.lock"
        self._tombstones = tombstones
        self._clock = clock
        self._max_rows = max_rows
        self._loaded = _EMPTY

    # ------------------------------------------------------------ reading

    async def lookup(self, campaign: str, key: bytes) -> StaticLookup:
        """See `StaticReader`."""
        loaded = self._current()
        row = loaded.texts.rows.get((campaign, key))
        dropped = loaded.texts.dropped.get((campaign, key))
        if row is None or self._expired(loaded) or self._buried(row, key):
            return StaticLookup(None, dropped, loaded.lock.generation)
        return StaticLookup(row, None, loaded.lock.generation)

    async def locked(self, campaign: str) -> Mapping[bytes, StaticRow]:
        """See `StaticReader`."""
        loaded = self._current()
        if self._expired(loaded):
            return {}
        return {
            key: row
            for (name, key), row in loaded.texts.rows.items()
            if name == campaign and not self._buried(row, key)
        }

    async def check(self) -> Sequence[Finding]:
        """See `StaticReader`."""
        loaded = self._current()
        if not self._expired(loaded):
            return loaded.texts.findings
        ended = Finding(
            "static",
            "static.lock",
            f"the lock ended on {loaded.lock.ends}: no row is served",
            "build it again with a later --ends",
        )
        return (*loaded.texts.findings, ended)

    async def silenced(self, row: StaticRow) -> bool:
        """See `StaticWriter`."""
        return self._buried(row, key_of(row.campaign, normalise(row.text).key))

    async def generation(self) -> int:
        """See `StaticWriter`."""
        return self._current().lock.generation

    async def rows(self) -> Sequence[StaticRow]:
        """See `StaticWriter`."""
        return sorted(self._current().texts.rows.values(), key=lambda row: row.line)

    async def ends(self) -> date | None:
        """The last day of the lock in force."""
        return self._current().lock.ends

    async def stands(self, rows: Sequence[StaticRow], ends: date | None) -> bool:
        """See `StaticWriter`."""
        generation = self._current().lock.generation
        if generation == 0:
            return False
        try:
            held = self._csv.read_bytes(), self._lock.read_bytes()
        except OSError as error:
            raise storage_fault(error, self._csv) from error
        return held == _written(rows, generation, ends)

    # ------------------------------------------------------------ writing

    async def replace(
        self, rows: Sequence[StaticRow], *, generation: int, ends: date | None
    ) -> None:
        """See `StaticWriter`."""
        texts, lock = _written(rows, generation, ends)

        def write() -> None:
            try:
                self._csv.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            except OSError as error:
                raise storage_fault(error, self._csv.parent) from error
            with self._turn():
                self._check_newer(generation)
                replace()

        def replace() -> None:
            # Both are on disk before either replaces its file. The lock goes first: after a crash
            # in between, an old text whose zone is locked no more is dropped and named, and no
            # text is served without its lock.
            with drafted(self._csv, texts), drafted(self._lock, lock):
                pass

        await asyncio.to_thread(write)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One builder at a time puts its files in place."""
        try:
            with (self._csv.parent / "build.lock").open("wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise storage_fault(error, self._csv.parent) from error

    def _check_newer(self, generation: int) -> None:
        try:
            standing = self._load(self._stamp()).lock.generation
        except PartUnavailable as error:
            if error.code is not Code.STATIC_UNAVAILABLE:
                raise
            return  # a lock that cannot be read is mended by another one
        if standing >= generation:
            raise Conflict(
                Code.NOT_NEWER,
                f"somebody else has built generation {standing} of the static tier meanwhile",
                remedy="look at what stands now, then build again",
            )

    # ------------------------------------------------------------ the files

    def _current(self) -> _Loaded:
        stamp = self._stamp()
        if stamp != self._loaded.stamp:
            # In place, not on a thread: a few milliseconds a day, and nobody finds it half read.
            self._loaded = self._load(stamp)
        return self._loaded

    def _stamp(self) -> Stamp:
        try:
            texts, lock = self._csv.stat(), self._lock.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise storage_fault(error, self._csv) from error
        return (texts.st_mtime_ns, texts.st_ino), (lock.st_mtime_ns, lock.st_ino)

    def _load(self, stamp: Stamp) -> _Loaded:
        if stamp is None:
            return _EMPTY
        try:
            lock = read_lock(self._lock.read_text("utf-8", errors="replace"), str(self._lock))
            content = self._csv.read_bytes()
        except OSError as error:
            raise storage_fault(error, self._csv) from error
        return _Loaded(stamp, lock, read_texts(content, lock, max_rows=self._max_rows))

    def _expired(self, loaded: _Loaded) -> bool:
        ends = loaded.lock.ends
        return ends is not None and self._clock.now().date() > ends

    def _buried(self, row: StaticRow, key: bytes) -> bool:
        return self._tombstones.buried(row.campaign, key, clue=row.clue, zone=row.zone)


def _written(rows: Sequence[StaticRow], generation: int, ends: date | None) -> tuple[bytes, bytes]:
    """The two files, static.csv and static.lock."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows_of(rows))
    lock = write_lock(generation, ends, ((row.zone, row.lat, row.lon) for row in rows))
    return text.getvalue().encode(), lock.encode()
