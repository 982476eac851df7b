"""Messages: the same in both languages, all used, none asked for in vain."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import clew.hunts
from clew.hunts.messages import LANGS, lang_of, say
from clew.hunts.messages.catalogue import catalogue_files, has_message

SOURCES = [path.read_text() for path in sorted(Path(clew.hunts.__file__).parent.rglob("*.py"))]


class Variables(Visitor):
    """Collects the names of the values that a message takes."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - Fluent's
        self.names.add(node.id.name)


def messages(lang: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Key -> the file that it stands in, and its variables."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for file in catalogue_files(lang):
        for entry in FluentParser().parse(file.text).body:
            assert not isinstance(entry, ast.Junk), (file.kind, entry.content)
            if isinstance(entry, ast.Message):
                variables = Variables()
                variables.visit(entry)
                assert entry.id.name not in found, "said twice"
                found[entry.id.name] = (file.kind, frozenset(variables.names))
    return found


def test_every_message_is_there_in_both_languages_with_the_same_values() -> None:
    """A message that one language lacks, or needs other values for, is a fault."""
    assert messages("en") == messages("fr")


@pytest.mark.parametrize("lang", LANGS)
def test_a_key_begins_with_the_file_that_it_stands_in(lang: str) -> None:
    """So a kind's messages are found by its name, and no two kinds clash."""
    for key, (kind, _) in messages(lang).items():
        assert key.startswith(f"{kind}-")


def test_every_message_is_used() -> None:
    """Each key stands in the code, whole or up to the part that the code puts in."""
    source = "\n".join(SOURCES)
    stems = re.findall(r'f"([a-z_]+-[a-z0-9_-]*)\{', source)
    for key in messages("en"):
        assert f'"{key}"' in source or any(key.startswith(stem) for stem in stems), key


def test_every_message_that_the_code_names_is_there() -> None:
    """A key in the code that no file has would fail before a player."""
    for source in SOURCES:
        for key in re.findall(r'\bsay\(\s*[\w.]+,\s*"([^"]+)"', source):
            for lang in LANGS:
                assert has_message(lang, key), key


def test_an_unknown_key_raises() -> None:
    """It is a fault of the code, never an empty text before a player."""
    with pytest.raises(KeyError):
        say("en", "anagram-no-such-message")


def test_a_missing_value_raises() -> None:
    """A prompt with a hole in it is never shown."""
    with pytest.raises(ValueError, match="letters"):
        say("en", "anagram-prompt", shelf="Bakery", count=3)


@pytest.mark.parametrize(
    ("lang", "count", "words"),
    [
        ("en", 1, "has one letter."),
        ("en", 1200, "has 1,200 letters."),
        ("fr", 1, "compte une lettre."),
        ("fr", 1200, "compte 1\u202f200 lettres."),
    ],
)
def test_numbers_are_counted_as_the_language_counts(lang: str, count: int, words: str) -> None:
    """One and many are said differently, and thousands are written as they are there."""
    assert words in say(lang, "word-hint-length", count=count)


@pytest.mark.parametrize(
    ("tag", "lang"), [("fr-CA", "fr"), ("FR", "fr"), ("en-GB", "en"), ("de", "en"), ("", "en")]
)
def test_a_tag_is_spoken_to_in_its_language_or_in_english(tag: str, lang: str) -> None:
    """Regions do not matter, and nobody is left without words."""
    assert lang_of(tag) == lang
