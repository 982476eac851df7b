"""The record of campaigns and clue revisions, in the relational database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from clew.clues.attempt import Attempt
from clew.clues.lease import Lease, busy, lease_lost
from clew.clues.model import Campaign, Clue, Revision, State
from clew.clues.ports import NO_NUMBERS
from clew.clues.stores.record_rows import UNFINISHED, campaign_of, revision_of, revision_values
from clew.clues.stores.sql_attempts import keep_begun
from clew.errors import Code, Conflict, InputRefused
from clew.record.engine import Record
from clew.record.schema import campaign as campaigns
from clew.record.schema import clue_revision as revisions

CHUNK = 500
"""Rows or ids in one statement: under every engine's limit on parameters."""

_state_of_few = revisions.c.state.concat("")
"""The state where a statement names its clues. No index fits an expression, so none by state is
taken, which would read every live clue of the campaign for each few of them."""

_STANDING = (State.LIVE, State.DELETED)


class SqlClues:
    """See `ClueRecord`."""

    def __init__(self, record: Record) -> None:
        self._record = record

    # ------------------------------------------------------------ campaigns

    async def campaigns(self) -> Sequence[Campaign]:
        """See `ClueRecord`."""
        async with self._record.read() as connection:
            rows = await connection.execute(select(campaigns).order_by(campaigns.c.id))
            return [campaign_of(row) for row in rows]

    async def campaign(self, campaign: str) -> Campaign | None:
        """See `ClueRecord`."""
        wanted = select(campaigns).where(campaigns.c.id == campaign)
        row = await self._record.look(lambda connection: connection.execute(wanted).first())
        return None if row is None else campaign_of(row)

    async def create_campaign(self, campaign: Campaign, *, attempt: Attempt | None = None) -> None:
        """See `ClueRecord`."""
        async with self._record.write() as connection:
            await keep_begun(connection, attempt, campaign.id)
            if await _known(connection, campaign.id):
                raise Conflict(
                    Code.CAMPAIGN_EXISTS,
                    f"there is a campaign {campaign.id!r} already",
                    remedy="choose another id, or import clues into the one that is there",
                )
            await connection.execute(
                insert(campaigns).values(
                    id=campaign.id,
                    state="open",
                    created=campaign.created,
                    generation=campaign.generation,
                )
            )

    async def change_campaign(
        self, campaign: str, *, closed: str | None, attempt: Attempt | None = None
    ) -> Campaign:
        """See `ClueRecord`."""
        state = "open" if closed is None else "closed"
        return await self._raise_generation(campaign, attempt=attempt, state=state, closed=closed)

    async def next_generation(self, campaign: str, *, above: int) -> int:
        """See `ClueRecord`."""
        return (await self._raise_generation(campaign, above=above)).generation

    async def _raise_generation(
        self, campaign: str, *, above: int = 0, attempt: Attempt | None = None, **values: Any
    ) -> Campaign:
        async with self._record.write() as connection:
            changed = await connection.execute(
                update(campaigns)
                .where(campaigns.c.id == campaign)
                .values(
                    generation=case(
                        (campaigns.c.generation > above, campaigns.c.generation), else_=above
                    )
                    + 1,
                    **values,
                )
                .returning(campaigns)
            )
            row = changed.first()
            if row is None:
                raise InputRefused(
                    Code.CAMPAIGN_UNKNOWN,
                    f"there is no campaign {campaign!r}",
                    remedy="see `clew campaign list`",
                )
            await keep_begun(connection, attempt, campaign)
        return campaign_of(row)

    # ------------------------------------------------------------ revisions

    async def begin(
        self,
        campaign: str,
        clues: Sequence[Clue],
        state: State,
        created: str,
        *,
        lease: Lease | None = None,
        now: float = 0.0,
        above: Mapping[str, int] = NO_NUMBERS,
        expected: Mapping[str, int] | None = None,
        attempt: Attempt | None = None,
    ) -> Sequence[Revision]:
        """See `ClueRecord`."""
        async with self._record.write() as connection:
            highest: dict[str, int] = {}
            for ids in _chunks([clue.id for clue in clues]):
                await _compare(connection, campaign, ids, now, expected)
                rows = await connection.execute(
                    select(revisions.c.clue, func.max(revisions.c.revision))
                    .where(revisions.c.campaign == campaign, revisions.c.clue.in_(ids))
                    .group_by(revisions.c.clue)
                )
                highest.update((clue, number) for clue, number in rows)
            begun = [
                Revision(
                    campaign,
                    clue,
                    max(highest.get(clue.id, 0), above.get(clue.id, 0)) + 1,
                    state,
                    created,
                    lease,
                )
                for clue in clues
            ]
            for chunk in _chunks(begun):
                await connection.execute(insert(revisions), [revision_values(one) for one in chunk])
            await keep_begun(connection, attempt, campaign, begun)
            return begun

    async def hold(self, begun: Sequence[Revision], lease: Lease, *, now: float) -> None:
        """See `ClueRecord`."""
        async with self._record.write() as connection:
            for chunk in _chunks(begun):
                for rows, ids in _rows_of(chunk):
                    held = await connection.execute(
                        update(revisions)
                        .where(
                            rows,
                            revisions.c.lease == lease.token,
                            revisions.c.lease_until > now,
                        )
                        .values(lease_until=lease.until)
                    )
                    if held.rowcount != len(ids):
                        raise lease_lost(ids[0])

    async def finish(self, begun: Sequence[Revision], state: State) -> None:
        """See `ClueRecord`."""
        async with self._record.write() as connection:
            for chunk in _chunks(begun):
                for rows, _ in _rows_of(chunk):
                    await connection.execute(update(revisions).where(rows).values(state=state))
                if state in _STANDING:
                    for campaign in {one.campaign for one in chunk}:
                        ids = [one.clue.id for one in chunk if one.campaign == campaign]
                        await _supersede(connection, campaign, ids)

    async def latest(
        self, campaign: str, clues: Iterable[str] | None = None
    ) -> Mapping[str, Revision]:
        """See `ClueRecord`."""
        all_of_it = select(revisions).where(revisions.c.campaign == campaign)
        if clues is None:
            statements = [all_of_it.where(revisions.c.state.in_(_STANDING))]
        else:
            some = all_of_it.where(_state_of_few.in_(_STANDING))
            statements = [some.where(revisions.c.clue.in_(ids)) for ids in _chunks(list(clues))]
        found: dict[str, Revision] = {}
        async with self._record.read() as connection:
            for statement in statements:
                for row in await connection.execute(statement):
                    found[row.clue] = revision_of(row)
        return found

    async def history(
        self, campaign: str, clue: str, *, below: int, limit: int
    ) -> Sequence[Revision]:
        """See `ClueRecord`."""
        async with self._record.read() as connection:
            rows = await connection.execute(
                select(revisions)
                .where(
                    revisions.c.campaign == campaign,
                    revisions.c.clue == clue,
                    revisions.c.revision < below,
                )
                .order_by(revisions.c.revision.desc())
                .limit(limit)
            )
            return [revision_of(row) for row in rows]

    async def live(self, campaign: str) -> AsyncIterator[Revision]:
        """See `ClueRecord`."""
        async with self._record.read() as connection:
            rows = await connection.stream(
                select(revisions)
                .where(revisions.c.campaign == campaign, revisions.c.state == State.LIVE)
                .order_by(revisions.c.clue)
            )
            async for row in rows:
                yield revision_of(row)

    async def unfinished(
        self, campaign: str, clues: Iterable[str] | None = None
    ) -> Sequence[Revision]:
        """See `ClueRecord`."""
        begun = select(revisions).where(
            revisions.c.campaign == campaign, revisions.c.state.in_(UNFINISHED)
        )
        async with self._record.read() as connection:
            rows = [revision_of(row) for row in await connection.execute(begun)]
        wanted = None if clues is None else set(clues)
        # Sorted here: for an order the database would read the whole campaign.
        return sorted(
            (one for one in rows if wanted is None or one.clue.id in wanted),
            key=lambda one: (one.clue.id, one.number),
        )

    async def venues(self, campaign: str) -> Sequence[str]:
        """See `ClueRecord`."""

        def read(connection: Connection) -> set[str]:
            venues: set[str] = set()
            for state in (State.LIVE, State.PUBLISHING):
                # One index look-up a venue, however many clues there are.
                venue: str | None = ""
                while venue is not None:
                    venue = connection.scalar(
                        select(func.min(revisions.c.venue)).where(
                            revisions.c.campaign == campaign,
                            revisions.c.state == state,
                            revisions.c.venue > venue,
                        )
                    )
                    if venue is not None:
                        venues.add(venue)
            return venues

        return sorted(await self._record.look(read))

    async def standing(self, venue: str) -> Sequence[Revision]:
        """See `ClueRecord`."""
        async with self._record.read() as connection:
            rows = await connection.execute(
                select(revisions)
                .where(
                    revisions.c.venue == venue,
                    revisions.c.state.in_([State.LIVE, State.PUBLISHING]),
                )
                .order_by(revisions.c.campaign, revisions.c.clue)
            )
            return [revision_of(row) for row in rows]


async def _known(connection: AsyncConnection, campaign: str) -> bool:
    rows = await connection.execute(select(campaigns.c.id).where(campaigns.c.id == campaign))
    return rows.first() is not None


async def _compare(
    connection: AsyncConnection,
    campaign: str,
    ids: Sequence[str],
    now: float,
    expected: Mapping[str, int] | None,
) -> None:
    """Refuses a clue that is being written, or that stands at another revision than expected."""
    busy_rows = and_(_state_of_few.in_(UNFINISHED), revisions.c.lease_until > now)
    standing: dict[str, int] = {}
    for row in await connection.execute(
        select(revisions).where(
            revisions.c.campaign == campaign,
            revisions.c.clue.in_(ids),
            or_(_state_of_few.in_(_STANDING), busy_rows),
        )
    ):
        if row.state in UNFINISHED:
            raise busy(row.clue, row.lease_until - now)
        standing[row.clue] = row.revision
    for clue in ids:
        if expected is not None and standing.get(clue, 0) != expected.get(clue, 0):
            raise Conflict(
                Code.NOT_NEWER,
                f"clue {clue!r} was changed meanwhile",
                remedy="look at it, then run the command again",
            )


def _rows_of(chunk: Sequence[Revision]) -> Iterator[tuple[ColumnElement[bool], list[str]]]:
    """Conditions that together name these rows, in the state in which they were begun."""
    alike: defaultdict[tuple[str, State, int], list[str]] = defaultdict(list)
    for one in chunk:
        alike[one.campaign, one.state, one.number].append(one.clue.id)
    for (campaign, state, number), ids in alike.items():
        condition = and_(
            revisions.c.campaign == campaign,
            revisions.c.clue.in_(ids),
            revisions.c.revision == number,
            _state_of_few == state,
        )
        yield condition, ids


async def _supersede(connection: AsyncConnection, campaign: str, ids: Sequence[str]) -> None:
    other = revisions.alias()
    newer = (
        select(other.c.revision)
        .where(
            other.c.campaign == revisions.c.campaign,
            other.c.clue == revisions.c.clue,
            other.c.revision > revisions.c.revision,
            other.c.state.in_(_STANDING),
        )
        .exists()
    )
    older = update(revisions).where(
        revisions.c.campaign == campaign, revisions.c.clue.in_(ids), newer
    )
    for before, after in ((_STANDING, State.SUPERSEDED), (UNFINISHED, State.ABANDONED)):
        # A row that was begun before the one that now stands can never commit any more.
        await connection.execute(older.where(_state_of_few.in_(before)).values(state=after))


def _chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[at : at + CHUNK] for at in range(0, len(items), CHUNK))
