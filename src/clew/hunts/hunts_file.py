"""hunts.jsonl: a line a player.

A line is for the shop: what a step is about stands in it, which may be its answer; why it was
chosen stands with the answers. What of it a player may be sent is `for_player`'s to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clew.hunts.compose.composed import Composed
from clew.hunts.model import Hunt, Refused, Step
from clew.hunts.saved import Saved

_SHOWN = (
    *("n", "kind", "lang", "difficulty", "way"),
    *("prompt", "shown", "hints", "options", "equivalent"),
)
"""All that a player may be sent of a step before it is solved."""


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
        "route": _route(outcome),
        "versions": msgspec.to_builtins(outcome.versions),
        "compose_ms": compose_ms,
    }


def saved_line(saved: Saved, *, with_answers: bool) -> dict[str, Any]:
    """The line of a hunt that was given out, with what became of it."""
    line = line_of(saved.hunt.player, saved.hunt, compose_ms=None, with_answers=with_answers)
    return {
        **line,
        "state": str(saved.state),
        "opened": saved.opened,
        "until": saved.until,
        "closed": saved.closed,
    }


def for_player(line: Mapping[str, Any]) -> dict[str, Any]:
    """A hunt's line with nothing in it that may name an answer: it may go to a phone as it is.

    Of a step only what `_SHOWN` names is kept, so that what is added to lines is not told players
    by mistake. A place is an answer, too: the walk keeps its length alone.
    """
    return {
        **line,
        "steps": [{name: one[name] for name in _SHOWN if name in one} for one in line["steps"]],
        "route": {"length_dm": line["route"]["length_dm"], "legs": []},
    }


def name_of(outcome: Hunt | Refused, player: str) -> str:
    """What a line is called elsewhere: the hunt's id, else the player's."""
    return outcome.id if isinstance(outcome, Hunt) else player


def composed_ms(composed: Composed) -> float:
    """Milliseconds from the snapshot to the hunt, the snapshot's own left out."""
    took = sum(took for stage, took in composed.stages.items() if stage != "snapshot")
    return round(took / 1_000, 3)


def _route(hunt: Hunt) -> dict[str, Any]:
    legs = [
        {"to": one.to, "length_dm": one.length, "points": one.points, "crossed": one.crossed}
        for one in hunt.route.legs
    ]
    told: dict[str, Any] = msgspec.to_builtins({"length_dm": hunt.route.length, "legs": legs})
    return told


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
    }
    if puzzle.options:
        line["options"] = msgspec.to_builtins(puzzle.options)
    if puzzle.equivalent:
        line["equivalent"] = puzzle.equivalent
    named = {"product_id": step.product, "clue_id": step.clue, "zone": step.zone}
    line |= {name: value for name, value in named.items() if value is not None}
    if with_answers:
        line |= {"answer": puzzle.answer, "accepted": list(puzzle.accepted), "reason": step.reason}
    return line
