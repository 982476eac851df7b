"""Messages by key: Project Fluent's files (projectfluent.org), compiled once for each language.

A file holds the messages of one kind, and each key begins with the file's name and a dash:
`anagram-prompt` stands in `en/anagram.ftl` and `fr/anagram.ftl`. Packages of others bring files of
the same form (`plugins.MESSAGES_GROUP`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from fluent_compiler.bundle import FluentBundle
from fluent_compiler.resource import FtlResource
from fluent_compiler.types import FluentInt

from clew.hunts.plugins import MESSAGES_GROUP, brought

LANGS = ("en", "fr")
"""The languages that every kind speaks; the first is spoken to those who speak none of them."""

_HERE = "clew.hunts.messages"


class CatalogueFile(NamedTuple):
    """One file of messages.

    Attributes:
        kind: its name without `.ftl`: what all its keys begin with.
        text: in Fluent's syntax.
    """

    lang: str
    kind: str
    text: str


def lang_of(tag: str) -> str:
    """The language that a player of this BCP 47 tag is spoken to in, one of `LANGS`."""
    primary = tag.partition("-")[0].lower()
    return primary if primary in LANGS else LANGS[0]


def say(lang: str, key: str, **values: str | int) -> str:
    """The message of a key, in a language of `LANGS`, with its values put in.

    A whole number is written and counted as the language does (plurals, thousands); a text goes in
    as it is. Raises `KeyError` for a key that is not there and `ValueError` for a value that the
    message needs and was not given: both are faults of the caller's code.
    """
    told = {
        name: value if isinstance(value, str) else _whole(value) for name, value in values.items()
    }
    message, faults = _bundle(lang).format(key, told)
    if faults:
        raise ValueError(f"{lang} {key}: {faults[0]}")
    return str(message)


def has_message(lang: str, key: str) -> bool:
    """Whether there is such a message."""
    return bool(_bundle(lang).has_message(key))


def catalogue_files(lang: str) -> Iterator[CatalogueFile]:
    """Every file of a language, ours first, then those that packages bring; each by name."""
    packages = [_HERE, *(one.object.__name__ for one in brought(MESSAGES_GROUP))]
    for package in packages:
        folder = files(package) / lang
        found: list[Traversable] = [one for one in folder.iterdir() if one.name.endswith(".ftl")]
        for one in sorted(found, key=lambda file: file.name):
            yield CatalogueFile(lang, one.name.removesuffix(".ftl"), one.read_text("utf-8"))


@cache
def _bundle(lang: str) -> FluentBundle:
    resources = [FtlResource(one.text, f"{lang}/{one.kind}.ftl") for one in catalogue_files(lang)]
    # Isolating marks guard texts that run the other way, which no language of ours does; they
    # would end up in what players copy and what machines compare.
    bundle = FluentBundle(lang, resources, use_isolating=False)
    faults = bundle.check_messages()
    if faults:
        raise ValueError(f"messages of {lang}: {faults[0]}")
    return bundle


class _Whole(FluentInt):  # type: ignore[misc]  # its package has no types
    """A whole number that is written once for each language: that is most of what it costs."""

    def format(self, locale: Any) -> str:
        return _written(int(self), locale)


_whole = lru_cache(maxsize=4_096)(_Whole)


@lru_cache(maxsize=4_096)
def _written(number: int, locale: Any) -> str:
    return str(FluentInt(number).format(locale))
