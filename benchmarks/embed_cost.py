"""What embedding costs: a query inside one process, through the worker, and many in bulk.

The texts are the demo mall's clues, each in a random order. Through the worker a query pays for two
pipes and the event loop as well; that is printed as the difference.

    python benchmarks/embed_cost.py [--queries 2000] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import os
import random
import time
from collections.abc import Sequence
from importlib.resources import as_file, files

import numpy as np

from clew.clues.embedders.onnx import OnnxEmbedder
from clew.clues.embedders.worker import EmbedWorker, onnx_command
from clew.model_registry.artefact import EMBEDDING, load_artefact

PATIENT_S = 60.0
AT_ONCE = 16
"""Queries in flight in the crowded run."""


def texts(queries: int, seed: int) -> list[str]:
    """That many clue texts of the demo mall, shuffled."""
    with (
        as_file(files("clew.demo") / "mall" / "clues.csv") as path,
        path.open(encoding="utf-8", newline="") as stream,
    ):
        clues = [row["text"] for row in csv.DictReader(stream)]
    return random.Random(seed).choices(clues, k=queries)


def inside(embedder: OnnxEmbedder, queries: Sequence[str]) -> list[float]:
    """Milliseconds of each query inside this process."""
    spent = []
    for query in queries:
        start = time.perf_counter()
        embedder.embed([query])
        spent.append((time.perf_counter() - start) * 1e3)
    return spent


async def through(worker: EmbedWorker, queries: Sequence[str], at_once: int) -> list[float]:
    """Milliseconds of each query through the worker, with so many in flight."""
    left = iter(queries)
    spent = []

    async def ask() -> None:
        for query in left:
            start = time.perf_counter()
            await worker.embed([query], deadline_s=PATIENT_S)
            spent.append((time.perf_counter() - start) * 1e3)

    await asyncio.gather(*(ask() for _ in range(at_once)))
    return spent


async def bulk(worker: EmbedWorker, queries: Sequence[str]) -> float:
    """Sentences a second through the worker, 256 a call."""
    start = time.perf_counter()
    for at in range(0, len(queries), 256):
        await worker.embed(queries[at : at + 256], deadline_s=PATIENT_S)
    return len(queries) / (time.perf_counter() - start)


async def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    queries = texts(given.queries, given.seed)
    start = time.perf_counter()
    artefact = load_artefact(EMBEDDING)
    verified = time.perf_counter() - start
    embedder = OnnxEmbedder(artefact)
    manifest = artefact.manifest
    worker = EmbedWorker(onnx_command(artefact.folder), dims=manifest.dims, checks=manifest.checks)
    start = time.perf_counter()
    assert await worker.ready(within_s=PATIENT_S)
    started = time.perf_counter() - start
    try:
        inside(embedder, queries[:50])
        runs = {
            "in this process": inside(embedder, queries),
            "through the worker": await through(worker, queries, 1),
            f"the same, {AT_ONCE} at once": await through(worker, queries, AT_ONCE),
        }
        rate = await bulk(worker, queries)
        assert worker.status.restarts == 0, "the worker was restarted"
    finally:
        await worker.close()
    print(f"{given.queries:,} queries, seed {given.seed}; load {os.getloadavg()[0]:.2f}")
    print(
        f"artefact verified in {verified * 1e3:.0f} ms, process ready in {started * 1e3:.0f} ms\n"
    )
    print(f"{'':<24}{'mean ms':>9}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    for name, spent in runs.items():
        p50, p99 = np.percentile(spent, [50, 99])
        print(f"{name:<24}{np.mean(spent):>9.2f}{p50:>9.2f}{p99:>9.2f}{max(spent):>9.2f}")
    print(f"\nin bulk through the worker: {rate:,.0f} sentences/s")


if __name__ == "__main__":
    asyncio.run(main())
