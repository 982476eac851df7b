"""This package's way: a shortlist of two kinds of evidence, judged.

The model as it ships, and the model calibrated on a set: what the single ways get too (`fair`), a
logistic of a few numbers and a threshold, on top of weights that all sets share. Nothing in the
product makes or reads such a calibration.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import log, nan
from typing import NamedTuple

import msgspec
import numpy as np
from evidence.model_fit import fit_model
from evidence.rows import FOLDS, Row, offer, row_of
from evidence.shortlist import Vectors, shortlists
from evidence.text_sets import TextSet

from clew.clues.evidence import Judged, judge
from clew.clues.evidence_model import EvidenceModel, load_model
from clew.clues.rows import CHANNELS
from clew.clues.signs import LENGTHS
from clew.model_registry.artefact import EMBEDDING, load_artefact
from replaced_ways.fair import answered_of
from replaced_ways.ground import Spot, metres, spots
from replaced_ways.outcome import Outcome

TITLE = load_artefact(EMBEDDING).manifest.title
FITTED, SHIPPED = "Clew, fitted on the set", "Clew, as shipped"
Sets = Sequence[tuple[int, TextSet]]
_MOST_ODDS = 4.0
"""Log-odds from which on the letters and the meaning of the set itself decide."""
_NUMBERS = 2 + 2 * len(CHANNELS)


class Asking(NamedTuple):
    """A row, where places are in its seed, and what its shortlist took."""

    row: Row
    where: dict[str, Spot]
    ms: float


class Ended(NamedTuple):
    """What the model made of a row.

    Attributes:
        zone: the first one.
        accepted: whether it may be answered.
        numbers: what a calibration weighs (`_numbers`).
        ms: what judging took.
    """

    zone: str | None
    accepted: bool
    numbers: tuple[float, ...]
    ms: float


def ours(sets: Sets, vectors: Vectors) -> Iterator[tuple[str, str, list[Outcome]]]:
    """(way, set, outcomes): cross-fitted and calibrated by set, and the model as it ships."""
    asked = [one for seed, texts in sets for one in _asked(seed, texts, vectors)]
    by_set: defaultdict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(asked):
        by_set[one.row.of].append(at)
    crossed = _crossed([one.row for one in asked], by_set)
    shipped = load_model(TITLE, CHANNELS)
    as_is = [_ended(one.row, shipped) for one in asked]
    for name, chosen in by_set.items():
        for way, ended in ((FITTED, crossed), (SHIPPED, as_is)):
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
    """Each row judged by a model, and a calibration of its set, that were fitted without it."""
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
        barring = msgspec.structs.replace(
            model, accept=(0.0,) * len(LENGTHS), accept_reworded=0.0
        )  # leaves what may never be answered, whatever the odds
        ended = [_ended(row, barring) for row in rows]
        for chosen in by_set.values():
            took = answered_of(
                fold,
                np.array([ended[at].numbers for at in chosen]),
                np.array([ended[at].zone == rows[at].right for at in chosen]),
                [rows[at].fold for at in chosen],
                np.array([ended[at].accepted for at in chosen]),
            )
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
        return Ended(None, accepted=False, numbers=(0.0,) * _NUMBERS, ms=spent)
    first = row.scored[judged.order[0]]
    one_zone = len({one.zone for one in row.scored if one.form == first.form}) == 1
    return Ended(first.zone, judged.accepted and one_zone, _numbers(row, judged), spent)


def _numbers(row: Row, judged: Judged) -> tuple[float, ...]:
    """Of the first: its log-odds, those against the runner-up, each score and lead over all."""
    chance, other = judged.probabilities[0], judged.runner_up or 0.0
    first = row.scored[judged.order[0]]
    found = [_log_odds(chance, 1 - chance), _log_odds(chance, other)]
    for channel, score in enumerate(first.scores):
        rivals = [one.scores[channel] for one in row.scored if one.zone != first.zone]
        found += (score, score - max(rivals, default=0.0))
    return tuple(found)


def _log_odds(one: float, other: float) -> float:
    odds = log(max(one, 1e-9)) - log(max(other, 1e-9))
    return min(max(odds, -_MOST_ODDS), _MOST_ODDS)


def _outcome(asked: Asking, ended: Ended) -> Outcome:
    right, zone = asked.row.right, ended.zone
    off = nan
    if right is not None and zone is not None and right in asked.where:
        off = metres(asked.where[zone], asked.where[right])
    hit = zone is not None and zone == right
    return Outcome(right is not None, ended.accepted, hit, off, asked.ms + ended.ms)
