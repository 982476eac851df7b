"""Place hop: from a named place, by moves that are described, to exactly one other.

Only the places that are listed count, and none is visited twice. Each move leads to one place that
is nearer (farther) by a quarter at least than any other that the move allows. Players who can't
walk steps are given places of one level.

| difficulty | moves | places | moves are of |
|---|---|---|---|
| 1 | 1 | 4 | the nearest, the farthest |
| 2 | 2 | 4 | the nearest, the farthest |
| 3 | 2 | 5 | towards another, up, down too |
| 4 | 3 | 6 | towards another, up, down too |
| 5 | 4 | 7 | towards another, up, down too |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from clew.hunts.chance import Chance
from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Spot, Unfit, Way
from clew.hunts.plan import NEARER, Plan, nearest_of, square
from clew.hunts.puzzles.kind import Choosy, Task
from clew.hunts.puzzles.names import initial_hint
from clew.hunts.puzzles.options import lettered
from clew.hunts.puzzles.positions import positions_text
from clew.hunts.shelves import from_somewhere

_LISTS, _WALKS = 3, 12
"""Lists of places that are tried, and walks over each."""

Move = Mapping[str, str]
"""`move`: `nearest`, `farthest`, `towards` (then `to`: a place as it is called), `up`, `down`."""


class _Shape(NamedTuple):
    """How a difficulty looks."""

    moves: int
    places: int
    kinds: tuple[str, ...]


_FLAT = ("nearest", "farthest")
_ALL = (*_FLAT, "towards", "up", "down")
_SHAPES = {
    1: _Shape(1, 4, _FLAT),
    2: _Shape(2, 4, _FLAT),
    3: _Shape(2, 5, _ALL),
    4: _Shape(3, 6, _ALL),
    5: _Shape(4, 7, _ALL),
}


class _Walk(NamedTuple):
    """A walk that can be made in one way only."""

    path: Sequence[Spot]
    moves: Sequence[Move]


class PlaceHop(Choosy):
    """See above."""

    name = "place_hop"
    about = About.PLACE
    way = Way.OPTION
    needs_sight = False
    needs_typing = False
    costly = False

    def suits(self, place: Spot, material: Material) -> bool:
        """Where no other place has its name."""
        return place.zone in material.plan.called

    def make(self, task: Task, material: Material) -> Puzzle | Unfit:
        """A walk that ends at the task's place."""
        spot, plan = material.spot(task.spot), material.plan
        if spot is None or spot.zone not in plan.called:
            return Unfit("no_name", "nothing there has a name of its own")
        for difficulty in sorted(_SHAPES, key=lambda one: (abs(one - task.difficulty), one)):
            for places in _lists(task, spot, plan, _SHAPES[difficulty]):
                walk = _walk_to(spot, places, plan, _SHAPES[difficulty], task.chance)
                if walk is not None:
                    return self._puzzle(places, walk, plan, material.lang, difficulty)
        return Unfit("no_walk", f"no walk of few moves leads to {spot.zone} alone")

    def answers(
        self, shown: Mapping[str, Any], options: Sequence[Option], material: Material
    ) -> Sequence[str]:
        """The options where somebody who follows the moves may end."""
        called = material.plan.by_call
        places = [called[name] for name in shown["places"]]
        walks: list[tuple[Spot, ...]] = [(called[shown["start"]],)]
        for move in shown["moves"]:
            walks = [(*walk, end) for walk in walks for end in _ends(move, walk, places, called)]
        ends = {material.plan.called[walk[-1].zone] for walk in walks}
        return [one.id for one in options if one.text in ends]

    def _puzzle(
        self, places: Sequence[Spot], walk: _Walk, plan: Plan, lang: str, difficulty: int
    ) -> Puzzle:
        start, end = walk.path[0], walk.path[-1]
        names = [plan.called[one.zone] for one in places]
        others = [one for one in places if one != start]
        options = lettered([plan.called[one.zone] for one in others])
        answer = options[others.index(end)].id
        told = [
            say(lang, "place_hop-move", n=n, move=_told(one, lang))
            for n, one in enumerate(walk.moves, start=1)
        ]
        wrong = next(one for one in others if one != end)
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=difficulty,
            prompt=say(
                lang,
                "place_hop-prompt",
                places=" · ".join(names),
                start=plan.called[start.zone],
                moves="\n".join(told),
            ),
            shown={"start": plan.called[start.zone], "places": names, "moves": walk.moves},
            way=self.way,
            options=options,
            equivalent=positions_text(start, others, plan, lang),
            answer=answer,
            accepted=(answer,),
            hints=(
                say(lang, "place_hop-hint-plan"),
                say(lang, "place_hop-hint-first", place=plan.called[walk.path[1].zone])
                if len(walk.moves) > 1
                else say(lang, "place-not", place=plan.called[wrong.zone]),
                initial_hint(plan.called[end.zone], lang),
            ),
        )


def _told(move: Move, lang: str) -> str:
    key = f"place_hop-to-{move['move']}"
    return say(lang, key, to=move["to"]) if "to" in move else say(lang, key)


# ---------------------------------------------------------------- making a walk


def _lists(task: Task, spot: Spot, plan: Plan, shape: _Shape) -> Iterator[Sequence[Spot]]:
    """Places that may count, in the order shown: the target's level, and where it may, one more."""
    for attempt in range(_LISTS):
        label = ("place_hop", shape.places, attempt)
        own = from_somewhere(plan.on_level[spot.level], task.chance, *label, "own")
        kept = [spot, *islice((one for one in own if one != spot), shape.places - 1)]
        away = [level for level in (spot.level - 1, spot.level + 1) if level in plan.on_level]
        if "up" in shape.kinds and away and not task.step_free:
            other = plan.on_level[task.chance.one_of(away, *label, "away")]
            rest = from_somewhere(other, task.chance, *label, "other")
            kept[(shape.places + 1) // 2 :] = islice(rest, shape.places // 2)
        if len(kept) == shape.places:
            yield task.chance.shuffled(kept, *label, "order")


def _walk_to(
    end: Spot, places: Sequence[Spot], plan: Plan, shape: _Shape, chance: Chance
) -> _Walk | None:
    """The first of some walks of chance that ends where it should."""
    for attempt in range(_WALKS):
        path = [places[chance.below(len(places), "place_hop", shape.moves, "start", attempt)]]
        moves: list[Move] = []
        while len(moves) < shape.moves and path[-1] != end:
            found = _step(path, places, plan, shape, chance, attempt)
            if found is None:
                break
            move, place = found
            moves.append(move)
            path.append(place)
        if path[-1] == end and len(moves) == shape.moves:
            return _Walk(path, moves)
    return None


def _step(
    path: Sequence[Spot],
    places: Sequence[Spot],
    plan: Plan,
    shape: _Shape,
    chance: Chance,
    attempt: int,
) -> tuple[Move, Spot] | None:
    """A move that leads to one place alone; None where none of a few does."""
    here = path[-1]
    label = ("place_hop", shape.moves, attempt, len(path))
    for kind in from_somewhere(shape.kinds, chance, *label, "kinds"):
        move: dict[str, str] = {"move": kind}
        if kind == "towards":
            goals = [one for one in places if one.level == here.level and one not in path]
            if len(goals) < 2:  # noqa: PLR2004 - towards the only one is no direction
                continue
            move["to"] = plan.called[chance.one_of(goals, *label, "goal").zone]
        ends = _ends(move, path, places, plan.by_call)
        if len(ends) == 1:
            return move, ends[0]
    return None


# ---------------------------------------------------------------- what a move means


def _ends(
    move: Move, path: Sequence[Spot], places: Sequence[Spot], called: Mapping[str, Spot]
) -> Sequence[Spot]:
    """Where a move may lead: one place, unless distances are too alike; none where it can't be."""
    here = path[-1]
    kind = move["move"]
    level = here.level + {"up": 1, "down": -1}.get(kind, 0)
    left = [one for one in places if one.level == level and one not in path]
    if not left:
        return ()
    if kind == "farthest":
        # The farthest of one would be a riddle of its own.
        return _farthest_of(here, left) if len(left) > 1 else ()
    if kind == "towards":
        return _towards(here, left, called[move["to"]])
    return nearest_of(here, left)


def _farthest_of(here: Spot, places: Sequence[Spot]) -> Sequence[Spot]:
    more, less = NEARER
    most = max(square(here, one) for one in places)
    return [one for one in places if square(here, one) * more > most * less]


def _towards(here: Spot, places: Sequence[Spot], goal: Spot) -> Sequence[Spot]:
    """The nearest of those that bring one closer, and whatever may be taken for it."""
    more, less = NEARER
    now = square(here, goal)
    perhaps = [one for one in places if square(one, goal) * less < now * more]
    found = nearest_of(here, perhaps) if perhaps else ()
    if all(square(one, goal) * more <= now * less for one in found):
        return found
    return perhaps
