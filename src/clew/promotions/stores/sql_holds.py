"""Holds and the counters of their budgets, in the relational database.

A counter changes only in the transaction that changes the hold, so that a crash leaves both or
neither. Takers of one promotion queue: in SQLite for the one write lock (BEGIN IMMEDIATE),
elsewhere for the promotion's row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clew.promotions.counting import NOTHING, differs, expired, no_room, settled
from clew.promotions.model import GIVEN, Hold, HoldState, Refusal, Spent
from clew.promotions.ports import Caps, Difference
from clew.record.engine import Record
from clew.record.schema import promotion as promotions
from clew.record.schema import promotion_hold as holds
from clew.record.schema import promotion_ledger as ledger
from clew.record.schema import promotion_spent as counters

_COUNTED = (HoldState.HELD, HoldState.FIRM)
_AT_ONCE = 400
"""Counters that are asked about by one statement."""
_FIELDS = Hold.__struct_fields__


class SqlHolds:
    """See `HoldStore`."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def take(self, hold: Hold, caps: Sequence[Caps]) -> Hold | Refusal:
        """See `HoldStore`."""
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
            spent = await _spent(connection, hold)
            refusal = no_room(hold, caps, spent)
            if refusal is not None:
                return refusal
            await connection.execute(insert(holds).values(**_values(hold)))
            await _count(connection, hold, spent)
            await _write_ledger(connection, [hold], HoldState.HELD, hold.taken)
            return hold

    async def make_firm(self, hold: str, now: int) -> Hold | Refusal:
        """See `HoldStore`."""
        return await self._settle(hold, HoldState.FIRM, now)

    async def release(self, hold: str, now: int) -> Hold | Refusal:
        """See `HoldStore`."""
        return await self._settle(hold, HoldState.RELEASED, now)

    async def expire(self, now: int) -> int:
        """See `HoldStore`."""
        async with self._record.write() as connection:
            return await _expire(connection, literal(value=True), now)

    async def hold(self, hold: str) -> Hold | None:
        """See `HoldStore`."""
        async with self._record.read() as connection:
            return await _hold(connection, hold)

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
        names = [(one, counter) for one, own in wanted.items() for counter in own]
        found: dict[tuple[str, str], Spent] = {}
        async with self._record.read() as connection:
            for start in range(0, len(names), _AT_ONCE):
                rows = await connection.execute(
                    select(counters).where(
                        tuple_(counters.c.promotion, counters.c.counter).in_(
                            names[start : start + _AT_ONCE]
                        )
                    )
                )
                found |= {
                    (row.promotion, row.counter): Spent(row.units, row.money)
                    for row in rows
                    if row.units
                }
        return found

    async def differences(self) -> Sequence[Difference]:
        """See `HoldStore`."""
        async with self._record.read() as connection:
            return await _differences(connection)

    async def recount(self) -> Sequence[Difference]:
        """See `HoldStore`."""
        async with self._record.write() as connection:
            found = await _differences(connection)
            for one in found:
                name = _counter(one.promotion, one.counter)
                await connection.execute(delete(counters).where(name))
                if one.held != NOTHING:
                    await _insert_counter(connection, one.promotion, one.counter, one.held)
            return found

    async def _settle(self, hold: str, wanted: HoldState, now: int) -> Hold | Refusal:
        async with self._record.write() as connection:
            answer = settled(await _hold(connection, hold), wanted)
            if answer is not None:
                return answer
            if await _expire(connection, holds.c.id == hold, now):
                return Refusal.HOLD_EXPIRED
            changed = await connection.execute(
                update(holds)
                .where(holds.c.id == hold, holds.c.state == HoldState.HELD)
                .values(state=wanted)
                .returning(holds)
            )
            row = changed.first()
            if row is None:
                # Somebody was faster, where writers do not queue for one lock.
                return settled(await _hold(connection, hold), wanted) or Refusal.HOLD_UNKNOWN
            done = _hold_of(row)
            if wanted is HoldState.RELEASED:
                await _give_back(connection, [done])
            await _write_ledger(connection, [done], wanted, now)
            return done


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
    await _give_back(connection, gone)
    await _write_ledger(connection, gone, HoldState.EXPIRED, now)
    return len(gone)


async def _spent(connection: AsyncConnection, hold: Hold) -> dict[str, Spent]:
    rows = await connection.execute(
        select(counters).where(
            counters.c.promotion == hold.promotion, counters.c.counter.in_(hold.counters)
        )
    )
    return {row.counter: Spent(row.units, row.money) for row in rows}


async def _count(connection: AsyncConnection, hold: Hold, spent: Mapping[str, Spent]) -> None:
    for counter in hold.counters:
        if counter not in spent:
            await _insert_counter(
                connection, hold.promotion, counter, Spent(hold.units, hold.money)
            )
            continue
        await connection.execute(
            update(counters)
            .where(_counter(hold.promotion, counter))
            .values(
                units=counters.c.units + hold.units,
                money=counters.c.money + hold.money,
            )
        )


async def _give_back(connection: AsyncConnection, gone: Iterable[Hold]) -> None:
    for promotion, counter, units, money in _sums(gone):
        await connection.execute(
            update(counters)
            .where(_counter(promotion, counter))
            .values(units=counters.c.units - units, money=counters.c.money - money)
        )


def _sums(gone: Iterable[Hold]) -> Iterable[tuple[str, str, int, int]]:
    summed: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for hold in gone:
        for counter in hold.counters:
            amounts = summed[hold.promotion, counter]
            amounts[0] += hold.units
            amounts[1] += hold.money
    return [(*name, units, money) for name, (units, money) in sorted(summed.items())]


async def _insert_counter(
    connection: AsyncConnection, promotion: str, counter: str, spent: Spent
) -> None:
    await connection.execute(
        insert(counters).values(
            promotion=promotion, counter=counter, units=spent.units, money=spent.money
        )
    )


async def _write_ledger(
    connection: AsyncConnection, changed: Sequence[Hold], after: HoldState, at: int
) -> None:
    if changed:
        rows = [{"hold": hold.id, "after": after, "at": at} for hold in changed]
        await connection.execute(insert(ledger), rows)


async def _differences(connection: AsyncConnection) -> Sequence[Difference]:
    held: dict[tuple[str, str], Spent] = {}
    for counter in (
        literal("all"),
        literal("player ") + holds.c.player,
        literal("day ") + holds.c.day,
    ):
        rows = await connection.execute(
            select(
                holds.c.promotion,
                counter.label("counter"),
                func.sum(holds.c.units).label("units"),
                func.sum(holds.c.money).label("money"),
            )
            .where(holds.c.state.in_(_COUNTED))
            .group_by(holds.c.promotion, counter)
        )
        held |= {
            (row.promotion, row.counter): Spent(int(row.units), int(row.money)) for row in rows
        }
    rows = await connection.execute(select(counters))
    counted = {(row.promotion, row.counter): Spent(row.units, row.money) for row in rows}
    return [
        Difference(name[0], name[1], counted.get(name, NOTHING), held.get(name, NOTHING))
        for name in sorted(counted.keys() | held.keys())
        if counted.get(name, NOTHING) != held.get(name, NOTHING)
    ]


def _counter(promotion: str, counter: str) -> ColumnElement[bool]:
    return and_(counters.c.promotion == promotion, counters.c.counter == counter)


def _hold_of(row: Any) -> Hold:
    values = {field: getattr(row, field) for field in _FIELDS}
    return Hold(**(values | {"state": HoldState(row.state)}))


def _values(hold: Hold) -> dict[str, Any]:
    return {field: getattr(hold, field) for field in _FIELDS}
