"""Solves an odd one out: each product is tried as the one that the others leave out."""

from __future__ import annotations

from collections.abc import Iterator

from clew.hunt_check.lexicon import PARTS, Lexicon
from clew.hunt_check.line import Plain, Step
from clew.hunt_check.solvers.solver import Solver
from clew.ids import parse_zone
from clew.text import key_form

_NO_TRAIT = ("name", "type", "category", "cost")
_NOTHING = "\0"


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """The options whose product lacks something that all the others share."""
    known = [_traits(lexicon.products[one["id"]], step.lang) for one in step.shown["products"]]
    names = sorted(set().union(*known))
    for at, option in enumerate(step.options):
        others = [one for number, one in enumerate(known) if number != at]
        if any(_alone(known[at], others, name) for name in names):
            yield option.id


def _alone(one: dict[str, str], others: list[dict[str, str]], name: str) -> bool:
    shared = {other.get(name, _NOTHING) for other in others}
    return len(shared) == 1 and _NOTHING not in shared and one.get(name, _NOTHING) not in shared


def _traits(product: Plain, lang: str) -> dict[str, str]:
    attributes = product.get("attributes", {})
    traits = {
        name: key_form(attributes.get(f"{name}@{lang}", value))
        for name, value in attributes.items()
        if "@" not in name and name not in _NO_TRAIT
    }
    traits["the type"] = key_form(attributes.get(f"type@{lang}", product["type"]))
    for depth in range(1, len(product["category"]) + 1):
        traits[f"the shelf, {depth}"] = PARTS.join(product["category"][:depth])
    if product["brand"]:
        traits["the brand"] = key_form(product["brand"])
    if product.get("zone"):
        traits["the level"] = str(parse_zone(product["zone"]).level)
    return traits


ODD_ONE_OUT = Solver("product", needs_typing=False, needs_sight=False, alone=True, solve=solve)
