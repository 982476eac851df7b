"""Evidence becomes a probability: which stored spelling a text means, or that none is meant.

A choice between the spellings and "none of these" (a conditional logit; McFadden, 1974,
"Conditional logit analysis of qualitative choice behavior"): each spelling's log-odds against
"none" are a weighted sum of its signs, each place speaks with its best spelling, and all of them
and "none" share one. So a rival in another zone can only lower a probability, and of two equal ones
neither passes one half. What may never differ (`clew.clues.contradiction`) is no question of odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, isfinite
from operator import mul
from typing import NamedTuple

from clew.clues.evidence_model import EvidenceModel
from clew.clues.signs import Reading, foremost, length_of, signs

MOST_ASKED = 4
"""Places that a player is asked to choose from, at most."""

_ONE = 1.001
"""The highest score: a cosine of rounded vectors may pass 1 a little."""


class Scored(NamedTuple):
    """A stored spelling that may be meant.

    Attributes:
        zone: where it leads.
        form: its key form.
        scores: one for each channel of the model, from -1 to 1.
    """

    zone: str
    form: str
    scores: tuple[float, ...]


class Judged(NamedTuple):
    """What the evidence says.

    Attributes:
        order: rows of the input, one a form and at most `LOOKED_AT` forms: the likeliest first of
            those that lead to a place that none before leads to; behind them the other forms.
        probabilities: for each of `order`, that this spelling is what is meant. Those of different
            places sum to less than 1: the rest is "none of these".
        accepted: whether the first may be answered. Its text is known then, not yet its place: the
            same form may lead to several zones.
        asked: how many of the first are worth asking about; 0 for an honest miss.
        score: the probability of the first; None where there is no row.
        runner_up: that of the first spelling that leads to another zone, or None.
    """

    order: tuple[int, ...]
    probabilities: tuple[float, ...]
    accepted: bool
    asked: int
    score: float | None
    runner_up: float | None


NOTHING = Judged((), (), accepted=False, asked=0, score=None, runner_up=None)


def judge(form: str, scored: Sequence[Scored], model: EvidenceModel) -> Judged:
    """What a text of key form `form` means, of all spellings that a search came upon.

    Rows with a score that is no number from -1 to 1 do not count. The order of rows means nothing.
    """
    readings = foremost(read(scored, len(model.channels)))
    if not readings or not form:
        return NOTHING
    found = signs(form, readings)
    length = length_of(form)
    weights, none = model.weights[length], model.none[length]
    odds = [none + sum(map(mul, weights, sign.values)) for sign in found]
    ranked = sorted(range(len(odds)), key=lambda at: (-odds[at], readings[at].form))
    firsts, others = by_place(ranked, readings)
    top = max(odds[ranked[0]], 0.0)
    whole = exp(-top) + sum(exp(odds[at] - top) for at in firsts)
    chances = [exp(odds[at] - top) / whole for at in (*firsts, *others)]
    first = readings[firsts[0]]
    runner_up = chances[1] if len(firsts) > 1 else None
    best = found[firsts[0]]
    accepted = (
        chances[0] >= (model.accept_reworded if best.reworded else model.accept[length])
        and not best.barred
        and not any(_at_least(readings[at].scores, first.scores) for at in firsts[1:])
    )
    worth = sum(chance >= model.ask for chance in chances[: len(firsts)][:MOST_ASKED])
    return Judged(
        tuple(readings[at].row for at in (*firsts, *others)),
        tuple(chances),
        accepted,
        worth,
        chances[0],
        runner_up,
    )


def read(scored: Sequence[Scored], channels: int) -> list[Reading]:
    """The rows by form: the zones that each leads to, and its best scores."""
    found: dict[str, Reading] = {}
    for row, (zone, form, scores) in enumerate(scored):
        if len(scores) != channels or not all(isfinite(s) and -_ONE <= s <= _ONE for s in scores):
            continue
        known = found.get(form)
        if known is None:
            found[form] = Reading(row, form, frozenset((zone,)), scores)
        else:
            best = tuple(map(max, known.scores, scores))
            found[form] = Reading(known.row, form, known.zones | {zone}, best)
    return [found[form] for form in sorted(found)]


def _at_least(scores: Sequence[float], others: Sequence[float]) -> bool:
    return all(score >= other for score, other in zip(scores, others, strict=True))


def by_place(ranked: Sequence[int], readings: Sequence[Reading]) -> tuple[list[int], list[int]]:
    """The first of each place, and those that lead where one before them leads."""
    told: set[str] = set()
    firsts: list[int] = []
    others: list[int] = []
    for at in ranked:
        (others if readings[at].zones <= told else firsts).append(at)
        told |= readings[at].zones
    return firsts, others
