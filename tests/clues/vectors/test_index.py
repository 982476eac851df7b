"""The index over rows in memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.clues.likeness import likeness
from clew.clues.rows import StoredRow
from clew.clues.vectors.index import SpellingIndex
from clew.errors import PartUnavailable
from clew.testing.spellings import DIMS, assert_told, numbered, row, unit

FORMS = st.text(st.sampled_from("abcd 12日本Ж🙂"), max_size=40)
SEEDS = st.integers(0, 2**32 - 1)
ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4), FORMS, SEEDS), max_size=25).map(
    numbered
)


def index_of(rows: list[StoredRow]) -> SpellingIndex:
    """An index over those rows."""
    index = SpellingIndex(DIMS)
    index.add(rows)
    return index


def test_an_empty_index_tells_nothing() -> None:
    """No rows, no answer, and nothing is the last."""
    index = index_of([])
    assert (index.search(unit(0), "a", 5), index.last) == ([], 0)


@settings(deadline=None)
@given(ROWS, FORMS, SEEDS, st.integers(1, 30))
def test_it_tells_what_a_full_scan_tells(
    rows: list[StoredRow], form: str, seed: int, limit: int
) -> None:
    """The nearest of either channel among live rows, each with both scores."""
    assert_told(index_of(rows).search(unit(seed), form, limit), rows, unit(seed), form, limit)


@settings(deadline=None)
@given(ROWS, FORMS, SEEDS, st.data())
def test_the_shares_it_is_added_in_do_not_matter(
    rows: list[StoredRow], form: str, seed: int, data: st.DataObject
) -> None:
    """Added at once, in shares, or twice over: the same is told."""
    cut = data.draw(st.integers(0, len(rows)))
    shares = SpellingIndex(DIMS)
    shares.add(rows[:cut])
    for one in rows[cut:]:
        shares.add([one])
    shares.add(rows)
    assert shares.last == len(rows)
    assert_told(shares.search(unit(seed), form, 5), rows, unit(seed), form, 5)


def test_a_newer_revision_hides_the_older_one() -> None:
    """From its first row on, none of the older revision's rows is told, and other clues are."""
    index = index_of([row(1, "c", 1, "north gate", 1), row(2, "c", 1, "gate n", 2)])
    index.add([row(3, "d", 1, "south gate", 3)])
    index.add([row(4, "c", 2, "east gate", 4)])
    assert [seen.number for seen in index.search(unit(1), "north gate", 5)] == [3, 4]


def test_a_clue_changed_a_thousand_times_stays_small() -> None:
    """Dead rows are sorted out as they pile up; what is live is told as before."""
    rows = [row(1, "steady", 1, "fountain", 0)]
    rows += [row(n, "c", n, f"gate {n}", n) for n in range(2, 3_200)]
    index = SpellingIndex(DIMS)
    for one in rows:
        index.add([one])
    assert [seen.number for seen in index.search(unit(0), "gate", 5)] == [1, 3_199]
    assert len(index._tail) <= 2_001  # noqa: SLF001 - the size is the claim


def test_a_vector_of_another_length_is_refused_whole() -> None:
    """Nothing of the share is added, and the row is named."""
    index = index_of([row(1, "c", 1, "gate", 1)])
    short = StoredRow(3, "e", 1, "door", b"\0" * 6)
    with pytest.raises(PartUnavailable, match="row 3") as refused:
        index.add([row(2, "d", 1, "gate", 2), short])
    assert refused.value.code == "vectors_unavailable"
    assert [seen.number for seen in index.search(unit(1), "gate", 5)] == [1]
    assert index.last == 1


def test_scores_can_be_computed_again_elsewhere() -> None:
    """A float32 product of the query and the stored float16 numbers gives the score told."""
    rows = [row(n, f"c{n}", 1, f"gate {n} 日本", n) for n in range(1, 300)]
    vector = unit(7)
    for seen in index_of(rows).search(vector, "gate 7 日本", 32):
        stored = np.frombuffer(rows[seen.number - 1].vector, "<f2").astype(np.float32)
        assert abs(float(stored @ vector) - seen.scores[0]) < 1e-6
        assert seen.scores[1] == likeness("gate 7 日本", seen.form)
