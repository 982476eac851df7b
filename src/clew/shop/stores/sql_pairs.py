"""What goes together, as proposed and judged, in the relational database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, select, update

from clew.record.engine import Record
from clew.record.schema import pair_proposal as table
from clew.shop.model import Judged, Pair, Proposal, Verdict
from clew.shop.refusals import pair_unknown

_ROWS = 500


class SqlPairs:
    """See `PairStore`."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def proposals(self) -> Sequence[Proposal]:
        """See `PairStore`."""
        wanted = select(table).order_by(table.c.npmi.desc(), table.c.first, table.c.second)
        async with self._record.read() as connection:
            return [_proposal(row) for row in await connection.execute(wanted)]

    async def propose(self, found: Iterable[Proposal]) -> None:
        """See `PairStore`."""
        proposals = list(found)
        async with self._record.write() as connection:
            judged = select(table.c.first, table.c.second, table.c.state).where(
                table.c.state != Verdict.PROPOSED
            )
            rows = await connection.execute(judged)
            states = {(row.first, row.second): row.state for row in rows}
            await connection.execute(delete(table).where(table.c.state == Verdict.PROPOSED))
            for one in proposals:
                key = (one.pair.first, one.pair.second)
                if key in states:
                    await connection.execute(delete(table).where(_named(*key)))
            values = [
                _values(one, states.get((one.pair.first, one.pair.second), one.state))
                for one in proposals
            ]
            for start in range(0, len(values), _ROWS):
                await connection.execute(insert(table), values[start : start + _ROWS])

    async def judge(self, first: str, second: str, verdict: Verdict) -> Proposal:
        """See `PairStore`."""
        async with self._record.write() as connection:
            await connection.execute(
                update(table).where(_named(first, second)).values(state=verdict.value)
            )
            row = (await connection.execute(select(table).where(_named(first, second)))).first()
            if row is None:
                raise pair_unknown(first, second)
            return _proposal(row)


def _named(first: str, second: str) -> ColumnElement[bool]:
    return and_(table.c.first == first, table.c.second == second)


def _values(one: Proposal, state: str) -> dict[str, Any]:
    pair, later = one.pair, one.later
    return {
        "first": pair.first,
        "second": pair.second,
        "together": pair.together,
        "npmi": pair.npmi,
        "lift": pair.lift,
        "share": pair.share,
        "later_together": later.together,
        "later_lift": later.lift,
        "later_share": later.share,
        "split": one.split,
        "first_products": one.products[0],
        "second_products": one.products[1],
        "margin": one.margin,
        "state": str(state),
    }


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        pair=Pair(row.first, row.second, row.together, row.npmi, row.lift, row.share),
        later=Judged(row.later_together, row.later_lift, row.later_share),
        split=row.split,
        products=(row.first_products, row.second_products),
        margin=row.margin,
        state=Verdict(row.state),
    )
