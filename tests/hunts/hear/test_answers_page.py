"""docs/answers.md: its table is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clew.hunts.hear import hear
from clew.hunts.messages import LANGS
from clew.hunts.model import Puzzle, Way
from clew.text import key_form

PAGE = Path(__file__).parents[3] / "docs" / "answers.md"
ROWS = [
    (wanted, said, outcome)
    for wanted, saids, outcome in re.findall(
        r"^\| ([^|`]+) \| (`[^|]+`) \| (right|near|wrong) \|$",
        PAGE.read_text("utf-8"),
        re.MULTILINE,
    )
    for said in re.findall(r"`([^`]+)`", saids)
]


@pytest.mark.parametrize(("wanted", "said", "outcome"), ROWS)
def test_the_pages_table_is_what_happens(wanted: str, said: str, outcome: str) -> None:
    """Each answer of the table is heard as the table says, in the language of what is wanted."""
    lang = LANGS[wanted.startswith(("gâteau", "pain"))]
    puzzle = Puzzle(
        kind="anagram",
        lang=lang,
        difficulty=1,
        prompt="",
        shown={},
        way=Way.TEXT,
        answer=wanted,
        accepted=(key_form(wanted),),
    )
    assert hear(puzzle, said, lang).outcome == outcome


def test_the_page_has_its_table() -> None:
    """An empty table would show nothing."""
    assert len(ROWS) >= 15
