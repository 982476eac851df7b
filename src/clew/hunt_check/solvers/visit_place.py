"""Solves where to go by distances: every place with a sign on the level is measured."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Step
from clew.hunt_check.solvers.plan import places_called, squared
from clew.hunt_check.solvers.solver import Solver

LEEWAY = 20
"""Decimetres by which somebody who paces a distance may be off."""


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The zones that are about as far from all the others as is told."""
    told = step.shown["distances"]
    starts = [places_called(one["place"], lexicon) for one in told]
    for goal in lexicon.spots.values():
        if not goal["name"] or goal["level_label"] != step.shown["level"]:
            continue
        for places in product(*starts):
            if all(
                one["level"] == goal["level"] and _about(squared(one, goal), far["metres"])
                for one, far in zip(places, told, strict=True)
            ):
                yield goal["zone"]


def _about(square: int, metres: int) -> bool:
    least, most = max(0, metres * 10 - LEEWAY), metres * 10 + LEEWAY
    return least * least <= square <= most * most


VISIT_PLACE = Solver("challenge", needs_typing=True, needs_sight=False, alone=True, solve=solve)
