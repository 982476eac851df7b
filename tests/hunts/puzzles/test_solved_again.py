"""Every kind, solved by a second implementation that sees what a player sees, and the lexicon."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import msgspec
import pytest

from clew.hunt_check.answers import puzzle_faults
from clew.hunt_check.lexicon import Common, Lexicon
from clew.hunt_check.line import Step
from clew.hunt_check.solvers.table import SOLVERS
from clew.hunts.material import Material
from clew.hunts.puzzles.table import KINDS
from clew.hunts.word_list import common_words
from clew.testing.hunt_puzzles import made_puzzles, step_values
from clew.testing.hunt_worlds import hunt_world

Worlds = Callable[[str, str], Material]
LANGS = ("en", "fr")
MADE_UP = (1, 5, 19)
INSTANCES = 1_000
WORLDS = 120
"""At most so many made-up worlds are searched for them: the small ones have few places."""


@cache
def common(lang: str) -> Common:
    return Common(common_words(lang))


@cache
def material_of(seed: int, lang: str) -> Material:
    """A made-up world."""
    one = hunt_world(seed)
    return Material(
        lang, one.goods.products, one.ground.spots, one.ground.clues, common_words(lang)
    )


def lexicon_of(material: Material) -> Lexicon:
    """The same as plain values."""

    def plain(things: Mapping[str, Any]) -> dict[str, Any]:
        return {id_: msgspec.to_builtins(one) for id_, one in things.items()}

    return Lexicon(
        material.lang,
        common(material.lang),
        plain(material.products),
        plain(material.spots),
        plain(material.clues),
        {},
    )


def faults(
    kind: str, material: Material, count: int, known: Collection[str] = ()
) -> Mapping[str, Sequence[str]]:
    """Each puzzle that is not `known`, by what is shown and meant -> what is wrong with it."""
    lexicon = lexicon_of(material)
    found: dict[str, Sequence[str]] = {}
    for task, puzzle in made_puzzles(KINDS[kind], material, count):
        name = f"{puzzle.prompt} {puzzle.shown} {puzzle.options} {puzzle.answer}"
        if name not in known and name not in found:
            values = msgspec.json.decode(msgspec.json.encode(step_values(task, puzzle)))
            wrong = puzzle_faults(msgspec.convert(values, Step), lexicon)
            found[name] = [f"{rule}: {told}" for rule, told in wrong]
    return found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", sorted(SOLVERS))
def test_a_second_solver_finds_the_one_answer(kind: str, lang: str, worlds: Worlds) -> None:
    """What is shown allows exactly the answer that counts; nothing gives it away, nothing lacks."""
    found = [
        one
        for material in (worlds("demo", lang), *(material_of(seed, lang) for seed in MADE_UP))
        for one in faults(kind, material, 25).values()
    ]
    assert len(found) >= 30
    assert [one for one in found if one] == []


@pytest.mark.soak
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", sorted(SOLVERS))
def test_a_thousand_of_each_kind_have_one_answer(kind: str, lang: str, worlds: Worlds) -> None:
    """The same of a thousand of every kind, no two alike: in the demo, and in made-up malls."""
    larger = worlds("made_up", lang)
    among_words = Material(
        lang,
        list(larger.products.values()),
        list(larger.spots.values()),
        list(larger.clues.values()),
        common_words(lang),
    )
    made_up = (material_of(seed, lang) for seed in range(1, WORLDS + 1))
    found: dict[str, Sequence[str]] = {}
    for material in chain((worlds("demo", lang), among_words), made_up):
        found |= faults(kind, material, INSTANCES // 3, found)
        if len(found) >= INSTANCES:
            break
    print(kind, lang, len(found))  # noqa: T201 - how many there were is part of the proof
    assert len(found) >= INSTANCES
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_every_built_in_kind_has_a_solver() -> None:
    """There is no kind of ours that only its own code can solve."""
    assert set(KINDS) <= set(SOLVERS)
    for name, solver in SOLVERS.items():
        kind = KINDS[name]
        assert (solver.about, solver.needs_sight, solver.needs_typing) == (
            str(kind.about),
            kind.needs_sight,
            kind.needs_typing,
        )
