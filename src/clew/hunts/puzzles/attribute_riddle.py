"""Attribute riddle: which product is it of which these things are true?

Typed where the facts fit one product of its shelves alone; else, and at the two easiest
difficulties, one of several is chosen. No fact but the type has a word of a name that is typed.

| difficulty | answer | facts |
|---|---|---|
| 1 | one of 3, the others of other types | the type and up to three more |
| 2 | one of 4 from the same shelves | the type and as many as needed, and one more |
| 3 | the name, typed | the type and as many as needed, and two more |
| 4 | the name, typed | the type and as many as needed |
| 5 | the name, typed | as many as needed, without the type |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from clew.hunts.key_of import key_of
from clew.hunts.material import Material
from clew.hunts.messages import LANGS, say
from clew.hunts.model import About, Option, Puzzle, Unfit, Way
from clew.hunts.puzzles.description import (
    Description,
    describe,
    fitting,
    fitting_on,
    having,
    untold,
)
from clew.hunts.puzzles.facts import Fact, fact
from clew.hunts.puzzles.kind import Draft, Drafting, Task
from clew.hunts.puzzles.names import initial_hint, pattern_hint, size_hint
from clew.hunts.puzzles.options import LETTERS, lettered
from clew.hunts.shelves import Shelves
from clew.shop.model import Product

MOST_FACTS = 6
"""More would be a list to tick off."""
_EASY_FACTS = 4
_SHORTEST_NAME = 4


class _Typed(NamedTuple):
    """How much is told where the name is typed."""

    spare: int
    type_: bool


_TYPED = {3: _Typed(2, type_=True), 4: _Typed(0, type_=True), 5: _Typed(0, type_=False)}
_OPTIONS = {1: 3, 2: 4}


class AttributeRiddle(Drafting):
    """See above."""

    name = "attribute_riddle"
    about = About.PRODUCT
    way = Way.TEXT
    needs_sight = False
    needs_typing = True
    costly = False

    def draft(self, task: Task, material: Material) -> Draft | Unfit:
        """The target by its facts; `way` is `option` where there is a choice."""
        target = task.target
        if target is None:
            return Unfit("no_product")
        levels = (*_OPTIONS, *_TYPED)
        for difficulty in sorted(levels, key=lambda one: (abs(one - task.difficulty), one)):
            if difficulty in _TYPED:
                draft = self._typed(target, material, difficulty)
            else:
                draft = self._chosen(task, target, material, difficulty)
            if draft is not None:
                return draft
        return Unfit("not_unique", f"what is known of {target.id} fits others too")

    def answers(
        self, shown: Mapping[str, Any], options: Sequence[Option], material: Material
    ) -> Sequence[str]:
        """The names in key form, or the options, of the products that all the facts fit."""
        shelves = material.shelves
        facts = [Fact(**one) for one in shown["facts"]]
        if not options:
            found = fitting_on(shown["shelf"], facts, shelves)
            return [key_of(one.text("name", material.lang)) for one in found]
        shown_products = [material.products[one["id"]] for one in shown["products"]]
        fit = {one.id for one in fitting(shown_products, facts, shelves)}
        return [
            option.id for option, one in zip(options, shown_products, strict=True) if one.id in fit
        ]

    def _typed(self, target: Product, material: Material, difficulty: int) -> Draft | None:
        shelves, lang = material.shelves, material.lang
        name = target.text("name", lang)
        accepted = _own_names(target, shelves)
        if key_of(name) not in accepted or len(key_of(name)) < _SHORTEST_NAME:
            return None
        spare, type_ = _TYPED[difficulty]
        told = describe(target, shelves, most=MOST_FACTS, spare=spare, type_=type_)
        if told is None or len(told.facts) <= type_:
            return None
        return Draft(difficulty, partial(self._asked, target, told, accepted, lang, difficulty))

    def _asked(
        self,
        target: Product,
        told: Description,
        accepted: tuple[str, ...],
        lang: str,
        difficulty: int,
    ) -> Puzzle:
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=difficulty,
            prompt=say(
                lang,
                "attribute_riddle-prompt-typed",
                shelf=told.shelf,
                facts=_said(told.facts, lang),
            ),
            shown={"shelf": told.shelf, "facts": [one._asdict() for one in told.facts]},
            way=Way.TEXT,
            answer=target.text("name", lang),
            accepted=accepted,
            hints=_typed_hints(target, told, lang),
        )

    def _chosen(
        self, task: Task, target: Product, material: Material, difficulty: int
    ) -> Draft | None:
        shelves = material.shelves
        told, others = _told_and_others(task, target, shelves, difficulty)
        if len(others) < _OPTIONS[difficulty] - 1:
            return None
        return Draft(
            difficulty, partial(self._offered, task, target, told, others, shelves, difficulty)
        )

    def _offered(
        self,
        task: Task,
        target: Product,
        told: Sequence[str],
        others: Sequence[Product],
        shelves: Shelves,
        difficulty: int,
    ) -> Puzzle:
        lang = shelves.lang
        facts = [fact(target, name, shelves) for name in told]
        mixed = task.chance.shuffled([target, *others], self.name, "shown")
        answer, name = LETTERS[mixed.index(target)], target.text("name", lang)
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=difficulty,
            prompt=say(lang, "attribute_riddle-prompt-chosen", facts=_said(facts, lang)),
            shown={
                "facts": [one._asdict() for one in facts],
                "products": [{"id": one.id, "name": one.text("name", lang)} for one in mixed],
            },
            way=Way.OPTION,
            options=lettered([one.text("name", lang) for one in mixed]),
            answer=answer,
            accepted=(answer,),
            hints=(
                say(lang, "attribute_riddle-hint-shelf", shelf=shelves.path(target))
                if difficulty == 1
                else say(lang, "attribute_riddle-hint-not", name=others[1].text("name", lang)),
                say(lang, "attribute_riddle-hint-not", name=others[0].text("name", lang)),
                size_hint(name, lang),
            ),
        )


def _told_and_others(
    task: Task, target: Product, shelves: Shelves, difficulty: int
) -> tuple[Sequence[str], Sequence[Product]]:
    """What is told of the target, by attribute, and products of which it is not all true."""
    told = ["type", *untold(target, shelves)]
    label = ("attribute_riddle", "others", difficulty)
    if difficulty == 1:
        some = shelves.some(shelves.all, task.chance, *label)
        away = [one for one in some if one.type != target.type]
        told = told[:_EASY_FACTS]
    else:
        away = shelves.some(shelves.of_shelf[shelves.path(target)], task.chance, *label)
        told = told[:MOST_FACTS]
    wanted = [(name, key_of(target.text(name, shelves.lang))) for name in told]
    true_of = {one.id for one in having(away, wanted, shelves)} | {target.id}
    others = {shelves.name_keys[target.id]: target}
    for one in away:
        if one.id not in true_of and len(others) < _OPTIONS[difficulty]:
            others.setdefault(shelves.name_keys[one.id], one)
    return told, list(others.values())[1:]


def _own_names(product: Product, shelves: Shelves) -> tuple[str, ...]:
    """The key forms of its names that are no other product's: first in the player's language."""
    names = [product.text("name", lang) for lang in (shelves.lang, *LANGS)]
    keys = dict.fromkeys(key_of(name) for name in (*names, product.name))
    return tuple(key for key in keys if len(shelves.named[key]) == 1)


def _said(facts: Sequence[Fact], lang: str) -> str:
    return " · ".join(one.said(lang) for one in facts)


def _typed_hints(product: Product, told: Description, lang: str) -> tuple[str, ...]:
    name = product.text("name", lang)
    more = [say(lang, "attribute_riddle-hint-fact", fact=one.said(lang)) for one in told.kept]
    first = [*more[:1], size_hint(name, lang), initial_hint(name, lang)]
    return (*first[:2], pattern_hint(name, lang))
