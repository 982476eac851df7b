"""This package's way: a shortlist of two kinds of evidence, judged."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import nan
from typing import NamedTuple

import msgspec
import numpy as np
from evidence.model_fit import LEAST, fit_model
from evidence.rows import FOLDS, Row, offer, row_of
from evidence.shortlist import Vectors, shortlists
from evidence.text_sets import TextSet

from clew.clues.evidence import judge
from clew.clues.evidence_model import EvidenceModel, load_model
from clew.clues.rows import CHANNELS
from clew.clues.signs import LENGTHS
from clew.model_registry.artefact import EMBEDDING, load_artefact
from replaced_ways.fair import by_own_threshold
from replaced_ways.ground import Spot, metres, spots
from replaced_ways.outcome import Outcome

TITLE = load_artefact(EMBEDDING).manifest.title
Sets = Sequence[tuple[int, TextSet]]


class Asking(NamedTuple):
    """A row, where places are in its seed, and what its shortlist took."""

    row: Row
    where: dict[str, Spot]
    ms: float


class Ended(NamedTuple):
    """What the model made of a row: the first zone, its probability, what judging took."""

    zone: str | None
    accepted: bool
    chance: float
    ms: float


def ours(sets: Sets, vectors: Vectors) -> Iterator[tuple[str, str, list[Outcome]]]:
    """(way, set, outcomes): cross-fitted with a threshold a set, and the model as it ships."""
    asked = [one for seed, texts in sets for one in _asked(seed, texts, vectors)]
    by_set: defaultdict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(asked):
        by_set[one.row.of].append(at)
    crossed = _crossed([one.row for one in asked], by_set)
    shipped = load_model(TITLE, CHANNELS)
    as_is = [_ended(one.row, shipped) for one in asked]
    for name, chosen in by_set.items():
        for way, ended in (("Clew, own threshold", crossed), ("Clew, as shipped", as_is)):
            yield way, name, [_outcome(asked[at], ended[at]) for at in chosen]


def _asked(seed: int, texts: TextSet, vectors: Vectors) -> Iterator[Asking]:
    where = spots((min(one.places) for one in texts.registered), seed)
    seen = shortlists(texts, vectors)
    first = next(seen)  # pays for the index over the registered texts, which is no query's
    yield Asking(row_of(texts.name, seed, first), where, nan)
    while True:
        since = time.perf_counter()
        one = next(seen, None)
        if one is None:
            return
        yield Asking(row_of(texts.name, seed, one), where, 1e3 * (time.perf_counter() - since))


def _crossed(rows: Sequence[Row], by_set: dict[str, list[int]]) -> list[Ended]:
    """Each row judged by a model, and a threshold of its set, that were fitted without it."""
    offers = [offer(row) for row in rows]
    found: dict[int, Ended] = {}
    for fold in range(FOLDS):
        there = [at for at, row in enumerate(rows) if row.fold != fold]
        model = fit_model(
            [rows[at] for at in there],
            [offers[at] for at in there],
            embedding=TITLE,
            fitted_on="the other folds",
        )
        loose = msgspec.structs.replace(
            model, accept=(LEAST,) * len(LENGTHS), accept_reworded=LEAST
        )
        ended = [_ended(row, loose) for row in rows]
        for chosen in by_set.values():
            chance = np.array([ended[at].chance * ended[at].accepted for at in chosen])
            hit = np.array([ended[at].zone == rows[at].right for at in chosen])
            folds = [rows[at].fold for at in chosen]
            took = by_own_threshold(chance, hit, fold, folds)
            found |= {
                at: ended[at]._replace(accepted=bool(taken))
                for at, taken in zip(chosen, took, strict=True)
                if rows[at].fold == fold
            }
    return [found[at] for at in range(len(rows))]


def _ended(row: Row, model: EvidenceModel) -> Ended:
    since = time.perf_counter()
    judged = judge(row.form, row.scored, model)
    spent = 1e3 * (time.perf_counter() - since)
    if not judged.order:
        return Ended(None, accepted=False, chance=0.0, ms=spent)
    first = row.scored[judged.order[0]]
    one_zone = len({one.zone for one in row.scored if one.form == first.form}) == 1
    return Ended(first.zone, judged.accepted and one_zone, judged.probabilities[0], spent)


def _outcome(asked: Asking, ended: Ended) -> Outcome:
    right, zone = asked.row.right, ended.zone
    off = nan
    if right is not None and zone is not None and right in asked.where:
        off = metres(asked.where[zone], asked.where[right])
    hit = zone is not None and zone == right
    return Outcome(right is not None, ended.accepted, hit, off, asked.ms + ended.ms)
