"""Names that are asked for: what may be told of them, and whether a text tells them."""

from __future__ import annotations

from collections.abc import Iterable

from clew.hunts.key_of import key_of
from clew.hunts.messages import say


def tells(text: str, name: str) -> bool:
    """Whether a text holds a name, as words."""
    return f" {key_of(name)} " in f" {key_of(text)} "


def tells_any(text: str, names: Iterable[str]) -> bool:
    """Whether a text holds any of the names, as words."""
    return any(tells(text, name) for name in names)


def size_hint(name: str, lang: str) -> str:
    """How many words and letters a name has."""
    letters = sum(map(str.isalnum, name))
    return say(lang, "name-size", count=len(key_of(name).split()), letters=letters)


def initial_hint(name: str, lang: str) -> str:
    """What a name begins with."""
    return say(lang, "name-initial", letter=key_of(name)[0].upper())


def pattern_hint(name: str, lang: str) -> str:
    """Every other letter of a name; of a name that is too short to hide, its size."""
    shown = "".join(
        letter if at % 2 == 0 or not letter.isalnum() else "_" for at, letter in enumerate(name)
    )
    if "_" not in shown:
        return size_hint(name, lang)
    return say(lang, "name-pattern", pattern=shown)
