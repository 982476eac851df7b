"""Holds and the counters of their budgets, in the relational database.

A counter changes only in the transaction that changes the hold, so that a crash leaves both or
neither. Takers of one promotion queue: in SQLite for the one write lock (BEGIN IMMEDIATE),
elsewhere for the promotion's row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from clew.promotions.counting import differs, expired, given_back, no_room, settled
from clew.promotions.model import GIVEN, Hold, HoldState, Refusal, Spent
from clew.promotions.ports import Caps, Difference, Turn
from clew.promotions.stores.sql_counters import (
    COUNTED,
    by_counter,
    count,
    differences,
    give_back,
    recount,
    spent_of,
)
from clew.record.engine import Record
from clew.record.schema import promotion as promotions
from clew.record.schema import promotion_hold as holds
from clew.record.schema import promotion_ledger as ledger
from clew.record.schema import promotion_spent as counters

_AT_ONCE = 400
"""Promotions that are asked about by one statement."""
_FIELDS = Hold.__struct_fields__
# Made once: to put a statement together costs more than to have it answered.
_COUNTED_OF = select(counters).where(
    counters.c.promotion.in_(bindparam("promotions", expanding=True)),
    counters.c.counter.in_(bindparam("names", expanding=True)),
)


class SqlHolds:
    """See `HoldStore`."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, hold: Hold, caps: Sequence[Caps]) -> Hold | Refusal:
        """See `HoldStore`."""
        # A crowd waits here, not each for the one write lock, and most of it comes too late.
        turn = self._turns.setdefault(hold.promotion, asyncio.Lock())
        async with turn:
            return await self._spent_already(hold, caps) or await self._take(hold, caps)

    async def _take(self, hold: Hold, caps: Sequence[Caps]) -> Hold | Refusal:
        async with self._record.write() as connection:
            state = await connection.scalar(
                select(promotions.c.state)
                .where(promotions.c.id == hold.promotion, promotions.c.revision == hold.revision)
                .with_for_update()
            )
            kept = await _hold(connection, hold.id)
            if kept is not None:
                if not kept.same_promise(hold):
                    raise differs(hold.id)
                if expired(kept, hold.taken):
                    await _expire(connection, holds.c.id == hold.id, hold.taken)
                return await _hold(connection, hold.id) or kept
            if state not in GIVEN:
                return Refusal.NOT_IN_FORCE
            await _expire(connection, holds.c.promotion == hold.promotion, hold.taken)
            spent = await spent_of(connection, hold)
            refusal = no_room(hold, caps, spent)
            if refusal is not None:
                return refusal
            await connection.execute(insert(holds).values(**_values(hold)))
            await count(connection, hold, spent)
            await _write_ledger(connection, [hold], HoldState.HELD, hold.taken)
            return hold

    async def make_firm(self, hold: str, now: int) -> Hold | Refusal:
        """See `HoldStore`."""
        return await self._settle(hold, HoldState.FIRM, now)

    async def release(self, hold: str, now: int) -> Hold | Refusal:
        """See `HoldStore`."""
        return await self._settle(hold, HoldState.RELEASED, now)

    async def give_back(self, hold: str, now: int, *, who: str, why: str) -> Hold | Refusal:
        """See `HoldStore`."""
        async with self._record.write() as connection:
            if await _expire(connection, holds.c.id == hold, now):
                return Refusal.HOLD_EXPIRED
            done = await _settle_from(connection, hold, COUNTED, HoldState.RELEASED)
            if done is None:
                kept = await _hold(connection, hold)
                return given_back(kept) or Refusal.HOLD_UNKNOWN
            await give_back(connection, [done])
            await _write_ledger(connection, [done], HoldState.RELEASED, now, who=who, why=why)
            return done

    async def trail(self, hold: str) -> Sequence[Turn]:
        """See `HoldStore`."""
        async with self._record.read() as connection:
            rows = await connection.execute(
                select(ledger).where(ledger.c.hold == hold).order_by(ledger.c.number)
            )
            return [Turn(HoldState(row.after), row.at, row.who, row.why) for row in rows]

    async def expire(self, now: int) -> int:
        """See `HoldStore`."""
        async with self._record.write() as connection:
            return await _expire(connection, literal(value=True), now)

    async def hold(self, hold: str) -> Hold | None:
        """See `HoldStore`."""
        async with self._record.read() as connection:
            return await _hold(connection, hold)

    async def holds(
        self, promotion: str, state: HoldState, *, after: str, limit: int
    ) -> Sequence[Hold]:
        """See `HoldStore`."""
        wanted = select(holds).where(holds.c.state == state, holds.c.promotion == promotion)
        async with self._record.read() as connection:
            last = await _hold(connection, after) if after else None
            if last is not None:
                later = holds.c.expires > last.expires
                beside = and_(holds.c.expires == last.expires, holds.c.id > last.id)
                wanted = wanted.where(or_(later, beside))
            rows = await connection.execute(
                wanted.order_by(holds.c.expires, holds.c.id).limit(limit)
            )
            return [_hold_of(row) for row in rows]

    async def spent(self) -> Mapping[str, Spent]:
        """See `HoldStore`."""
        async with self._record.read() as connection:
            rows = await connection.execute(select(counters).where(counters.c.counter == "all"))
            return {row.promotion: Spent(row.units, row.money) for row in rows if row.units}

    async def counted(self) -> Mapping[tuple[str, str], Spent]:
        """See `HoldStore`."""
        async with self._record.read() as connection:
            rows = await connection.execute(select(counters))
            return {
                (row.promotion, row.counter): Spent(row.units, row.money)
                for row in rows
                if row.units
            }

    async def counted_of(
        self, wanted: Mapping[str, Sequence[str]]
    ) -> Mapping[tuple[str, str], Spent]:
        """See `HoldStore`."""
        ids = list(wanted)
        names = sorted({counter for own in wanted.values() for counter in own})

        def read(connection: Connection) -> dict[tuple[str, str], Spent]:
            found: dict[tuple[str, str], Spent] = {}
            for start in range(0, len(ids), _AT_ONCE):
                asked = {"promotions": ids[start : start + _AT_ONCE], "names": names}
                found |= {
                    (row.promotion, row.counter): Spent(row.units, row.money)
                    for row in connection.execute(_COUNTED_OF, asked).all()
                    if row.units and row.counter in wanted[row.promotion]
                }
            return found

        return await self._record.look(read)

    async def differences(self) -> Sequence[Difference]:
        """See `HoldStore`."""
        async with self._record.read() as connection:
            return await differences(connection)

    async def recount(self) -> Sequence[Difference]:
        """See `HoldStore`."""
        async with self._record.write() as connection:
            return await recount(connection)

    async def _spent_already(self, hold: Hold, caps: Sequence[Caps]) -> Refusal | None:
        """Why there is no room as it stands; None where there is, or where a write may make it.

        One statement, so that counters and holds are seen at one moment: what has expired is to be
        given back first, and a hold that is there already is answered as it stands.
        """
        standing = exists().where(
            or_(
                holds.c.id == hold.id,
                and_(
                    holds.c.state == HoldState.HELD,
                    holds.c.promotion == hold.promotion,
                    holds.c.expires <= hold.taken,
                ),
            )
        )
        async with self._record.read() as connection:
            rows = await connection.execute(
                select(counters, standing.label("standing")).where(
                    counters.c.promotion == hold.promotion, counters.c.counter.in_(hold.counters)
                )
            )
            known = rows.all()
        if any(row.standing for row in known):
            return None
        return no_room(hold, caps, by_counter(known)) if known else None

    async def _settle(self, hold: str, wanted: HoldState, now: int) -> Hold | Refusal:
        async with self._record.write() as connection:
            answer = settled(await _hold(connection, hold), wanted)
            if answer is not None:
                return answer
            if await _expire(connection, holds.c.id == hold, now):
                return Refusal.HOLD_EXPIRED
            done = await _settle_from(connection, hold, (HoldState.HELD,), wanted)
            if done is None:
                # Somebody was faster, where writers do not queue for one lock.
                return settled(await _hold(connection, hold), wanted) or Refusal.HOLD_UNKNOWN
            if wanted is HoldState.RELEASED:
                await give_back(connection, [done])
            await _write_ledger(connection, [done], wanted, now)
            return done


async def _settle_from(
    connection: AsyncConnection, hold: str, standing: Sequence[HoldState], wanted: HoldState
) -> Hold | None:
    """The hold in its new state, by one conditional write; None where it stands otherwise."""
    changed = await connection.execute(
        update(holds)
        .where(holds.c.id == hold, holds.c.state.in_(standing))
        .values(state=wanted)
        .returning(holds)
    )
    row = changed.first()
    return None if row is None else _hold_of(row)


async def _hold(connection: AsyncConnection, hold: str) -> Hold | None:
    row = (await connection.execute(select(holds).where(holds.c.id == hold))).first()
    return None if row is None else _hold_of(row)


async def _expire(connection: AsyncConnection, which: ColumnElement[bool], now: int) -> int:
    """Marks what has expired, and gives its budget back; how many there were."""
    changed = await connection.execute(
        update(holds)
        .where(holds.c.state == HoldState.HELD, which, holds.c.expires <= now)
        .values(state=HoldState.EXPIRED)
        .returning(holds)
    )
    gone = [_hold_of(row) for row in changed]
    await give_back(connection, gone)
    await _write_ledger(connection, gone, HoldState.EXPIRED, now)
    return len(gone)


async def _write_ledger(
    connection: AsyncConnection,
    changed: Sequence[Hold],
    after: HoldState,
    at: int,
    *,
    who: str = "",
    why: str = "",
) -> None:
    if changed:
        row = {"after": after, "at": at, "who": who, "why": why}
        rows = [{"hold": hold.id, **row} for hold in changed]
        await connection.execute(insert(ledger), rows)


def _hold_of(row: Any) -> Hold:
    values = {field: getattr(row, field) for field in _FIELDS}
    return Hold(**(values | {"state": HoldState(row.state)}))


def _values(hold: Hold) -> dict[str, Any]:
    return {field: getattr(hold, field) for field in _FIELDS}
