"""Every kind, solved by a second implementation that sees what a player sees, and the lexicon."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
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


@cache
def common(lang: str) -> Common:
    return Common(common_words(lang))


@cache
def materials(lang: str) -> tuple[Material, ...]:
    """Some made-up worlds."""
    worlds = [hunt_world(seed) for seed in MADE_UP]
    return tuple(
        Material(lang, one.goods.products, one.ground.spots, one.ground.clues, common_words(lang))
        for one in worlds
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


def faults(kind: str, material: Material, count: int) -> Iterator[tuple[str, ...] | None]:
    """Of each puzzle what is wrong with it; None where nothing is."""
    lexicon = lexicon_of(material)
    for task, puzzle in made_puzzles(KINDS[kind], material, count):
        values = msgspec.json.decode(msgspec.json.encode(step_values(task, puzzle)))
        found = list(puzzle_faults(msgspec.convert(values, Step), lexicon))
        yield (puzzle.prompt, *(f"{rule}: {told}" for rule, told in found)) if found else None


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", sorted(SOLVERS))
def test_a_second_solver_finds_the_one_answer(kind: str, lang: str, worlds: Worlds) -> None:
    """What is shown allows exactly the answer that counts; nothing gives it away, nothing lacks."""
    found = [
        one
        for material in (worlds("demo", lang), *materials(lang))
        for one in faults(kind, material, 15)
    ]
    assert len(found) >= 30
    assert [one for one in found if one] == []


@pytest.mark.soak
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", sorted(SOLVERS))
def test_a_thousand_of_each_kind_have_one_answer(kind: str, lang: str, worlds: Worlds) -> None:
    """The same of a thousand instances of every kind, in the demo and in larger shops."""
    found: list[tuple[str, ...] | None] = []
    larger = worlds("made_up", lang)
    among_words = Material(
        lang,
        list(larger.products.values()),
        list(larger.spots.values()),
        list(larger.clues.values()),
        common_words(lang),
    )
    for material in (worlds("demo", lang), *materials(lang), among_words):
        found += faults(kind, material, INSTANCES // 3)
    print(kind, lang, len(found))  # noqa: T201 - how many there were is part of the proof
    assert len(found) >= INSTANCES
    assert [one for one in found if one] == []


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
