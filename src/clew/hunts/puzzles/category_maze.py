"""Category maze: a piece of the shop's own tree, and directions that lead to one product in it.

The doors are departments, shelves and products; the directions speak of their place, their letters
and the alphabet. Names that begin with a digit are not put in alphabetical order, and letters are
counted only where no name has digits and the count differs by two at least.

| difficulty | forks | doors at each | directions |
|---|---|---|---|
| 1 | shelf, product | 2, 2 | by number |
| 2 | shelf, product | 3, 2 | by number or alphabet |
| 3 | department, shelf, product | 2, 2, 2 | by number or alphabet |
| 4 | department, shelf, product | 2, 2, 2 | by alphabet or letters |
| 5 | department, shelf, product | 3, 2, 2 | by alphabet or letters |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from clew.hunts.chance import Chance
from clew.hunts.key_of import key_of
from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Unfit, Way
from clew.hunts.puzzles.kind import Draft, Drafting, Task
from clew.hunts.puzzles.options import lettered
from clew.hunts.shelves import Shelves, from_somewhere
from clew.shop.model import Product

_CLEARLY_MORE = 2
"""Letters: less of a difference is miscounted."""
_MOST_READ = 8
"""Products of a shelf that are looked at for as many names as there are doors."""

Tree = Sequence[Mapping[str, Any]]
"""The doors of a fork: `name`, and `doors` behind it; none behind a product."""


class _Shape(NamedTuple):
    """How a difficulty looks: the doors at each fork, from the outermost, and the directions."""

    doors: tuple[int, ...]
    rules: tuple[str, ...]


_ALPHABET = ("first", "last")
_LETTERS = ("most", "fewest")
_SHAPES = {
    1: _Shape((2, 2), ("nth",)),
    2: _Shape((3, 2), ("nth", *_ALPHABET)),
    3: _Shape((2, 2, 2), ("nth", *_ALPHABET)),
    4: _Shape((2, 2, 2), (*_ALPHABET, *_LETTERS)),
    5: _Shape((3, 2, 2), (*_ALPHABET, *_LETTERS)),
}


class CategoryMaze(Drafting):
    """See above."""

    name = "category_maze"
    about = About.PRODUCT
    way = Way.OPTION
    needs_sight = False
    needs_typing = False
    costly = False

    def draft(self, task: Task, material: Material) -> Draft | Unfit:
        """The target behind one door, others behind the rest."""
        target = task.target
        if target is None:
            return Unfit("no_product")
        for difficulty in sorted(_SHAPES, key=lambda one: (abs(one - task.difficulty), one)):
            walk = _Walk(task.chance, material.shelves, _SHAPES[difficulty])
            tree = walk.tree(target)
            directions = walk.directions(tree, target) if tree else None
            if tree and directions:
                written = partial(self._puzzle, tree, directions, material.lang, difficulty)
                return Draft(difficulty, written)
        return Unfit("too_few_shelves", f"too little stands around {target.id}")

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],
        material: Material,  # noqa: ARG002 - the tree is all there is to know
    ) -> Sequence[str]:
        """The products behind every door that the directions allow."""
        forks: list[Tree] = [shown["tree"]]
        for at, direction in enumerate(shown["directions"]):
            doors = [door for fork in forks for door in _meant(direction, fork)]
            if at == len(shown["directions"]) - 1:
                names = {door["name"] for door in doors}
                return [one.id for one in options if one.text in names]
            forks = [door["doors"] for door in doors]
        return ()

    def _puzzle(
        self, tree: Tree, directions: Sequence[Mapping[str, Any]], lang: str, difficulty: int
    ) -> Puzzle:
        path = list(_follow(tree, directions))
        options = lettered(list(_ends(tree)))
        answer = next(one.id for one in options if one.text == path[-1])
        told = [
            say(lang, f"category_maze-rule-{one['rule']}", n=at, **_door(one))
            for at, one in enumerate(directions, start=1)
        ]
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=difficulty,
            prompt=say(
                lang,
                "category_maze-prompt",
                tree="\n".join(_drawn(tree)),
                directions="\n".join(told),
            ),
            shown={"tree": tree, "directions": directions},
            way=self.way,
            options=options,
            answer=answer,
            accepted=(answer,),
            hints=(
                say(lang, "category_maze-hint-method"),
                say(lang, "category_maze-hint-door", door=path[0]),
                say(lang, "category_maze-hint-second", door=path[1])
                if len(path) > 2  # noqa: PLR2004 - with two forks the second door is the answer
                else say(lang, "category_maze-hint-initial", letter=path[-1][0].upper()),
            ),
        )


# ---------------------------------------------------------------- the doors


class _Walk:
    """Draws a tree around a target."""

    def __init__(self, chance: Chance, shelves: Shelves, shape: _Shape) -> None:
        self._chance = chance
        self._shelves = shelves
        self._shape = shape

    def tree(self, target: Product) -> Tree | None:
        """The doors from the outermost fork; None where the shop has too few."""
        department, shelf = self._shelves.hall(target)
        *departments, shelves, products = self._shape.doors
        used = {self._shelves.name_keys[target.id]}
        halls = [department]
        if departments:
            halls = self._chosen(list(self._shelves.halls), department, departments[0], "hall")
        tree: list[dict[str, Any]] = []
        doors: list[dict[str, Any]] = []
        for hall in halls:
            own = hall == department
            names = self._chosen(
                list(self._shelves.halls[hall]), shelf if own else "", shelves, hall
            )
            doors = [
                {"name": name, "doors": self._products(hall, name, target, products, used)}
                for name in names
            ]
            if len(doors) < shelves or any(len(one["doors"]) < products for one in doors):
                return None
            tree.append({"name": hall, "doors": doors})
        if len(halls) < (departments[0] if departments else 1):
            return None
        return tree if departments else doors

    def _chosen(self, names: Sequence[str], own: str, count: int, *label: object) -> list[str]:
        """So many of the names, the own one among them, in an order of chance."""
        others = (one for one in from_somewhere(names, self._chance, *label) if one != own)
        kept = [own, *islice(others, count - 1)] if own else list(islice(others, count))
        return self._chance.shuffled(kept, *label, "order")

    def _products(
        self, hall: str, shelf: str, target: Product, count: int, used: set[str]
    ) -> list[dict[str, str]]:
        """Products of a shelf, each of another name than any before, in an order of chance."""
        lang, name_keys = self._shelves.lang, self._shelves.name_keys
        chosen = [target] if self._shelves.hall(target) == (hall, shelf) else []
        products = self._shelves.halls[hall][shelf]
        for one in islice(from_somewhere(products, self._chance, hall, shelf), _MOST_READ):
            if len(chosen) == count:
                break
            key = name_keys[one.id]
            if key not in used:
                used.add(key)
                chosen.append(one)
        mixed = self._chance.shuffled(chosen, hall, shelf, "order")
        return [{"name": one.text("name", lang)} for one in mixed]

    def directions(self, tree: Tree, target: Product) -> list[dict[str, Any]] | None:
        """A direction for each fork; None where none of the difficulty fits one of them."""
        department, shelf = self._shelves.hall(target)
        path = [department, shelf, target.text("name", self._shelves.lang)]
        found, fork = [], tree
        for at, name in enumerate(path[-len(self._shape.doors) :]):
            fitting = list(self._possible(fork, name))
            if not fitting:
                return None
            found.append(self._chance.one_of(fitting, "direction", at))
            fork = next(door for door in fork if door["name"] == name).get("doors", ())
        return found

    def _possible(self, fork: Tree, name: str) -> Iterator[dict[str, Any]]:
        place = next(at for at, door in enumerate(fork, start=1) if door["name"] == name)
        for rule in self._shape.rules:
            direction = {"rule": rule, **({"door": place} if rule == "nth" else {})}
            if [door["name"] for door in _meant(direction, fork)] == [name]:
                yield direction


# ---------------------------------------------------------------- the directions


def _meant(direction: Mapping[str, Any], fork: Tree) -> Sequence[Mapping[str, Any]]:
    """The doors that a direction may mean: one, unless names are too alike for it."""
    rule = direction["rule"]
    if rule == "nth":
        return [fork[direction["door"] - 1]]
    return _BY_RULE[rule](fork)


def _in_alphabet(fork: Tree, *, last: bool) -> Sequence[Mapping[str, Any]]:
    names = [str(door["name"]) for door in fork]
    if not all(name[0].isalpha() for name in names):
        return fork
    pick = max if last else min
    # People differ over blanks and hyphens: only a door that is meant either way will do.
    spaced = [key_of(name) for name in names]
    joined = [name.replace(" ", "") for name in spaced]
    ends = pick(spaced), pick(joined)
    return [
        door
        for door, *keys in zip(fork, spaced, joined, strict=True)
        if keys[0] == ends[0] or keys[1] == ends[1]
    ]


def _by_letters(fork: Tree, *, most: bool) -> Sequence[Mapping[str, Any]]:
    if any(map(str.isdigit, "".join(door["name"] for door in fork))):
        return fork
    counts = [sum(map(str.isalpha, door["name"])) * (1 if most else -1) for door in fork]
    return [
        door
        for door, count in zip(fork, counts, strict=True)
        if count > max(counts) - _CLEARLY_MORE
    ]


_BY_RULE: Mapping[str, Callable[[Tree], Sequence[Mapping[str, Any]]]] = {
    "first": lambda fork: _in_alphabet(fork, last=False),
    "last": lambda fork: _in_alphabet(fork, last=True),
    "most": lambda fork: _by_letters(fork, most=True),
    "fewest": lambda fork: _by_letters(fork, most=False),
}


def _door(direction: Mapping[str, Any]) -> dict[str, int]:
    return {"door": direction["door"]} if "door" in direction else {}


def _follow(tree: Tree, directions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for direction in directions:
        (door,) = _meant(direction, tree)
        yield door["name"]
        tree = door.get("doors", ())


def _ends(tree: Tree) -> Iterator[str]:
    for door in tree:
        if "doors" in door:
            yield from _ends(door["doors"])
        else:
            yield door["name"]


def _drawn(tree: Tree, depth: int = 0) -> Iterator[str]:
    for at, door in enumerate(tree, start=1):
        yield f"{'    ' * depth}{at}. {door['name']}"
        yield from _drawn(door.get("doors", ()), depth + 1)
