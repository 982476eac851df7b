"""How long and how hard the hunt is to be, by the rules."""

from __future__ import annotations

from clew.errors import Code
from clew.hunts.compose.scene import NoHunt, Scene
from clew.hunts.compose.usable import Usable
from clew.rules.model import HUNT_SHAPE, Means, Shape, ShapeFacts


def choose_shape(scene: Scene, usable: Usable, promotions: int) -> Shape:
    """Steps and difficulty. Raises `NoHunt` where the rules say nothing about this player."""
    means = Means(len(usable.products), len(usable.places), promotions)
    facts = ShapeFacts(scene.snapshot.facts, means, scene.moment)
    (verdict,) = scene.ask("shape", HUNT_SHAPE, [facts], [("rule", "")])
    if verdict.outputs is None:
        raise NoHunt(
            Code.RULES_ALLOW_NOTHING,
            "no row of the rules' table hunt_shape is met: give it one that holds for everybody",
        )
    return verdict.outputs


def difficulty_of(step: int, steps: int, hardest: int) -> int:
    """Of a step, from 1: the curve rises evenly from 1 to the hardest, halves up."""
    if steps == 1:
        return hardest
    return 1 + (2 * (hardest - 1) * (step - 1) + steps - 1) // (2 * (steps - 1))
