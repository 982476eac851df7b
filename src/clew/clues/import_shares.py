"""Publishing an import share by share: one is prepared while the one before it is published."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from clew.clues.imports import ImportRow, stands
from clew.clues.meanings import Meanings, Ready
from clew.clues.model import Clue
from clew.clues.ports import ClueRecord
from clew.clues.write import NOTHING_READY
from clew.progress import silent

S = TypeVar("S")
P = TypeVar("P")


async def one_ahead(
    shares: Iterable[S],
    prepare: Callable[[S], Awaitable[P]],
    publish: Callable[[P], Awaitable[None]],
) -> None:
    """Prepares and publishes every share in order; at most one waits, prepared, for its turn."""

    async def prepared(share: S) -> P:
        return await prepare(share)

    ahead: asyncio.Task[P] | None = None
    try:
        for share in shares:
            ready = None if ahead is None else [await ahead]
            ahead = asyncio.create_task(prepared(share))
            if ready:
                await publish(ready[0])
        if ahead is not None:
            await publish(await ahead)
    finally:
        if ahead is not None:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)


class Prepared(msgspec.Struct, frozen=True):
    """A share that is ready to be published.

    Attributes:
        rows: of the file, how many it stands for.
        clues: those that do not stand already, word for word.
        lines: where each of them was written.
        expected: clue -> the revision that it must stand at, 0 for none.
        changed: clues that somebody changed since the file was checked.
        ready: the vectors of `clues`.
    """

    rows: int
    clues: Sequence[Clue] = ()
    lines: Sequence[int] = ()
    expected: Mapping[str, int] = {}
    changed: Sequence[str] = ()
    ready: Ready = NOTHING_READY


class Preparation:
    """Looks which rows of a share are left to do, and makes their vectors."""

    def __init__(self, *, record: ClueRecord, meanings: Meanings) -> None:
        self._record = record
        self._meanings = meanings

    async def of(
        self,
        campaign: str,
        rows: Sequence[ImportRow],
        *,
        again: bool = False,
        unchanged_only: bool = False,
    ) -> Prepared:
        """What is left of a share: with `again` all of it.

        With `unchanged_only` a clue counts only while it stands where it stood when the file was
        checked; the others are in `changed`.
        """
        standing = await self._record.latest(campaign, [row.id for row in rows])
        due: list[ImportRow] = []
        changed: list[str] = []
        for row in rows:
            known = standing.get(row.id)
            if not again and stands(row.clue, known):
                continue
            if unchanged_only and (known.number if known else 0) != row.standing:
                changed.append(row.id)
            else:
                due.append(row)
        clues = [row.clue for row in due]
        return Prepared(
            len(rows),
            clues,
            [row.line for row in due],
            {row.id: row.standing for row in due},
            changed,
            await self._meanings.of(clues, silent) if clues else NOTHING_READY,
        )
