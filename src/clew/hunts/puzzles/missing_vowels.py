"""A word of the product's name without its vowels; y counts as one.

Difficulty: how much stands beside the consonants, and how many vowels are gone. With a gap for each
vowel: 1, from 4 vowels on 2. With the first letter told: 3. With the number of letters alone: 4,
from 4 vowels on 5.

A word is asked for only if no other word of the lexicon has the same consonants and fits what is
told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Unfit, Way
from clew.hunts.puzzles.kind import Draft, Drafting, Task
from clew.hunts.puzzles.word_target import (
    Letter,
    Target,
    letters_shown,
    no_word,
    shelf_of,
    targets,
    tells,
    unless_told,
    word_hints,
)
from clew.hunts.words import UNKNOWN, VOWELS, skeleton_of
from clew.shop.model import Product

SHORTEST, LONGEST = 4, 14
FEWEST_CONSONANTS = 2
MANY_VOWELS = 4


class _Draft(NamedTuple):
    """A word, and what is told of it: `gaps`, `first` or nothing."""

    target: Target
    told: str

    @property
    def difficulty(self) -> int:
        many = sum(letter in VOWELS for letter in self.target.word) >= MANY_VOWELS
        return {"gaps": 1 + many, "first": 3, "": 4 + many}[self.told]

    @property
    def shown(self) -> Mapping[str, Any]:
        word = self.target.word
        gaps = "".join(UNKNOWN if letter in VOWELS else letter for letter in word)
        return {
            "consonants": skeleton_of(word),
            "length": len(word),
            "first": word[0] if self.told == "first" else "",
            "gaps": gaps if self.told == "gaps" else "",
        }


class MissingVowels(Drafting):
    """See above."""

    name = "missing_vowels"
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
        if not found:
            return no_word(product, lang)
        drafts = [
            draft
            for one in found
            if not tells(shelf, one.word) and _losing_some(one.word)
            for draft in (_Draft(one, "gaps"), _Draft(one, "first"), _Draft(one, ""))
            if _fitting(draft.shown, material) == [one.word]
        ]
        if not drafts:
            return Unfit("not_unique", "its words' consonants make others")
        mixed = task.chance.shuffled(drafts, self.name)
        draft = min(mixed, key=lambda one: abs(one.difficulty - task.difficulty))
        return Draft(draft.difficulty, partial(self._written, draft, product, lang))

    def _written(self, draft: _Draft, product: Product, lang: str) -> Puzzle | Unfit:
        return unless_told(
            Puzzle(
                kind=self.name,
                lang=lang,
                difficulty=draft.difficulty,
                prompt=_prompt(draft, shelf_of(product, lang), lang),
                shown=draft.shown,
                way=self.way,
                answer=draft.target.spelling,
                accepted=(draft.target.word,),
                hints=word_hints(
                    product,
                    draft.target.word,
                    lang,
                    letter=_untold_end(draft),
                    pattern=_all_but_a_vowel(draft.target.word),
                ),
            )
        )

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],  # noqa: ARG002 - it is typed
        material: Material,
    ) -> Sequence[str]:
        """The words of the lexicon with these consonants that fit what is told."""
        return _fitting(shown, material)


def _losing_some(word: str) -> bool:
    return FEWEST_CONSONANTS <= len(skeleton_of(word)) < len(word)


def _fitting(shown: Mapping[str, Any], material: Material) -> list[str]:
    return [
        word
        for word in material.lexicon.of_skeleton(shown["consonants"])
        if len(word) == shown["length"]
        and word.startswith(shown["first"])
        and (not shown["gaps"] or _has_gaps(word, shown["gaps"]))
    ]


def _has_gaps(word: str, gaps: str) -> bool:
    """Whether the word's vowels stand where the gaps do; its consonants are known to be these."""
    return all(
        (letter in VOWELS) == (gap == UNKNOWN) for letter, gap in zip(word, gaps, strict=True)
    )


def _untold_end(draft: _Draft) -> Letter:
    """The end of the word whose letter the question has not told, the first where it may be."""
    told = draft.told == "first" or (draft.told == "gaps" and draft.target.word[0] not in VOWELS)
    return "last" if told else "first"


def _all_but_a_vowel(word: str) -> str:
    gap = max(at for at, letter in enumerate(word) if letter in VOWELS)
    return letters_shown(word[:gap] + "_" + word[gap + 1 :])


def _prompt(draft: _Draft, shelf: str, lang: str) -> str:
    word = draft.target.word
    consonants = letters_shown(skeleton_of(word))
    if draft.told == "gaps":
        gaps = letters_shown(draft.shown["gaps"]).replace(UNKNOWN, "_")
        return say(lang, "missing_vowels-prompt-gaps", shelf=shelf, gaps=gaps)
    if draft.told == "first":
        return say(
            lang,
            "missing_vowels-prompt-first",
            shelf=shelf,
            consonants=consonants,
            count=len(word),
            first=word[0].upper(),
        )
    return say(lang, "missing_vowels-prompt", shelf=shelf, consonants=consonants, count=len(word))
