"""Which kinds of puzzle a step may be, and which of them is tried first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from clew.hunts.compose.scene import Scene, Stop
from clew.hunts.model import About
from clew.hunts.puzzles.kind import Kind
from clew.rules.model import PUZZLE_KIND, PuzzleFacts
from clew.rules.model import Puzzle as PuzzleFact

STAGE = "kinds"
_ABOUT = {About.PRODUCT: "product", About.PLACE: "place", About.CHALLENGE: "challenge"}
Weights = Mapping[tuple[str, int, int], int]
"""(kind, step, difficulty) -> the rules' weight; what is not allowed is not in it."""


def weigh_kinds(
    scene: Scene, kinds: Mapping[str, Kind], difficulties: Sequence[int]
) -> dict[tuple[str, int, int], int]:
    """The weight of each kind at each step, at the step's difficulty."""
    wanted = [
        (kind, step, difficulty)
        for step, difficulty in enumerate(difficulties, start=1)
        for kind in kinds.values()
    ]
    return ask_kinds(scene, wanted)


def ask_kinds(
    scene: Scene, wanted: Sequence[tuple[Kind, int, int]]
) -> dict[tuple[str, int, int], int]:
    """The weights of (kind, step, difficulty)."""
    facts = [
        PuzzleFacts(
            scene.snapshot.facts,
            PuzzleFact(
                kind.name,
                _ABOUT[kind.about],  # type: ignore[arg-type] - the table above has its words
                difficulty,
                step,
                kind.needs_sight,
                kind.needs_typing,
            ),
            scene.moment,
        )
        for kind, step, difficulty in wanted
    ]
    about = [
        ("puzzle", f"{kind.name} {difficulty} at step {step}") for kind, step, difficulty in wanted
    ]
    verdicts = scene.ask(STAGE, PUZZLE_KIND, facts, about)
    return {
        (kind.name, step, difficulty): verdict.outputs.weight
        for (kind, step, difficulty), verdict in zip(wanted, verdicts, strict=True)
        if verdict.outputs is not None
    }


def in_turn(
    scene: Scene,
    stop: Stop,
    weighed: Sequence[tuple[Kind, int]],
    used: Sequence[Kind],
) -> Iterator[Kind]:
    """The kinds that suit a stop, one after the other, drawn by weight.

    A kind that was used counts a quarter each time; first those about the stop's own thing (its
    product, else the place), then the others.
    """
    for rank in (0, 1):
        left = [(kind, weight) for kind, weight in weighed if _rank(kind, stop) == rank]
        turn = 0
        while left:
            weights = [
                max(1, weight * 1_000 // 4 ** sum(one.name == kind.name for one in used))
                for kind, weight in left
            ]
            drawn = scene.chance.below(sum(weights), "kind", stop.id, len(used), rank, turn)
            at = 0
            while drawn >= weights[at]:
                drawn -= weights[at]
                at += 1
            yield left.pop(at)[0]
            turn += 1


def _rank(kind: Kind, stop: Stop) -> int | None:
    """0 for what a stop is there for, 1 for what will do besides, None for what can't be."""
    if stop.product is not None:
        if kind.about is About.PRODUCT:
            return 0
        return 1 if kind.about is About.CHALLENGE else None
    return None if kind.about is About.PRODUCT else 0
