"""What a tier says to a query, and the answer that is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from clew.clues.decide import Choice, candidates_of
from clew.clues.model import (
    Candidate,
    Outcome,
    Query,
    Receipt,
    Resolution,
    Step,
    Tier,
    Versions,
)


class Told(NamedTuple):
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
    runner_up = 1.0 if len(choice.candidates) > 1 else None
    return Told(tier, choice, candidates_of(choice), 1.0, 1.0, runner_up)


def resolution_of(
    query: Query, told: Told, steps: Sequence[Step], degraded: Sequence[str], versions: Versions
) -> Resolution:
    """The answer to a query: the hit, the candidates, or a miss."""
    hit = told.choice.hit
    outcome: Outcome = "found" if hit else "ambiguous" if told.candidates else "miss"
    known = outcome != "miss"
    score, runner_up = (told.score, told.runner_up) if known else (None, None)
    margin = None if score is None or runner_up is None else round(score - runner_up, 6)
    return Resolution(
        query.id,
        outcome,
        hit.clue if hit else None,
        hit.zone if hit else None,
        hit.venue if hit else None,
        hit.level if hit else None,
        hit.lat if hit else None,
        hit.lon if hit else None,
        told.tier if known else None,
        told.confidence if hit else None,
        told.candidates,
        tuple(degraded),
        Receipt(tuple(steps), score, runner_up, margin, versions),
    )
