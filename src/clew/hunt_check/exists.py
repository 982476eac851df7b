"""Whether there is a hunt for a player at all: searched here, by whatever may be used.

Told generously: that a puzzle of some kind can be made of what is found is not tried, only that a
table allows a kind. So a player who is owed a hunt may still be refused for a reason that lies in
the words of the products.
"""

from __future__ import annotations

from collections.abc import Iterator

from clew.hunt_check.allowed import plays, subjects
from clew.hunt_check.asked import Asked
from clew.hunt_check.given import Given
from clew.hunt_check.line import Plain
from clew.hunt_check.reward import offers
from clew.hunt_check.solvers.table import SOLVERS

LEAST_STEPS = 2
"""The steps of the shortest hunt that anybody is owed."""


def hunt_exists(given: Given, asked: Asked) -> bool:
    """Whether so many products stand within reach of each other, and a promotion is about one."""
    if not plays(given, asked) or not any(_kinds(given, asked)):
        return False
    for part in given.ways.parts():
        usable = dict(_usable(given, asked, part))
        if len(set(usable.values())) >= LEAST_STEPS and any(offers(given, usable, asked)):
            return True
    return False


def _kinds(given: Given, asked: Asked) -> Iterator[str]:
    for kind, solver in SOLVERS.items():
        puzzle = {
            "puzzle.kind": kind,
            "puzzle.about": solver.about,
            "puzzle.difficulty": 1,
            "puzzle.step": 1,
            "puzzle.needs_sight": solver.needs_sight,
            "puzzle.needs_typing": solver.needs_typing,
        }
        if solver.about == "product" and asked.allows(given, "puzzle_kind", puzzle):
            yield kind


def _usable(given: Given, asked: Asked, part: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Product -> zone of what may be used within a part of the venue."""
    known: dict[str, bool] = {}

    def may(what: str, subject: Plain) -> bool:
        # A zone and a category are asked about once, however many products they have.
        if what not in known:
            known[what] = asked.allows(given, "usable", subject)
        return known[what]

    for id_, product in given.products.items():
        zone = product.get("zone")
        if zone not in part or zone in given.shut or given.stock(id_) == 0:
            continue
        room = given.ground["capacities"].get(zone)
        if room is not None and given.snapshot["crowd"].get(zone, 0) >= room:
            continue
        if all(may(what, subject) for what, subject in subjects(id_, zone, given)):
            yield id_, zone
