from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from clew.clues.bounded.model import Limits
from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.lmdb_file import LmdbFile
from clew.clues.stores.lmdb_rows import LmdbRows
from clew.clues.stores.memory import MemoryExact
from clew.clues.vectors.memory import MemoryVectors
from clew.clues.vectors.worker import SearchWorker, search_command
from clew.testing.vector_tier import (
    PATIENT_S,
    VectorTierBattery,
    meant,
    near,
    put,
    told_of,
)


class TestMemoryVectors(VectorTierBattery):
    @pytest.fixture
    def exact(self) -> MemoryExact:
        return MemoryExact()

    @pytest.fixture
    def rows(self, exact: MemoryExact) -> MemoryExact:
        return exact

    @pytest.fixture
    def vectors(self, exact: MemoryExact) -> MemoryVectors:
        return MemoryVectors(exact)


class TestSearchWorker(VectorTierBattery):
    @pytest.fixture
    def file(self, tmp_path: Path) -> Iterator[LmdbFile]:
        file = LmdbFile(tmp_path / "exact", map_gib=1)
        yield file
        file.close()

    @pytest.fixture
    def exact(self, file: LmdbFile) -> LmdbExact:
        return LmdbExact(file)

    @pytest.fixture
    def rows(self, file: LmdbFile) -> LmdbRows:
        return LmdbRows(file)

    @pytest.fixture
    async def vectors(self, tmp_path: Path, rows: LmdbRows) -> AsyncIterator[SearchWorker]:
        command = search_command(tmp_path / "exact", 1, tmp_path / "vectors")
        # Every answer is preceded by a proof here, so that a sentinel that errs is seen.
        worker = SearchWorker(
            command, rows, limits=Limits(waiting=64, batch=1, patience_s=PATIENT_S), every_s=0.0
        )
        yield worker
        status = worker.status
        await worker.close()
        assert (status.restarts, status.fault) == (0, "")

    async def test_another_process_writes(
        self, tmp_path: Path, vectors: SearchWorker, exact: LmdbExact
    ) -> None:
        """What another process committed and acknowledged is seen by the next search."""
        await put(exact, meant("c1", 1, "water", first=1))
        assert told_of(await near(vectors, 2)) == {("c1", 1, "water")}
        script = """
import asyncio, sys
from pathlib import Path
from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.lmdb_file import LmdbFile
from clew.testing.vector_tier import meant, put
exact = LmdbExact(LmdbFile(Path(sys.argv[1]), map_gib=1))
asyncio.run(put(exact, meant("c2", 1, "clock", first=2)))
"""
        writer = await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, str(tmp_path / "exact")
        )
        assert await writer.wait() == 0
        assert told_of(await near(vectors, 2)) == {("c1", 1, "water"), ("c2", 1, "clock")}

    async def test_many_campaigns(self, vectors: SearchWorker, exact: LmdbExact) -> None:
        """More campaigns than are kept in memory at a time are all answered, time and again."""
        for n in range(12):
            await put(exact, meant(f"c{n}", 1, "water", first=1), campaign=f"campaign-{n}")
        for n in [*range(12), *range(12)]:
            seen = await near(vectors, 1, "water", campaign=f"campaign-{n}")
            assert told_of(seen) == {(f"c{n}", 1, "water")}

    async def test_warm(self, vectors: SearchWorker, exact: LmdbExact) -> None:
        """Once it is warm, a campaign is searched without reading it first."""
        await put(exact, *(meant(f"c{n}", 1, f"text {n}", first=n) for n in range(900)))
        await vectors.warm("spring", "minilm-1", within_s=PATIENT_S)
        assert await near(vectors, 5)
