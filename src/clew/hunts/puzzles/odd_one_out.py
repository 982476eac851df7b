"""Odd one out: some products have something in common, and one of them has not.

The answer is the target. What the others share is told by what is shown of each, and nothing else
that the catalogue knows would single out another one (`shelves.stands_out`): neither category at
any depth, type, brand, an attribute, nor the level it stands on.

| difficulty | products | what the others share | shown of each |
|---|---|---|---|
| 1 | 4 | the department | type |
| 2 | 4 | the category within the target's department | type |
| 3 | 4 | an attribute that is no number, or the brand | type, two facts |
| 4 | 5 | the same, while type and category give nothing away | type, two or three facts |
| 5 | 5 | the same | type, three to five facts |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, islice
from typing import Any, NamedTuple

from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Unfit, Way
from clew.hunts.puzzles.facts import MEASURED, Fact, fact, tellable
from clew.hunts.puzzles.kind import Draft, Drafting, Task
from clew.hunts.puzzles.options import LETTERS, lettered
from clew.hunts.shelves import Shelves, stands_out
from clew.shop.model import Product

_TRIES = 12
"""Sets of others that are looked at for one thing in common."""


class _Shape(NamedTuple):
    """How a difficulty looks.

    Attributes:
        products: shown.
        least: facts shown of each at least; 0 where only the type is.
        most: at most.
        hidden: whether type and category must not tell the odd one.
    """

    products: int
    least: int
    most: int
    hidden: bool


_SHAPES = {
    1: _Shape(4, 0, 0, hidden=False),
    2: _Shape(4, 0, 0, hidden=False),
    3: _Shape(4, 2, 2, hidden=False),
    4: _Shape(5, 2, 3, hidden=True),
    5: _Shape(5, 3, 5, hidden=True),
}


class _Found(NamedTuple):
    """Others that share something, and what of it is shown."""

    others: Sequence[Product]
    trait: str
    shown: Sequence[str]
    difficulty: int


class _Alone(NamedTuple):
    """Others among which the target stands out, and by which traits."""

    others: Sequence[Product]
    traits: Sequence[str]


class OddOneOut(Drafting):
    """See above."""

    name = "odd_one_out"
    about = About.PRODUCT
    way = Way.OPTION
    needs_sight = False
    needs_typing = False
    costly = False

    def draft(self, task: Task, material: Material) -> Draft | Unfit:
        """The target among others of which it is the odd one."""
        target = task.target
        if target is None:
            return Unfit("no_product")
        for difficulty in sorted(_SHAPES, key=lambda one: (abs(one - task.difficulty), one)):
            found = next(_sets(task, target, material.shelves, difficulty), None)
            if found is not None:
                written = partial(self._puzzle, task, target, found, material.shelves)
                return Draft(found.difficulty, written)
        return Unfit("not_unique", f"nothing singles {target.id} out alone")

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],
        material: Material,
    ) -> Sequence[str]:
        """Every option that all the others have something in common against."""
        traits = [material.shelves.traits[one["id"]] for one in shown["products"]]
        return [options[at].id for at in sorted(stands_out(traits))]

    def _puzzle(self, task: Task, target: Product, found: _Found, shelves: Shelves) -> Puzzle:
        lang = shelves.lang
        mixed = task.chance.shuffled([target, *found.others], self.name, "shown")
        facts = [[fact(one, name, shelves) for name in found.shown] for one in mixed]
        texts = [_text(one, told, lang) for one, told in zip(mixed, facts, strict=True)]
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=found.difficulty,
            prompt=say(lang, f"odd_one_out-prompt-{_asks(found)}", count=len(found.others)),
            shown={
                "products": [
                    {
                        "id": one.id,
                        "name": one.text("name", lang),
                        "type": one.text("type", lang),
                        "facts": {each.label: each.value for each in told},
                    }
                    for one, told in zip(mixed, facts, strict=True)
                ]
            },
            way=self.way,
            options=lettered(texts),
            answer=LETTERS[mixed.index(target)],
            accepted=(LETTERS[mixed.index(target)],),
            hints=_hints(found, shelves),
        )


def _text(product: Product, facts: Sequence[Fact], lang: str) -> str:
    name, type_ = product.text("name", lang), product.text("type", lang)
    return " · ".join([f"{name} ({type_})", *(one.said(lang) for one in facts)])


def _asks(found: _Found) -> str:
    return {"category/1": "department", "category/2": "shelf"}.get(found.trait, "fact")


def _hints(found: _Found, shelves: Shelves) -> tuple[str, ...]:
    lang, one = shelves.lang, found.others[0]
    if found.trait.startswith("category/"):
        depth = int(found.trait.removeprefix("category/"))
        shared = shelves.path(one).split(" > ")[depth - 1]
        return (
            say(lang, "odd_one_out-hint-where"),
            say(lang, "odd_one_out-hint-type", type=one.text("type", lang)),
            say(lang, "odd_one_out-hint-shelf", shelf=shared),
        )
    common = fact(one, found.trait, shelves)
    return (
        say(lang, "odd_one_out-hint-facts", count=len(found.shown)),
        say(lang, "odd_one_out-hint-look", label=common.label),
        say(lang, "odd_one_out-hint-shared", fact=common.said(lang)),
    )


def _sets(task: Task, target: Product, shelves: Shelves, difficulty: int) -> Iterator[_Found]:
    if difficulty <= 2:  # noqa: PLR2004 - the table above
        return _by_place(task, target, shelves, difficulty)
    return _by_fact(task, target, shelves, difficulty)


# ---------------------------------------------------------------- where it belongs in the shop


def _by_place(task: Task, target: Product, shelves: Shelves, depth: int) -> Iterator[_Found]:
    """Others of one department (depth 1) or one category (depth 2) that the target is not of."""
    if len(target.category) < depth:
        return
    within = shelves.of_department[target.category[0]] if depth > 1 else shelves.all
    label = ("odd_one_out", "place", depth)
    groups: dict[tuple[str, ...], list[Product]] = {}
    for one in shelves.some(within, task.chance, *label):
        branch = one.category[:depth]
        if len(branch) == depth and branch != target.category[:depth]:
            groups.setdefault(branch, []).append(one)
    for branch in task.chance.shuffled(sorted(groups), *label, "branches"):
        for alone in _alone(target, groups[branch], _SHAPES[depth].products - 1, shelves):
            yield _Found(alone.others, f"category/{depth}", (), depth)


# ---------------------------------------------------------------- what it is like


def _by_fact(task: Task, target: Product, shelves: Shelves, difficulty: int) -> Iterator[_Found]:
    """Others that share a fact that the target contradicts, from near it in the shop outwards.

    By the brand only where nothing else will do: it is the fact that says least of a product.
    """
    label = ("odd_one_out", "fact", difficulty)
    department = shelves.of_department[target.category[0]]
    within = [
        shelves.some(products, task.chance, *label, reach)
        for reach, products in enumerate((department, shelves.all))
    ]
    told = [name for name in tellable(target) if name not in MEASURED and name != "brand"]
    mixed = task.chance.shuffled(told, *label, "traits")
    for traits in (mixed, ["brand"] if target.brand else []):
        for some in within:
            for trait in traits:
                for alike in _alike(target, some, trait, shelves):
                    yield from _with_facts(task, target, alike, trait, shelves, difficulty)


def _alike(
    target: Product, some: Sequence[Product], trait: str, shelves: Shelves
) -> Iterable[Sequence[Product]]:
    """Some products by the value that they have and the target has not."""
    own = shelves.traits[target.id][trait]
    groups: dict[str, list[Product]] = {}
    for one in some:
        value = shelves.traits[one.id].get(trait)
        if value is not None and value != own:
            groups.setdefault(value, []).append(one)
    return groups.values()


def _with_facts(
    task: Task,
    target: Product,
    alike: Sequence[Product],
    trait: str,
    shelves: Shelves,
    difficulty: int,
) -> Iterator[_Found]:
    shape = _SHAPES[difficulty]
    for others, traits in _alone(target, alike, shape.products - 1, shelves):
        if shape.hidden and any(name == "type" or name.startswith("category/") for name in traits):
            continue
        everywhere = [
            name
            for name in tellable(target)
            if name != trait and all(name in shelves.traits[one.id] for one in others)
        ]
        chosen = everywhere[: shape.most - 1]
        if len(chosen) + 1 >= shape.least:
            facts = task.chance.shuffled([trait, *chosen], "odd_one_out", "facts")
            yield _Found(others, trait, facts, difficulty)


def _alone(
    target: Product, alike: Sequence[Product], count: int, shelves: Shelves
) -> Iterator[_Alone]:
    """Some of those alike among which the target, and only it, stands out."""
    own = shelves.traits[target.id]
    names = {target.text("name", shelves.lang)}
    for others in islice(combinations(alike, count), _TRIES):
        texts = names.union(one.text("name", shelves.lang) for one in others)
        if len(texts) <= count:
            continue
        odd = stands_out([own, *(shelves.traits[one.id] for one in others)])
        if list(odd) == [0]:
            yield _Alone(others, odd[0])
