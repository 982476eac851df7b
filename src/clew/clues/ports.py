"""What the clues need from outside. Ports state what holds when a call returns.

Reading is split from writing. A tier that is down, damaged or full raises `PartUnavailable`; a
vendor's own exception never leaves its adapter. Nothing found is an answer, not an error.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Protocol

from clew.clues.attempt import Attempt
from clew.clues.changes import Change, Held
from clew.clues.lease import Lease
from clew.clues.model import (
    Campaign,
    CampaignHead,
    Clue,
    Lookup,
    Revision,
    State,
    StaticLookup,
    StaticRow,
    Tombstone,
)
from clew.clues.rows import Seen, Verified
from clew.venues.model import Finding, VenueMap

NO_NUMBERS: Mapping[str, int] = MappingProxyType({})


class ExactReader(Protocol):
    """The exact tier, for those who ask."""

    async def lookup(self, campaign: str, key: bytes) -> Lookup:
        """The campaign's head and the live entries under `key`, of one moment.

        Sees every commit that was acknowledged, by any process, before the call.
        """
        ...


class RowVerifier(Protocol):
    """The stored spellings, for those who were told of some by a search."""

    async def verify(self, campaign: str, model: str, seen: Sequence[Seen]) -> Verified:
        """What became of rows since a search saw them, with the clues that they lead to."""
        ...


class ExactWriter(Protocol):
    """The exact tier, for those who publish."""

    async def head(self, campaign: str) -> CampaignHead | None:
        """The campaign's head; None where the campaign is unknown here."""
        ...

    async def numbers(self, campaign: str, clues: Iterable[str]) -> Mapping[str, int]:
        """Clue -> the revision of its head, tombstones included; of one moment.

        Clues that were never committed are not in it.
        """
        ...

    async def reserve(self, changes: int) -> None:
        """Makes sure that there is room for so many changes; changes nothing that is read.

        Called before the record begins, so that a full disk is found while nothing has changed.
        Raises `PartUnavailable`.
        """
        ...

    async def put_head(self, head: CampaignHead) -> None:
        """Stores a campaign's head, durable and visible when the call returns.

        Raises `Conflict` (`not_newer`) unless its generation is above the stored one's.
        """
        ...

    async def commit(
        self,
        campaign: str,
        changes: Sequence[Change],
        *,
        generation: int,
        in_time: Callable[[], None] | None = None,
    ) -> None:
        """Applies every change or none; durable and visible in every process on return.

        A clue's earlier entries and vectors go in the same step. Raises `Conflict` (`not_newer`)
        where a change's revision is not above its clue's head, where the campaign's generation is
        not `generation` any more, or where the campaign's head names a model that a living
        change's vectors are not of. `in_time` is called as the last thing before anything is
        applied, when there is nothing left to wait for; what it raises voids the commit.
        """
        ...


class ExactInspector(Protocol):
    """The exact tier, for those who compare."""

    def heads(self) -> AsyncIterator[CampaignHead]:
        """Every campaign's head."""
        ...

    def held(self, campaign: str) -> AsyncIterator[Held]:
        """Every clue of a campaign, tombstones included."""
        ...


class ExactTier(ExactReader, RowVerifier, ExactWriter, ExactInspector, Protocol):
    """The exact tier, for those who ask, publish and compare."""


class StaticReader(Protocol):
    """The static tier: the best-known texts, their zones locked by operations."""

    async def lookup(self, campaign: str, key: bytes) -> StaticLookup:
        """The row in force under `key`. A row whose clue was deleted is not in force.

        Sees every tombstone that was durable before the call.
        """
        ...

    async def locked(self, campaign: str) -> Mapping[bytes, StaticRow]:
        """Key -> the row in force, of a whole campaign; for those who publish."""
        ...

    async def check(self) -> Sequence[Finding]:
        """The rows that were dropped when the files were read, and why."""
        ...


class StaticWriter(Protocol):
    """The static tier, for operations."""

    async def generation(self) -> int:
        """Of the lock in force; 0 before the first."""
        ...

    async def rows(self) -> Sequence[StaticRow]:
        """Every row that stands, by line; tombstones and the end date not applied."""
        ...

    async def silenced(self, row: StaticRow) -> bool:
        """Whether a row may not speak, since the clue that it means was deleted."""
        ...

    async def ends(self) -> date | None:
        """The last day of the lock in force; None for no end."""
        ...

    async def stands(self, rows: Sequence[StaticRow], ends: date | None) -> bool:
        """Whether exactly these rows are in force until that day, and nothing beside them."""
        ...

    async def replace(
        self, rows: Sequence[StaticRow], *, generation: int, ends: date | None
    ) -> None:
        """Puts new texts and locks in place of the old, whole, durable; refuses `not_newer`."""
        ...


class TombstoneLog(Protocol):
    """The local file of deleted keys that every reader of the static tier checks."""

    async def append(self, tombstones: Sequence[Tombstone]) -> None:
        """Adds them; durable and seen by every reader when the call returns."""
        ...

    async def unlifted(self, campaign: str) -> Sequence[Tombstone]:
        """Those of a campaign that are in force: the newest of its key and clue, and not lifted."""
        ...


class ClueRecord(Protocol):
    """The record of campaigns and clue revisions; rows are never overwritten."""

    async def campaigns(self) -> Sequence[Campaign]:
        """Every campaign, by id."""
        ...

    async def campaign(self, campaign: str) -> Campaign | None:
        """One campaign; None where it is unknown."""
        ...

    async def create_campaign(self, campaign: Campaign, *, attempt: Attempt | None = None) -> None:
        """Adds a campaign; `attempt` as in `begin`. Raises `Conflict` (`campaign_exists`)."""
        ...

    async def change_campaign(
        self, campaign: str, *, closed: str | None, attempt: Attempt | None = None
    ) -> Campaign:
        """Closes it at that time, or opens it again with None; raises its generation.

        `attempt` as in `begin`.
        """
        ...

    async def next_generation(self, campaign: str, *, above: int) -> int:
        """Raises a campaign's generation past its own and past `above`, and returns it."""
        ...

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
        """Writes the next revision of each clue in `state`, all or none, in the order given.

        A number is past every row of its clue and past the clue's in `above`. `now` is in seconds
        since 1970 UTC. Raises `Conflict`: `clue_busy` where another's lease on an unfinished row
        of a clue runs beyond `now`, `not_newer` where the live or deleted revision of a clue is
        not the `expected` one (0 for none). `attempt` is kept in the same transaction with the
        first of the clues; raises as `AttemptBook.add`.
        """
        ...

    async def hold(self, revisions: Sequence[Revision], lease: Lease, *, now: float) -> None:
        """Makes sure that every row is still this holder's, and renews the lease on it.

        Raises `Conflict` (`lease_lost`), changing nothing, unless each row is in the state in
        which it was begun, under the lease's token, with its lease running beyond `now`.
        """
        ...

    async def finish(self, revisions: Sequence[Revision], state: State) -> None:
        """Moves rows on from the state they were begun in, all or none.

        Of the live and deleted rows of a clue only the one of the highest number stays so; the
        others become superseded, and unfinished rows below it abandoned.
        """
        ...

    async def latest(
        self, campaign: str, clues: Iterable[str] | None = None
    ) -> Mapping[str, Revision]:
        """Clue -> its live or deleted revision; those given, or all."""
        ...

    async def history(
        self, campaign: str, clue: str, *, below: int, limit: int
    ) -> Sequence[Revision]:
        """A clue's revisions under a number, in any state, the newest first."""
        ...

    def live(self, campaign: str) -> AsyncIterator[Revision]:
        """Live revisions by clue id."""
        ...

    async def unfinished(
        self, campaign: str, clues: Iterable[str] | None = None
    ) -> Sequence[Revision]:
        """Rows that were begun and neither finished nor abandoned; of those clues, or of all."""
        ...

    async def venues(self, campaign: str) -> Sequence[str]:
        """The venues that live or publishing clues name."""
        ...

    async def standing(self, venue: str) -> Sequence[Revision]:
        """Live and publishing revisions whose zone is in the venue, of closed campaigns too."""
        ...


class AskedStore(Protocol):
    """What players asked, counted; no player is named."""

    async def add(
        self,
        campaign: str,
        *,
        missed: Mapping[str, int],
        answered: Mapping[str, int],
        totals: Mapping[str, int],
        at: str,
    ) -> None:
        """Adds counts, keeping the most asked texts and counting the rest as `other`."""
        ...

    async def top(self, campaign: str, kind: str, limit: int) -> Sequence[tuple[str, int]]:
        """The most counted subjects of a kind (`missed`, `answered`, `total`)."""
        ...

    async def forget(self, campaign: str, texts: Sequence[str]) -> None:
        """Takes texts off the kind `missed`; those that are not there are no matter."""
        ...


class MapReader(Protocol):
    """Published maps."""

    def read(self, venue: str, version: int) -> VenueMap:
        """A published version; bad rows are in `dropped`. Blocks on the disk.

        Raises `PartUnavailable` (`map_unavailable`).
        """
        ...


class VenuePlan(Protocol):
    """One venue, for placing clues in it."""

    @property
    def version(self) -> int:
        """The map version."""
        ...

    @property
    def levels(self) -> Sequence[int]:
        """The ordinals of its levels, ascending."""
        ...

    def has(self, zone: str) -> bool:
        """Whether the zone is one of the venue's."""
        ...

    def zone_at(self, level: int, lat: float, lon: float) -> str | None:
        """The zone of that level in which the point lies; None where there is none."""
        ...

    def centroid(self, zone: str) -> tuple[float, float]:
        """(lat, lon) in force: the surveyed one where there is one."""
        ...

    def names(self, zone: str) -> Sequence[str]:
        """What the map calls the places in a zone, and the unit that the zone belongs to."""
        ...


class VenuePlans(Protocol):
    """The venues that clues may stand in."""

    async def plan(self, venue: str) -> VenuePlan | None:
        """A venue's plan; None where it was never imported."""
        ...
