"""Promotions and their audit trail, in the relational database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clew.promotions.counting import changed
from clew.promotions.model import IN_FORCE, IN_PREPARATION, Promotion, State, Step
from clew.promotions.ports import Put
from clew.record.engine import Record
from clew.record.schema import promotion as promotions
from clew.record.schema import promotion_step as steps

_NEW = State.DRAFT, 0
_PROMOTION = msgspec.json.Decoder(Promotion)


class SqlPromotions:
    """See `PromotionReader` and `PromotionWriter`."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def generation(self) -> int:
        """See `PromotionReader`."""
        newest = select(func.max(steps.c.number))
        return await self._record.look(lambda connection: connection.scalar(newest) or 0)

    async def promotions(self, states: Iterable[State] = tuple(State)) -> Sequence[Promotion]:
        """See `PromotionReader`."""
        async with self._record.read() as connection:
            rows = await connection.execute(
                select(promotions)
                .where(promotions.c.state.in_(list(states)))
                .order_by(promotions.c.id, promotions.c.revision)
            )
            return [_promotion_of(row) for row in rows]

    async def page(self, after: tuple[str, int], limit: int) -> Sequence[Promotion]:
        """See `PromotionReader`."""
        id_, revision = after
        behind = or_(
            promotions.c.id > id_,
            and_(promotions.c.id == id_, promotions.c.revision > revision),
        )
        async with self._record.read() as connection:
            rows = await connection.execute(
                select(promotions)
                .where(behind)
                .order_by(promotions.c.id, promotions.c.revision)
                .limit(limit)
            )
            return [_promotion_of(row) for row in rows]

    async def revisions(self, promotion: str) -> Sequence[Promotion]:
        """See `PromotionReader`."""
        async with self._record.read() as connection:
            return await _revisions(connection, promotion)

    async def steps(self, promotion: str) -> Sequence[Step]:
        """See `PromotionReader`."""
        async with self._record.read() as connection:
            rows = await connection.execute(
                select(steps).where(steps.c.promotion == promotion).order_by(steps.c.number)
            )
            return [_step_of(row) for row in rows]

    async def put(self, new: Sequence[Promotion], *, who: str, at: int, why: str) -> Put:
        """See `PromotionWriter`."""
        added = altered = unchanged = 0
        async with self._record.write() as connection:
            for one in new:
                known = await _revisions(connection, one.id)
                newest = known[-1] if known else None
                if newest is not None and _says_the_same(newest, one):
                    unchanged += 1
                    continue
                for before in known:
                    if before.state in IN_PREPARATION:
                        step = Step(
                            one.id, before.revision, before.state, State.ARCHIVED, who, at, why
                        )
                        await _move(connection, step)
                await _insert(connection, one, 1 + (newest.revision if newest else 0))
                begun = Step(
                    one.id, 1 + (newest.revision if newest else 0), None, State.DRAFT, who, at, why
                )
                await _write_step(connection, begun)
                added += newest is None
                altered += newest is not None
        return Put(added, altered, unchanged)

    async def move(
        self, promotion: Promotion, after: State, *, who: str, at: int, why: str
    ) -> Promotion:
        """See `PromotionWriter`."""
        async with self._record.write() as connection:
            if promotion.state is State.APPROVED and after is State.SCHEDULED:
                for other in await _revisions(connection, promotion.id):
                    if other.state in IN_FORCE:
                        words = f"revision {promotion.revision} takes its place"
                        ended = Step(
                            other.id, other.revision, other.state, State.ENDED, who, at, words
                        )
                        await _move(connection, ended)
            step = Step(promotion.id, promotion.revision, promotion.state, after, who, at, why)
            await _move(connection, step)
        return msgspec.structs.replace(promotion, state=after)


async def _revisions(connection: AsyncConnection, promotion: str) -> Sequence[Promotion]:
    rows = await connection.execute(
        select(promotions).where(promotions.c.id == promotion).order_by(promotions.c.revision)
    )
    return [_promotion_of(row) for row in rows]


async def _insert(connection: AsyncConnection, promotion: Promotion, revision: int) -> None:
    await connection.execute(
        insert(promotions).values(
            id=promotion.id, revision=revision, state=State.DRAFT, content=_content(promotion)
        )
    )


async def _move(connection: AsyncConnection, step: Step) -> None:
    moved = await connection.execute(
        update(promotions)
        .where(
            promotions.c.id == step.promotion,
            promotions.c.revision == step.revision,
            promotions.c.state == step.before,
        )
        .values(state=step.after)
    )
    if moved.rowcount != 1:
        raise changed(step.promotion)
    await _write_step(connection, step)


async def _write_step(connection: AsyncConnection, step: Step) -> None:
    await connection.execute(insert(steps).values(**msgspec.structs.asdict(step)))


def _says_the_same(kept: Promotion, new: Promotion) -> bool:
    return kept.state is not State.ARCHIVED and _content(kept) == _content(new)


def _content(promotion: Promotion) -> str:
    state, revision = _NEW
    bare = msgspec.structs.replace(promotion, state=state, revision=revision)
    return msgspec.json.encode(bare, order="sorted").decode()


def _promotion_of(row: Any) -> Promotion:
    said = _PROMOTION.decode(row.content)
    return msgspec.structs.replace(said, state=State(row.state), revision=row.revision)


def _step_of(row: Any) -> Step:
    before = None if row.before is None else State(row.before)
    return Step(row.promotion, row.revision, before, State(row.after), row.who, row.at, row.why)
