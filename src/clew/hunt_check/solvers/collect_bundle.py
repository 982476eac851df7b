"""Solves which two are to be found: every two products are tried that what is told fits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from clew.hunt_check.lexicon import Lexicon, told_of
from clew.hunt_check.line import Plain, Step
from clew.hunt_check.solvers.shelf import called, fits, shelf_of
from clew.hunt_check.solvers.solver import Solver
from clew.text import key_form


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The ids of both, in order."""
    meant = [list(_meant(told, lexicon, step.lang)) for told in step.shown["products"]]
    for both in product(*meant):
        if len(set(both)) == len(both):
            yield " ".join(sorted(both))


def _meant(told: Plain, lexicon: Lexicon, lang: str) -> Iterator[str]:
    for one in lexicon.products.values():
        if "title" in told:
            fitting = _is_called(one, told["title"], lang)
        else:
            fitting = shelf_of(one, lang) == told["shelf"] and fits(one, told["facts"], lang)
        if fitting:
            yield one["id"]


def _is_called(one: Plain, title: str, lang: str) -> bool:
    """By its name, and what stands in brackets behind it where anything does."""
    name = called(one, lang)
    if key_form(title) == key_form(name):
        return True
    start, bracket, rest = title.rpartition(" (")
    details = rest.removesuffix(")").split(", ")
    return (
        bool(bracket)
        and key_form(start) == key_form(name)
        and set(told_of(one, lang)).issuperset(details)
    )


COLLECT_BUNDLE = Solver("challenge", needs_typing=False, needs_sight=False, alone=True, solve=solve)
