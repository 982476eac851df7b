"""Settings -> what a running Clew keeps things in, and the models that it uses."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from clew.clock import Clock, SystemClock
from clew.clues.meanings import Meanings, NoMeanings
from clew.clues.stores.asked_sqlite import SqliteAsked
from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.static_files import StaticFiles
from clew.clues.stores.tombstone_file import TombstoneFile
from clew.durable import storage_fault
from clew.settings import Configuration
from clew.telemetry.tally import Tally
from clew.venues.stores.map_file import MapFiles
from clew.wiring.tiers import ExactTier, exact_tier, vectors_wanted

if TYPE_CHECKING:
    from clew.clues.embedders.worker import EmbedWorker
    from clew.clues.stores.import_files import ImportFiles
    from clew.clues.stores.sql import SqlClues
    from clew.clues.stores.sql_attempts import SqlAttempts
    from clew.clues.vectors.keeper import SnapshotKeeper
    from clew.record.engine import Record
    from clew.rules.desk import RuleDesk
    from clew.venues.stores.sql import SqlVenues
    from clew.wiring.vectors import VectorStore


class Stores:
    """What is kept, where the settings say. Each part is made when it is first asked for."""

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
    def attempt_book(self) -> SqlAttempts:
        """Which writes were sent, and what became of them."""
        from clew.clues.stores.sql_attempts import SqlAttempts

        return SqlAttempts(self.record)

    @cached_property
    def asked_store(self) -> SqliteAsked:
        """What players asked, counted."""
        return SqliteAsked(self.home / "asked.sqlite", bound=self.settings.asked_texts)

    @cached_property
    def exact(self) -> ExactTier:
        """The exact tier."""
        return exact_tier(self.home, self.settings)

    def free_readers(self) -> None:
        """Frees what killed processes still hold in the exact tier; raises `PartUnavailable`."""
        if isinstance(self.exact, LmdbExact):
            self.exact.file.free_readers()

    @cached_property
    def import_shelf(self) -> ImportFiles:
        """Large imports, until they are published whole."""
        from clew.clues.stores.import_files import ImportFiles

        return ImportFiles(self.home / "imports")

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

    @cached_property
    def rules(self) -> RuleDesk:
        """The rules in force, and what changes which those are."""
        from clew.rules.desk import RuleDesk
        from clew.rules.engines.zen import ZenRules
        from clew.rules.stores.rule_files import RuleFiles

        return RuleDesk(shelf=RuleFiles(self.home / "rules"), engine=ZenRules(), clock=self.clock)

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

    @cached_property
    def meanings(self) -> Meanings:
        """What makes the vectors of clues; nothing where there is no vector tier."""
        if not vectors_wanted(self.settings):
            return NoMeanings()
        from clew.clues.embedders.meanings import EmbeddedMeanings

        return EmbeddedMeanings(lambda: self.embedder, self.vector_model)

    @property
    def vector_model(self) -> str:
        """The version of the model that vectors are made with."""
        from clew.model_registry.artefact import read_manifest

        return read_manifest(self.embedding).title

    @cached_property
    def snapshots(self) -> SnapshotKeeper | None:
        """What keeps searching fast among many clues; None where nothing is searched on disk."""
        from clew.wiring.vectors import snapshot_keeper

        return snapshot_keeper(self.home, self.settings, self.exact, self.embedding)

    @cached_property
    def vectors(self) -> VectorStore:
        """The stored spellings, searched by meaning and by letters."""
        from clew.wiring.vectors import vector_store

        return vector_store(self.home, self.settings, self.exact)
