"""A typed answer. A right one is not refused over a letter, a blank, an accent or an article.

In this order (docs/answers.md has it with examples):

1. Both sides are brought to key form; articles in front go (of English and French), and so do
   blanks and dashes. Equal: right.
2. Where either side has a number, the numbers must be equal, and nothing below holds.
3. One form is the plural of the other: right.
4. One slip of the pen (a letter too many, missing, wrong, or two swapped) in an answer of at least
   `SLIP_LETTERS` letters: right, unless what was typed holds another word of the lexicon.
5. One slip in a shorter answer of at least `NEAR_LETTERS`, or two slips in a longer one: near, on
   the same condition. So `near` only tells who all but typed the answer.
"""

from __future__ import annotations

import re
from collections.abc import Container

from clew.hunts.hear.heard import Heard, Outcome, Said, right_or_wrong, told
from clew.hunts.hear.slips import slips
from clew.hunts.model import Puzzle
from clew.text import key_form

SLIP_LETTERS = 6
"""Letters of the shortest answer in which one slip is forgiven."""
NEAR_LETTERS = 4
"""Letters of the shortest answer that can be nearly right."""

ARTICLES = frozenset(
    ("the", "a", "an", "le", "la", "les", "l", "un", "une", "des", "du", "de", "d")
)
_NUMBERS = re.compile(r"[-+]?[0-9]+(?:[.,/:][0-9]+)*").findall
_PLURALS = ("es", "s", "x")


def hear_text(puzzle: Puzzle, said: Said) -> Heard:
    """The best of what the answer is to any of the accepted texts."""
    typed = _Form(said.text)
    if not typed.letters:
        return told(Outcome.UNREADABLE, said, "hear-empty")
    accepted = [_Form(one) for one in puzzle.accepted]
    if any(_same(typed, one) for one in accepted):
        return right_or_wrong(True, said)
    worded = [one for one in accepted if not (one.numbers or typed.numbers)]
    if any(_forgiven(typed, one, said.words) for one in worded):
        return right_or_wrong(True, said)
    if any(_near(typed, one, said.words) for one in worded):
        return told(Outcome.NEAR, said, "hear-near-spelling")
    return right_or_wrong(False, said)


class _Form:
    """A text as it is compared.

    Attributes:
        tokens: of the key form, without articles in front.
        letters: the tokens without what stands between.
        readings: the same with any number of the articles: "the a back" may be `aback`.
        numbers: in order, with their signs, points and slashes.
    """

    def __init__(self, text: str) -> None:
        key = key_form(text)
        self.numbers = _NUMBERS(key)
        tokens = (key if self.numbers else key.replace("-", " ")).split()
        self.readings = {"".join(tokens)}
        while len(tokens) > 1 and tokens[0] in ARTICLES:
            tokens.pop(0)
            self.readings.add("".join(tokens))
        self.tokens = tokens
        self.letters = "".join(tokens)


def _same(typed: _Form, wanted: _Form) -> bool:
    return typed.numbers == wanted.numbers and not typed.readings.isdisjoint(wanted.readings)


def _forgiven(typed: _Form, wanted: _Form, words: Container[str]) -> bool:
    if _plural(typed.letters, wanted.letters) or _plural(wanted.letters, typed.letters):
        return True
    return (
        len(wanted.letters) >= SLIP_LETTERS
        and slips(typed.letters, wanted.letters, at_most=1) == 1
        and not _another_word(typed, wanted, words)
    )


def _near(typed: _Form, wanted: _Form, words: Container[str]) -> bool:
    length = len(wanted.letters)
    if length < NEAR_LETTERS:
        return False
    most = 1 if length < SLIP_LETTERS else 2
    return slips(typed.letters, wanted.letters, at_most=most) <= most and not _another_word(
        typed, wanted, words
    )


def _plural(one: str, many: str) -> bool:
    return len(one) >= NEAR_LETTERS - 1 and any(many == one + ending for ending in _PLURALS)


def _another_word(typed: _Form, wanted: _Form, words: Container[str]) -> bool:
    """Whether something that was typed and not wanted is a word by itself."""
    others = [one for one in (*typed.tokens, typed.letters) if one not in wanted.tokens]
    return any(one in words for one in others)
