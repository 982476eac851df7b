"""Solves where a code hangs: every place of that name, or that the clue leads to."""

from __future__ import annotations

from collections.abc import Iterator

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Step
from clew.hunt_check.solvers.plan import places_called
from clew.hunt_check.solvers.solver import Solver
from clew.text import key_form


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The zones that it may be."""
    if "place" in step.shown:
        for one in places_called(step.shown["place"], lexicon):
            yield one["zone"]
        return
    wanted = key_form(step.shown["clue"])
    for clue in lexicon.clues.values():
        if wanted in map(key_form, (clue["text"], *clue["aliases"])):
            yield clue["zone"]


SCAN_CODE = Solver("challenge", needs_typing=False, needs_sight=False, alone=True, solve=solve)
