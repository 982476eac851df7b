"""Solves a clue: every spelling of every clue of the campaign is compared with it."""

from __future__ import annotations

from collections.abc import Iterator

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Plain, Step
from clew.hunt_check.solvers.solver import Solver
from clew.text import key_form


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The zones that the clue leads to, where a player can type something that leads there, too."""
    shown = key_form(step.shown["clue"])
    for zone in _zones(shown, lexicon):
        names = map(key_form, lexicon.spots.get(zone, {}).get("names", ()))
        if any(name != shown and _zones(name, lexicon) == {zone} for name in names):
            yield zone


def _zones(spelling: str, lexicon: Lexicon) -> set[str]:
    return {one["zone"] for one in lexicon.clues.values() if spelling in _spellings(one)}


def _spellings(clue: Plain) -> set[str]:
    return {key_form(text) for text in (clue["text"], *clue["aliases"])}


TYPED_CLUE = Solver("place", needs_typing=True, needs_sight=False, alone=True, solve=solve)
