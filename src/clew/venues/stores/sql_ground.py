"""Rules of zones and closures, in the relational database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clew.record import ground_tables as schema
from clew.record.engine import Record
from clew.venues.model import Closure, GroundRules, RuleStep, ZoneRule

_RULES, _STEPS, _GROUND = schema.zone_rule, schema.zone_rule_step, schema.ground
_CLOSURES = schema.closure


class SqlGround:
    """See `GroundStore`."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def rules(self, venue: str) -> GroundRules:
        """See `GroundStore`."""
        async with self._record.read() as connection:
            place = await connection.execute(select(_GROUND).where(_GROUND.c.venue == venue))
            rows = await connection.execute(select(_RULES).where(_RULES.c.venue == venue))
            rules = [ZoneRule(row.zone, row.capacity, row.opening_hours) for row in rows]
            found = place.first()
        zones = {rule.zone: rule for rule in sorted(rules, key=lambda rule: rule.zone)}
        if found is None:
            return GroundRules(venue, zones=zones)
        return GroundRules(venue, found.timezone, found.country, zones)

    async def put_rules(self, told: Sequence[GroundRules], *, who: str, at: int) -> None:
        """See `GroundStore`."""
        async with self._record.write() as connection:
            for rules in told:
                await _put_place(connection, rules)
                for rule in rules.zones.values():
                    await _put_rule(connection, rules.venue, rule)
                    step = msgspec.structs.asdict(rule) | {"who": who, "at": at}
                    await connection.execute(insert(_STEPS).values(**step))

    async def trail(self, zone: str) -> Sequence[RuleStep]:
        """See `GroundStore`."""
        async with self._record.read() as connection:
            rows = await connection.execute(
                select(_STEPS).where(_STEPS.c.zone == zone).order_by(_STEPS.c.number)
            )
            return [
                RuleStep(ZoneRule(row.zone, row.capacity, row.opening_hours), row.who, row.at)
                for row in rows
            ]

    async def closures(self, venue: str, *, every: bool = False) -> Sequence[Closure]:
        """See `GroundStore`."""
        wanted = select(_CLOSURES).where(_CLOSURES.c.venue == venue).order_by(_CLOSURES.c.number)
        if not every:
            wanted = wanted.where(_CLOSURES.c.opened_at.is_(None))
        async with self._record.read() as connection:
            return [_closure(row) for row in await connection.execute(wanted)]

    async def close(self, closure: Closure) -> Closure:
        """See `GroundStore`."""
        values = msgspec.structs.asdict(closure)
        del values["number"]
        async with self._record.write() as connection:
            kept = await connection.execute(insert(_CLOSURES).values(**values))
            (number,) = kept.inserted_primary_key or (0,)
        return msgspec.structs.replace(closure, number=number)

    async def open(self, closures: Sequence[Closure], *, who: str, at: int) -> Sequence[Closure]:
        """See `GroundStore`."""
        opened = []
        async with self._record.write() as connection:
            for one in closures:
                standing = _CLOSURES.c.number == one.number, _CLOSURES.c.opened_at.is_(None)
                done = await connection.execute(
                    update(_CLOSURES).where(*standing).values(opened_by=who, opened_at=at)
                )
                if done.rowcount == 1:
                    opened.append(msgspec.structs.replace(one, opened_by=who, opened_at=at))
        return opened


async def _put_place(connection: AsyncConnection, rules: GroundRules) -> None:
    await connection.execute(delete(_GROUND).where(_GROUND.c.venue == rules.venue))
    place = {"venue": rules.venue, "timezone": rules.timezone, "country": rules.country}
    await connection.execute(insert(_GROUND).values(**place))


async def _put_rule(connection: AsyncConnection, venue: str, rule: ZoneRule) -> None:
    await connection.execute(delete(_RULES).where(_RULES.c.zone == rule.zone))
    if not rule.empty:
        values = {"venue": venue, **msgspec.structs.asdict(rule)}
        await connection.execute(insert(_RULES).values(**values))


def _closure(row: Any) -> Closure:
    fields = {name: getattr(row, name) for name in Closure.__struct_fields__}
    return Closure(**fields)
