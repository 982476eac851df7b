"""The exact tier in LMDB: one file on this machine, read by every process through its memory.

Four tables, changed together by one transaction, which is all the write protocol that one machine
needs (docs/decisions/0004): a reader sees all of a commit or nothing of it.

    campaigns   campaign                      -> CampaignHead
    entries     campaign key (32 bytes)       -> one duplicate a clue
    clues       campaign NUL clue             -> revision, tombstone or text
    spellings   campaign NUL clue             -> the clue's keys, so that old entries can go

Entries are not read-modify-write: several clues under a key are duplicates of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import lmdb
import msgspec

from clew.clues.model import CampaignHead, Change, Entry, Held, Lookup
from clew.durable import storage_fault
from clew.errors import Code, Conflict, PartUnavailable, Where

T = TypeVar("T")
KEY_BYTES = 32
SPELLINGS_KEPT = 16
"""Accent variants of one clue under one key: an entry must fit into LMDB's 511 bytes. A query in
a seventeenth one is asked about instead of decided."""
_GIB = 1 << 30


class _StoredEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    clue: str
    revision: int
    zone: str
    spellings: tuple[bytes, ...]


class _StoredClue(msgspec.Struct, frozen=True, array_like=True, gc=False):
    revision: int
    zone: str | None
    text: str
    lang: str


_encode = msgspec.msgpack.Encoder().encode
_decode_entry = msgspec.msgpack.Decoder(_StoredEntry).decode
_decode_clue = msgspec.msgpack.Decoder(_StoredClue).decode
_decode_head = msgspec.msgpack.Decoder(CampaignHead).decode


class LmdbExact:
    """Reads, writes and inspects the exact tier in the directory it is given.

    Opened with the first call, in the process that makes it: an environment must not cross a
    fork. Reads take microseconds and never wait for writers. Writes run on a thread, since the
    write lock is shared with other processes.
    """

    def __init__(self, directory: Path, *, map_gib: int) -> None:
        self._directory = directory
        self._map_bytes = map_gib * _GIB
        self._environment: Any = None
        self._heads: dict[bytes, tuple[bytes, CampaignHead]] = {}

    # ------------------------------------------------------------ reading

    async def lookup(self, campaign: str, key: bytes) -> Lookup:
        """See `ExactReader`."""
        try:
            environment = self._environment or self._open()
            with environment.begin() as transaction:
                name = campaign.encode()
                raw = transaction.get(name, db=self._campaigns)
                if raw is None:
                    return Lookup(None, ())
                known = self._heads.get(name)
                if known is None or known[0] != raw:
                    known = self._heads[name] = (raw, _decode_head(raw))
                cursor = transaction.cursor(self._entries)
                if not cursor.set_key(key):
                    return Lookup(known[1], ())
                prefix = name + b"\0"
                return Lookup(known[1], tuple(self._live(transaction, cursor, prefix)))
        except lmdb.Error as error:
            raise self._fault(error) from error

    def _live(self, transaction: Any, cursor: Any, prefix: bytes) -> Iterator[Entry]:
        for raw in cursor.iternext_dup():
            entry = _decode_entry(raw)
            stored = transaction.get(prefix + entry.clue.encode(), db=self._clues)
            clue = _decode_clue(stored) if stored is not None else None
            # An entry counts only at its clue's head revision.
            if clue is not None and clue.revision == entry.revision and clue.zone is not None:
                yield Entry(entry.clue, entry.zone, entry.spellings, clue.text, clue.lang)

    async def head(self, campaign: str) -> CampaignHead | None:
        """See `ExactWriter`."""

        def read(transaction: Any) -> CampaignHead | None:
            raw = transaction.get(campaign.encode(), db=self._campaigns)
            return None if raw is None else _decode_head(raw)

        return self._read(read)

    async def heads(self) -> AsyncIterator[CampaignHead]:
        """See `ExactInspector`."""
        for head in self._read(
            lambda t: [_decode_head(raw) for _, raw in t.cursor(self._campaigns)]
        ):
            yield head

    async def held(self, campaign: str) -> AsyncIterator[Held]:
        """See `ExactInspector`."""
        prefix = campaign.encode() + b"\0"

        def read(transaction: Any) -> list[Held]:
            held = []
            cursor = transaction.cursor(self._clues)
            found = cursor.set_range(prefix)
            while found and cursor.key().startswith(prefix):
                name = cursor.key()
                clue = _decode_clue(cursor.value())
                keys = _split(transaction.get(name, db=self._spellings, default=b""))
                present = {
                    key
                    for key in keys
                    for _, stored in self._entries_of(
                        transaction, key, name[len(prefix) :].decode()
                    )
                    if stored.revision == clue.revision
                }
                held.append(
                    Held(name[len(prefix) :].decode(), clue.revision, clue.zone, frozenset(present))
                )
                found = cursor.next()
            return held

        for one in self._read(read):
            yield one

    # ------------------------------------------------------------ writing

    async def put_head(self, head: CampaignHead) -> None:
        """See `ExactWriter`."""

        def put(transaction: Any) -> None:
            raw = transaction.get(head.campaign.encode(), db=self._campaigns)
            if raw is not None and _decode_head(raw).generation >= head.generation:
                raise _not_newer(f"campaign {head.campaign!r}", head.generation)
            transaction.put(head.campaign.encode(), _encode(head), db=self._campaigns)

        await self._write(put)

    async def commit(self, campaign: str, changes: Sequence[Change], *, generation: int) -> None:
        """See `ExactWriter`."""

        def apply(transaction: Any) -> None:
            raw = transaction.get(campaign.encode(), db=self._campaigns)
            if raw is None or _decode_head(raw).generation != generation:
                raise Conflict(
                    Code.NOT_NEWER,
                    f"campaign {campaign!r} changed while this was being published",
                    remedy="run the command again",
                )
            for change in changes:
                self._apply(transaction, campaign, change)

        await self._write(apply)

    def _apply(self, transaction: Any, campaign: str, change: Change) -> None:
        name = f"{campaign}\0{change.clue}".encode()
        stored = transaction.get(name, db=self._clues)
        if stored is not None and _decode_clue(stored).revision >= change.revision:
            raise _not_newer(f"clue {change.clue!r}", change.revision)
        for key in _split(transaction.get(name, db=self._spellings, default=b"")):
            for raw, _ in self._entries_of(transaction, key, change.clue):
                transaction.delete(key, raw, db=self._entries)
        for key, spellings in change.spellings:
            entry = _StoredEntry(
                change.clue, change.revision, change.zone or "", spellings[:SPELLINGS_KEPT]
            )
            transaction.put(key, _encode(entry), db=self._entries)
        clue = _StoredClue(change.revision, change.zone, change.text, change.lang)
        transaction.put(name, _encode(clue), db=self._clues)
        transaction.put(name, b"".join(key for key, _ in change.spellings), db=self._spellings)

    def _entries_of(
        self, transaction: Any, key: bytes, clue: str
    ) -> list[tuple[bytes, _StoredEntry]]:
        cursor = transaction.cursor(self._entries)
        if not cursor.set_key(key):
            return []
        entries = ((raw, _decode_entry(raw)) for raw in cursor.iternext_dup())
        return [(raw, entry) for raw, entry in entries if entry.clue == clue]

    # ------------------------------------------------------------ the file

    def _read(self, read: Callable[[Any], T]) -> T:
        try:
            environment = self._environment or self._open()
            with environment.begin() as transaction:
                return read(transaction)
        except lmdb.Error as error:
            raise self._fault(error) from error

    async def _write(self, write: Callable[[Any], None]) -> None:
        def run() -> None:
            try:
                environment = self._environment or self._open()
                with environment.begin(write=True) as transaction:
                    write(transaction)
            except lmdb.Error as error:
                raise self._fault(error) from error

        await asyncio.to_thread(run)

    def _open(self) -> Any:
        try:
            self._directory.mkdir(mode=0o750, parents=True, exist_ok=True)
        except OSError as error:
            raise storage_fault(error, self._directory) from error
        environment = lmdb.open(
            str(self._directory), map_size=self._map_bytes, max_dbs=4, max_spare_txns=4, mode=0o640
        )
        # A reader that was killed would keep old pages from being used again.
        environment.reader_check()
        self._campaigns = environment.open_db(b"campaigns")
        self._entries = environment.open_db(b"entries", dupsort=True)
        self._clues = environment.open_db(b"clues")
        self._spellings = environment.open_db(b"spellings")
        self._environment = environment
        return environment

    def close(self) -> None:
        """Releases the file."""
        if self._environment is not None:
            self._environment.close()
            self._environment = None

    def _fault(self, error: lmdb.Error) -> PartUnavailable:
        message = str(error)
        where = Where(file=str(self._directory))
        for sign, code, remedy in _FAULTS:
            if sign in message:
                return PartUnavailable(
                    code, f"the exact tier: {message}", remedy=remedy, where=where
                )
        return PartUnavailable(
            Code.EXACT_UNAVAILABLE,
            f"the exact tier: {message}",
            remedy="if the file is damaged, restore a backup of the home",
            where=where,
        )


_FAULTS = (
    # what the vendor's message holds -> the code and the way out; the first match counts
    ("No space left", Code.STORAGE_FULL, "free some space, then run the command again"),
    ("File too large", Code.STORAGE_FULL, "raise the file size limit, then run the command again"),
    ("Input/output error", Code.STORAGE_FULL, "check the disk and its free space"),
    ("MDB_MAP_FULL", Code.STORAGE_FULL, "raise exact_map_gib in clew.toml for every process"),
    ("Permission denied", Code.HOME_UNREADABLE, "give this user read and write permission on it"),
)


def _not_newer(what: str, number: int) -> Conflict:
    return Conflict(
        Code.NOT_NEWER,
        f"{what} already stands at {number} or later",
        remedy="someone else was faster; look at it, then run the command again",
    )


def _split(keys: bytes) -> list[bytes]:
    return [keys[at : at + KEY_BYTES] for at in range(0, len(keys), KEY_BYTES)]
