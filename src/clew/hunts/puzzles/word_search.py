"""A word of the product's name hidden in a square of letters.

Difficulty: 1: 6 x 6, to the right or down. 2: 8 x 8, the same. 3: 9 x 9, diagonals to the right as
well. 4: 10 x 10, all eight directions. 5: 12 x 12, all eight, and the word's beginning stands in
the square a second time. A word that is too long for its square takes the next larger one.

The number of letters is told; no other word of the lexicon with so many letters stands in the
square in these directions, and no coarse word in any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from clew.hunts.chance import Chance
from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Difficulty, Option, Puzzle, Unfit, Way
from clew.hunts.puzzles.hide_word import Hidden, hide, words_in
from clew.hunts.puzzles.kind import Draft, Drafting, Task
from clew.hunts.puzzles.letter_grid import DIRECTIONS, found_in
from clew.hunts.puzzles.word_target import (
    TOLD,
    Target,
    letters_shown,
    no_word,
    shelf_of,
    targets,
    tells,
    unless_told,
    word_hints,
)
from clew.shop.model import Product

SHORTEST = 4


class _Level(NamedTuple):
    size: int
    directions: tuple[str, ...]
    beginning: int = 0


_EIGHT = tuple(DIRECTIONS)
LEVELS = {
    1: _Level(6, _EIGHT[:2]),
    2: _Level(8, _EIGHT[:2]),
    3: _Level(9, _EIGHT[:4]),
    4: _Level(10, _EIGHT),
    5: _Level(12, _EIGHT, beginning=3),
}


class WordSearch(Drafting):
    """See above."""

    name = "word_search"
    about = About.PRODUCT
    way = Way.TEXT
    needs_sight = False
    needs_typing = True
    costly = False

    def draft(self, task: Task, material: Material) -> Draft | Unfit:
        """One of its words, hidden so that it is the only one of its length."""
        product, lang = task.target, material.lang
        if product is None:
            return Unfit("no_product")
        found = targets(product, lang, shortest=SHORTEST, longest=LEVELS[5].size - 1)
        if not found:
            return no_word(product, lang)
        target = task.chance.one_of(found, self.name)
        if tells(shelf_of(product, lang), target.word):
            return TOLD
        difficulty = next(
            one for one in range(task.difficulty, 6) if LEVELS[one].size > len(target.word)
        )
        return Draft(
            difficulty,
            partial(self._written, target, product, difficulty, task.chance, material),
        )

    def _written(
        self,
        target: Target,
        product: Product,
        difficulty: Difficulty,
        chance: Chance,
        material: Material,
    ) -> Puzzle | Unfit:
        word, lang = target.word, material.lang
        level, known = LEVELS[difficulty], material.lexicon.set_of_length(len(word))
        hidden = hide(
            word,
            size=level.size,
            directions=level.directions,
            beginning=level.beginning,
            known=known,
            lang=lang,
            chance=chance,
        )
        chain = hidden and _chain(hidden, word, known)
        if not hidden or not chain:
            return Unfit("not_unique", "the square holds other words")
        rows = [hidden.letters[at:][: level.size] for at in range(0, level.size**2, level.size)]
        about, first, _ = word_hints(product, word, lang)
        shelf = shelf_of(product, lang)
        prompt = say(
            lang, f"word_search-prompt-{len(level.directions)}", shelf=shelf, count=len(word)
        )
        return unless_told(
            Puzzle(
                kind=self.name,
                lang=lang,
                difficulty=difficulty,
                prompt="\n".join([prompt, *map(letters_shown, rows)]),
                shown={
                    "rows": rows,
                    "directions": list(level.directions),
                    "length": len(word),
                },
                way=self.way,
                answer=target.spelling,
                accepted=(word,),
                equivalent=say(
                    lang,
                    "word_search-equivalent",
                    shelf=shelf,
                    count=len(word),
                    letters=letters_shown(chain),
                ),
                hints=(about, first, say(lang, f"word_search-hint-{hidden.line.direction}")),
            )
        )

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],  # noqa: ARG002 - it is typed
        material: Material,
    ) -> Sequence[str]:
        """The words of the lexicon that stand in the square; one twice where it stands twice."""
        rows, length = shown["rows"], shown["length"]
        known = material.lexicon.set_of_length(length)
        return words_in("".join(rows), len(rows), shown["directions"], length, known)


def _chain(hidden: Hidden, word: str, known: frozenset[str]) -> str:
    """The word's line between other letters of the square, without another word of its length.

    For who can't see the square, and hears letters one after another. Empty where there is none.
    """
    letters = hidden.letters
    line = "".join(letters[cell] for cell in hidden.line.cells)
    for most in range(6, 1, -1):
        chain = letters[:most] + line + letters[-most:]
        if [said for said, _, _ in found_in([chain], len(word), known)] == [word]:
            return chain
    return ""
