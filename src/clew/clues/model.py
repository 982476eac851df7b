"""The data of clues: campaigns, clues and their revisions, queries and resolutions.

Coordinates are WGS84 degrees; a level is its integer ordinal; a confidence is a probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

import msgspec

from clew.clues.lease import Lease

UNDETERMINED = "und"
"""BCP 47 for a text whose language nobody named."""


class Clue(msgspec.Struct, frozen=True):
    """What an editor writes: texts that lead to one zone.

    Attributes:
        id: unique in its campaign.
        text: the clue's own wording.
        lang: BCP 47.
        zone: `venue/level/i/j`.
        aliases: other wordings; each is a key of its own.
        lat: of the point that the editor gave, degrees; None where a zone was given.
        lon: degrees, or None.
    """

    id: str
    text: str
    lang: str
    zone: str
    aliases: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        """The text and its aliases."""
        return (self.text, *self.aliases)

    @property
    def venue(self) -> str:
        """The venue of its zone."""
        return self.zone.partition("/")[0]


class State(StrEnum):
    """The life of a revision; a row's content is never changed, only its state."""

    PUBLISHING = "publishing"
    LIVE = "live"
    SUPERSEDED = "superseded"
    ABANDONED = "abandoned"
    DELETING = "deleting"
    DELETED = "deleted"


class Revision(msgspec.Struct, frozen=True):
    """One revision of a clue, as the record keeps it.

    Attributes:
        number: 1 for the first; never used again, not even after a delete.
        created: RFC 3339 in UTC.
        lease: who holds an unfinished row; None where nobody does, and of finished rows.
    """

    campaign: str
    clue: Clue
    number: int
    state: State
    created: str
    lease: Lease | None = None


class Campaign(msgspec.Struct, frozen=True):
    """The period and scope in which clues live.

    Attributes:
        open: whether it answers and takes clues.
        created: RFC 3339 in UTC.
        closed: the same, or None.
        generation: raised with each change of the campaign's head.
    """

    id: str
    open: bool
    created: str
    closed: str | None
    generation: int


class CampaignHead(msgspec.Struct, frozen=True):
    """What every resolve and every commit checks first; kept in the exact tier.

    Attributes:
        campaign: its id.
        generation: a head of a lower one never replaces this one.
        open: whether it answers.
        normaliser: the version that made its keys.
        maps: venue -> map version whose centroids are served.
        static: the generation of the static tier that readers must at least have.
        model: the version of the vector model; None without one.
    """

    campaign: str
    generation: int
    open: bool
    normaliser: str
    maps: Mapping[str, int] = {}
    static: int = 0
    model: str | None = None


class Entry(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A live clue that the exact tier holds under a key.

    Attributes:
        clue: its id.
        revision: of its head.
        zone: where it leads.
        spellings: digests of its spelling forms under this key, to tell accents apart.
        text: the clue's own wording, for candidates.
        lang: BCP 47.
    """

    clue: str
    revision: int
    zone: str
    spellings: tuple[bytes, ...]
    text: str
    lang: str


class Lookup(msgspec.Struct, frozen=True, gc=False):
    """What the exact tier knows of a key, all of one moment.

    Attributes:
        head: the campaign's; None where the campaign is unknown.
        entries: live clues under the key, by clue id; empty where there is none.
    """

    head: CampaignHead | None
    entries: tuple[Entry, ...]


class StaticRow(msgspec.Struct, frozen=True):
    """A row of static.csv whose zone is locked.

    Attributes:
        text: as people type it.
        zone: where operations have said that it leads.
        lat: of the locked centroid, degrees.
        lon: degrees.
        clue: the clue that is meant, where operations named one.
        line: in static.csv, for messages.
    """

    text: str
    lang: str
    campaign: str
    zone: str
    lat: float
    lon: float
    clue: str | None
    line: int


class StaticLookup(msgspec.Struct, frozen=True):
    """What the static tier knows of a key.

    Attributes:
        row: the decision in force; None where there is none.
        dropped: the zone of a row under this key that failed its checksum, or None.
        generation: of the lock that was read.
    """

    row: StaticRow | None
    dropped: str | None
    generation: int


class Context(msgspec.Struct, frozen=True):
    """What is known about who asks; it ranks, and never hides.

    Attributes:
        accuracy_m: of the position, metres, as the phone states it.
    """

    lang: str | None = None
    venue: str | None = None
    level: int | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None


NO_CONTEXT = Context()


class Query(msgspec.Struct, frozen=True):
    """A text that a player typed.

    Attributes:
        id: the caller's name for it, repeated in the answer.
    """

    text: str
    campaign: str
    context: Context = NO_CONTEXT
    id: str | None = None


Outcome = Literal["found", "ambiguous", "miss"]
"""What became of a query. Plain words here and below: an enum's hash costs more than a lookup."""

Tier = Literal["exact", "vector", "static"]
"""Where an answer came from."""


class Candidate(msgspec.Struct, frozen=True):
    """One of the places that a query may mean.

    Attributes:
        clue_id: None for a static row without a clue.
        confidence: probability that this one is meant, given that the text is right.
    """

    clue_id: str | None
    text: str
    zone: str
    level: int
    confidence: float


class Step(msgspec.Struct, frozen=True, gc=False):
    """A tier that was asked.

    Attributes:
        tier: its name.
        outcome: `one_zone`, `several_zones`, `nothing`, `decided`, `contradicts`,
            `dropped_row`, `stale`, `late` or `unavailable`; of the vector tier also `below`
            (near, but not surely enough) and `moving` (a nearby clue kept changing).
        ms: what it took, milliseconds.
    """

    tier: str
    outcome: str
    ms: float


class Versions(msgspec.Struct, frozen=True):
    """What the answer was made with.

    Attributes:
        map: `venue@version` of each map of the campaign, joined by a blank.
    """

    normaliser: str
    model: str | None
    map: str | None


class Receipt(msgspec.Struct, frozen=True, gc=False):
    """How the answer came about.

    Attributes:
        score: evidence for the answer; 1.0 for equal keys, None where nothing was found.
        runner_up: the score of the best hit in another zone, or None.
        margin: score minus runner_up, or None.
    """

    steps: tuple[Step, ...]
    score: float | None
    runner_up: float | None
    margin: float | None
    versions: Versions


class Resolution(msgspec.Struct, frozen=True, gc=False):
    """A line of answers.jsonl: one zone's own centroid, an honest question, or a miss.

    Attributes:
        confidence: probability that the answer is right; None unless found.
        candidates: for `ambiguous`, most likely first; else empty.
        degraded: the parts that could not be asked or had to be skipped, by name.
    """

    query_id: str | None
    outcome: Outcome
    clue_id: str | None
    zone: str | None
    venue: str | None
    level: int | None
    lat: float | None
    lon: float | None
    tier: Tier | None
    confidence: float | None
    candidates: tuple[Candidate, ...]
    degraded: tuple[str, ...]
    receipt: Receipt


class Tombstone(msgspec.Struct, frozen=True):
    """A key that no longer leads to a clue.

    Attributes:
        key: the 32-byte digest.
        zone: where the clue stood when it was deleted.
        lifted: True where the clue was restored at this revision, False where it was deleted.
    """

    campaign: str
    key: bytes
    clue: str
    zone: str
    revision: int
    lifted: bool = False
