"""Collect a bundle: two products that sell together are found, and both labels scanned or typed.

Right is exactly the two products, in any order, by their ids.

| difficulty | the two are | where they stand |
|---|---|---|
| 1 | named | told |
| 2 | named | in a hint |
| 3 | one named, one described | told |
| 4 | described, with their types | told |
| 5 | described, without their types | in a hint |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product as pairs
from typing import Any, NamedTuple

from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Spot, Unfit, Way
from clew.hunts.plan import Plan
from clew.hunts.puzzles.description import describe, fitting_on
from clew.hunts.puzzles.facts import Fact
from clew.hunts.puzzles.kind import Choosy, Task
from clew.hunts.shelves import Shelves
from clew.shop.model import Product
from clew.text import key_form

_MOST_FACTS = 5


class _Shape(NamedTuple):
    """How a difficulty looks.

    Attributes:
        named: how many of the two are named.
        types: whether the types of those that are described are told.
        route: whether it is told where they stand.
    """

    named: int
    types: bool
    route: bool


_SHAPES = {
    1: _Shape(2, types=True, route=True),
    2: _Shape(2, types=True, route=False),
    3: _Shape(1, types=True, route=True),
    4: _Shape(0, types=True, route=True),
    5: _Shape(0, types=False, route=False),
}


class CollectBundle(Choosy):
    """See above."""

    name = "collect_bundle"
    about = About.CHALLENGE
    way = Way.BASKET
    needs_sight = False
    needs_typing = False
    costly = False

    def suits(
        self,
        place: Spot,  # noqa: ARG002 - nowhere
        material: Material,  # noqa: ARG002
    ) -> bool:
        """Never: it takes two products."""
        return False

    def make(self, task: Task, material: Material) -> Puzzle | Unfit:
        """The target and its partner, named or described."""
        target = task.target
        partner = material.products.get(task.partner.id) if task.partner else None
        if target is None or partner is None or partner.id == target.id:
            return Unfit("no_partner", "nothing is known to go with it")
        both = task.chance.shuffled([target, partner], self.name, "order")
        for difficulty in sorted(_SHAPES, key=lambda one: (abs(one - task.difficulty), one)):
            shape = _SHAPES[difficulty]
            told = [
                _named(one, material.shelves)
                if at < shape.named
                else _described(one, material.shelves, shape)
                for at, one in enumerate(both)
            ]
            if all(told):
                return self._puzzle(both, told, material, difficulty)
        return Unfit("not_unique", f"{target.id} or {partner.id} can't be told from another")

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],  # noqa: ARG002 - it is done
        material: Material,
    ) -> Sequence[str]:
        """Every two products that what is told of them allows."""
        first, second = (_meant(one, material.shelves) for one in shown["products"])
        found = {_together(one, other) for one, other in pairs(first, second) if one != other}
        return sorted(found)

    def _puzzle(
        self,
        both: Sequence[Product],
        told: Sequence[Mapping[str, Any]],
        material: Material,
        difficulty: int,
    ) -> Puzzle:
        lang = material.lang
        answer = _together(*(one.id for one in both))
        places = [_stands_by(one, material.plan) for one in both]
        shown: dict[str, Any] = {"products": told}
        first, second = (_words(one, lang) for one in told)
        sentences = [say(lang, "collect_bundle-prompt", first=first, second=second)]
        if _SHAPES[difficulty].route and all(places):
            shown["route"] = places
            sentences.append(_route(places, lang))
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=difficulty,
            prompt=" ".join(sentences),
            shown=shown,
            way=self.way,
            equivalent=say(lang, "collect_bundle-equivalent"),
            answer=answer,
            accepted=(answer,),
            hints=_hints(both, told, [] if "route" in shown else places, lang),
        )


def _together(*ids: str) -> str:
    return " ".join(sorted(ids))


# ---------------------------------------------------------------- what is told of one


def _named(product: Product, shelves: Shelves) -> Mapping[str, Any]:
    title = shelves.called[product.id]
    return {"name": product.text("name", shelves.lang), "title": title} if title else {}


def _described(product: Product, shelves: Shelves, shape: _Shape) -> Mapping[str, Any]:
    told = describe(product, shelves, most=_MOST_FACTS, spare=0, type_=shape.types)
    if told is None or not told.facts:
        return {}
    return {"shelf": told.shelf, "facts": [one._asdict() for one in told.facts]}


def _meant(told: Mapping[str, Any], shelves: Shelves) -> Sequence[str]:
    """The ids of the products that what is told of one allows."""
    if "title" in told:
        alike = shelves.named.get(key_form(told["name"]), ())
        return [one.id for one in alike if shelves.called[one.id] == told["title"]]
    facts = [Fact(**one) for one in told["facts"]]
    return [one.id for one in fitting_on(told["shelf"], facts, shelves)]


def _words(told: Mapping[str, Any], lang: str) -> str:
    if "title" in told:
        return say(lang, "collect_bundle-named", title=told["title"])
    facts = " · ".join(Fact(**one).said(lang) for one in told["facts"])
    return say(lang, "collect_bundle-described", shelf=told["shelf"], facts=facts)


# ---------------------------------------------------------------- where they stand


def _stands_by(product: Product, plan: Plan) -> str:
    """What the named place nearest to a product is called; empty where it stands nowhere."""
    spot = plan.nearest_to(product.zone) if product.zone else None
    return plan.called[spot.zone] if spot else ""


def _route(places: Sequence[str], lang: str) -> str:
    first, second = places
    if first == second:
        return say(lang, "collect_bundle-route-one", place=first)
    return say(lang, "collect_bundle-route-two", first=first, second=second)


def _hints(
    both: Sequence[Product], told: Sequence[Mapping[str, Any]], places: Sequence[str], lang: str
) -> tuple[str, ...]:
    """What was not told of them yet, the most telling last."""
    described = [one for one, how in zip(both, told, strict=True) if "title" not in how]
    types = " · ".join(one.text("type", lang) for one in described)
    brands = " · ".join(one.brand for one in both if one.brand)
    initials = " · ".join(key_form(one.text("name", lang))[:1].upper() for one in both)
    found = [
        say(lang, "collect_bundle-hint-types", types=types) if types else "",
        say(lang, "collect_bundle-hint-brands", brands=brands) if brands else "",
        _route(places, lang) if places and all(places) else "",
        say(lang, "collect_bundle-hint-initials", letters=initials),
        say(lang, "collect_bundle-hint-shelf"),
        say(lang, "collect_bundle-hint-ask"),
    ]
    return tuple([one for one in found if one][:3])
