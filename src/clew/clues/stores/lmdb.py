"""The exact tier in LMDB: one file on this machine, read by every process through its memory.

Its tables (`lmdb_file.py`) are changed together by one transaction, which is all the write protocol
that one machine needs (docs/decisions/0004): a reader sees all of a commit or nothing of it, the
vectors included.

Writers queue for LMDB's one write lock, so a list of entries can be read, changed and put back
without losing another's change, and entries of an older revision never outlive their head.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any

import lmdb
import msgspec

from clew.clues.changes import Change, Held, refuse_other_model
from clew.clues.key import key_of
from clew.clues.model import CampaignHead, Entry, Lookup
from clew.clues.rows import Seen, Stand, Verified
from clew.clues.stores.lmdb_file import LmdbFile
from clew.clues.stores.lmdb_rows import drop_rows, put_rows, row_of
from clew.errors import Code, Conflict

ROOM_PER_CHANGE, ROOM_AT_LEAST, ROOM_AT_MOST = 1 << 10, 1 << 16, 1 << 23
"""Bytes that `reserve` asks for: a clue of a few spellings takes about a kibibyte."""


class _StoredClue(msgspec.Struct, frozen=True, array_like=True, gc=False):
    revision: int
    zone: str | None
    keys: tuple[bytes, ...]
    model: str | None = None
    rows: tuple[int, ...] = ()


_encode = msgspec.msgpack.Encoder().encode
_decode_entries = msgspec.msgpack.Decoder(tuple[Entry, ...]).decode
_decode_clue = msgspec.msgpack.Decoder(_StoredClue).decode
_decode_head = msgspec.msgpack.Decoder(CampaignHead).decode


class LmdbExact:
    """Reads, writes and inspects the exact tier in the directory it is given.

    Reads take microseconds and never wait for writers. Writes run on a thread, since the write
    lock is shared with other processes.
    """

    def __init__(self, file: LmdbFile) -> None:
        """`file` may be shared with others of this process."""
        self.file = file
        self._heads: dict[bytes, tuple[bytes, CampaignHead]] = {}

    # ------------------------------------------------------------ reading

    async def lookup(self, campaign: str, key: bytes) -> Lookup:
        """See `ExactReader`."""
        file = self.file
        try:
            with file.begin() as transaction:
                head = self._head(transaction, campaign)
                if head is None:
                    return Lookup(None, ())
                entries = transaction.get(key, db=file.entries)
                return Lookup(head, () if entries is None else _decode_entries(entries))
        except lmdb.Error as error:
            raise file.fault(error) from error

    def _head(self, transaction: Any, campaign: str) -> CampaignHead | None:
        name = campaign.encode()
        raw = transaction.get(name, db=self.file.campaigns)
        if raw is None:
            return None
        known = self._heads.get(name)
        if known is None or known[0] != raw:
            known = self._heads[name] = (raw, _decode_head(raw))
        return known[1]

    async def verify(self, campaign: str, model: str, seen: Sequence[Seen]) -> Verified:
        """See `RowVerifier`."""

        def read(transaction: Any) -> Verified:
            stands = tuple(self._stand(transaction, campaign, model, one) for one in seen)
            return Verified(self._head(transaction, campaign), stands)

        return self.file.read(read)

    def _stand(self, transaction: Any, campaign: str, model: str, seen: Seen) -> Stand:
        raw = transaction.get(f"{campaign}\0{seen.clue}".encode(), db=self.file.clues)
        clue = None if raw is None else _decode_clue(raw)
        if clue is None or clue.zone is None:
            return Stand(live=False)
        row = row_of(self.file, transaction, campaign, model, seen.number)
        if row is None or (row.clue, row.revision) != (seen.clue, clue.revision):
            return Stand(live=True)
        for entry in self._entries_under(transaction, key_of(campaign, row.form)):
            if (entry.clue, entry.revision) == (row.clue, row.revision):
                return Stand(live=True, row=row, entry=entry)
        return Stand(live=True)

    async def head(self, campaign: str) -> CampaignHead | None:
        """See `ExactWriter`."""

        def read(transaction: Any) -> CampaignHead | None:
            raw = transaction.get(campaign.encode(), db=self.file.campaigns)
            return None if raw is None else _decode_head(raw)

        return self.file.read(read)

    async def numbers(self, campaign: str, clues: Iterable[str]) -> Mapping[str, int]:
        """See `ExactWriter`."""

        def read(transaction: Any) -> dict[str, int]:
            found = {}
            for clue in clues:
                raw = transaction.get(f"{campaign}\0{clue}".encode(), db=self.file.clues)
                if raw is not None:
                    found[clue] = _decode_clue(raw).revision
            return found

        return self.file.read(read)

    async def heads(self) -> AsyncIterator[CampaignHead]:
        """See `ExactInspector`."""
        for head in self.file.read(
            lambda t: [_decode_head(raw) for _, raw in t.cursor(self.file.campaigns)]
        ):
            yield head

    async def held(self, campaign: str) -> AsyncIterator[Held]:
        """See `ExactInspector`."""
        prefix = campaign.encode() + b"\0"

        def read(transaction: Any) -> list[Held]:
            held = []
            cursor = transaction.cursor(self.file.clues)
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
                rows = 0
                for number in clue.rows:
                    row = row_of(self.file, transaction, campaign, clue.model or "", number)
                    rows += row is not None and (row.clue, row.revision) == (one, clue.revision)
                held.append(
                    Held(one, clue.revision, clue.zone, frozenset(present), clue.model, rows)
                )
                found = cursor.next()
            return held

        for one in self.file.read(read):
            yield one

    # ------------------------------------------------------------ writing

    async def reserve(self, changes: int) -> None:
        """See `ExactWriter`. Takes pages and frees them: LMDB uses them for the next commit."""
        file = self.file
        size = min(max(changes * ROOM_PER_CHANGE, ROOM_AT_LEAST), ROOM_AT_MOST)
        await self._write(lambda transaction: transaction.put(b"room", bytes(size), db=file.room))
        await self._write(lambda transaction: transaction.delete(b"room", db=file.room))

    async def put_head(self, head: CampaignHead) -> None:
        """See `ExactWriter`."""

        def put(transaction: Any) -> None:
            raw = transaction.get(head.campaign.encode(), db=self.file.campaigns)
            if raw is not None and _decode_head(raw).generation >= head.generation:
                raise _not_newer(f"campaign {head.campaign!r}", head.generation)
            transaction.put(head.campaign.encode(), _encode(head), db=self.file.campaigns)

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
            head = self._head(transaction, campaign)
            if head is None or head.generation != generation:
                raise Conflict(
                    Code.NOT_NEWER,
                    f"campaign {campaign!r} changed while this was being published",
                    remedy="run the command again",
                )
            refuse_other_model(head, changes)
            if in_time is not None:
                in_time()
            for change in changes:
                self._apply(transaction, campaign, change)

        await self._write(apply)

    def _apply(self, transaction: Any, campaign: str, change: Change) -> None:
        name = f"{campaign}\0{change.clue}".encode()
        raw = transaction.get(name, db=self.file.clues)
        standing = None if raw is None else _decode_clue(raw)
        if standing is not None and standing.revision >= change.revision:
            raise _not_newer(f"clue {change.clue!r}", change.revision)
        if standing is not None:
            self._drop(transaction, campaign, change.clue, standing)
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
        rows = put_rows(
            self.file,
            transaction,
            campaign,
            change.model or "",
            change.clue,
            change.revision,
            change.meanings,
        )
        keys = tuple(key for key, _ in change.spellings)
        clue = _StoredClue(change.revision, change.zone, keys, change.model, rows)
        transaction.put(name, _encode(clue), db=self.file.clues)

    def _drop(self, transaction: Any, campaign: str, name: str, clue: _StoredClue) -> None:
        for key in clue.keys:
            entries = self._entries_under(transaction, key)
            self._put_entries(transaction, key, [e for e in entries if e.clue != name])
        drop_rows(self.file, transaction, campaign, clue.model or "", clue.rows)

    def _entries_under(self, transaction: Any, key: bytes) -> tuple[Entry, ...]:
        raw = transaction.get(key, db=self.file.entries)
        return () if raw is None else _decode_entries(raw)

    def _put_entries(self, transaction: Any, key: bytes, entries: Sequence[Entry]) -> None:
        if entries:
            transaction.put(key, _encode(entries), db=self.file.entries)
        else:
            transaction.delete(key, db=self.file.entries)

    async def _write(self, write: Callable[[Any], object]) -> None:
        await asyncio.to_thread(self.file.write, write)

    def close(self) -> None:
        """Releases the file."""
        self.file.close()


def _not_newer(what: str, number: int) -> Conflict:
    return Conflict(
        Code.NOT_NEWER,
        f"{what} already stands at {number} or later",
        remedy="someone else was faster; look at it, then run the command again",
    )
