"""Puzzles by the hundred: of every kind, over the products and places of some material."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from clew.hunts.chance import Chance
from clew.hunts.material import Material
from clew.hunts.model import Puzzle
from clew.hunts.puzzles.kind import Kind, Task


def made_puzzles(kind: Kind, material: Material, count: int) -> Iterator[tuple[Task, Puzzle]]:
    """At most so many puzzles of a kind, of every difficulty in turn, with what they are made of.

    What is unfit is left out; every product and place is tried as often as there is need.
    """
    products = list(material.products.values())
    spots = list(material.spots.values())
    clues_to: dict[str, list[Any]] = {}
    for clue in material.clues.values():
        clues_to.setdefault(clue.zone, []).append(clue)
    made = 0
    for number in range(4 * count):
        spot = spots[number % len(spots)] if spots else None
        task = Task(
            target=products[number % len(products)] if products else None,
            spot=spot,
            clues=clues_to.get(spot.zone, ()) if spot is not None else (),
            partner=products[(number * 31 + 7) % len(products)] if products else None,
            difficulty=number % 5 + 1,
            step_free=number % 4 == 0,
            chance=Chance(f"{kind.name} {number}"),
        )
        puzzle = kind.make(task, material)
        if isinstance(puzzle, Puzzle):
            yield task, puzzle
            made += 1
            if made == count:
                return


def step_values(task: Task, puzzle: Puzzle) -> Mapping[str, Any]:
    """A step of hunts.jsonl with its answer, as plain JSON values."""
    plain = msgspec.to_builtins(puzzle)
    return {
        **{name: value for name, value in plain.items() if value not in ("", [], {})},
        "n": 1,
        "shown": plain["shown"],
        "product_id": None if task.target is None else task.target.id,
        "zone": None if task.spot is None else task.spot.zone,
    }
