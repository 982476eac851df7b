"""The counters of budgets in the relational database: what is held or firm, under each name.

Changed only within the transaction that changes the holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clew.promotions.counting import NOTHING
from clew.promotions.model import Hold, HoldState, Spent
from clew.promotions.ports import Difference
from clew.record.schema import promotion_hold as holds
from clew.record.schema import promotion_spent as counters

COUNTED = (HoldState.HELD, HoldState.FIRM)
"""What a counter counts."""


async def spent_of(connection: AsyncConnection, hold: Hold) -> dict[str, Spent]:
    """Counter -> what is spent of it, of those that a hold is counted under."""
    rows = await connection.execute(
        select(counters).where(
            counters.c.promotion == hold.promotion, counters.c.counter.in_(hold.counters)
        )
    )
    return by_counter(rows)


def by_counter(rows: Iterable[Any]) -> dict[str, Spent]:
    """Rows of counters by their names."""
    return {row.counter: Spent(row.units, row.money) for row in rows}


async def count(connection: AsyncConnection, hold: Hold, spent: Mapping[str, Spent]) -> None:
    """Counts a new hold; `spent` as `spent_of` told it in this transaction."""
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


async def give_back(connection: AsyncConnection, gone: Iterable[Hold]) -> None:
    """Counts no longer what these held."""
    for promotion, counter, units, money in _sums(gone):
        await connection.execute(
            update(counters)
            .where(_counter(promotion, counter))
            .values(units=counters.c.units - units, money=counters.c.money - money)
        )


async def differences(connection: AsyncConnection) -> Sequence[Difference]:
    """Counters that are not what the holds sum up to, by promotion and counter."""
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
            .where(holds.c.state.in_(COUNTED))
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


async def recount(connection: AsyncConnection) -> Sequence[Difference]:
    """Sets right the counters that differ; which they were."""
    found = await differences(connection)
    for one in found:
        name = _counter(one.promotion, one.counter)
        await connection.execute(delete(counters).where(name))
        if one.held != NOTHING:
            await _insert_counter(connection, one.promotion, one.counter, one.held)
    return found


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


def _counter(promotion: str, counter: str) -> ColumnElement[bool]:
    return and_(counters.c.promotion == promotion, counters.c.counter == counter)
