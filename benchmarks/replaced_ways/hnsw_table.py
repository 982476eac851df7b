"""HNSW by its settings, and vectors by how they are stored."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from evidence.shortlist import Vectors
from evidence.text_sets import clinc

from replaced_ways.ground import VENUES, spots
from replaced_ways.hnsw import HITS, nearest, off, recall, search

ASKED = 500


def hnsw_table(data: Path, vectors: Vectors) -> Iterator[str]:
    """A line for each setting: every text has a place of its own, and a query an intent's."""
    chance = random.Random("hnsw")
    registered, asked = _texts(data, chance)
    stored, queries = vectors.of(registered), vectors.of(asked)
    # What a query means is the text that is nearest to it: the index is asked for no more.
    true = nearest(stored, queries)
    ground = spots((str(at) for at in range(len(registered))), 0)
    where = [ground[str(at)] for at in range(len(registered))]
    right = [where[rows[0]] for rows in true]
    venues = [
        {at for at, spot in enumerate(where) if spot.venue == venue} for venue in range(VENUES)
    ]
    every = set(range(len(registered)))
    yield (
        "| vectors | M | ef | recall of ten | recall in the right venue | metres off p50 / p95 "
        "| ms p50 / p99 | bytes a text |\n|---|---|---|---|---|---|---|---|"
    )
    local = _nearest_there(stored, queries, [venues[spot.venue] for spot in right])
    for int8 in (False, True):
        for links in (16, 32):
            for width in (100, 500):
                found = search(stored, queries, links=links, width=width, int8=int8)
                away = off(found.rows, where, right)
                of_all = recall(found.rows, true, [every] * len(queries))
                of_venue = recall(found.rows, local, [every] * len(queries))
                yield (
                    f"| {'int8' if int8 else 'fp32'} | {links} | {width} | {100 * of_all:.1f} % "
                    f"| {100 * of_venue:.1f} % "
                    f"| {np.quantile(away, 0.5):.0f} / {np.quantile(away, 0.95):.0f} "
                    f"| {np.quantile(found.ms, 0.5):.2f} / {np.quantile(found.ms, 0.99):.2f} "
                    f"| {found.size / len(registered):.0f} |"
                )


def vector_table(data: Path, vectors: Vectors) -> Iterator[str]:
    """A line for each way to store a vector, every one looked at."""
    registered, asked = _texts(data, random.Random("hnsw"))
    stored, queries = vectors.of(registered), vectors.of(asked)
    true = nearest(stored, queries)
    scale = np.abs(stored).max() / 127
    ways = {
        "float32": (stored, 4),
        "float16": (stored.astype(np.float16).astype(np.float32), 2),
        "int8, one scale": (np.round(stored / scale).astype(np.float32) * scale, 1),
    }
    yield "| stored as | same first | recall of ten | bytes a text |\n|---|---|---|---|"
    for name, (kept, size) in ways.items():
        found = nearest(kept, queries)
        first = float(np.mean(found[:, 0] == true[:, 0]))
        of_all = recall(found, true, [set(range(len(stored)))] * len(queries))
        yield f"| {name} | {100 * first:.1f} % | {100 * of_all:.1f} % | {size * stored.shape[1]} |"
    yield (
        "\nThe vectors come out of an artefact with 128 dimensions and pass through float16 here; "
        "384 dimensions and float32 weights are in the table of "
        "[decision 12](decisions/0012-embedding-artefact.md)."
    )


def _texts(data: Path, chance: random.Random) -> tuple[list[str], list[str]]:
    texts = clinc(data)(100, ASKED, chance)
    return [one.text for one in texts.registered], [one.text for one in texts.asked]


def _nearest_there(stored: np.ndarray, queries: np.ndarray, there: list[set[int]]) -> np.ndarray:
    """Of each query the ten nearest of its own venue."""
    scores = queries @ stored.T
    for row, kept in enumerate(there):
        out = np.ones(len(stored), bool)
        out[list(kept)] = False
        scores[row, out] = -np.inf
    return np.argsort(-scores, axis=1)[:, :HITS]
