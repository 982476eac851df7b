"""The exact tier in LMDB: one file on this machine, read by every process through its memory.

Three tables, changed together by one transaction, which is all the write protocol that one machine
needs (docs/decisions/0004): a reader sees all of a commit or nothing of it.

    campaigns   campaign                  -> CampaignHead
    entries     campaign key (32 bytes)   -> the live clues under it, by id
    clues       campaign NUL clue         -> revision, zone or tombstone, and the clue's keys

Writers queue for LMDB's one write lock, so a list of entries can be read, changed and put back
without losing another's change, and entries of an older revision never outlive their head.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import lmdb
import msgspec

from clew.clues.model import CampaignHead, Change, Entry, Held, Lookup
from clew.durable import storage_fault
from clew.errors import Code, Conflict, PartUnavailable, Where

T = TypeVar("T")
_GIB = 1 << 30
ROOM_PER_CHANGE, ROOM_AT_LEAST, ROOM_AT_MOST = 1 << 10, 1 << 16, 1 << 23
"""Bytes that `reserve` asks for: a clue of a few spellings takes under a kibibyte."""


class _StoredClue(msgspec.Struct, frozen=True, array_like=True, gc=False):
    revision: int
    zone: str | None
    keys: tuple[bytes, ...]


_encode = msgspec.msgpack.Encoder().encode
_decode_entries = msgspec.msgpack.Decoder(tuple[Entry, ...]).decode
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
                entries = transaction.get(key, db=self._entries)
                return Lookup(known[1], () if entries is None else _decode_entries(entries))
        except lmdb.Error as error:
            raise self._fault(error) from error

    async def head(self, campaign: str) -> CampaignHead | None:
        """See `ExactWriter`."""

        def read(transaction: Any) -> CampaignHead | None:
            raw = transaction.get(campaign.encode(), db=self._campaigns)
            return None if raw is None else _decode_head(raw)

        return self._read(read)

    async def numbers(self, campaign: str, clues: Iterable[str]) -> Mapping[str, int]:
        """See `ExactWriter`."""

        def read(transaction: Any) -> dict[str, int]:
            found = {}
            for clue in clues:
                raw = transaction.get(f"{campaign}\0{clue}".encode(), db=self._clues)
                if raw is not None:
                    found[clue] = _decode_clue(raw).revision
            return found

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
                one = name[len(prefix) :].decode()
                present = {
                    key
                    for key in clue.keys
                    for entry in self._entries_under(transaction, key)
                    if entry.clue == one and entry.revision == clue.revision
                }
                held.append(Held(one, clue.revision, clue.zone, frozenset(present)))
                found = cursor.next()
            return held

        for one in self._read(read):
            yield one

    # ------------------------------------------------------------ writing

    async def reserve(self, changes: int) -> None:
        """See `ExactWriter`. Takes pages and frees them: LMDB uses them for the next commit."""
        size = min(max(changes * ROOM_PER_CHANGE, ROOM_AT_LEAST), ROOM_AT_MOST)
        await self._write(lambda transaction: transaction.put(b"room", bytes(size), db=self._room))
        await self._write(lambda transaction: transaction.delete(b"room", db=self._room))

    async def put_head(self, head: CampaignHead) -> None:
        """See `ExactWriter`."""

        def put(transaction: Any) -> None:
            raw = transaction.get(head.campaign.encode(), db=self._campaigns)
            if raw is not None and _decode_head(raw).generation >= head.generation:
                raise _not_newer(f"campaign {head.campaign!r}", head.generation)
            transaction.put(head.campaign.encode(), _encode(head), db=self._campaigns)

        await self._write(put)

    async def commit(
        self,
        campaign: str,
        changes: Sequence[Change],
        *,
        generation: int,
        in_time: Callable[[], None] | None = None,
    ) -> None:
        """See `ExactWriter`."""

        def apply(transaction: Any) -> None:
            raw = transaction.get(campaign.encode(), db=self._campaigns)
            if raw is None or _decode_head(raw).generation != generation:
                raise Conflict(
                    Code.NOT_NEWER,
                    f"campaign {campaign!r} changed while this was being published",
                    remedy="run the command again",
                )
            if in_time is not None:
                in_time()
            for change in changes:
                self._apply(transaction, campaign, change)

        await self._write(apply)

    def _apply(self, transaction: Any, campaign: str, change: Change) -> None:
        name = f"{campaign}\0{change.clue}".encode()
        raw = transaction.get(name, db=self._clues)
        standing = None if raw is None else _decode_clue(raw)
        if standing is not None and standing.revision >= change.revision:
            raise _not_newer(f"clue {change.clue!r}", change.revision)
        for key in standing.keys if standing is not None else ():
            entries = self._entries_under(transaction, key)
            self._put_entries(transaction, key, [e for e in entries if e.clue != change.clue])
        for key, spellings in change.spellings:
            entry = Entry(
                change.clue,
                change.revision,
                change.zone or "",
                spellings,
                change.text,
                change.lang,
            )
            others = (e for e in self._entries_under(transaction, key) if e.clue != change.clue)
            self._put_entries(transaction, key, sorted([*others, entry], key=lambda e: e.clue))
        clue = _StoredClue(change.revision, change.zone, tuple(key for key, _ in change.spellings))
        transaction.put(name, _encode(clue), db=self._clues)

    def _entries_under(self, transaction: Any, key: bytes) -> tuple[Entry, ...]:
        raw = transaction.get(key, db=self._entries)
        return () if raw is None else _decode_entries(raw)

    def _put_entries(self, transaction: Any, key: bytes, entries: Sequence[Entry]) -> None:
        if entries:
            transaction.put(key, _encode(entries), db=self._entries)
        else:
            transaction.delete(key, db=self._entries)

    # ------------------------------------------------------------ the file

    def _read(self, read: Callable[[Any], T]) -> T:
        try:
            environment = self._environment or self._open()
            with environment.begin() as transaction:
                return read(transaction)
        except lmdb.Error as error:
            raise self._fault(error) from error

    async def _write(self, write: Callable[[Any], object]) -> None:
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
        self._entries = environment.open_db(b"entries")
        self._clues = environment.open_db(b"clues")
        self._room = environment.open_db(b"room")
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
            remedy="if the file is damaged, move it away, then run `clew repair`: "
            "the record has it all",
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
