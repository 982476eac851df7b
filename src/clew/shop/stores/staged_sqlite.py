"""Checked files, each in a SQLite file: it puts more rows in order than fit in memory.

Not in the record: a million rows that are refused for the last one leave no trace there.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from clew.durable import storage_fault, sync_directory
from clew.errors import Code, PartUnavailable, Where
from clew.shop.staging import Cells, Kind, StagedHead

CACHE_KIB = 16_384
"""Memory that SQLite may take to order the rows; the rest goes to temporary files."""


class _Layout(NamedTuple):
    """How rows of a kind are kept, and how they become one row a key."""

    columns: str
    ordered: str


_LAYOUTS = {
    Kind.BASKETS: _Layout(
        "player text, basket text, time integer, product text, quantity integer, price integer",
        "select player, basket, time, product, sum(quantity) quantity,"
        " case when count(price) = count(*) then sum(price) end price"
        " from told group by player, time, basket, product order by player, time, basket, product",
    ),
    Kind.EVENTS: _Layout(
        "player text, time integer, kind text, product text, text text",
        "select distinct player, time, kind, product, text from told"
        " order by player, time, kind, product, text",
    ),
}
_HEAD = "create table head (file text, sha text, rows integer, lines integer, done integer)"


class StagedFiles:
    """See `Staging`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @contextmanager
    def turn(self, kind: Kind) -> Iterator[bool]:
        """See `Staging`."""
        path = self._directory / f"shop-{kind}.lock"
        try:
            self._directory.mkdir(mode=0o750, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise storage_fault(error, path) from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            # What a process that died while it drafted left.
            self._draft(kind).unlink(missing_ok=True)
            yield True
        finally:
            os.close(descriptor)

    @contextmanager
    def drafting(self, kind: Kind) -> Iterator[_Draft]:
        """See `Staging`."""
        path, draft = self._path(kind), self._draft(kind)
        try:
            with _opened(draft) as connection:
                # A draft that breaks off is thrown away; a whole one is made durable below.
                connection.execute("pragma journal_mode = off")
                connection.execute("pragma synchronous = off")
                yield _Draft(connection, kind)
                connection.commit()
            _replace(draft, path)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def head(self, kind: Kind) -> StagedHead | None:
        """See `Staging`."""
        path = self._path(kind)
        if not path.exists():
            return None
        with _opened(path) as connection:
            row = connection.execute("select file, sha, rows, lines, done from head").fetchone()
            return StagedHead(kind, *row)

    def shares(self, kind: Kind, *, after: int, size: int) -> Iterator[Sequence[Cells]]:
        """See `Staging`."""
        with _opened(self._path(kind)) as connection:
            # Rows were put in order, so their numbers are their places in it.
            asked = "select * from ordered where rowid > ? and rowid <= ? order by rowid"
            while rows := connection.execute(asked, (after, after + size)).fetchall():
                yield rows
                after += len(rows)

    def mark(self, kind: Kind, done: int) -> None:
        """See `Staging`."""
        with _opened(self._path(kind)) as connection:
            connection.execute("update head set done = ?", (done,))
            connection.commit()

    def remove(self, kind: Kind) -> None:
        """See `Staging`."""
        path = self._path(kind)
        try:
            path.unlink(missing_ok=True)
            sync_directory(self._directory)
        except OSError as error:
            raise storage_fault(error, path) from error

    def _path(self, kind: Kind) -> Path:
        return self._directory / f"shop-{kind}.sqlite"

    def _draft(self, kind: Kind) -> Path:
        return self._directory / f".shop-{kind}.draft"


class _Draft:
    """See `StagingDraft`."""

    def __init__(self, connection: sqlite3.Connection, kind: Kind) -> None:
        self._connection = connection
        self._kind = kind
        self._rows = 0
        columns = _LAYOUTS[kind].columns
        connection.execute(f"create table told ({columns})")
        connection.execute(f"create table ordered ({columns})")
        connection.execute(_HEAD)
        self._add = f"insert into told values ({', '.join('?' * (columns.count(',') + 1))})"  # noqa: S608

    def add(self, rows: Sequence[Cells]) -> None:
        """See `StagingDraft`."""
        self._connection.executemany(self._add, rows)
        self._rows += len(rows)

    def finish(self, file: str, sha: str) -> StagedHead:
        """See `StagingDraft`."""
        put = f"insert into ordered {_LAYOUTS[self._kind].ordered}"
        lines = self._connection.execute(put).rowcount
        self._connection.execute("drop table told")
        told = (file, sha, self._rows, lines, 0)
        self._connection.execute("insert into head values (?, ?, ?, ?, ?)", told)
        return StagedHead(self._kind, *told)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"pragma cache_size = -{CACHE_KIB}")
            yield connection
    except sqlite3.Error as error:
        full = "full" in str(error) or "I/O" in str(error)
        raise PartUnavailable(
            Code.STORAGE_FULL if full else Code.RECORD_UNAVAILABLE,
            f"the file of an import that is under way: {error}",
            remedy="free some space, then try again"
            if full
            else "remove it, then import the file again",
            where=Where(file=str(path)),
        ) from error


def _replace(draft: Path, path: Path) -> None:
    """Puts a whole draft in its place, durably."""
    try:
        with draft.open("rb+") as stream:
            os.fsync(stream.fileno())
        draft.replace(path)
        sync_directory(path.parent)
    except OSError as error:
        raise storage_fault(error, path) from error
