"""Solves a riddle about a product: every product of the shelf, or every option, is tried."""

from __future__ import annotations

from collections.abc import Iterator

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Step
from clew.hunt_check.solvers.shelf import called, fits, shelf_of
from clew.hunt_check.solvers.solver import Solver
from clew.text import key_form


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The options, or the names in key form, of all products that every fact is true of."""
    facts = step.shown["facts"]
    if step.options:
        for option, one in zip(step.options, step.shown["products"], strict=True):
            if fits(lexicon.products[one["id"]], facts, step.lang):
                yield option.id
        return
    for product in lexicon.products.values():
        same_shelf = shelf_of(product, step.lang) == step.shown["shelf"]
        if same_shelf and fits(product, facts, step.lang):
            yield key_form(called(product, step.lang))


ATTRIBUTE_RIDDLE = Solver("product", needs_typing=True, needs_sight=False, alone=False, solve=solve)
