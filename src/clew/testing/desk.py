"""A resolver with every part in memory, to be told what stands and then asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from clew.clock import FixedClock
from clew.clues.asked import AskedLog
from clew.clues.atlas import Atlas
from clew.clues.changes import Change
from clew.clues.embedders.meanings import EmbeddedMeanings
from clew.clues.embedders.port import Embedder
from clew.clues.evidence_model import load_model
from clew.clues.model import (
    CampaignHead,
    Clue,
    Context,
    Query,
    Resolution,
    Revision,
    State,
    StaticRow,
)
from clew.clues.ports import ExactReader, StaticReader
from clew.clues.resolver import Budgets, Resolver
from clew.clues.rows import CHANNELS
from clew.clues.stores.memory import MemoryExact
from clew.clues.vectors.memory import MemoryVectors
from clew.clues.vectors.ports import VectorReader
from clew.clues.vectors.tier import VectorTier
from clew.clues.write import change_of
from clew.geo import rounded
from clew.model_registry.artefact import EMBEDDING, read_manifest
from clew.progress import silent
from clew.telemetry.tally import Tally
from clew.testing.spellings import LetterEmbedder
from clew.testing.twins import AskedTable, MapTable, StaticTable
from clew.text import NORMALISER
from clew.venues.model import CELL_M, ServedZone, VenueMap

CAMPAIGN = "spring"
LAT, LON = 45.0, 5.0
"""Where cell (0, 0) of every venue of a desk lies, degrees."""
METRE_LAT = 1 / 111_195
"""A metre north, in degrees."""
METRE_LON = METRE_LAT * 2**0.5
"""A metre east at 45 degrees north, in degrees."""
MODEL = read_manifest(EMBEDDING).title
"""What the shipped evidence is fitted for."""
MOMENT = datetime(2027, 5, 1, 12, tzinfo=UTC)


def centroid_of(zone: str) -> tuple[float, float]:
    """(lat, lon) that a desk's maps serve for a zone: its cell's centre."""
    _, _, i, j = zone.split("/")
    north, east = (int(j) + 0.5) * CELL_M, (int(i) + 0.5) * CELL_M
    return rounded(LAT + north * METRE_LAT), rounded(LON + east * METRE_LON)


def static_row(
    text: str, zone: str, *, clue: str | None = None, campaign: str = CAMPAIGN
) -> StaticRow:
    """A row whose zone is locked at the centroid that the map serves."""
    return StaticRow(text, "en", campaign, zone, *centroid_of(zone), clue, 2)


class Desk:
    """Takes clues, static rows and maps, and answers.

    Attributes:
        exact: the exact tier; what is asked may be another one that stands before it.
        tally: the events that were told.
        log: counts what was asked, into `asked`.
    """

    def __init__(
        self,
        *,
        exact: ExactReader | None = None,
        static: StaticReader | None = None,
        vectors: bool = False,
    ) -> None:
        """With `vectors`, clues are searched by their letters, all in memory."""
        self.exact = exact if isinstance(exact, MemoryExact) else MemoryExact()
        self.static = StaticTable()
        self.embedder = LetterEmbedder()
        self.vectors = MemoryVectors(self.exact)
        self.meanings = EmbeddedMeanings(lambda: self.embedder, MODEL) if vectors else None
        self.maps = MapTable()
        self.asked = AskedTable()
        self.tally = Tally()
        self.log = AskedLog(self.asked, FixedClock(MOMENT))
        self._revisions: dict[tuple[str, str], int] = {}
        self._zones: dict[str, set[str]] = {}
        self.resolver = self.resolver_over(exact or self.exact, static or self.static)

    def resolver_over(
        self,
        exact: ExactReader,
        static: StaticReader,
        *,
        budget_s: float = 1.0,
        embedder: Embedder | None = None,
        reader: VectorReader | None = None,
    ) -> Resolver:
        """A resolver that shares this desk's maps and counts, but asks these tiers."""

        async def start(_campaign: str, _within_s: float) -> None:
            """Everything is there."""

        tier = VectorTier(
            embedder=lambda: embedder or self.embedder,
            reader=lambda: reader or self.vectors,
            verifier=self.exact,
            evidence=load_model(MODEL, CHANNELS),
            model=MODEL,
            start=start,
        )
        return Resolver(
            vectors=None if self.meanings is None else lambda: tier,
            exact=exact,
            static=static,
            atlas=Atlas(self.maps),
            budgets=Budgets(budget_s, budget_s, budget_s),
            asked=self.log,
            recorder=self.tally,
        )

    async def head(self, campaign: str = CAMPAIGN, **fields: Any) -> CampaignHead:
        """Puts a newer head of a campaign in force; fields that are not given stay."""
        standing = await self.exact.head(campaign)
        model = None if self.meanings is None else MODEL
        values: dict[str, Any] = {"open": True, "normaliser": NORMALISER, "static": 0}
        values["model"] = model
        if standing is not None:
            kept = ("open", "normaliser", "static", "model")
            values = {name: getattr(standing, name) for name in kept}
        values["maps"] = dict(self.maps.maps.keys())
        generation = standing.generation + 1 if standing else 1
        head = CampaignHead(campaign, generation, **(values | fields))
        await self.exact.put_head(head)
        return head

    async def put(
        self, clue: str, zone: str, *texts: str, lang: str = "en", campaign: str = CAMPAIGN
    ) -> None:
        """Makes a clue live, in a zone that its venue's map serves from now on."""
        await self.chart([zone])
        head = await self.head(campaign)
        number = self._revisions[campaign, clue] = self._revisions.get((campaign, clue), 0) + 1
        standing = Revision(
            campaign, Clue(clue, texts[0], lang, zone, texts[1:]), number, State.LIVE, ""
        )
        made = {} if self.meanings is None else await self.meanings.of([standing.clue], silent)
        change = change_of(standing, None if self.meanings is None else MODEL, made)
        await self.exact.commit(campaign, [change], generation=head.generation)

    async def delete(self, clue: str, campaign: str = CAMPAIGN) -> None:
        """Puts a tombstone in a clue's place."""
        head = await self.head(campaign)
        number = self._revisions[campaign, clue] = self._revisions.get((campaign, clue), 0) + 1
        stone = Change(clue, number, None, "", "en", ())
        await self.exact.commit(campaign, [stone], generation=head.generation)

    async def chart(self, zones: Iterable[str], *, dropped: Iterable[str] = ()) -> None:
        """Publishes maps, version 1, that serve these zones besides those they served before."""
        gone = frozenset(dropped)
        for zone in zones:
            self._zones.setdefault(zone.partition("/")[0], set()).add(zone)
        for venue, known in self._zones.items():
            served = {zone: ServedZone(*centroid_of(zone), False) for zone in known - gone}
            self.maps.maps[venue, 1] = VenueMap(venue, 1, served, gone & known)

    async def ask(self, text: str, campaign: str = CAMPAIGN, **context: Any) -> Resolution:
        """The answer to a text."""
        return await self.resolver.resolve(Query(text, campaign, Context(**context), "q1"))
