"""Vectors in inverted lists on a mapped file. The only file that names FAISS.

Each vector lies, as the float16 numbers it is stored in, in the list of the centre it is nearest
to; a search scans the lists of the centres nearest to its query (Jegou, Douze and Schmid, 2011,
"Product quantization for nearest neighbor search", section IV, without the quantisation).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

EXACT_UP_TO = 20_000
"""Rows up to which there is one list, so that a search scans them all."""
RECALL = 0.99
"""Share of trials that must find the nearest vector of all in the lists that a search scans."""
_SCANNED = (20, 40, 80, 120, 160, 240, 320)
"""Numbers of lists that are tried; the last one is taken untried."""
_TRIALS = 512
_AWAY = 1.6
"""Noise on a trial, in lengths of its vector: it leaves a cosine of 0.53.

So far off, trials lose as many of their nearest as texts with a typing slip do in the shipped
embedding: with 20, 80 and 160 of 558 lists scanned, trials kept 87, 98 and 99 of 100, 1,000 such
texts against 78,000 real and recombined ones 93, 98 and 99.
"""
_PER_CENTRE = 32
"""Vectors a centre that the centres are learned from; more of them gain nothing measurable."""
_ROUNDS = 8
_SHARE = 16_384


def centres_for(rows: int) -> int:
    """How many lists that many rows lie in."""
    return 1 if rows <= EXACT_UP_TO else int(2 * math.sqrt(rows))


def learn_centres(vectors: NDArray[np.float16]) -> NDArray[np.float32]:
    """(centres_for(rows), dims): centres learned from a sample of (rows, dims) unit vectors."""
    centres = centres_for(len(vectors))
    if centres == 1:
        return np.zeros((1, vectors.shape[1]), np.float32)
    sampled = min(len(vectors), _PER_CENTRE * centres)
    chosen = np.random.default_rng(0).choice(len(vectors), sampled, replace=False)
    sample = vectors[np.sort(chosen)].astype(np.float32)
    kmeans = faiss.Kmeans(
        vectors.shape[1], centres, niter=_ROUNDS, seed=1, spherical=True, min_points_per_centroid=1
    )
    kmeans.train(sample)
    return np.asarray(kmeans.centroids, np.float32)


def write_lists(vectors: NDArray[np.float16], path: Path) -> NDArray[np.uint64]:
    """Writes the lists of (rows, dims) unit vectors.

    Returns (rows,): where each lies, its list in the upper 32 bits and its place there in the
    lower. Memory: twice the vectors' bytes at most.
    """
    centres = learn_centres(vectors)
    quantizer = faiss.IndexFlatIP(centres.shape[1])
    quantizer.add(centres)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer,
        centres.shape[1],
        len(centres),
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
        False,  # codes are the vectors themselves, not what is left beside the centre
    )
    index.is_trained = True  # float16 has nothing to learn
    listed = np.zeros(len(vectors), np.int64)
    for at in range(0, len(vectors), _SHARE):
        share = vectors[at : at + _SHARE].astype(np.float32)
        _, nearest = quantizer.search(share, 1)
        listed[at : at + _SHARE] = nearest[:, 0]
        index.add_core(
            len(share), faiss.swig_ptr(share), None, faiss.swig_ptr(listed[at : at + _SHARE])
        )
    index.nprobe = _enough(index, vectors)
    faiss.write_index(index, str(path))
    return _places(listed, len(centres))


def _enough(index: Any, vectors: NDArray[np.float16]) -> int:
    """The least number of lists whose scan keeps `RECALL`, tried on stored vectors with noise."""
    if index.nlist <= _SCANNED[0]:
        return int(index.nlist)
    trials, nearest = _trials(vectors)
    for scanned in _SCANNED[:-1]:
        index.nprobe = scanned
        _, found = index.search(trials, 1)
        if np.mean(found[:, 0] == nearest) >= RECALL:
            return scanned
    return min(_SCANNED[-1], int(index.nlist))


def _trials(vectors: NDArray[np.float16]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Queries, and the row nearest to each, found by comparing all."""
    chance = np.random.default_rng(1)
    trials = vectors[np.sort(chance.choice(len(vectors), _TRIALS))].astype(np.float32)
    noise = chance.normal(size=trials.shape).astype(np.float32)
    trials += _AWAY * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    trials /= np.linalg.norm(trials, axis=1, keepdims=True)
    best, nearest = np.full(len(trials), -np.inf, np.float32), np.zeros(len(trials), np.int64)
    for at in range(0, len(vectors), _SHARE):
        scores = trials @ vectors[at : at + _SHARE].astype(np.float32).T
        place = scores.argmax(axis=1)
        score = scores[np.arange(len(trials)), place]
        nearest = np.where(score > best, place + at, nearest)
        best = np.maximum(best, score)
    return trials, nearest


def _places(listed: NDArray[np.int64], lists: int) -> NDArray[np.uint64]:
    order = np.argsort(listed, kind="stable")
    starts = np.searchsorted(listed[order], np.arange(lists))
    places = np.empty(len(listed), np.uint64)
    places[order] = np.arange(len(listed)) - starts[listed[order]]
    return places | listed.astype(np.uint64) << np.uint64(32)


class MappedLists:
    """The lists of a file, mapped: memory is the page cache's."""

    def __init__(self, path: Path, places: NDArray[np.uint64], dims: int) -> None:
        """Raises `ValueError` where the file isn't what `write_lists` wrote."""
        # A search is one query; threads would cost more than they save, and starve the others.
        faiss.omp_set_num_threads(1)
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        except RuntimeError as error:
            raise ValueError(str(error)) from error
        if not isinstance(index, faiss.IndexIVFScalarQuantizer) or (index.ntotal, index.d) != (
            len(places),
            dims,
        ):
            raise ValueError(f"{path.name} holds another index")
        self._index = index
        lists: Any = index.invlists
        lists = faiss.downcast_InvertedLists(lists)
        lists.prefetch_nthread = 0  # else each search starts 32 threads
        self._lists = lists
        self._places = places

    def nearest(self, vector: NDArray[np.float32], many: int) -> NDArray[np.int64]:
        """The rows of that many of the nearest vectors; fewer only where there are no more."""
        scanned = int(self._index.nprobe)
        while True:
            within: Any = faiss.SearchParametersIVF()
            within.nprobe = scanned
            _, rows = self._index.search(vector[None, :], many, params=within)
            found: NDArray[np.int64] = rows[0][rows[0] >= 0]
            if len(found) == many or scanned >= self._index.nlist:
                return found
            # Where many texts are the same, most lists hold next to nothing.
            scanned *= 4

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """(len(rows), dims): their vectors, exactly as stored."""
        size = self._index.code_size
        stored = bytearray()
        for place in self._places[rows].tolist():
            codes = self._lists.get_single_code(place >> 32, place & 0xFFFFFFFF)
            stored += faiss.rev_swig_ptr(codes, size).tobytes()
        return np.frombuffer(stored, "<f2").reshape(len(rows), -1).astype(np.float32)
