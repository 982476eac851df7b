"""What players asked, in a small SQLite file of its own.

Not in the record: counts may be lost in a crash where clues may not, and counting must never wait
for, or hold up, somebody who publishes.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from clew.clues.asked import OTHER
from clew.errors import Code, PartUnavailable, Where

T = TypeVar("T")
TRIM = 10
"""Once the bound is passed, a tenth of the texts goes at once, so that not every write trims."""

_SCHEMA = """
create table if not exists asked (
    campaign text not null,
    kind text not null,     -- 'missed': masked texts; 'answered': clue ids; 'total': counters
    subject text not null,
    times integer not null,
    last text not null,
    primary key (campaign, kind, subject)
) without rowid
"""
_ADD = """
insert into asked values (?, ?, ?, ?, ?)
on conflict do update set times = times + excluded.times, last = excluded.last
"""
_LEAST = """
select subject, times from asked where campaign = ? and kind = 'missed' and subject <> ?
order by times, last, subject limit ?
"""


class SqliteAsked:
    """See `AskedStore`. Keeps the most asked `bound` texts of a campaign."""

    def __init__(self, path: Path, *, bound: int) -> None:
        self._path = path
        self._bound = bound

    async def add(
        self,
        campaign: str,
        *,
        missed: Mapping[str, int],
        answered: Mapping[str, int],
        totals: Mapping[str, int],
        at: str,
    ) -> None:
        """See `AskedStore`."""
        kinds = (("missed", missed), ("answered", answered), ("total", totals))
        rows = [
            (campaign, kind, subject, times, at)
            for kind, counts in kinds
            for subject, times in counts.items()
        ]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(_ADD, rows)
            self._trim(connection, campaign, at)

        await asyncio.to_thread(self._run, write)

    async def top(self, campaign: str, kind: str, limit: int) -> Sequence[tuple[str, int]]:
        """See `AskedStore`."""

        def read(connection: sqlite3.Connection) -> Sequence[tuple[str, int]]:
            return connection.execute(
                "select subject, times from asked where campaign = ? and kind = ? "
                "order by times desc, subject limit ?",
                (campaign, kind, limit),
            ).fetchall()

        return await asyncio.to_thread(self._run, read)

    async def forget(self, campaign: str, texts: Sequence[str]) -> None:
        """See `AskedStore`."""

        def remove(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "delete from asked where campaign = ? and kind = 'missed' and subject = ?",
                [(campaign, text) for text in texts],
            )

        await asyncio.to_thread(self._run, remove)

    def _trim(self, connection: sqlite3.Connection, campaign: str, at: str) -> None:
        (held,) = connection.execute(
            "select count(*) from asked where campaign = ? and kind = 'missed' and subject <> ?",
            (campaign, OTHER),
        ).fetchone()
        if held <= self._bound:
            return
        surplus = held - self._bound + self._bound // TRIM
        gone = connection.execute(_LEAST, (campaign, OTHER, surplus)).fetchall()
        connection.executemany(
            "delete from asked where campaign = ? and kind = 'missed' and subject = ?",
            [(campaign, subject) for subject, _ in gone],
        )
        connection.execute(_ADD, (campaign, "missed", OTHER, sum(times for _, times in gone), at))

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with closing(sqlite3.connect(self._path, timeout=5)) as connection, connection:
                connection.execute("pragma journal_mode = wal")
                connection.execute("pragma synchronous = normal")
                connection.execute(_SCHEMA)
                return work(connection)
        except sqlite3.Error as error:
            raise PartUnavailable(
                Code.STORAGE_FULL if "full" in str(error) else Code.RECORD_UNAVAILABLE,
                f"the counts of what was asked: {error}",
                remedy="free some space, or remove the file: only counts are lost",
                where=Where(file=str(self._path)),
            ) from error
