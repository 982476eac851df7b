"""What players do to a sentence: slips of the keyboard, lost accents, lost words."""

from __future__ import annotations

import unicodedata

from train.sentences import Chance

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEAR = {
    letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    for row in _ROWS
    for at, letter in enumerate(row)
}


def mistyped(text: str, chance: Chance) -> str:
    """The text with one slip for about every twelve letters, at least one."""
    for _ in range(max(1, len(text) // 12)):
        text = _slip(text, chance)
    return text


def unaccented(text: str) -> str:
    """The text without its accents, as typed on a foreign keyboard."""
    apart = unicodedata.normalize("NFD", text.replace("œ", "oe"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def shortened(text: str, chance: Chance) -> str:
    """The text without one of its words, if it has more than three."""
    words = text.split()
    if len(words) > 3:  # noqa: PLR2004 - a clue of three words has none to spare
        del words[chance.below(len(words))]
    return " ".join(words)


def _slip(text: str, chance: Chance) -> str:
    at = chance.below(max(1, len(text) - 1))
    kind = chance.below(5)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at : at + 1] + text[at:]
    if kind == 2:  # noqa: PLR2004 - the third of five kinds
        return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    near = _NEAR.get(text[at : at + 1].lower(), "")
    if not near:
        return text[:at] + text[at + 1 :]
    other = chance.of(near)
    kept = "" if kind == 3 else text[at : at + 1]  # noqa: PLR2004 - in its place, or beside it
    return text[:at] + kept + other + text[at + 1 :]
