"""Solves a walk of described moves: every walk is walked that somebody could make of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Plain, Step
from clew.hunt_check.solvers.plan import places_called, plainly_farther
from clew.hunt_check.solvers.solver import Solver

Walk = tuple[Plain, ...]


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The options at which such a walk ends."""
    places = [one for name in step.shown["places"] for one in places_called(name, lexicon)]
    walks: list[Walk] = [(start,) for start in places_called(step.shown["start"], lexicon)]
    for move in step.shown["moves"]:
        goals = places_called(move["to"], lexicon) if "to" in move else [{}]
        walks = [
            (*walk, end)
            for walk in walks
            for goal in goals
            for end in _ends(move["move"], walk, places, goal)
        ]
    ends = {walk[-1]["zone"] for walk in walks}
    for option in step.options:
        if any(one["zone"] in ends for one in places_called(option.text, lexicon)):
            yield option.id


def _ends(move: str, walk: Walk, places: Sequence[Plain], goal: Plain) -> Iterator[Plain]:
    here = walk[-1]
    level = here["level"] + {"up": 1, "down": -1}.get(move, 0)
    been = {one["zone"] for one in walk}
    left = [one for one in places if one["level"] == level and one["zone"] not in been]
    if move == "towards":
        yield from _closer(here, left, goal)
        return
    for one in left:
        others = [other for other in left if other is not one]
        if move == "farthest":
            if not any(plainly_farther(here, other, one) for other in others):
                yield one
        elif not any(plainly_farther(here, one, other) for other in others):
            yield one


def _closer(here: Plain, left: Sequence[Plain], goal: Plain) -> Iterator[Plain]:
    """What is perhaps closer to the goal, and not plainly farther than what plainly is."""
    plainly = [one for one in left if plainly_farther(goal, here, one)]
    for one in left:
        perhaps = not plainly_farther(goal, one, here)
        if perhaps and not any(plainly_farther(here, one, other) for other in plainly):
            yield one


PLACE_HOP = Solver("place", needs_typing=False, needs_sight=False, alone=True, solve=solve)
