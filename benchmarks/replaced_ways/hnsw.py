"""Pure vector search by HNSW: what it finds, and where ten hits averaged lead."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from replaced_ways.ground import Spot, average, metres

HITS = 10
Vectors = NDArray[np.float32]


class Found(NamedTuple):
    """What an index found: (asked, hits) rows and cosines, its bytes, milliseconds a query."""

    rows: NDArray[np.int64]
    scores: Vectors
    size: int
    ms: list[float]


def search(stored: Vectors, asked: Vectors, *, links: int, width: int, int8: bool) -> Found:
    """The ten nearest by an HNSW of M `links` and ef `width`."""
    faiss.omp_set_num_threads(1)
    dims = stored.shape[1]
    index: Any  # of faiss, whose stubs differ from release to release
    if int8:
        index = vars(faiss)["IndexHNSWSQ"](
            dims, faiss.ScalarQuantizer.QT_8bit, links, faiss.METRIC_INNER_PRODUCT
        )
        index.train(stored)
    else:
        index = faiss.IndexHNSWFlat(dims, links, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 200
    index.hnsw.efSearch = width
    index.add(stored)
    rows, scores, spent = [], [], []
    for one in asked:
        since = time.perf_counter()
        score, row = index.search(one[None, :], HITS)
        spent.append(1e3 * (time.perf_counter() - since))
        rows.append(row[0])
        scores.append(score[0])
    return Found(np.stack(rows), np.stack(scores), faiss.serialize_index(index).nbytes, spent)


def nearest(stored: Vectors, asked: Vectors) -> NDArray[np.int64]:
    """The ten nearest, by looking at every one."""
    return np.argsort(-(asked @ stored.T), axis=1)[:, :HITS]


def recall(found: NDArray[np.int64], right: NDArray[np.int64], keep: Sequence[set[int]]) -> float:
    """The share of the right rows that were found; of each query only the rows in `keep`."""
    got = want = 0
    for mine, true, kept in zip(found, right, keep, strict=True):
        wanted = set(map(int, true)) & kept
        got += len(wanted & set(map(int, mine)))
        want += len(wanted)
    return got / max(want, 1)


def off(found: NDArray[np.int64], where: Sequence[Spot], right: Sequence[Spot]) -> list[float]:
    """Metres between the middle of each query's hits and its place."""
    return [
        metres(average(where[row] for row in rows if row >= 0), spot)
        for rows, spot in zip(found, right, strict=True)
    ]
