"""Solves which place is nearest: each is measured from every place that the start may be."""

from __future__ import annotations

from collections.abc import Iterator

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Step
from clew.hunt_check.solvers.plan import places_called, plainly_farther
from clew.hunt_check.solvers.solver import Solver


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The options that are not plainly farther than another one."""
    places = [
        (option.id, one) for option in step.options for one in places_called(option.text, lexicon)
    ]
    for start in places_called(step.shown["start"], lexicon):
        if any(one["level"] != start["level"] for _, one in places):
            continue  # all on one level, it says
        for id_, one in places:
            if not any(plainly_farther(start, one, other) for _, other in places):
                yield id_


NEAREST_PLACE = Solver("place", needs_typing=False, needs_sight=False, alone=True, solve=solve)
