"""Visit a place: told by how far it is from others, found by going there or on the plan.

Right is the place's zone: what stands there is typed or scanned, or the player's position says it.
Distances are as the crow flies, in whole metres; no other place of the level that has a name, be it
one that others have as well, is within three metres of all of them.

| difficulty | distances from | chosen among |
|---|---|---|
| 1 | 3 places | the 4 nearest |
| 2 | 2 places | the 4 nearest |
| 3 | 2 places | the 8 nearest |
| 4 | 2 places | all of the level |
| 5 | 1 place | all of the level |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice
from math import isqrt
from typing import Any, NamedTuple

from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Spot, Unfit, Way
from clew.hunts.plan import Plan, square
from clew.hunts.puzzles.clues import near_place
from clew.hunts.puzzles.kind import Choosy, Task
from clew.hunts.puzzles.names import initial_hint, pattern_hint, size_hint
from clew.hunts.puzzles.numbers import decimal_text
from clew.hunts.shelves import from_somewhere
from clew.text import key_form

_LEEWAY = 20
"""Decimetres that a told distance may be off."""
_SLIP = 10
"""Decimetres that no other place comes nearer than that, so that a player may be off as well."""
_LEAST_AWAY = 30
"""Decimetres to a place that distances are told from: less is the same doorstep."""
_TRIES = 24


class _Shape(NamedTuple):
    """How a difficulty looks: how many distances, and from how many of the nearest places."""

    distances: int
    among: int


_SHAPES = {1: _Shape(3, 4), 2: _Shape(2, 4), 3: _Shape(2, 8), 4: _Shape(2, 1_000)}
_SHAPES[5] = _Shape(1, 1_000)


class VisitPlace(Choosy):
    """See above."""

    name = "visit_place"
    about = About.CHALLENGE
    way = Way.PLACE
    needs_sight = False
    needs_typing = True
    costly = False

    def suits(self, place: Spot, material: Material) -> bool:
        """Where the name on the sign leads there alone."""
        return material.plan.can_be_typed(place.zone)

    def make(self, task: Task, material: Material) -> Puzzle | Unfit:
        """The task's place by its distances from others."""
        spot, plan = material.spot(task.spot), material.plan
        if spot is None or not spot.name:
            return Unfit("no_name", "nothing has a name there")
        if not plan.can_be_typed(spot.zone):
            return Unfit("name_is_no_clue", f"{spot.name!r} leads to no zone or to several")
        others = _others(spot, plan)
        for difficulty in sorted(_SHAPES, key=lambda one: (abs(one - task.difficulty), one)):
            for anchors in islice(_anchors(task, others, _SHAPES[difficulty]), _TRIES):
                told = [(one, _metres(one, spot)) for one in anchors]
                if _meant(told, plan.signed[spot.level], _LEEWAY + _SLIP) == [spot]:
                    return self._puzzle(spot, told, plan, material.lang, difficulty)
        return Unfit("not_unique", f"another place is as far from everything as {spot.zone}")

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],  # noqa: ARG002 - it is typed or done
        material: Material,
    ) -> Sequence[str]:
        """The zones of the named places that are as far from the others as is told."""
        plan = material.plan
        told = [(plan.by_call[one["place"]], one["metres"]) for one in shown["distances"]]
        return [one.zone for one in _meant(told, plan.signed[told[0][0].level])]

    def _puzzle(
        self,
        spot: Spot,
        told: Sequence[tuple[Spot, int]],
        plan: Plan,
        lang: str,
        difficulty: int,
    ) -> Puzzle:
        distances: list[dict[str, str | int]] = [
            {"place": plan.called[one.zone], "metres": far} for one, far in told
        ]
        said = [say(lang, "visit_place-distance", **one) for one in distances]
        first = told[0][0]
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=difficulty,
            prompt=say(
                lang,
                "visit_place-prompt",
                level=spot.level_label,
                distances=_listed(said, lang),
            ),
            shown={"level": spot.level_label, "distances": distances},
            way=self.way,
            equivalent=say(
                lang,
                "visit_place-equivalent",
                place=plan.called[first.zone],
                along=decimal_text(spot.x - first.x, 1, lang),
                across=decimal_text(spot.y - first.y, 1, lang),
            ),
            answer=spot.zone,
            accepted=(spot.zone,),
            hints=(
                _next_to(spot, told, plan, lang),
                initial_hint(spot.name, lang),
                pattern_hint(spot.name, lang),
            ),
        )


def _listed(texts: Sequence[str], lang: str) -> str:
    """The texts as a list in a sentence."""
    if len(texts) == 1:
        return texts[0]
    return say(lang, "visit_place-and", first=", ".join(texts[:-1]), last=texts[-1])


def _anchors(task: Task, others: Sequence[Spot], shape: _Shape) -> Iterator[Sequence[Spot]]:
    """Places that distances may be told from, some at a time."""
    near = others[: shape.among]
    mixed = list(from_somewhere(near, task.chance, "visit_place", shape.among))
    return combinations(mixed, shape.distances)


def _others(spot: Spot, plan: Plan) -> Sequence[Spot]:
    """The other places of the level that do not tell its name, nearest first."""
    names = [f" {key_form(name)} " for name in spot.names]
    apart = [
        (far, one.zone, one)
        for one in plan.on_level.get(spot.level, ())
        if (far := square(one, spot)) >= _LEAST_AWAY**2
        and not any(name in f" {plan.call_keys[one.zone]} " for name in names)
    ]
    return [one for *_, one in sorted(apart)]


def _metres(one: Spot, other: Spot) -> int:
    """The distance, rounded to whole metres."""
    return (isqrt(square(one, other)) + 5) // 10


def _meant(
    told: Sequence[tuple[Spot, int]], places: Sequence[Spot], leeway: int = _LEEWAY
) -> list[Spot]:
    """The places that are about as far from others as is told."""
    return [
        one
        for one in places
        if all(
            max(0, metres * 10 - leeway) ** 2 <= square(start, one) <= (metres * 10 + leeway) ** 2
            for start, metres in told
        )
    ]


def _next_to(spot: Spot, told: Sequence[tuple[Spot, int]], plan: Plan, lang: str) -> str:
    """A hint: the nearest place, where it was not told of; else how long the name is."""
    near = near_place(spot, plan)
    if near is None or near in [one for one, _ in told]:
        return size_hint(spot.name, lang)
    return say(lang, "place-near", place=plan.called[near.zone])
