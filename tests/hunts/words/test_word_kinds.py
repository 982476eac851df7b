"""Kinds whose answer is a word: one answer each, hints that lead there, nothing told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec
import pytest

from clew.hunts.chance import Chance
from clew.hunts.hear import Outcome, hear
from clew.hunts.material import Material
from clew.hunts.model import Puzzle, Unfit, Way
from clew.hunts.puzzles.kind import Kind, Task
from clew.hunts.puzzles.table import KINDS
from clew.hunts.puzzles.word_target import tells
from clew.hunts.word_list import function_words, left_out
from clew.shop.model import Product
from clew.text import key_form

WORD_KINDS = ["anagram", "missing_vowels", "caesar", "word_search", "mini_crossword"]
LANGS = ["en", "fr"]


def task(product: Product | None, difficulty: int, seed: str = "0") -> Task:
    return Task(product, None, (), None, difficulty, step_free=False, chance=Chance(seed))


def instances(kind: Kind, material: Material, many: int) -> Iterator[Puzzle | Unfit]:
    """Puzzles of product after product, at every difficulty in turn."""
    products = list(material.products.values())
    for at in range(many):
        yield kind.make(task(products[at % len(products)], at % 5 + 1, str(at)), material)


def check(kind: Kind, material: Material, many: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    for made in instances(kind, material, many):
        if isinstance(made, Unfit):
            seen[made.why] += 1
            continue
        answers = kind.answers(msgspec.to_builtins(made.shown), made.options, material)
        right = key_form(made.answer) if made.way is Way.TEXT else made.answer
        assert list(answers) == [right], made
        assert made.accepted == (right,)
        assert len(made.hints) == 3
        hidden = right if made.way is Way.TEXT else _option(made)
        texts = (*made.hints, made.prompt) if made.way is Way.TEXT else made.hints
        assert not any(tells(text, hidden) for text in texts), made
        assert hidden not in left_out(made.lang) | function_words(made.lang)
        lexicon = material.lexicon
        heard = hear(made, f" {made.answer.upper()} ", made.lang, words=lexicon)
        assert heard.outcome is Outcome.RIGHT
        seen[f"difficulty {made.difficulty}"] += 1
    return seen


def _option(made: Puzzle) -> str:
    return key_form(next(one.text for one in made.options if one.id == made.answer))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", WORD_KINDS)
def test_every_puzzle_has_one_answer(name: str, lang: str, materials: dict[str, Material]) -> None:
    """Found from what is shown alone; heard as right; told by no hint; every difficulty is met."""
    seen = check(KINDS[name], materials[lang], 200)
    made = sum(count for why, count in seen.items() if why.startswith("difficulty"))
    assert made >= 150, seen
    assert {f"difficulty {one}" for one in range(1, 6)} <= seen.keys()


@pytest.mark.soak
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", WORD_KINDS)
def test_thousands_of_puzzles_have_one_answer(
    name: str, lang: str, materials: dict[str, Material]
) -> None:
    """The same of 5,000."""
    print(name, lang, dict(check(KINDS[name], materials[lang], 5_000)))  # noqa: T201


@pytest.mark.parametrize("name", WORD_KINDS)
def test_the_same_task_makes_the_same_puzzle(name: str, materials: dict[str, Material]) -> None:
    """Whatever was made before it."""
    kind = KINDS[name]
    first = list(instances(kind, materials["fr"], 20))
    assert list(reversed(first)) == [
        kind.make(
            task(list(materials["fr"].products.values())[at], at % 5 + 1, str(at)), materials["fr"]
        )
        for at in reversed(range(20))
    ]


@pytest.mark.parametrize("name", WORD_KINDS)
def test_what_has_no_word_has_no_puzzle(name: str, materials: dict[str, Material]) -> None:
    """Names of numbers, of other scripts, or none at all, are refused with why."""
    product = Product("x", "パン 12 €", ("A",), "№ 5", "", 100, "EUR")
    assert isinstance(KINDS[name].make(task(product, 3), materials["en"]), Unfit)
    assert isinstance(KINDS[name].make(task(None, 3), materials["en"]), Unfit)
