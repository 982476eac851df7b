"""The LMDB file of the exact tier and of the vector tier's rows: opened once, its faults in words.

Five tables, changed together by one transaction (docs/decisions/0004, 0015):

    campaigns   campaign                            -> CampaignHead
    entries     campaign key (32 bytes)             -> the live clues under it, by id
    clues       campaign NUL clue                   -> revision, zone or tombstone, keys, rows
    rows        campaign NUL model NUL row number   -> a spelling of a clue's revision, its vector
    counters    campaign NUL model                  -> the number of the newest row ever stored
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import lmdb

from clew.durable import storage_fault
from clew.errors import Code, PartUnavailable, Where

T = TypeVar("T")
_GIB = 1 << 30
_TABLES = (b"campaigns", b"entries", b"clues", b"rows", b"counters", b"room")


class LmdbFile:
    """Transactions on the file in a directory.

    Opened with the first call, in the process that makes it: an environment must not cross a
    fork, nor be opened twice in one process.
    """

    def __init__(self, directory: Path, *, map_gib: int) -> None:
        self.directory = directory
        self._map_bytes = map_gib * _GIB
        self._environment: Any = None
        self.campaigns: Any = None
        self.entries: Any = None
        self.clues: Any = None
        self.rows: Any = None
        self.counters: Any = None
        self.room: Any = None

    def begin(self) -> Any:
        """A read transaction, to be used as a context; raises `lmdb.Error`."""
        return (self._environment or self._open()).begin()

    def read(self, read: Callable[[Any], T]) -> T:
        """What `read` makes of the file at one moment; raises `PartUnavailable`."""
        try:
            with self.begin() as transaction:
                return read(transaction)
        except lmdb.Error as error:
            raise self.fault(error) from error

    def write(self, write: Callable[[Any], object]) -> None:
        """Durable and visible in every process on return, or not at all.

        Waits for writers in other processes: call it on a thread. Raises `PartUnavailable`.
        """
        try:
            environment = self._environment or self._open()
            with environment.begin(write=True) as transaction:
                write(transaction)
        except lmdb.Error as error:
            raise self.fault(error) from error

    def free_readers(self) -> None:
        """Frees the places of readers that were killed: old pages can be used again then."""
        try:
            (self._environment or self._open()).reader_check()
        except lmdb.Error as error:
            raise self.fault(error) from error

    def close(self) -> None:
        """Releases the file."""
        if self._environment is not None:
            self._environment.close()
            self._environment = None

    def fault(self, error: lmdb.Error) -> PartUnavailable:
        """The vendor's error in our words, with the way out."""
        message = str(error)
        where = Where(file=str(self.directory))
        for sign, code, remedy in _FAULTS:
            if sign in message:
                return PartUnavailable(
                    code, f"the exact tier: {message}", remedy=remedy, where=where
                )
        return PartUnavailable(
            Code.EXACT_UNAVAILABLE,
            f"the exact tier: {message}",
            remedy="if the file is damaged, move it away, then run `clew repair`: "
            "the record has it all",
            where=where,
        )

    def _open(self) -> Any:
        try:
            self.directory.mkdir(mode=0o750, parents=True, exist_ok=True)
        except OSError as error:
            raise storage_fault(error, self.directory) from error
        environment = lmdb.open(
            str(self.directory),
            map_size=self._map_bytes,
            max_dbs=len(_TABLES),
            max_spare_txns=4,
            mode=0o640,
        )
        environment.reader_check()
        for name in _TABLES:
            setattr(self, name.decode(), environment.open_db(name))
        self._environment = environment
        return environment


_FAULTS = (
    # what the vendor's message holds -> the code and the way out; the first match counts
    ("No space left", Code.STORAGE_FULL, "free some space, then run the command again"),
    ("File too large", Code.STORAGE_FULL, "raise the file size limit, then run the command again"),
    ("Input/output error", Code.STORAGE_FULL, "check the disk and its free space"),
    ("MDB_MAP_FULL", Code.STORAGE_FULL, "raise exact_map_gib in clew.toml for every process"),
    ("Permission denied", Code.HOME_UNREADABLE, "give this user read and write permission on it"),
)
