from __future__ import annotations

import pytest

from clew.clues.evidence import NOTHING, Scored, judge
from clew.clues.evidence_model import load_model
from clew.clues.rows import CHANNELS
from clew.model_registry.artefact import EMBEDDING, load_artefact

MODEL = load_model(load_artefact(EMBEDDING).manifest.title, CHANNELS)
SEVEN, EIGHT = "mall/0/1/1", "mall/1/4/2"
CLOCK = "under the old clock where nobody waits"
FAR = Scored(EIGHT, "a lantern that the baker lights at night", (0.2, 0.15))


def test_a_typo_of_a_clue_is_accepted() -> None:
    """A text that differs from a clue by a letter, with nothing else like it, may be answered."""
    judged = judge(
        "under the old clok where nobody waits", [Scored(SEVEN, CLOCK, (0.93, 0.9)), FAR], MODEL
    )
    assert judged.accepted
    assert judged.order[0] == 0


def test_nothing_to_choose_from_is_a_miss() -> None:
    """Without a spelling there is nothing to answer or to ask."""
    assert judge("anything", [], MODEL) == NOTHING


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("gate 12", "gate 21"),
        ("gate", "gate 12"),
        ("gate 12", "gate"),
        ("level -1", "level 1"),
        ("room 1/2", "room 12"),
        ("level two", "level 3"),
        ("the second door", "the third door"),
    ],
)
def test_other_numbers_are_never_accepted(asked: str, stored: str) -> None:
    """Whatever the scores say, a text with other numbers than the clue is not answered."""
    judged = judge(asked, [Scored(SEVEN, stored, (1.0, 1.0))], MODEL)
    assert not judged.accepted
