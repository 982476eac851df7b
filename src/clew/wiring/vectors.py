"""The engine of the vector tier: whatever searches what the exact tier's file stores."""

from __future__ import annotations

from pathlib import Path

from clew.clues.stores.lmdb_rows import LmdbRows
from clew.clues.stores.memory import MemoryExact
from clew.clues.vectors.memory import MemoryVectors
from clew.clues.vectors.worker import SearchWorker, search_command
from clew.settings import Settings
from clew.wiring.tiers import ExactTier

VectorStore = SearchWorker | MemoryVectors


def vector_store(home: Path, settings: Settings, exact: ExactTier) -> VectorStore:
    """A process that searches the rows of LMDB's file; in memory, the rows themselves."""
    if isinstance(exact, MemoryExact):
        return MemoryVectors(exact)
    command = search_command(exact.file.directory, settings.exact_map_gib, home / "vectors")
    return SearchWorker(command, LmdbRows(exact.file))
