from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.clues.bounded.frames import Garbled
from clew.clues.rows import Seen
from clew.clues.vectors.codec import (
    Answer,
    Behind,
    CatchUp,
    Found,
    Item,
    SearchCodec,
    Sought,
    read_items,
    write_answers,
)
from clew.testing.spellings import unit

CODEC = SearchCodec()
SOUGHT = Sought("spring", "minilm-1", unit(1).tobytes(), "the fountain", 2)
READ = CatchUp("spring", "minilm-1")
SCORES = st.tuples(st.floats(-1, 1), st.floats(0, 1))
NUMBERS = st.integers(1, 2**63 - 1)
SEEN = st.builds(
    Seen,
    NUMBERS,
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
    NUMBERS,
    st.text(st.characters(codec="utf-8"), max_size=50),
    SCORES,
)
UNIQUE = st.lists(SEEN, max_size=4, unique_by=lambda seen: seen.number).map(tuple)


@given(st.lists(st.sampled_from([SOUGHT, READ]), max_size=4))
def test_requests(items: list[Item]) -> None:
    """A request arrives as it was sent."""
    assert read_items(CODEC.write(items)) == items


@given(UNIQUE, NUMBERS)
def test_answers(seen: tuple[Seen, ...], behind: int) -> None:
    """What may be answered arrives as it was said, and is never longer than was foretold."""
    answers: list[Answer] = [Found(seen), Behind(behind), Behind(0)]
    items: list[Item] = [SOUGHT, SOUGHT, READ]
    body = write_answers(answers)
    assert len(body) <= CODEC.longest(items)
    assert CODEC.read(body, items) == answers


@given(st.binary(max_size=120))
def test_any_bytes(body: bytes) -> None:
    """Any other bytes are refused as garbled, and by no other error."""
    for read in (read_items, lambda body: CODEC.read(body, [SOUGHT])):
        try:
            read(body)
        except Garbled:
            continue


def seen(number: int = 1, *, clue: str = "c1", revision: int = 1, form: str = "water") -> Seen:
    return Seen(number, clue, revision, form, (0.5, 0.5))


def scored(*scores: float) -> Seen:
    return Seen(1, "c1", 1, "water", scores)


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([], id="no answer"),
        pytest.param([Found(()), Found(())], id="two answers"),
        pytest.param([Found(tuple(map(seen, range(1, 6))))], id="more than both kinds allow"),
        pytest.param([Found((seen(), seen()))], id="a row twice"),
        pytest.param([Found((seen(0),))], id="a row without a number"),
        pytest.param([Found((seen(clue=""),))], id="a clue without an id"),
        pytest.param([Found((seen(clue="c" * 129),))], id="a clue of a long id"),
        pytest.param([Found((seen(revision=0),))], id="a revision that never is"),
        pytest.param([Found((seen(form="x" * 18_001),))], id="a form that is too long"),
        pytest.param([Found((scored(0.5),))], id="a channel too few"),
        pytest.param([Found((scored(0.5, 0.5, 0.5),))], id="a channel too many"),
        pytest.param([Found((scored(math.nan, 0.5),))], id="no number"),
        pytest.param([Found((scored(math.inf, 0.5),))], id="no finite number"),
        pytest.param([Found((scored(1.01, 0.5),))], id="a cosine above 1"),
        pytest.param([Found((scored(0.5, -0.1),))], id="letters below 0"),
        pytest.param([Found((scored(0.5, 1.1),))], id="letters above 1"),
        pytest.param([Behind(0)], id="behind by nothing"),
        pytest.param([Behind(-1)], id="behind by less than nothing"),
    ],
)
def test_impossible_answers(answers: list[Answer]) -> None:
    """What cannot be the answer to a search is refused as garbled."""
    with pytest.raises(Garbled):
        CODEC.read(write_answers(answers), [SOUGHT])


def test_what_nobody_sought() -> None:
    """A reading of rows is not answered by what was found."""
    with pytest.raises(Garbled):
        CODEC.read(write_answers([Found(())]), [READ])
