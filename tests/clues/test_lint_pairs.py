"""Pairs of clues, against the plainest way to find them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from clew.clues import lint_pairs
from clew.clues.lint_model import Said
from clew.clues.lint_pairs import LEVEL_M, SAME_SPOT_M, Ground, by_key, by_meaning, worst
from clew.geo import distance_m
from clew.ids import parse_zone
from clew.testing.desk import centroid_of

ZONES = [f"mall/{level}/{i}/{j}" for level in (0, 1) for i in range(4) for j in range(4)]
CLUES = st.lists(st.tuples(st.sampled_from(ZONES), st.integers(1, 3)), min_size=1, max_size=8).map(
    lambda clues: [
        Said(f"c{n}", f"{n} {m}", zone)
        for n, (zone, spellings) in enumerate(clues)
        for m in range(spellings)
    ]
)


def ground(said: list[Said]) -> Ground:
    return Ground(said, {one.zone: centroid_of(one.zone) for one in said})


def way(one: Said, other: Said) -> float:
    """Metres and floors between two zones; 0 for one spot."""
    here, there = parse_zone(one.zone), parse_zone(other.zone)
    metres = distance_m(*centroid_of(one.zone), *centroid_of(other.zone))
    touching = abs(here.i - there.i) <= 1 and abs(here.j - there.j) <= 1
    if here.level == there.level and touching and metres <= SAME_SPOT_M:
        return 0.0
    return metres + LEVEL_M * abs(here.level - there.level)


def likes(said: list[Said], seed: int) -> NDArray[np.float64]:
    """A likeness for each two spellings."""
    return np.random.default_rng(seed).uniform(0.5, 1.0, (len(said), len(said)))


@given(CLUES, st.integers(0, 99), st.sampled_from([1, 5, 10**6]))
def test_every_pair_once_by_its_worst(said: list[Said], seed: int, at_once: int) -> None:
    """Each pair of clues comes once, by its most harmful spellings, the most harmful first.

    However few are sorted at a time.
    """
    alike = likes(said, seed)

    def matches() -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.float64]]]:
        for row in range(len(said)):
            rows = np.arange(row + 1, len(said), dtype=np.int64)
            yield row, rows, alike[row, row + 1 :]

    wanted: dict[frozenset[str], float] = {}
    for row, one in enumerate(said):
        for other in range(row + 1, len(said)):
            harm = way(one, said[other]) * alike[row, other]
            pair = frozenset({one.clue, said[other].clue})
            if len(pair) == 2 and harm > 0:
                wanted[pair] = max(wanted.get(pair, 0.0), harm)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lint_pairs, "SORTED_AT_ONCE", at_once)
        found = list(worst(ground(said), matches()))
    pairs = [frozenset({said[one.row].clue, said[one.other].clue}) for one in found]
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == wanted.keys()
    harms = [way(said[one.row], said[one.other]) * one.alike for one in found]
    assert harms == pytest.approx([wanted[pair] for pair in pairs])
    assert harms == pytest.approx(sorted(harms, reverse=True))


@pytest.mark.parametrize("count", [1, 2, 513, 1100])
def test_blocks_of_vectors_are_all_vectors(count: int) -> None:
    """However many blocks: every two vectors over the threshold, once, with their cosine."""
    vectors = np.random.default_rng(count).normal(size=(count, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found = {
        (row, int(other)): float(cosine)
        for row, rows, cosines in by_meaning(vectors, 0.95)
        for other, cosine in zip(rows, cosines, strict=True)
    }
    cosines = vectors @ vectors.T
    sure = np.triu(cosines >= 0.9501, 1)
    maybe = np.triu(cosines >= 0.9499, 1)
    assert set(zip(*map(list, np.nonzero(sure)), strict=True)) <= found.keys()
    assert found.keys() <= set(zip(*map(list, np.nonzero(maybe)), strict=True))


def test_one_key() -> None:
    """Spellings of one key are paired, each two once."""
    found = [(row, list(rows)) for row, rows, _ in by_key(["a", "b", "a", "c", "a"])]
    assert found == [(0, [2, 4]), (2, [4])]


def test_a_finding_measures_as_the_index_does() -> None:
    """The metres of the index and of a finding are the same."""
    said = [Said(f"c{n}", str(n), zone) for n, zone in enumerate(ZONES)]
    here = ground(said)
    rows = np.arange(len(said), dtype=np.int64)
    for row, one in enumerate(said):
        alone = [here.apart(one, other)[0] for other in said]
        assert here.metres(row, rows) == pytest.approx(alone, abs=1e-6)
