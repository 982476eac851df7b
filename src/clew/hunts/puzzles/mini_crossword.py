"""Rows that the shelf answers, with a word of the product's name downwards in the marked column.

Difficulty: a row for each letter of the word downwards: 3 or 4 letters 2, 5 letters 3, 6 letters 4,
7 letters 5; one less where each row's first letter is told.

Each row has one answer on its shelf, and no row is about the product itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import product as every_choice
from typing import Any, NamedTuple

from clew.hunts.chance import Chance
from clew.hunts.definitions import Row, Shelf, path_of
from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, Option, Puzzle, Unfit, Way
from clew.hunts.puzzles.kind import Draft, Drafting, Task
from clew.hunts.puzzles.word_target import Target, no_word, targets, tells, unless_told, word_hints
from clew.shop.model import Product

SHORTEST, LONGEST = 3, 7
BLOCKS_TRIED = 3
"""How many blocks of a shelf the rows are taken from."""


class _Draft(NamedTuple):
    target: Target
    initials: bool

    @property
    def difficulty(self) -> int:
        return max(2, len(self.target.word) - 2) - self.initials


class _Crossing(NamedTuple):
    """A row, and the place in its word, from 0, of the letter that is taken."""

    row: Row
    at: int


class MiniCrossword(Drafting):
    """See above."""

    name = "mini_crossword"
    about = About.PRODUCT
    way = Way.TEXT
    needs_sight = False
    needs_typing = True
    costly = False

    def draft(self, task: Task, material: Material) -> Draft | Unfit:
        """The word nearest to the difficulty wanted, with a row for each of its letters."""
        product, lang = task.target, material.lang
        if product is None:
            return Unfit("no_product")
        found = targets(product, lang, shortest=SHORTEST, longest=LONGEST)
        if not found:
            return no_word(product, lang)
        drafts = [_Draft(one, told) for one in found for told in (True, False)]
        mixed = task.chance.shuffled(drafts, self.name)
        mixed.sort(key=lambda one: abs(one.difficulty - task.difficulty))
        hopeless: set[str] = set()
        for draft in mixed:
            word = draft.target.word
            if word in hopeless:
                continue
            for shelf in material.definitions.around(path_of(product, lang)):
                rows = _crossings(product, word, material.definitions.on(shelf), task.chance)
                if rows:
                    written = partial(_puzzle, draft, product, shelf, rows, lang)
                    return Draft(draft.difficulty, written)
            hopeless.add(word)
        return Unfit("no_crossing", "no word of its name can be crossed with its shelf's own")

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],  # noqa: ARG002 - it is typed
        material: Material,
    ) -> Sequence[str]:
        """The words of the lexicon that the answers of the rows can spell."""
        shelf = material.definitions.on(shown["shelf"])
        letters = []
        for row in shown["rows"]:
            words = set(shelf.answers(row["asked"], row["name"]))
            letters.append(
                sorted(
                    {
                        word[row["at"] - 1]
                        for word in words
                        if len(word) == row["length"] and word.startswith(row["first"])
                    }
                )
            )
        spelt = ("".join(choice) for choice in every_choice(*letters))
        return [word for word in spelt if word in material.lexicon]


def _crossings(product: Product, word: str, shelf: Shelf, chance: Chance) -> Sequence[_Crossing]:
    """A row for each letter, no two of one product or word; empty where a letter has none.

    Of a long shelf only as many blocks are looked at as are needed, up to `BLOCKS_TRIED`.
    """
    if not shelf.blocks:
        return ()
    first = chance.below(shelf.blocks, "block", word)
    rows: list[Row] = []
    for at in range(min(BLOCKS_TRIED, shelf.blocks)):
        rows += shelf.rows((first + at) % shelf.blocks)
        taken = _crossed(product, word, rows, shelf, chance)
        if taken:
            return taken
    return ()


def _crossed(
    product: Product, word: str, rows: Sequence[Row], shelf: Shelf, chance: Chance
) -> Sequence[_Crossing]:
    if not set(word).issubset("".join(row.word for row in rows)):
        return ()
    used = {product.id, word}
    taken = []
    for place, letter in enumerate(word):
        turn = chance.below(len(rows), "row", word, place) if rows else 0
        for row in (*rows[turn:], *rows[:turn]):
            if (
                letter in row.word
                and used.isdisjoint((row.product, row.word))
                and not tells(row.name, word)
                and shelf.is_alone(row)
            ):
                used.update((row.product, row.word))
                taken.append(_Crossing(row, row.word.index(letter)))
                break
        else:
            return ()
    return taken


def _puzzle(
    draft: _Draft, product: Product, shelf: str, crossings: Sequence[_Crossing], lang: str
) -> Puzzle | Unfit:
    word = draft.target.word
    rows = [
        {
            "asked": str(one.row.asked),
            "name": one.row.name,
            "length": len(one.row.word),
            "at": one.at + 1,
            "first": one.row.word[0] if draft.initials else "",
        }
        for one in crossings
    ]
    head = say(lang, "mini_crossword-prompt", shelf=shelf, count=len(word))
    return unless_told(
        Puzzle(
            kind=MiniCrossword.name,
            lang=lang,
            difficulty=draft.difficulty,
            prompt="\n".join([head, *(_line(n, row, lang) for n, row in enumerate(rows, 1))]),
            shown={"shelf": shelf, "rows": rows},
            way=MiniCrossword.way,
            answer=draft.target.spelling,
            accepted=(word,),
            hints=word_hints(product, word, lang),
        )
    )


def _line(n: int, row: Mapping[str, Any], lang: str) -> str:
    question = say(
        lang,
        f"mini_crossword-row-{row['asked']}",
        n=n,
        name=row["name"],
        length=row["length"],
        at=row["at"],
    )
    if not row["first"]:
        return question
    first = say(lang, "mini_crossword-first", letter=row["first"].upper())
    return f"{question} {first}"
