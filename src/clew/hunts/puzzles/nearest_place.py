"""Nearest place: which of some named places of one level is the nearest to another?

Every wrong one is farther by a quarter at least, as the crow flies; more where it should be easy.

| difficulty | places | the others are farther by at least |
|---|---|---|
| 1 | 3 | three times |
| 2 | 3 | twice |
| 3 | 4 | 1.75 times |
| 4 | 4 | 1.5 times |
| 5 | 5 | 1.25 times |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isqrt
from typing import Any, NamedTuple

from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Spot, Unfit, Way
from clew.hunts.plan import Plan, nearest_of, square
from clew.hunts.puzzles.kind import Choosy, Task
from clew.hunts.puzzles.names import initial_hint
from clew.hunts.puzzles.options import LETTERS, lettered
from clew.hunts.puzzles.positions import positions_text
from clew.hunts.shelves import from_somewhere

_LEAST_AWAY = 30
"""Decimetres between the start and the nearest: less is the same doorstep."""


class _Shape(NamedTuple):
    """How a difficulty looks: the places to choose from, and the least ratio in hundredths."""

    places: int
    ratio: int


_SHAPES = {
    1: _Shape(3, 300),
    2: _Shape(3, 200),
    3: _Shape(4, 175),
    4: _Shape(4, 150),
    5: _Shape(5, 125),
}


class NearestPlace(Choosy):
    """See above."""

    name = "nearest_place"
    about = About.PLACE
    way = Way.OPTION
    needs_sight = False
    needs_typing = False
    costly = False

    def suits(self, place: Spot, material: Material) -> bool:
        """Where no other place has its name."""
        return place.zone in material.plan.called

    def make(self, task: Task, material: Material) -> Puzzle | Unfit:
        """The target as the nearest to a place of chance on its level."""
        spot, plan = material.spot(task.spot), material.plan
        if spot is None or spot.zone not in plan.called:
            return Unfit("no_name", "nothing there has a name of its own")
        level = plan.on_level[spot.level]
        starts = [one for one in level if square(one, spot) >= _LEAST_AWAY**2]
        # Near ones first: the nearer the start, the more is farther from it.
        starts.sort(key=lambda one: (square(one, spot), one.zone))
        few = starts[: max(4, len(starts) // 3)]
        for difficulty in sorted(_SHAPES, key=lambda one: (abs(one - task.difficulty), one)):
            for start in from_somewhere(few, task.chance, self.name, "start"):
                others = _others(start, spot, level, _SHAPES[difficulty], task)
                if others:
                    return self._puzzle(start, spot, others, task, plan, material.lang, difficulty)
        return Unfit("too_few_places", f"too few places lie apart around {spot.zone}")

    def answers(
        self, shown: Mapping[str, Any], options: Sequence[Option], material: Material
    ) -> Sequence[str]:
        """The options that may be called the nearest."""
        called = material.plan.by_call
        places = {called[one.text].zone: one.id for one in options}
        found = nearest_of(called[shown["start"]], [called[one.text] for one in options])
        return [places[one.zone] for one in found]

    def _puzzle(
        self,
        start: Spot,
        spot: Spot,
        others: Sequence[Spot],
        task: Task,
        plan: Plan,
        lang: str,
        difficulty: int,
    ) -> Puzzle:
        mixed = task.chance.shuffled([spot, *others], self.name, "shown")
        answer = LETTERS[mixed.index(spot)]
        called = plan.called[start.zone]
        farthest = max(others, key=lambda one: (square(start, one), one.zone))
        metres = isqrt(square(start, spot)) // 10 + 1
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=difficulty,
            prompt=say(lang, "nearest_place-prompt", start=called),
            shown={"start": called},
            way=self.way,
            options=lettered([plan.called[one.zone] for one in mixed]),
            equivalent=positions_text(start, mixed, plan, lang),
            answer=answer,
            accepted=(answer,),
            hints=(
                say(lang, "place-not", place=plan.called[farthest.zone]),
                say(lang, "nearest_place-hint-within", metres=metres),
                initial_hint(plan.called[spot.zone], lang),
            ),
        )


def _others(
    start: Spot, spot: Spot, level: Sequence[Spot], shape: _Shape, task: Task
) -> Sequence[Spot] | None:
    """Places plainly farther from the start, rather the nearer of them; None for too few."""
    least = square(start, spot) * shape.ratio**2
    # The start has no distance, so it is not farther than the target.
    farther = [one for one in level if square(start, one) * 100**2 >= least and one != spot]
    farther.sort(key=lambda one: (square(start, one), one.zone))
    near = farther[: 2 * shape.places]
    wanted = shape.places - 1
    if len(near) < wanted:
        return None
    rest = list(from_somewhere(near, task.chance, "nearest_place", "others", start.zone))
    return rest[:wanted]
