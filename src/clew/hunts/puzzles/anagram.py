"""A word of the product's name with its letters shaken up.

Difficulty: 4 or 5 letters 2, 6 letters 3, 7 letters 4, 8 to 14 letters 5; one less where the first
letter is told.

A word is asked for only if its letters make no other word of the lexicon (none that begins with the
letter told).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from clew.hunts.chance import Chance
from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Unfit, Way
from clew.hunts.puzzles.kind import Draft, Drafting, Task
from clew.hunts.puzzles.word_target import (
    Target,
    letters_shown,
    no_word,
    shelf_of,
    targets,
    tells,
    unless_told,
    word_hints,
)
from clew.hunts.word_list import left_out
from clew.hunts.words import letters_of
from clew.shop.model import Product

SHORTEST, LONGEST = 4, 14
SHAKES = 8
"""How often the letters are shaken before a word is given up that always comes out as a word."""


class _Draft(NamedTuple):
    target: Target
    first: str

    @property
    def difficulty(self) -> int:
        return min(5, max(2, len(self.target.word) - 3)) - bool(self.first)


class Anagram(Drafting):
    """See above."""

    name = "anagram"
    about = About.PRODUCT
    way = Way.TEXT
    needs_sight = False
    needs_typing = True
    costly = False

    def draft(self, task: Task, material: Material) -> Draft | Unfit:
        """The word nearest to the difficulty wanted; chance decides between equals."""
        product, lang = task.target, material.lang
        if product is None:
            return Unfit("no_product")
        shelf = shelf_of(product, lang)
        found = targets(product, lang, shortest=SHORTEST, longest=LONGEST)
        drafts = [
            _Draft(one, first)
            for one in found
            if not tells(shelf, one.word)
            for first in ("", one.word[0])
            if _made_of(one.word, first, material) == [one.word]
        ]
        if not drafts:
            return (
                Unfit("not_unique", "its words' letters make others")
                if found
                else no_word(product, lang)
            )
        mixed = task.chance.shuffled(drafts, "anagram")
        draft = min(mixed, key=lambda one: abs(one.difficulty - task.difficulty))
        return Draft(draft.difficulty, partial(self._written, draft, product, task, material))

    def _written(
        self, draft: _Draft, product: Product, task: Task, material: Material
    ) -> Puzzle | Unfit:
        lang = material.lang
        letters = _shaken(draft.target.word, material, task.chance)
        if not letters:
            return Unfit("not_shaken", "its letters come out as they were")
        return unless_told(
            Puzzle(
                kind=self.name,
                lang=lang,
                difficulty=draft.difficulty,
                prompt=_prompt(lang, shelf_of(product, lang), letters, draft.first),
                shown={"letters": letters, "first": draft.first},
                way=self.way,
                answer=draft.target.spelling,
                accepted=(draft.target.word,),
                hints=word_hints(
                    product, draft.target.word, lang, letter="last" if draft.first else "first"
                ),
            )
        )

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],  # noqa: ARG002 - it is typed
        material: Material,
    ) -> Sequence[str]:
        """The words of the lexicon that the letters make."""
        return _made_of(shown["letters"], shown["first"], material)


def _prompt(lang: str, shelf: str, letters: str, first: str) -> str:
    shown, count = letters_shown(letters), len(letters)
    if first:
        first = first.upper()
        return say(
            lang, "anagram-prompt-first", shelf=shelf, letters=shown, count=count, first=first
        )
    return say(lang, "anagram-prompt", shelf=shelf, letters=shown, count=count)


def _made_of(letters: str, first: str, material: Material) -> list[str]:
    found = material.lexicon.of_letters(letters_of(letters))
    return [word for word in found if word.startswith(first)]


def _shaken(word: str, material: Material, chance: Chance) -> str:
    """The letters in an order that is no word, nor a coarse one; empty where none was found."""
    for shake in range(SHAKES):
        letters = "".join(chance.shuffled(word, "shake", shake))
        if letters not in material.lexicon and letters not in left_out(material.lang):
            return letters
    return ""
