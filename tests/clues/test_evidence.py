from __future__ import annotations

from itertools import pairwise
from math import inf, nan
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.clues.evidence import MOST_ASKED, NOTHING, Scored, judge
from clew.clues.evidence_model import SHIPPED, load_model
from clew.clues.likeness import likeness
from clew.clues.rows import CHANNELS
from clew.clues.signs import LENGTHS, LOOKED_AT, sign_names
from clew.errors import Code, PartUnavailable
from clew.model_registry.artefact import EMBEDDING, load_artefact

TITLE = load_artefact(EMBEDDING).manifest.title
MODEL = load_model(TITLE, CHANNELS)
HERE, THERE = "mall/0/1/1", "mall/1/4/2"
CLOCK = "under the old clock where nobody ever waits"
TYPO = "under the old clok where nobody ever waits"
FAR = Scored(THERE, "a lantern that the baker lights at night", (0.2, 0.15))
NEAR = Scored(HERE, CLOCK, (0.95, likeness(TYPO, CLOCK)))

words = st.sampled_from("the old clock door gate 1 2 12 two not left right lamp lamps red".split())  # noqa: SIM905
forms = st.lists(words, min_size=1, max_size=7).map(" ".join)
scores = st.tuples(st.floats(-1, 1), st.floats(0, 1))
zones = st.sampled_from([HERE, THERE, "mall/2/0/0"])
rows = st.lists(st.builds(Scored, zones, forms, scores), max_size=24)


def test_a_typo_of_a_clue_is_accepted() -> None:
    """A text that differs from a clue by a letter, with nothing else like it, may be answered."""
    judged = judge(TYPO, [FAR, NEAR], MODEL)
    assert judged.accepted
    assert judged.order[0] == 1


def test_nothing_to_choose_from_is_a_miss() -> None:
    """Without a spelling, or without a text, there is nothing to answer or to ask."""
    assert judge("anything", [], MODEL) == NOTHING
    assert judge("", [NEAR], MODEL) == NOTHING


def test_a_text_that_nothing_is_like_is_a_miss() -> None:
    """Where no spelling is near, nobody is asked which one was meant."""
    judged = judge("where do i moor my submarine", [FAR], MODEL)
    assert not judged.accepted
    assert judged.asked == 0


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("gate 12", "gate 21"),
        ("gate", "gate 12"),
        ("gate 12", "gate"),
        ("level -1", "level 1"),
        ("room 1/2", "room 12"),
        ("room 1.2", "room 12"),
        ("gate 12a", "gate 12b"),
        ("level two", "level 3"),
        ("level two", "level ten"),
        ("the second door on the upper floor", "the third door on the upper floor"),
        ("la deuxieme porte du grand hall", "la troisieme porte du grand hall"),
        ("the door that is open at night", "the door that is not open at night"),
        ("turn left at the big fountain", "turn right at the big fountain"),
        ("l entree nord de la galerie", "l entree sud de la galerie"),
    ],
)
def test_what_contradicts_is_never_accepted(asked: str, stored: str) -> None:
    """Other numbers, a not too many or another direction: whatever the scores say, no answer."""
    judged = judge(asked, [Scored(HERE, stored, (1.0, 1.0))], MODEL)
    assert not judged.accepted
    assert judged.order == (0,)


def test_one_form_in_several_zones_is_one_text() -> None:
    """Two places with one text are no rivals: the text is known, and the place is asked."""
    both = [NEAR, NEAR._replace(zone=THERE), FAR]
    judged = judge(TYPO, both, MODEL)
    assert judged.accepted
    assert judged.order == (0, 2)


def test_another_spelling_of_the_same_place_is_no_rival() -> None:
    """Aliases that are alike take nothing from each other."""
    alias = Scored(HERE, "under the old clocks where nobody ever waits", (0.94, 0.93))
    judged = judge(TYPO, [NEAR, alias, FAR], MODEL)
    assert judged.accepted
    assert judged.order[1] == 2, "the alias leads nowhere new, so it comes behind"


@settings(deadline=None)
@given(asked=forms, scored=rows, order=st.randoms())
def test_the_order_of_rows_means_nothing(asked: str, scored: list[Scored], order: Random) -> None:
    """The same rows in any order give the same forms, probabilities and verdict."""
    mixed = scored.copy()
    order.shuffle(mixed)
    one, other = judge(asked, scored, MODEL), judge(asked, mixed, MODEL)
    assert [scored[at].form for at in one.order] == [mixed[at].form for at in other.order]
    assert one.probabilities == pytest.approx(other.probabilities)
    assert (one.accepted, one.asked) == (other.accepted, other.asked)


@settings(deadline=None)
@given(asked=forms, scored=rows)
def test_probabilities_are_probabilities(asked: str, scored: list[Scored]) -> None:
    """Each is from 0 to 1, those of different places sum to at most 1, the likeliest come first."""
    judged = judge(asked, scored, MODEL)
    told: set[str] = set()
    places = []
    zones_of = {form: {one.zone for one in scored if one.form == form} for _, form, _ in scored}
    for at, chance in zip(judged.order, judged.probabilities, strict=True):
        if not zones_of[scored[at].form] <= told:
            told |= zones_of[scored[at].form]
            places.append(chance)
    assert sum(places) <= 1 + 1e-9
    assert all(first >= second for first, second in pairwise(places))
    assert len(judged.order) <= LOOKED_AT
    assert judged.asked <= min(MOST_ASKED, len(places))


@settings(deadline=None)
@given(asked=forms, scored=rows)
def test_no_answer_with_other_numbers(asked: str, scored: list[Scored]) -> None:
    """An accepted text has the digits of the spelling that answers it."""
    judged = judge(asked, scored, MODEL)
    if judged.accepted:
        found = scored[judged.order[0]].form.replace("two", "2").split()
        digits = [one for one in asked.replace("two", "2").split() if one.isdigit()]
        assert sorted(digits) == sorted(one for one in found if one.isdigit())


@settings(deadline=None)
@given(asked=forms, scored=rows)
def test_a_perfect_rival_forbids_an_answer(asked: str, scored: list[Scored]) -> None:
    """Where a spelling in another zone is as like in every channel, nothing else is answered."""
    rival = Scored("mall/9/9/9", "something else altogether", (1.0, 1.0))
    judged = judge(asked, [*scored, rival], MODEL)
    assert not judged.accepted or judged.order[0] == len(scored)


@settings(deadline=None)
@given(asked=forms, one=forms, other=forms, both=scores)
def test_a_tie_is_never_answered(
    asked: str, one: str, other: str, both: tuple[float, float]
) -> None:
    """Two forms in two zones with equal scores are asked about."""
    tied = [Scored(HERE, one, both), Scored(THERE, other, both)]
    assert one == other or not judge(asked, tied, MODEL).accepted


@pytest.mark.parametrize("score", [nan, inf, -inf, 1.5, -1.5, 1e300])
def test_a_score_that_is_none_does_not_count(score: float) -> None:
    """A row with a score outside of -1 to 1 is as good as absent."""
    broken = [NEAR._replace(scores=(score, 0.9)), NEAR._replace(scores=(0.9, score))]
    assert judge(TYPO, broken, MODEL) == NOTHING
    assert judge(TYPO, [*broken, FAR], MODEL).order == (2,)
    assert judge(TYPO, [NEAR._replace(scores=(0.9,))], MODEL) == NOTHING


def test_the_shipped_model_is_for_this_release() -> None:
    """The file names this embedding, these channels and the signs that the code computes."""
    assert MODEL.embedding == TITLE
    assert MODEL.signs == sign_names(CHANNELS)
    assert MODEL.lengths == LENGTHS
    assert all(accept > 0.5 for accept in (*MODEL.accept, MODEL.accept_reworded))


@pytest.mark.parametrize(
    "change",
    [
        {"embedding": "another-1"},
        {"channels": ("letters", "meaning")},
        {"signs": ("meaning",)},
        {"lengths": ("any",)},
        {"weights": ((0.0,),) * len(LENGTHS)},
        {"accept": (0.4,) * len(LENGTHS)},
        {"accept_reworded": 0.5},
    ],
)
def test_a_model_for_anything_else_is_refused(change: dict[str, object], tmp_path: Path) -> None:
    """A model of other channels, another embedding or another shape is not used."""
    path = tmp_path / "model.json"
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(MODEL, **change)))
    with pytest.raises(PartUnavailable) as refused:
        load_model(TITLE, CHANNELS, path)
    assert refused.value.code == Code.ARTEFACT_REFUSED


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", SHIPPED.read_bytes()[:-40]])
def test_a_damaged_model_is_refused(content: bytes, tmp_path: Path) -> None:
    """A file that is no model is named, and so is one that is not there."""
    path = tmp_path / "model.json"
    path.write_bytes(content)
    for one in (path, tmp_path / "absent.json"):
        with pytest.raises(PartUnavailable):
            load_model(TITLE, CHANNELS, one)
