"""Every kind about products and places, on many instances: what must hold of each puzzle."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from clew.hunts.chance import Chance
from clew.hunts.material import Material
from clew.hunts.messages import LANGS
from clew.hunts.model import Puzzle, Spot, Unfit, Way
from clew.hunts.puzzles.kind import Kind, Task
from clew.hunts.puzzles.table import KINDS
from clew.text import key_form

Worlds = Callable[[str, str], Material]
GOODS = ("odd_one_out", "price_ladder", "attribute_riddle", "category_maze")
PLACES = ("typed_clue", "nearest_place", "place_hop")
WORLDS = ("demo", "made_up")
CHALLENGES = ("visit_place", "scan_code")
CASES = [(name, world) for name in GOODS for world in WORLDS] + [
    *((name, "demo") for name in (*PLACES, *CHALLENGES)),
    ("collect_bundle", "demo"),
    ("collect_bundle", "made_up"),
]
LEAST = {"typed_clue": 0.8, "visit_place": 0.8}
"""The share of targets that a kind must be able to make something of, where it is not 0.95."""


def tasks(material: Material, count: int) -> Iterator[Task]:
    """Tasks over all products and places, in turn, with every difficulty."""
    products = list(material.products.values())
    spots = list(material.spots.values())
    for number in range(count):
        spot = spots[number * 7 % len(spots)]
        yield Task(
            target=products[number * 13 % len(products)],
            spot=spot,
            clues=material.plan.clues_to.get(spot.zone, ()),
            partner=products[(number * 29 + 5) % len(products)],
            difficulty=number % 5 + 1,
            step_free=number % 11 == 0,
            chance=Chance(f"instance {number}"),
        )


def everything_shown(puzzle: Puzzle) -> Iterator[str]:
    """Every text that a player sees before it is over, but for the options."""
    yield from (puzzle.prompt, puzzle.equivalent, *puzzle.hints)


def check(kind: Kind, puzzle: Puzzle, task: Task, material: Material) -> None:
    """What must hold of every puzzle."""
    assert puzzle.kind == kind.name
    assert puzzle.lang == material.lang
    assert 1 <= puzzle.difficulty <= 5
    assert len(puzzle.hints) == 3
    assert len(set(puzzle.hints)) == 3, puzzle.hints
    assert all(everything_shown(puzzle)) or not puzzle.equivalent
    assert puzzle.answer in puzzle.accepted or puzzle.way is Way.TEXT
    found = kind.answers(puzzle.shown, puzzle.options, material)
    right = key_form(puzzle.answer) if puzzle.way is Way.TEXT else puzzle.answer
    assert list(found) == [right], (puzzle, found)
    assert kind.make(task, material) == puzzle, "the same again"
    if puzzle.options:
        texts = [key_form(one.text) for one in puzzle.options]
        assert len(set(texts)) == len(texts), texts
    if puzzle.way in {Way.TEXT, Way.PLACE}:
        secret = puzzle.answer
        if puzzle.way is Way.PLACE:
            spot: Spot = material.spots[puzzle.answer]
            secret = spot.name
        for text in everything_shown(puzzle):
            assert f" {key_form(secret)} " not in f" {key_form(text)} ", (secret, text)


def run(kind: Kind, material: Material, count: int) -> float:
    """Tries a kind on so many tasks; the share of which it made something."""
    made = 0
    for task in tasks(material, count):
        puzzle = kind.make(task, material)
        if isinstance(puzzle, Unfit):
            assert puzzle.why
            continue
        made += 1
        check(kind, puzzle, task, material)
    return made / count


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("name", "world"), CASES)
def test_each_has_exactly_one_answer(name: str, world: str, lang: str, worlds: Worlds) -> None:
    """A puzzle has one answer by what is shown alone, three hints, and tells nothing of it."""
    assert run(KINDS[name], worlds(world, lang), 100) >= LEAST.get(name, 0.95)


@pytest.mark.soak
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("name", "world"), CASES)
def test_a_thousand_have(name: str, world: str, lang: str, worlds: Worlds) -> None:
    """The same of a thousand."""
    assert run(KINDS[name], worlds(world, lang), 1_000) >= LEAST.get(name, 0.95)
