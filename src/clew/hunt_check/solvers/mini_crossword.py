"""Solves a small crossword: every product of the shelf is tried for every line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Plain, Step
from clew.hunt_check.solvers.shelf import attribute, called, shelf_of
from clew.hunt_check.solvers.solver import Solver
from clew.text import key_form

GAP = "…"


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The words downwards that the answers of the lines can spell."""
    shelf = step.shown["shelf"]
    products = [
        one
        for one in lexicon.products.values()
        if f"{shelf_of(one, step.lang)} > ".startswith(f"{shelf} > ")
    ]
    letters = [
        sorted({word[row["at"] - 1] for word in _answers(row, products, step.lang)})
        for row in step.shown["rows"]
    ]
    for choice in product(*letters):
        word = "".join(choice)
        if word in lexicon:
            yield word


def _answers(row: Plain, products: list[Plain], lang: str) -> Iterator[str]:
    """One word of the length told, with the first letter told."""
    for one in products:
        for word in _said(row, one, lang):
            if word.isalpha() and len(word) == row["length"] and word.startswith(row["first"]):
                yield word


def _said(row: Plain, one: Plain, lang: str) -> Iterator[str]:
    name = called(one, lang)
    if row["asked"] != "gap":
        if name == row["name"]:
            yield key_form(attribute(one, row["asked"], lang))
        return
    before, _, after = row["name"].partition(GAP)
    if name.startswith(before) and name.endswith(after) and len(name) > len(before + after):
        yield key_form(name[len(before) : len(name) - len(after)])


MINI_CROSSWORD = Solver("product", needs_typing=True, needs_sight=False, alone=True, solve=solve)
