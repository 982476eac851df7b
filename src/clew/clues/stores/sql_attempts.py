"""Attempts in the relational database, and adding one to the transaction that begins its work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clew.clues.attempt import Attempt, Kept
from clew.clues.attempts import KEPT_S
from clew.clues.model import Revision
from clew.errors import Code, Conflict, PartUnavailable
from clew.record.engine import Record
from clew.record.schema import attempt as attempts

MOST_KEPT = 100_000
"""Attempts that are kept at once: more than one a second for a day, in some 30 MB."""
SWEPT = 100
"""Attempts past their time that are deleted with each new one."""


class SqlAttempts:
    """See `AttemptBook`."""

    def __init__(self, record: Record, *, most: int = MOST_KEPT) -> None:
        self._record = record
        self._most = most

    async def find(self, id_: str) -> Kept | None:
        """See `AttemptBook`."""
        async with self._record.read() as connection:
            rows = await connection.execute(select(attempts).where(attempts.c.id == id_))
            row = rows.first()
            return None if row is None else _kept(row)

    async def add(self, kept: Kept) -> None:
        """See `AttemptBook`."""
        async with self._record.write() as connection:
            await add_attempt(connection, kept, most=self._most)

    async def answered(self, attempt: Attempt, answer: bytes) -> None:
        """See `AttemptBook`."""
        async with self._record.write() as connection:
            await connection.execute(
                update(attempts).where(*_is(attempt)).values(answer=answer.decode())
            )

    async def drop(self, attempt: Attempt) -> None:
        """See `AttemptBook`."""
        async with self._record.write() as connection:
            await connection.execute(delete(attempts).where(*_is(attempt)))


async def add_attempt(connection: AsyncConnection, kept: Kept, *, most: int = MOST_KEPT) -> None:
    """Adds an attempt to a transaction; raises as `AttemptBook.add`, which voids it."""
    past = select(attempts.c.id).where(attempts.c.at <= kept.attempt.at - KEPT_S).limit(SWEPT)
    await connection.execute(delete(attempts).where(attempts.c.id.in_(past)))
    taken = await connection.scalar(select(attempts.c.id).where(attempts.c.id == kept.attempt.id))
    if taken is not None:
        raise Conflict(
            Code.ATTEMPT_RUNNING,
            "the request with this Idempotency-Key is still running",
            remedy="send it again in a moment",
            retry_after_s=1,
        )
    if (await connection.scalar(select(func.count()).select_from(attempts)) or 0) >= most:
        raise PartUnavailable(
            Code.ATTEMPTS_FULL,
            f"{most:,} requests with an Idempotency-Key came within a day; no more are kept",
            remedy="send it without the key, or import many clues at once",
        )
    await connection.execute(insert(attempts).values(**_values(kept)))


async def keep_begun(
    connection: AsyncConnection,
    attempt: Attempt | None,
    campaign: str,
    begun: Sequence[Revision] = (),
) -> None:
    """Adds the attempt that a transaction is for, if there is one, with the first that it began."""
    if attempt is not None:
        clue, number = (begun[0].clue.id, begun[0].number) if begun else (None, 0)
        await add_attempt(connection, Kept(attempt, campaign, clue, number, len(begun)))


def _is(attempt: Attempt) -> tuple[Any, Any]:
    return attempts.c.id == attempt.id, attempts.c.token == attempt.token


def _values(kept: Kept) -> dict[str, Any]:
    one = kept.attempt
    return {
        "id": one.id,
        "content": one.content,
        "token": one.token,
        "at": one.at,
        "campaign": kept.campaign,
        "clue": kept.clue,
        "revision": kept.revision,
        "clues": kept.clues,
        "answer": None if kept.answer is None else kept.answer.decode(),
    }


def _kept(row: Any) -> Kept:
    return Kept(
        Attempt(row.id, row.content, row.token, row.at),
        row.campaign,
        row.clue,
        row.revision,
        row.clues,
        None if row.answer is None else row.answer.encode(),
    )
