"""Which kinds of puzzle a step may be, and which of them is tried first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple

from clew.hunts.compose.scene import Scene, Stop
from clew.hunts.model import About, Way
from clew.hunts.puzzles.kind import Kind
from clew.rules.model import PUZZLE_KIND, PuzzleFacts
from clew.rules.model import Puzzle as PuzzleFact

STAGE = "kinds"
_About = Literal["product", "place", "challenge"]
_ABOUT: Mapping[About, _About] = {
    About.PRODUCT: "product",
    About.PLACE: "place",
    About.CHALLENGE: "challenge",
}


class Weights:
    """The rules' weights of kinds by step and difficulty; each is asked for once."""

    def __init__(self, scene: Scene, kinds: Mapping[str, Kind], curve: Sequence[int]) -> None:
        """Asks at once about every step at its difficulty on the curve."""
        self._scene = scene
        self._kinds = kinds
        self._known: dict[tuple[int, int], Mapping[str, int]] = {}
        self._ask(list(enumerate(curve, start=1)))

    def at(self, step: int, difficulty: int) -> Mapping[str, int]:
        """Kind -> its weight; those that are not allowed there are not in it."""
        if (step, difficulty) not in self._known:
            self._ask([(step, difficulty)])
        return self._known[step, difficulty]

    def _ask(self, wanted: Sequence[tuple[int, int]]) -> None:
        traits = tuple([_traits(kind) for kind in self._kinds.values()])
        asked = [one for at in wanted for one in _asked(traits, *at)]
        player, moment = self._scene.snapshot.facts, self._scene.moment
        facts = [PuzzleFacts(player, one.puzzle, moment) for one in asked]
        about = [one.about for one in asked]
        verdicts = iter(self._scene.ask(STAGE, PUZZLE_KIND, facts, about))
        for at in wanted:
            told = zip(self._kinds, islice(verdicts, len(self._kinds)), strict=True)
            self._known[at] = {
                kind: one.outputs.weight for kind, one in told if one.outputs is not None
            }


class _Asked(NamedTuple):
    """What the rules are told of a kind at a step, and what that is noted under."""

    puzzle: PuzzleFact
    about: tuple[str, str]


class _Traits(NamedTuple):
    """What the rules are told of a kind."""

    name: str
    about: About
    needs_sight: bool
    needs_typing: bool


def _traits(kind: Kind) -> _Traits:
    return _Traits(kind.name, kind.about, kind.needs_sight, kind.needs_typing)


@lru_cache(maxsize=256)
def _asked(kinds: Sequence[_Traits], step: int, difficulty: int) -> Sequence[_Asked]:
    """Of each kind. One object for all hunts, so that rules which know it look at it once."""
    return [
        _Asked(
            PuzzleFact(
                one.name, _ABOUT[one.about], difficulty, step, one.needs_sight, one.needs_typing
            ),
            ("puzzle", f"{one.name} {difficulty} at step {step}"),
        )
        for one in kinds
    ]


def in_turn(
    scene: Scene,
    stop: Stop,
    weighed: Sequence[tuple[Kind, int]],
    used: Sequence[Kind],
) -> Iterator[Kind]:
    """The kinds that suit a stop, one after the other, drawn by weight.

    A kind that was used counts a quarter each time. First come those about the stop's own thing
    (its product, else the place), then the others; last what the two steps before were of.
    """
    running = {one.name for one in used[-2:]} if len(used) > 1 else set()
    running = running if len(running) == 1 else set()
    before = Counter(one.name for one in used)
    ranked: tuple[list[tuple[Kind, int]], ...] = ([], [], [])
    for kind, weight in weighed:
        rank = _rank(kind, stop, running)
        if rank is not None:
            ranked[rank].append((kind, max(1, weight * 1_000 // 4 ** before[kind.name])))
    for rank, left in enumerate(ranked):
        turn = 0
        while left:
            every = sum(weight for _, weight in left)
            drawn = scene.chance.below(every, "kind", stop.id, len(used), rank, turn)
            at = 0
            while drawn >= left[at][1]:
                drawn -= left[at][1]
                at += 1
            yield left.pop(at)[0]
            turn += 1


def _rank(kind: Kind, stop: Stop, running: Collection[str]) -> int | None:
    """0 for what a stop is there for, 1 for what will do besides, 2 for what was there twice.

    None for what can't be.
    """
    if (kind.about is About.PRODUCT) and stop.product is None:
        return None
    if kind.about is About.PLACE and stop.product is not None:
        return None
    if kind.name in running:
        return 2
    if stop.product is None or kind.about is About.PRODUCT or kind.way is Way.BASKET:
        return 0
    return 1
