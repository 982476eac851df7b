"""What a tier says to a query, and the answer that is made of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clew.clues.decide import Choice, candidates_of
from clew.clues.model import (
    Candidate,
    Query,
    Receipt,
    Resolution,
    Step,
    Tier,
    Versions,
)


class Told(msgspec.Struct, frozen=True, gc=False):
    """What a tier says.

    Attributes:
        candidates: with their probabilities; empty where `choice` has a hit.
        confidence: probability that the hit is right.
        score: evidence for it; None where nothing was found.
        runner_up: the evidence for the best other place, or None.
    """

    tier: Tier
    choice: Choice
    candidates: tuple[Candidate, ...]
    confidence: float
    score: float | None
    runner_up: float | None


def exactly(choice: Choice, tier: Tier) -> Told:
    """What equal keys say: all or nothing."""
    if choice.hit is not None:
        return Told(tier, choice, (), 1.0, 1.0, None)
    runner_up = 1.0 if len(choice.candidates) > 1 else None
    return Told(tier, choice, candidates_of(choice), 1.0, 1.0, runner_up)


def resolution_of(
    query: Query, told: Told, steps: Sequence[Step], degraded: Sequence[str], versions: Versions
) -> Resolution:
    """The answer to a query: the hit, the candidates, or a miss."""
    hit = told.choice.hit
    if hit is None:
        return _without_place(query, told, steps, degraded, versions)
    return Resolution(
        query.id,
        "found",
        hit.clue,
        hit.zone,
        hit.venue,
        hit.level,
        hit.lat,
        hit.lon,
        told.tier,
        told.confidence,
        (),
        tuple(degraded),
        Receipt(tuple(steps), told.score, told.runner_up, _margin(told), versions),
    )


def _without_place(
    query: Query, told: Told, steps: Sequence[Step], degraded: Sequence[str], versions: Versions
) -> Resolution:
    asks = bool(told.candidates)
    evidence = (told.score, told.runner_up, _margin(told)) if asks else (None, None, None)
    return Resolution(
        query.id,
        "ambiguous" if asks else "miss",
        None,
        None,
        None,
        None,
        None,
        None,
        told.tier if asks else None,
        None,
        told.candidates,
        tuple(degraded),
        Receipt(tuple(steps), *evidence, versions),
    )


def _margin(told: Told) -> float | None:
    if told.score is None or told.runner_up is None:
        return None
    return round(told.score - told.runner_up, 6)
