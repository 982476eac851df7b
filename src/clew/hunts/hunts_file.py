"""hunts.jsonl: a line a player."""

from __future__ import annotations

from typing import Any

import msgspec

from clew.hunts.compose.composed import Composed
from clew.hunts.model import Hunt, Refused, Step


def line_of(
    player: str, outcome: Hunt | Refused, *, compose_ms: float | None, with_answers: bool
) -> dict[str, Any]:
    """A line of hunts.jsonl; `compose_ms` None where nobody measured."""
    if isinstance(outcome, Refused):
        return {"player_id": player, "refused": msgspec.to_builtins(outcome)}
    reward = outcome.reward
    return {
        "player_id": outcome.player,
        "hunt_id": outcome.id,
        "campaign": outcome.campaign,
        "venue": outcome.venue,
        "lang": outcome.lang,
        "step_free": outcome.step_free,
        "seed": outcome.seed,
        "as_of": outcome.as_of,
        "ranked": outcome.ranked,
        "reward": {
            "promotion_id": reward.promotion,
            "name": reward.name,
            "kind": reward.kind,
            "value": reward.value,
            "currency": reward.currency,
        },
        "steps": [_step(one, with_answers=with_answers) for one in outcome.steps],
        "versions": msgspec.to_builtins(outcome.versions),
        "compose_ms": compose_ms,
    }


def composed_ms(composed: Composed) -> float:
    """Milliseconds from the snapshot to the hunt, the snapshot's own left out."""
    took = sum(took for stage, took in composed.stages.items() if stage != "snapshot")
    return round(took / 1_000_000, 3)


def _step(step: Step, *, with_answers: bool) -> dict[str, Any]:
    puzzle = step.puzzle
    line: dict[str, Any] = {
        "n": step.n,
        "kind": puzzle.kind,
        "lang": puzzle.lang,
        "difficulty": puzzle.difficulty,
        "way": str(puzzle.way),
        "prompt": puzzle.prompt,
        "shown": puzzle.shown,
        "hints": list(puzzle.hints),
        "reason": step.reason,
    }
    if puzzle.options:
        line["options"] = msgspec.to_builtins(puzzle.options)
    if puzzle.equivalent:
        line["equivalent"] = puzzle.equivalent
    for name, value in (("product_id", step.product), ("clue_id", step.clue), ("zone", step.zone)):
        if value is not None:
            line[name] = value
    if with_answers:
        line |= {"answer": puzzle.answer, "accepted": list(puzzle.accepted)}
    return line
