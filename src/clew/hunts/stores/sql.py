"""Hunts, where they lead and what they were made of, in the relational database.

A hunt and its parts come in one transaction, so that no hunt is without what it is replayed from.
A second open hunt of a player is kept out by a unique index, whoever asks at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, delete, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clew.hunts.model import Hunt
from clew.hunts.parts import buckets_of
from clew.hunts.ports import Played, Swept
from clew.hunts.refusals import over, unknown
from clew.hunts.saved import Saved, State
from clew.hunts.snapshot import Names, Snapshot
from clew.record.engine import Record
from clew.record.schema import hunt as hunts
from clew.record.schema import hunt_part as parts
from clew.record.schema import hunt_stop as stops

_AT_ONCE = 500
_WEEK_S = 7 * 86_400
_JSON = msgspec.json.Encoder(order="sorted")
_HUNT = msgspec.json.Decoder(Hunt)
_SNAPSHOT = msgspec.json.Decoder(Snapshot)


class SqlHunts:
    """See `HuntStore`."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def open_hunt(self, player: str, campaign: str, now: int) -> Saved | None:
        """See `HuntStore`."""
        async with self._record.read() as connection:
            found = await _open(connection, player, campaign)
        return None if found is None or found.until <= now else found

    async def save(self, saved: Saved, pieces: Mapping[str, bytes], now: int) -> Saved:
        """See `HuntStore`."""
        hunt = saved.hunt
        async with self._record.write() as connection:
            await _expire(connection, now, hunts.c.player == hunt.player)
            standing = await _open(connection, hunt.player, hunt.campaign)
            if standing is not None:
                return standing
            same = await connection.execute(select(hunts).where(hunts.c.id == hunt.id))
            row = same.first()
            if row is not None:
                return _saved(row)
            await _keep(connection, saved.snapshot.names, pieces)
            await connection.execute(insert(hunts).values(**_values(saved)))
            zones = sorted({step.zone for step in hunt.steps if step.zone is not None})
            if zones:
                await connection.execute(
                    insert(stops),
                    [
                        {
                            "venue": hunt.venue,
                            "zone": zone,
                            "hunt": hunt.id,
                            "until": saved.until,
                        }
                        for zone in zones
                    ],
                )
        return saved

    async def hunt(self, hunt: str) -> Saved | None:
        """See `HuntStore`."""
        async with self._record.read() as connection:
            row = (await connection.execute(select(hunts).where(hunts.c.id == hunt))).first()
        return None if row is None else _saved(row)

    async def hunts(
        self, *, campaign: str | None, state: State | None, after: str, limit: int, now: int
    ) -> Sequence[Saved]:
        """See `HuntStore`."""
        wanted = select(hunts).where(hunts.c.id > after).order_by(hunts.c.id).limit(limit)
        if campaign is not None:
            wanted = wanted.where(hunts.c.campaign == campaign)
        if state is State.OPEN:
            wanted = wanted.where(hunts.c.state == state, hunts.c.until > now)
        elif state is State.EXPIRED:
            wanted = wanted.where(
                or_(
                    hunts.c.state == state,
                    (hunts.c.state == State.OPEN) & (hunts.c.until <= now),
                )
            )
        elif state is not None:
            wanted = wanted.where(hunts.c.state == state)
        async with self._record.read() as connection:
            return [_as_of(_saved(row), now) for row in await connection.execute(wanted)]

    async def close(self, hunt: str, state: State, now: int) -> Saved:
        """See `HuntStore`."""
        async with self._record.write() as connection:
            await _expire(connection, now, hunts.c.id == hunt)
            closed = await connection.execute(
                update(hunts)
                .where(hunts.c.id == hunt, hunts.c.state == State.OPEN)
                .values(state=state, closed=now)
                .returning(hunts)
            )
            row = closed.first()
            if row is not None:
                await connection.execute(delete(stops).where(stops.c.hunt == hunt))
                return _saved(row)
            known = (await connection.execute(select(hunts).where(hunts.c.id == hunt))).first()
        if known is None:
            raise unknown(hunt)
        if known.state == state:
            return _saved(known)
        raise over(hunt, State(known.state))

    async def played(self, player: str, *, since_midnight: int, now: int) -> Played:
        """See `HuntStore`."""
        since = now - _WEEK_S
        own = hunts.c.player == player, hunts.c.opened <= now
        async with self._record.read() as connection:
            counted = (
                await connection.execute(
                    select(
                        func.count().filter(hunts.c.opened >= since_midnight).label("today"),
                        func.count().filter(hunts.c.opened >= since).label("week"),
                        func.count().filter(hunts.c.state == State.SOLVED).label("solved"),
                        func.count()
                        .filter(hunts.c.state == State.SOLVED, hunts.c.closed >= since)
                        .label("rewards_week"),
                        func.max(hunts.c.opened).label("latest"),
                    ).where(*own)
                )
            ).one()
        return Played(
            counted.today, counted.week, counted.solved, counted.rewards_week, counted.latest
        )

    async def crowd(self, venue: str, now: int) -> Mapping[str, int]:
        """See `HuntStore`."""
        wanted = (
            select(stops.c.zone, func.count().label("hunts"))
            .where(stops.c.venue == venue, stops.c.until > now)
            .group_by(stops.c.zone)
            .order_by(stops.c.zone)
        )
        async with self._record.read() as connection:
            return {row.zone: row.hunts for row in await connection.execute(wanted)}

    async def parts(self, digests: Iterable[str]) -> Mapping[str, bytes]:
        """See `HuntStore`."""
        async with self._record.read() as connection:
            return await _pieces(connection, list(digests))

    async def sweep(self, now: int) -> Swept:
        """See `HuntStore`."""
        async with self._record.write() as connection:
            expired = await _expire(connection, now, literal(value=True))
            rows = (await connection.execute(select(hunts.c.parts).distinct())).all()
            named = {name for (names,) in rows for name in names.split()}
            lists = sorted({names.split()[0] for (names,) in rows})
            for content in (await _pieces(connection, lists)).values():
                named |= set(buckets_of(content))
            every = await connection.execute(select(parts.c.digest))
            gone = [digest for (digest,) in every if digest not in named]
            for start in range(0, len(gone), _AT_ONCE):
                some = gone[start : start + _AT_ONCE]
                await connection.execute(delete(parts).where(parts.c.digest.in_(some)))
        return Swept(expired, len(gone))


async def _open(connection: AsyncConnection, player: str, campaign: str) -> Saved | None:
    rows = await connection.execute(
        select(hunts).where(
            hunts.c.player == player, hunts.c.campaign == campaign, hunts.c.state == State.OPEN
        )
    )
    row = rows.first()
    return None if row is None else _saved(row)


async def _expire(connection: AsyncConnection, now: int, which: ColumnElement[bool]) -> int:
    """Marks what has ended, and frees its zones; how many hunts there were."""
    ended = await connection.execute(
        update(hunts)
        .where(which, hunts.c.state == State.OPEN, hunts.c.until <= now)
        .values(state=State.EXPIRED, closed=hunts.c.until)
        .returning(hunts.c.id)
    )
    ids = [id_ for (id_,) in ended]
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        await connection.execute(delete(stops).where(stops.c.hunt.in_(some)))
    return len(ids)


async def _keep(connection: AsyncConnection, names: Names, pieces: Mapping[str, bytes]) -> None:
    """Adds the pieces that are not there yet."""
    # Buckets come and go with a list that names them, so a list that is there has all of its own.
    named = _digests(names)
    missing = sorted(set(named) - await _there(connection, named))
    if names.goods in missing:
        missing = sorted(pieces.keys() - await _there(connection, sorted(pieces)))
    for start in range(0, len(missing), _AT_ONCE):
        new = [
            {"digest": digest, "content": zlib.compress(pieces[digest])}
            for digest in missing[start : start + _AT_ONCE]
        ]
        await connection.execute(insert(parts), new)


async def _there(connection: AsyncConnection, digests: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(digests), _AT_ONCE):
        some = digests[start : start + _AT_ONCE]
        rows = await connection.execute(select(parts.c.digest).where(parts.c.digest.in_(some)))
        found |= {digest for (digest,) in rows}
    return found


async def _pieces(connection: AsyncConnection, digests: Sequence[str]) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    for start in range(0, len(digests), _AT_ONCE):
        some = digests[start : start + _AT_ONCE]
        rows = await connection.execute(select(parts).where(parts.c.digest.in_(some)))
        found |= {row.digest: zlib.decompress(row.content) for row in rows}
    return found


def _as_of(saved: Saved, now: int) -> Saved:
    """An open hunt that has ended counts as expired, whether that was marked or not."""
    if saved.state is State.OPEN and saved.until <= now:
        return msgspec.structs.replace(saved, state=State.EXPIRED, closed=saved.until)
    return saved


def _values(saved: Saved) -> dict[str, Any]:
    hunt = saved.hunt
    return {
        "id": hunt.id,
        "player": hunt.player,
        "campaign": hunt.campaign,
        "venue": hunt.venue,
        "state": saved.state,
        "hold": saved.hold,
        "content": _JSON.encode(hunt).decode(),
        "snapshot": zlib.compress(_JSON.encode(saved.snapshot)),
        "parts": " ".join(_digests(saved.snapshot.names)),
        "opened": saved.opened,
        "until": saved.until,
        "closed": saved.closed,
    }


def _digests(names: Names) -> Sequence[str]:
    """The names of its parts; the catalogue's list comes first: it alone names further pieces."""
    night = () if names.allocation is None else (names.allocation,)
    return (names.goods, names.book, names.offers, names.ground, *night)


def _saved(row: Row[Any]) -> Saved:
    return Saved(
        hunt=_HUNT.decode(row.content),
        state=State(row.state),
        hold=row.hold,
        snapshot=_SNAPSHOT.decode(zlib.decompress(row.snapshot)),
        opened=row.opened,
        until=row.until,
        closed=row.closed,
    )
