"""Price ladder: put some products in order, from the cheapest to the dearest.

Each costs at least a quarter more than the one before, so that nobody loses by a cent. The prices
are those of the catalogue that the puzzle was made of, kept in `Puzzle.frozen`; a price that
changes later changes nothing. Where the tags are shown, the player says whose each is.

| difficulty | products | least ratio of neighbours | price tags |
|---|---|---|---|
| 1 | 3 | 2 | shown |
| 2 | 3 | 1.5 | shown |
| 3 | 4 | 1.5 | shown |
| 4 | 4 | 1.25 | not shown |
| 5 | 5 | 1.25 | not shown |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Unfit, Way
from clew.hunts.puzzles.kind import Task
from clew.hunts.puzzles.numbers import decimal_text, price_text
from clew.hunts.puzzles.options import LETTERS, lettered
from clew.hunts.shelves import Shelves
from clew.shop.model import Product

_FEW = 8
"""So few products are all looked at."""
LEAST_RATIO = 125
"""Hundredths: what the dearer of two neighbours costs at least of the cheaper."""


class _Shape(NamedTuple):
    """How a difficulty looks.

    Attributes:
        products: to put in order.
        ratio: of neighbours at least, in hundredths.
        tags: whether the prices are told.
    """

    products: int
    ratio: int
    tags: bool


_SHAPES = {
    1: _Shape(3, 200, tags=True),
    2: _Shape(3, 150, tags=True),
    3: _Shape(4, 150, tags=True),
    4: _Shape(4, LEAST_RATIO, tags=False),
    5: _Shape(5, LEAST_RATIO, tags=False),
}


class PriceLadder:
    """See above."""

    name = "price_ladder"
    about = About.PRODUCT
    way = Way.ORDER
    needs_sight = False
    needs_typing = False
    costly = False

    def make(self, task: Task, material: Material) -> Puzzle | Unfit:
        """The target and others, mixed."""
        target = task.target
        if target is None:
            return Unfit("no_product")
        if not material.shelves.called[target.id]:
            return Unfit("name_not_unique", f"others are called like {target.id}")
        for difficulty in sorted(_SHAPES, key=lambda one: (abs(one - task.difficulty), one)):
            ladder = _ladder(task, target, material.shelves, difficulty)
            if ladder:
                return self._puzzle(task, ladder, material.shelves, difficulty)
        return Unfit("no_price_ladder", f"too few prices far enough from that of {target.id}")

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],
        material: Material,
    ) -> Sequence[str]:
        """Every order that somebody could defend: neighbours too near count both ways round."""
        price = {
            option.id: material.products[one["id"]].price
            for option, one in zip(options, shown["products"], strict=True)
        }
        order = sorted(price, key=lambda id_: (price[id_], id_))
        found = [" ".join(order)]
        for at, (low, high) in enumerate(pairwise(order)):
            if not _apart(price[low], price[high], LEAST_RATIO):
                found.append(" ".join([*order[:at], high, low, *order[at + 2 :]]))
        return found

    def _puzzle(
        self, task: Task, ladder: Sequence[Product], shelves: Shelves, difficulty: int
    ) -> Puzzle:
        lang = shelves.lang
        mixed = task.chance.shuffled(ladder, self.name, "shown")
        names = [shelves.called[one.id] for one in mixed]
        answer = " ".join(LETTERS[mixed.index(one)] for one in ladder)
        shown: dict[str, Any] = {
            "products": [
                {"id": one.id, "name": name} for one, name in zip(mixed, names, strict=True)
            ]
        }
        prompt = say(lang, "price_ladder-prompt", count=len(mixed))
        tags = [price_text(one.price, one.currency, lang) for one in ladder]
        if _SHAPES[difficulty].tags:
            shown["tags"] = tags
            told = say(lang, "price_ladder-tags", tags=" · ".join(tags))
            prompt = f"{prompt} {told}"
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=difficulty,
            prompt=prompt,
            shown=shown,
            way=self.way,
            options=lettered(names),
            answer=answer,
            accepted=(answer,),
            hints=_hints(ladder, shelves),
            frozen={one.id: one.price for one in sorted(ladder, key=lambda one: one.id)},
        )


def _hints(ladder: Sequence[Product], shelves: Shelves) -> tuple[str, ...]:
    cheapest, dearest = ladder[0], ladder[-1]
    # One less in the last place, so that what is said is true of an exact ratio too.
    tenths = (dearest.price * 10 - 1) // cheapest.price
    return (
        say(shelves.lang, "price_ladder-hint-ratio", times=decimal_text(tenths, 1, shelves.lang)),
        say(
            shelves.lang,
            "price_ladder-hint-ends",
            cheap=shelves.called[cheapest.id],
            dear=shelves.called[dearest.id],
        ),
        say(shelves.lang, "price_ladder-hint-dearest", name=shelves.called[dearest.id]),
    )


def _ladder(
    task: Task, target: Product, shelves: Shelves, difficulty: int
) -> Sequence[Product] | None:
    """Products in order of price with the target among them, from near it in the shop outwards."""
    shape = _SHAPES[difficulty]
    near = shelves.of_shelf[shelves.path(target)]
    department = shelves.of_department[target.category[0]]
    for reach, products in enumerate((near, department, shelves.all)):
        label = ("price_ladder", difficulty, reach)
        some = shelves.some(products, task.chance, *label)
        # Half of them, so that in a small shop too the same rungs do not come every time.
        rungs = _climb(target, some[: max(_FEW, len(some) // 2)], shape, shelves)
        if len(rungs) >= shape.products:
            return _around(task, target, rungs, shape.products)
    return None


def _climb(
    target: Product, some: Sequence[Product], shape: _Shape, shelves: Shelves
) -> list[Product]:
    """The longest ladder that meets the target, taking each next rung as near as it may be."""
    fitting = [
        one
        for one in some
        if one.currency == target.currency and one.id != target.id and shelves.called[one.id]
    ]
    up, down = [target], [target]
    # Stable, so that of two products of one price chance has chosen the first.
    for one in sorted(fitting, key=lambda one: one.price):
        if _apart(up[-1].price, one.price, shape.ratio):
            up.append(one)
    for one in sorted(fitting, key=lambda one: -one.price):
        if _apart(one.price, down[-1].price, shape.ratio):
            down.append(one)
    return [*down[:0:-1], *up]


def _around(task: Task, target: Product, rungs: Sequence[Product], count: int) -> list[Product]:
    """So many neighbouring rungs, the target among them, at a place of chance."""
    at = next(place for place, one in enumerate(rungs) if one.id == target.id)
    first = max(0, at - count + 1)
    last = min(at, len(rungs) - count)
    start = first + task.chance.below(last - first + 1, "price_ladder", "start")
    return list(rungs[start : start + count])


def _apart(low: int, high: int, ratio: int) -> bool:
    return high * 100 >= low * ratio
