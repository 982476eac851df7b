"""The single ways: the first hit's place above a threshold, and ten hits averaged."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np
from evidence.rows import fold_of
from evidence.shortlist import Vectors
from evidence.text_sets import Text, TextSet

from replaced_ways.fair import answered
from replaced_ways.ground import metres, spots
from replaced_ways.hnsw import off, search
from replaced_ways.outcome import Outcome
from replaced_ways.scores import Way, first_and_lead

WITHIN_M = 5.0
"""An averaged point is in no zone; it counts as right within this distance."""
Seeded = Sequence[tuple[int, TextSet]]


def meant(one: Text) -> str | None:
    """The one place that a text means."""
    return min(one.places) if len(one.places) == 1 else None


def single(sets: Seeded, vectors: Vectors, way: Way) -> list[Outcome]:
    """What becomes of each query where the best hit answers."""
    signs, hits, folds, offs, spent = [], [], [], [], []
    for seed, texts in sets:
        zones = [min(one.places) for one in texts.registered]
        scored = way(texts, vectors)
        best, two = first_and_lead(scored.scores, zones)
        where = spots(zones, seed)
        signs.append(two)
        spent += scored.ms
        for one, row in zip(texts.asked, best, strict=True):
            right = meant(one)
            hits.append(zones[row] == right)
            offs.append(metres(where[zones[row]], where[right]) if right in where else nan)
            folds.append(fold_of(one.kin))
    kept = answered(np.concatenate(signs), np.array(hits), folds)
    asked = [one for _, texts in sets for one in texts.asked]
    return [
        Outcome(meant(one) is not None, bool(keep), hit, far, ms)
        for one, keep, hit, far, ms in zip(asked, kept, hits, offs, spent, strict=True)
    ]


def averaged(sets: Seeded, vectors: Vectors) -> list[Outcome]:
    """What becomes of each query where the middle of ten hits answers, whatever they are."""
    found: list[Outcome] = []
    for seed, texts in sets:
        zones = [min(one.places) for one in texts.registered]
        where = spots(zones, seed)
        stored = vectors.of([one.text for one in texts.registered])
        asked = vectors.of([one.text for one in texts.asked])
        hits = search(stored, asked, links=16, width=100, int8=False)
        nowhere = next(iter(where.values()))
        rights = [where.get(meant(one) or "", nowhere) for one in texts.asked]
        away = off(hits.rows, [where[zone] for zone in zones], rights)
        for one, metre, ms in zip(texts.asked, away, hits.ms, strict=True):
            known = meant(one) is not None
            found.append(
                Outcome(known, True, known and metre <= WITHIN_M, metre if known else nan, ms)
            )
    return found
