"""How each way scores every registered text for an asked one, and what a query costs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import bm25s
import numpy as np
from evidence.shortlist import Vectors
from evidence.text_sets import TextSet
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from clew.clues.likeness import Likeness
from clew.text import normalise

Scores = NDArray[np.float64]


class Scored(NamedTuple):
    """(asked, registered): the scores; and the milliseconds of each query."""

    scores: Scores
    ms: list[float]


Way = Callable[[TextSet, Vectors], Scored]


def timed(one: Callable[[int], Scores], count: int) -> Scored:
    """The scores of each query in turn."""
    rows, spent = [], []
    for at in range(count):
        since = time.perf_counter()
        rows.append(np.asarray(one(at), np.float64))
        spent.append(1e3 * (time.perf_counter() - since))
    return Scored(np.stack(rows), spent)


def forms(texts: TextSet) -> tuple[list[str], list[str]]:
    """The key forms of what is registered, and of what is asked."""
    return (
        [normalise(one.text).key for one in texts.registered],
        [normalise(one.text).key for one in texts.asked],
    )


def vectors_alone(texts: TextSet, vectors: Vectors) -> Scored:
    """The cosine, of every text; embedding the query is not in the time."""
    stored = vectors.of([one.text for one in texts.registered])
    asked = vectors.of([one.text for one in texts.asked])
    return timed(lambda at: (stored @ asked[at]).astype(np.float64), len(asked))


def ngrams_alone(texts: TextSet, _: Vectors) -> Scored:
    """Dice's coefficient over character n-grams (`clew.clues.likeness`)."""
    known, asked = forms(texts)
    alike = Likeness(known)
    return timed(lambda at: alike.to(asked[at]), len(asked))


def bm25(texts: TextSet, _: Vectors) -> Scored:
    """Okapi BM25 over words (bm25s), each score as a share of what the query could reach."""
    known, asked = forms(texts)
    index = bm25s.BM25()
    index.index([form.split() for form in known], show_progress=False)
    words = set(index.vocab_dict)

    def score(at: int) -> Scores:
        held = [word for word in asked[at].split() if word in words]
        if not held:
            return np.zeros(len(known))
        return np.asarray(index.get_scores(held), np.float64) / len(asked[at].split())

    return timed(score, len(asked))


def fuzzy(scorer: Callable[..., float]) -> Way:
    """A scorer of RapidFuzz over every text, from 0 to 1."""

    def way(texts: TextSet, _: Vectors) -> Scored:
        known, asked = forms(texts)

        def score(at: int) -> Scores:
            return np.asarray(process.cdist([asked[at]], known, scorer=scorer)[0] / 100, np.float64)

        return timed(score, len(asked))

    return way


WAYS: dict[str, Way] = {
    "vectors alone": vectors_alone,
    "BM25": bm25,
    "character n-grams": ngrams_alone,
    "RapidFuzz WRatio": fuzzy(fuzz.WRatio),
    "RapidFuzz token_sort": fuzzy(fuzz.token_sort_ratio),
}


def first_and_lead(scores: Scores, zones: Sequence[str]) -> tuple[list[int], Scores]:
    """Of each query the best row; and (asked, 2): its score, how far above the best elsewhere."""
    where = np.array(zones)
    best = scores.argmax(axis=1)
    top = scores[np.arange(len(scores)), best]
    elsewhere = np.where(where[None, :] == where[best][:, None], -np.inf, scores).max(axis=1)
    lead = top - np.where(np.isfinite(elsewhere), elsewhere, 0.0)
    return [int(at) for at in best], np.column_stack([top, lead])
