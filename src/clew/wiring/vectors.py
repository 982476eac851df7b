"""The engine of the vector tier: whatever searches what the exact tier's file stores."""

from __future__ import annotations

from pathlib import Path

from clew.clues.stores.lmdb_rows import LmdbRows
from clew.clues.stores.memory import MemoryExact
from clew.clues.vectors.keeper import SnapshotKeeper
from clew.clues.vectors.memory import MemoryVectors
from clew.clues.vectors.worker import SearchWorker, search_command
from clew.model_registry.artefact import read_manifest
from clew.settings import Settings
from clew.wiring.tiers import ExactTier, vectors_wanted

VectorStore = SearchWorker | MemoryVectors


def vector_store(home: Path, settings: Settings, exact: ExactTier) -> VectorStore:
    """A process that searches the rows of LMDB's file; in memory, the rows themselves."""
    if isinstance(exact, MemoryExact):
        return MemoryVectors(exact)
    command = search_command(exact.file.directory, settings.exact_map_gib, home / "vectors")
    return SearchWorker(command, LmdbRows(exact.file))


def snapshot_keeper(
    home: Path, settings: Settings, exact: ExactTier, embedding: Path
) -> SnapshotKeeper | None:
    """What builds snapshots of the rows in LMDB's file; None for any other, or no vector tier."""
    if isinstance(exact, MemoryExact) or not vectors_wanted(settings):
        return None
    manifest = read_manifest(embedding)
    rows = LmdbRows(exact.file)
    return SnapshotKeeper(home / "vectors", rows, model=manifest.title, dims=manifest.dims)
