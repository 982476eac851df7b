"""What must never differ between a text and the clue that answers it: numbers, nots, directions.

One rule each, none of them learned: a sentence vector hardly sees any of these, and a wrong letter
in them is a wrong place. A text that contradicts a clue may still be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from clew.clues.word_match import within

_SHORTEST = 3
"""Letters of the shortest word that may be a number word with a typo."""
_DIGIT = re.compile("[0-9]").search
_NUMBER = re.compile(r"[a-z]{3,}(?=[0-9])")
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th|er|ere|e|eme|nde)")
_NUMBER_WORDS = (
    "zero",
    "one first premier premiere",
    "two second deux deuxieme seconde",
    "three third trois troisieme",
    "four fourth quatre quatrieme",
    "five fifth cinq cinquieme",
    "six sixth sixieme",
    "seven seventh sept septieme",
    "eight eighth huit huitieme",
    "nine ninth neuf neuvieme",
    "ten tenth dix dixieme",
    "eleven eleventh onze onzieme",
    "twelve twelfth douze douzieme",
    "thirteen thirteenth treize",
    "fourteen fourteenth quatorze",
    "fifteen fifteenth quinze",
    "sixteen sixteenth seize",
    "seventeen seventeenth",
    "eighteen eighteenth",
    "nineteen nineteenth",
    "twenty twentieth vingt vingtieme",
)
_TENS = (
    "thirty trente",
    "forty quarante",
    "fifty cinquante",
    "sixty soixante",
    "seventy",
    "eighty",
    "ninety",
    "hundred cent",
)
NUMBER_WORDS = {
    word: str(number) for number, words in enumerate(_NUMBER_WORDS) for word in words.split()
} | {word: str(10 * number) for number, words in enumerate(_TENS, 3) for word in words.split()}
"""Number words of both languages -> their digits. `un` and `une` are articles, and left out."""

NEGATIONS = frozenset(
    """no not nor never none nothing nobody nowhere without cannot cant dont doesnt didnt isnt arent
    wasnt wont couldnt shouldnt t pas sans jamais aucun aucune rien ni non""".split()  # noqa: SIM905 - one can read it
)
"""Words that turn a sentence round. A lone `t` stands for n't: punctuation is a blank by then."""

_AXES = (
    ("left gauche", "right droite"),
    ("north northern nord", "south southern sud"),
    ("east eastern est", "west western ouest"),
    ("up upstairs upper haut", "down downstairs bas"),
    ("above over dessus", "below under beneath dessous sous"),
    ("in inside into dedans interieur", "out outside dehors exterieur"),
    ("entrance entry entree", "exit sortie"),
    ("before avant", "after apres"),
    ("front devant", "behind back derriere"),
    ("open ouvert ouverte", "closed ferme fermee"),
    ("on", "off"),
    ("low lower lowest first premier premiers", "high higher highest last dernier derniers"),
    ("men man hommes homme", "women woman femmes femme"),
)
_SIDES = {
    word: (axis, 1 << side)
    for axis, sides in enumerate(_AXES)
    for side, words in enumerate(sides)
    for word in words.split()
}


class Facts(NamedTuple):
    """What a key form states.

    Attributes:
        numbers: in rising order, with sign, point, slash and letters; "gate12" and "gate 12" name
            the same one, "12a" and "12" do not; "second", "two" and "2nd" are "2".
        negated: whether it holds a word that turns it round.
        sides: of each axis that it names, which ends: bit 0, bit 1.
    """

    numbers: tuple[str, ...]
    negated: bool
    sides: tuple[tuple[int, int], ...]


def facts_of(words: Sequence[str]) -> Facts:
    """What the words of a key form state."""
    sides: dict[int, int] = {}
    for word in words:
        if word in _SIDES:
            axis, side = _SIDES[word]
            sides[axis] = sides.get(axis, 0) | side
    negated = not NEGATIONS.isdisjoint(words)
    return Facts(tuple(sorted(_numbers(words))), negated, tuple(sides.items()))


def contradict(one: Facts, other: Facts) -> bool:
    """Whether two texts cannot mean the same: other numbers, a not too many, another direction."""
    if one.numbers != other.numbers or one.negated != other.negated:
        return True
    sides = dict(other.sides)
    return any(sides.get(axis, ends) != ends for axis, ends in one.sides)


def mended(words: Sequence[str], stored: Sequence[str]) -> list[str]:
    """The words, a number word of the stored ones in place of what is one typo away from it.

    What is a number itself stays: "tow" may be "two", "ten" and "2" may not.
    """
    wanted = [one for one in stored if one in NUMBER_WORDS and one not in words]
    if not wanted:
        return list(words)
    found = []
    for word in words:
        meant = None
        if word not in NUMBER_WORDS and word.isalpha() and len(word) >= _SHORTEST:
            meant = next((one for one in wanted if within(word, one, 1)), None)
        if meant is not None:
            wanted.remove(meant)
        found.append(meant or word)
    return found


def _numbers(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if _DIGIT(word):
            bare = _NUMBER.sub("", word)
            ordinal = _ORDINAL.fullmatch(bare)
            yield ordinal[1] if ordinal else bare
        elif word in NUMBER_WORDS:
            yield NUMBER_WORDS[word]
