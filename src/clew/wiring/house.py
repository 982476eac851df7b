"""Settings -> the parts of one running Clew. Each part is made when it is first asked for.

A part's module is imported with it: `clew resolve` needs neither the record's engine nor geometry,
and importing those takes ten times as long as answering.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from clew.clock import Clock, SystemClock
from clew.clues.asked import AskedLog
from clew.clues.atlas import Atlas
from clew.clues.resolver import Budgets, Resolver
from clew.clues.stores.asked_sqlite import SqliteAsked
from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.lmdb_file import LmdbFile
from clew.clues.stores.memory import MemoryExact
from clew.clues.stores.static_files import StaticFiles
from clew.clues.stores.tombstone_file import TombstoneFile
from clew.durable import storage_fault
from clew.errors import ClewError, Code, InputRefused
from clew.settings import Configuration, Settings
from clew.telemetry.tally import Tally
from clew.venues.stores.map_file import MapFiles

if TYPE_CHECKING:
    from clew.clues.campaigns import Campaigns
    from clew.clues.check_tiers import TierCheck
    from clew.clues.clue_file import CluePlacer
    from clew.clues.embedders.worker import EmbedWorker
    from clew.clues.heads import CampaignHeads
    from clew.clues.lint import Lint
    from clew.clues.misses import Misses
    from clew.clues.publisher import Publisher
    from clew.clues.repair import Repair
    from clew.clues.static_file import StaticBuilder
    from clew.clues.stores.sql import SqlClues
    from clew.record.engine import Record
    from clew.venues.stores.sql import SqlVenues
    from clew.wiring.plans import RecordedPlans
    from clew.wiring.zone_use import CampaignsOnMaps, CluesInZones

ExactTier = LmdbExact | MemoryExact

EXACT_TIERS: Mapping[str, Callable[[str, Path, Settings], ExactTier]] = {
    # scheme of exact_url -> what makes the tier from what follows the colon, home and settings
    "lmdb": lambda path, home, settings: LmdbExact(
        LmdbFile(home / path, map_gib=settings.exact_map_gib)
    ),
    "memory": lambda _path, _home, _settings: MemoryExact(),
}


def exact_tier(home: Path, settings: Settings) -> ExactTier:
    """The exact tier that `exact_url` names, or a refusal (`config_wrong`)."""
    scheme, _, rest = settings.exact_url.partition(":")
    if scheme not in EXACT_TIERS:
        raise InputRefused(
            Code.CONFIG_WRONG,
            f"exact_url {settings.exact_url!r} names no known engine",
            remedy=f"begin it with one of: {', '.join(f'{name}:' for name in EXACT_TIERS)}",
        )
    return EXACT_TIERS[scheme](rest, home, settings)


class House:
    """The parts, wired. One a process."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.home = configuration.home
        self.settings = configuration.settings
        self.clock: Clock = SystemClock()
        self.tally = Tally()

    def prepare(self) -> None:
        """Makes the home directory, or raises `PartUnavailable` where that is refused."""
        try:
            self.home.mkdir(mode=0o750, parents=True, exist_ok=True)
            next(self.home.iterdir(), None)
        except OSError as error:
            raise storage_fault(error, self.home) from error

    async def close(self) -> ClewError | None:
        """Writes what is still counted in memory, and releases what was opened.

        Returns why the counts could not be written, if so: an answer stands without them.
        """
        lost = None
        if "asked" in self.__dict__:
            try:
                await self.asked.flush()
            except ClewError as error:
                lost = error
        if "exact" in self.__dict__:
            self.exact.close()
        if "record" in self.__dict__:
            await self.record.close()
        if "embedder" in self.__dict__:
            await self.embedder.close()
        return lost

    # ------------------------------------------------------------ stores

    @cached_property
    def record(self) -> Record:
        """Transactions on the record."""
        from clew.record.engine import Record, sqlite_url

        return Record(self.settings.record_url or sqlite_url(self.home / "record.sqlite"))

    @cached_property
    def venues(self) -> SqlVenues:
        """The record of venues."""
        from clew.venues.stores.sql import SqlVenues

        return SqlVenues(self.record)

    @cached_property
    def maps(self) -> MapFiles:
        """The shelf of published maps."""
        return MapFiles(self.home / "maps")

    @cached_property
    def clues(self) -> SqlClues:
        """The record of campaigns and clues."""
        from clew.clues.stores.sql import SqlClues

        return SqlClues(self.record)

    @cached_property
    def asked_store(self) -> SqliteAsked:
        """What players asked, counted."""
        return SqliteAsked(self.home / "asked.sqlite", bound=self.settings.asked_texts)

    @cached_property
    def exact(self) -> ExactTier:
        """The exact tier."""
        return exact_tier(self.home, self.settings)

    @cached_property
    def tombstones(self) -> TombstoneFile:
        """The deleted keys that the static tier honours."""
        return TombstoneFile(self.home / "static" / "tombstones.jsonl")

    @cached_property
    def static(self) -> StaticFiles:
        """The static tier."""
        return StaticFiles(
            self.home / "static",
            tombstones=self.tombstones,
            clock=self.clock,
            max_rows=self.settings.static_rows,
        )

    # ------------------------------------------------------------ models

    @property
    def embedding(self) -> Path:
        """The folder of the embedding artefact."""
        from clew.model_registry.artefact import EMBEDDING

        given = self.settings.embedding
        return self.home / given if given else EMBEDDING

    @cached_property
    def embedder(self) -> EmbedWorker:
        """Texts to vectors; raises `PartUnavailable` (`artefact_refused`) for damaged files."""
        from clew.clues.embedders.worker import EmbedWorker, onnx_command
        from clew.model_registry.artefact import load_artefact

        artefact = load_artefact(self.embedding)
        manifest = artefact.manifest
        return EmbedWorker(
            onnx_command(artefact.folder), dims=manifest.dims, checks=manifest.checks
        )

    # ------------------------------------------------------------ use cases

    @cached_property
    def plans(self) -> RecordedPlans:
        """Venues as the clues see them."""
        from clew.wiring.plans import RecordedPlans

        return RecordedPlans(self.venues)

    @cached_property
    def placer(self) -> CluePlacer:
        """Finds the zone of what an editor writes."""
        from clew.clues.clue_file import CluePlacer

        return CluePlacer(self.plans)

    @cached_property
    def heads(self) -> CampaignHeads:
        """Keeps each campaign's head true."""
        from clew.clues.heads import CampaignHeads

        return CampaignHeads(
            record=self.clues, exact=self.exact, static=self.static, plans=self.plans
        )

    @cached_property
    def campaigns(self) -> Campaigns:
        """The life of campaigns."""
        from clew.clues.campaigns import Campaigns

        return Campaigns(record=self.clues, exact=self.exact, heads=self.heads, clock=self.clock)

    @cached_property
    def publisher(self) -> Publisher:
        """Publishes, deletes and restores clues."""
        from clew.clues.publisher import Publisher

        return Publisher(
            record=self.clues,
            exact=self.exact,
            static=self.static,
            tombstones=self.tombstones,
            heads=self.heads,
            plans=self.plans,
            clock=self.clock,
            lease_s=self.settings.lease_s,
        )

    @cached_property
    def repair(self) -> Repair:
        """Makes the parts agree again."""
        from clew.clues.repair import Repair

        return Repair(
            record=self.clues,
            exact=self.exact,
            tombstones=self.tombstones,
            heads=self.heads,
            clock=self.clock,
            lease_s=self.settings.lease_s,
        )

    @cached_property
    def static_builder(self) -> StaticBuilder:
        """Puts a static.csv in force."""
        from clew.clues.static_file import StaticBuilder

        return StaticBuilder(
            static=self.static,
            exact=self.exact,
            record=self.clues,
            plans=self.plans,
            heads=self.heads,
            max_rows=self.settings.static_rows,
        )

    @cached_property
    def lint(self) -> Lint:
        """Looks over a campaign."""
        from clew.clues.lint import Lint

        return Lint(
            record=self.clues,
            static=self.static,
            plans=self.plans,
            embedder=lambda: self.embedder,
        )

    @cached_property
    def misses(self) -> Misses:
        """What was asked in vain, and what may have been meant."""
        from clew.clues.misses import Misses

        return Misses(
            record=self.clues,
            asked=self.asked_store,
            exact=self.exact,
            publisher=self.publisher,
            embedder=lambda: self.embedder,
        )

    @cached_property
    def zone_use(self) -> CluesInZones:
        """What stands in zones that a map change would drop."""
        from clew.wiring.zone_use import CluesInZones

        return CluesInZones(self.clues, self.static)

    @cached_property
    def map_listeners(self) -> CampaignsOnMaps:
        """Who must hear of a new map version."""
        from clew.wiring.zone_use import CampaignsOnMaps

        return CampaignsOnMaps(
            exact=self.exact,
            heads=self.heads,
            static=self.static,
            builder=self.static_builder,
            venues=self.venues,
        )

    @cached_property
    def tier_check(self) -> TierCheck:
        """Compares the tiers."""
        from clew.clues.check_tiers import TierCheck

        return TierCheck(
            record=self.clues,
            exact=self.exact,
            lookup=self.exact,
            static=self.static,
            texts=self.static,
            tombstones=self.tombstones,
            plans=self.plans,
        )

    @cached_property
    def asked(self) -> AskedLog:
        """Counts what is asked; written when the house closes."""
        return AskedLog(self.asked_store, self.clock)

    @cached_property
    def resolver(self) -> Resolver:
        """Answers queries."""
        return Resolver(
            exact=self.exact,
            static=self.static,
            atlas=Atlas(self.maps),
            budgets=Budgets(
                self.settings.exact_budget_ms / 1000, self.settings.static_budget_ms / 1000
            ),
            asked=self.asked,
            recorder=self.tally,
        )
