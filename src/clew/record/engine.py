"""The record's engine: opening, migrating, and transactions that speak Clew's errors.

SQLite runs in WAL mode with full synchronisation, so a transaction that ended is on disk. Writers
begin IMMEDIATE: they queue for the one write lock instead of failing halfway.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from clew.errors import Code, PartUnavailable, Where
from clew.record.lookout import Lookout
from clew.record.schema import REVISION

BUSY_TIMEOUT_S = 30
"""How long a writer waits for another process's transaction to end."""

_PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT_S * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
)

_FAULTS = (
    # what the vendor's message holds -> the code and the way out; the first match counts
    ("disk is full", Code.STORAGE_FULL, "free some space, then run the command again"),
    ("disk I/O error", Code.STORAGE_FULL, "check the disk and its free space, then try again"),
    ("unable to open", Code.HOME_UNREADABLE, "give this user read and write permission on it"),
    ("readonly database", Code.HOME_UNREADABLE, "give this user write permission on it"),
    ("locked", Code.RECORD_UNAVAILABLE, "another process is writing; try again"),
    ("malformed", Code.RECORD_UNAVAILABLE, "the file is damaged; restore a backup"),
    ("not a database", Code.RECORD_UNAVAILABLE, "the file is damaged; restore a backup"),
)


_T = TypeVar("_T")


class Record:
    """Transactions on the record.

    Opened with the first transaction, migrating the schema when it is older than the code.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._engine: AsyncEngine | None = None
        self._lookout = Lookout(self._reading)
        self._opening = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the record."""
        with _faults(self._where()):
            engine = await self._opened()
            async with engine.connect() as connection:
                await connection.execution_options(clew_begin="BEGIN")
                yield connection

    async def look(self, read: Callable[[Connection], _T]) -> _T:
        """What a function reads of one state of the record; it must not write.

        For a few short statements that a player waits for; see `lookout`.
        """
        with _faults(self._where()):
            await self._opened()
            return await self._lookout.look(read)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is durable when the block ends, and void when it raises."""
        with _faults(self._where()):
            engine = await self._opened()
            async with engine.begin() as connection:
                yield connection

    async def close(self) -> None:
        """Ends the connections."""
        self._lookout.close()
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    async def _opened(self) -> AsyncEngine:
        async with self._opening:
            if self._engine is None:
                engine = create_async_engine(self._url, hide_parameters=True)
                if self._url.get_backend_name() == "sqlite":
                    _prepare_sqlite(engine.sync_engine)
                try:
                    if await _revision(engine) != REVISION:
                        await asyncio.to_thread(self._migrate)
                except BaseException:
                    # A connection that nobody closes outlives the event loop it answers to.
                    await engine.dispose()
                    raise
                self._engine = engine
        return self._engine

    def _reading(self) -> Engine:
        """An engine that waits, for threads that only read."""
        engine = create_engine(
            _waiting(self._url), hide_parameters=True, execution_options={"clew_begin": "BEGIN"}
        )
        if self._url.get_backend_name() == "sqlite":
            _prepare_sqlite(engine)
        return engine

    def _migrate(self) -> None:
        # Alembic costs 60 ms to import; only a new or an old home needs it.
        from clew.record.migrate import upgrade  # noqa: PLC0415

        upgrade(self._url)

    def _where(self) -> Where:
        return Where(file=self._url.database)


def _waiting(url: URL) -> URL:
    """The same place through a driver that waits."""
    return url.set(drivername=url.drivername.replace("+aiosqlite", ""))


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        try:
            cursor = connection.cursor()
            for pragma in _PRAGMAS:
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()
        except BaseException:
            # The pool has not taken it yet, so nobody else will close it.
            connection.close()
            raise

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        options = connection.get_execution_options()
        connection.exec_driver_sql(options.get("clew_begin", "BEGIN IMMEDIATE"))


async def _revision(engine: AsyncEngine) -> str | None:
    async with engine.connect() as connection:
        await connection.execution_options(clew_begin="BEGIN")
        known = await connection.execute(
            text("select name from sqlite_master where name = 'alembic_version'")
            if engine.dialect.name == "sqlite"
            else text("select to_regclass('alembic_version')")
        )
        if known.scalar() is None:
            return None
        revision = await connection.execute(text("select version_num from alembic_version"))
        return revision.scalar()


class _faults:  # noqa: N801 - a block, spoken as a word
    """Turns the vendor's exceptions into `PartUnavailable`, by the table above."""

    def __init__(self, where: Where) -> None:
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if not isinstance(error, SQLAlchemyError):
            return
        cause = error.orig if isinstance(error, DBAPIError) else error
        message = str(cause)
        known = (fault[1:] for fault in _FAULTS if fault[0] in message)
        code, remedy = next(known, (Code.RECORD_UNAVAILABLE, "`clew doctor` looks closer"))
        raise PartUnavailable(
            code, f"the record: {message}", remedy=remedy, where=self._where
        ) from error


def sqlite_url(path: Path) -> str:
    """The URL of a record kept in a file."""
    return f"sqlite+aiosqlite:///{path}"
