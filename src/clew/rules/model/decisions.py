"""Every decision that the rules take: one table. Another needs facts and outputs beside it."""

from __future__ import annotations

from typing import Any

from clew.ready import ready
from clew.rules.model.facts import (
    BundleFacts,
    EligibilityFacts,
    FatigueFacts,
    PuzzleFacts,
    ShapeFacts,
    UsableFacts,
)
from clew.rules.model.verdict import Allowed, Caps, Decision, Shape, Weighed

ELIGIBILITY = Decision(
    "eligibility", "may this player get this promotion?", EligibilityFacts, Allowed
)
PROMOTION_CHOICE = Decision(
    "promotion_choice",
    "may it be this hunt's reward, and with which weight?",
    EligibilityFacts,
    Weighed,
)
BUNDLE = Decision("bundle", "may these two be offered together?", BundleFacts, Weighed)
HUNT_SHAPE = Decision(
    "hunt_shape", "how long and how hard is this player's hunt?", ShapeFacts, Shape, total=True
)
PUZZLE_KIND = Decision("puzzle_kind", "may a step be of this kind?", PuzzleFacts, Weighed)
FATIGUE = Decision("fatigue", "how much is enough for this player?", FatigueFacts, Caps, total=True)
USABLE = Decision("usable", "may a hunt use this product, category or zone?", UsableFacts, Allowed)

DECISIONS: dict[str, Decision[Any, Any]] = {
    decision.name: decision
    for decision in (
        ELIGIBILITY,
        PROMOTION_CHOICE,
        BUNDLE,
        HUNT_SHAPE,
        PUZZLE_KIND,
        FATIGUE,
        USABLE,
    )
}

ready(*(one.facts for one in DECISIONS.values()))
