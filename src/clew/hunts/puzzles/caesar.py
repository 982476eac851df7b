"""A word of the product's name with every letter moved along the alphabet by the same number.

Difficulty: what is told of the number. 1: the number, up to 3. 2: the number, from 4 on. 3: that it
is at most 5. 4: nothing, and it is at most 5. 5: nothing, and it is 6 to 25.

A word is asked for only if one number alone gives a word of the lexicon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any, NamedTuple

from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Unfit, Way
from clew.hunts.puzzles.kind import Task
from clew.hunts.puzzles.word_target import (
    letters_shown,
    no_word,
    shelf_of,
    targets,
    tells,
    unless_told,
    word_hints,
)
from clew.hunts.word_list import left_out
from clew.shop.model import Product

SHORTEST, LONGEST = 4, 12


class _Level(NamedTuple):
    """What a difficulty means: the numbers it draws from, and what is told of them."""

    shifts: range
    told: str


LEVELS = {
    1: _Level(range(1, 4), "shift"),
    2: _Level(range(4, 13), "shift"),
    3: _Level(range(1, 6), "most"),
    4: _Level(range(1, 6), ""),
    5: _Level(range(6, 26), ""),
}
_ALPHABET = [
    str.maketrans(ascii_lowercase, ascii_lowercase[by:] + ascii_lowercase[:by]) for by in range(26)
]


class Caesar:
    """See above."""

    name = "caesar"
    about = About.PRODUCT
    way = Way.TEXT
    needs_sight = False
    needs_typing = True
    costly = False

    def make(self, task: Task, material: Material) -> Puzzle | Unfit:
        """One of its words that can be read in one way only, at the difficulty wanted."""
        product, lang = task.target, material.lang
        if product is None:
            return Unfit("no_product")
        shelf = shelf_of(product, lang)
        found = targets(product, lang, shortest=SHORTEST, longest=LONGEST)
        if not found:
            return no_word(product, lang)
        shift = task.chance.one_of(LEVELS[task.difficulty].shifts, self.name)
        for target in task.chance.shuffled(found, self.name, "word"):
            letters = moved(target.word, shift)
            shown = _shown(letters, shift, task.difficulty)
            if tells(shelf, target.word) or letters in left_out(lang):
                continue
            if _readings(shown, material) != [target.word]:
                continue
            return unless_told(
                Puzzle(
                    kind=self.name,
                    lang=lang,
                    difficulty=task.difficulty,
                    prompt=_prompt(shown, shelf, lang),
                    shown=shown,
                    way=self.way,
                    answer=target.spelling,
                    accepted=(target.word,),
                    hints=_hints(product, target.word, letters, shown, lang),
                )
            )
        return Unfit("not_unique", "its words can be read in several ways")

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],  # noqa: ARG002 - it is typed
        material: Material,
    ) -> Sequence[str]:
        """The words of the lexicon that the letters give when they are moved back."""
        return _readings(shown, material)


def moved(word: str, by: int) -> str:
    """The word with each letter `by` places further along the alphabet."""
    return word.translate(_ALPHABET[by % len(_ALPHABET)])


def _shown(letters: str, shift: int, difficulty: int) -> Mapping[str, Any]:
    """The ciphered letters, and the numbers that a player has to try: 1 to 25 without the told."""
    level = LEVELS[difficulty]
    if level.told == "shift":
        return {"letters": letters, "shifts": [shift]}
    most = level.shifts[-1] if level.told == "most" else len(_ALPHABET) - 1
    return {"letters": letters, "shifts": list(range(1, most + 1))}


def _readings(shown: Mapping[str, Any], material: Material) -> list[str]:
    read = (moved(shown["letters"], -shift) for shift in shown["shifts"])
    return [word for word in read if word in material.lexicon]


def _prompt(shown: Mapping[str, Any], shelf: str, lang: str) -> str:
    letters, shifts = letters_shown(shown["letters"]), shown["shifts"]
    if len(shifts) == 1:
        return say(lang, "caesar-prompt-told", shelf=shelf, letters=letters, shift=shifts[0])
    if len(shifts) < len(_ALPHABET) - 1:
        return say(lang, "caesar-prompt-most", shelf=shelf, letters=letters, most=shifts[-1])
    return say(lang, "caesar-prompt", shelf=shelf, letters=letters)


def _hints(
    product: Product, word: str, letters: str, shown: Mapping[str, Any], lang: str
) -> tuple[str, ...]:
    about, first, pattern = word_hints(product, word, lang)
    if len(shown["shifts"]) > 1:
        # The last letter: the first is what a reader looks at anyway.
        pair = {"from": letters[-1].upper(), "to": word[-1].upper()}
        first = say(lang, "caesar-hint-letter", **pair)
    return about, first, pattern
