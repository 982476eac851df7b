"""Made stored spellings, and what a search over them must tell, found the slow way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from clew.clues.likeness import likeness
from clew.clues.rows import Seen, StoredRow
from clew.text import normalise

DIMS = 8
"""The length of a made vector."""
WIDE = 128
"""The length of a vector of letters."""


def unit(seed: int) -> NDArray[np.float32]:
    """A random unit vector."""
    vector = np.random.default_rng(seed).normal(size=DIMS)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


class LetterEmbedder:
    """An `Embedder` without a model: texts that share many runs of three letters lie close."""

    async def embed(self, texts: Sequence[str], *, deadline_s: float) -> NDArray[np.float32]:
        """(len(texts), `WIDE`), rows of length 1."""
        del deadline_s
        vectors = np.zeros((len(texts), WIDE), np.float32)
        for at, text in enumerate(texts):
            form = f" {normalise(text).key} "
            for start in range(len(form) - 2):
                vectors[at, crc32(form[start : start + 3].encode()) % WIDE] += 1
            vectors[at] /= np.linalg.norm(vectors[at]) or 1
        return vectors

    async def ready(self, *, within_s: float) -> bool:
        """Always."""
        del within_s
        return True

    async def close(self) -> None:
        """Nothing was opened."""


def row(number: int, clue: str, revision: int, form: str, seed: int) -> StoredRow:
    """A stored row with the random vector of that seed."""
    return StoredRow(number, clue, revision, form, unit(seed).astype("<f2").tobytes())


def numbered(made: Iterable[tuple[int, int, str, int]]) -> list[StoredRow]:
    """Rows numbered from 1 of (clue, revision, form, seed)."""
    return [
        row(number, f"clue-{clue}", revision, form, seed)
        for number, (clue, revision, form, seed) in enumerate(made, 1)
    ]


def all_live(rows: Sequence[StoredRow], vector: NDArray[np.float32], form: str) -> list[Seen]:
    """Each row of its clue's newest revision, with both scores."""
    newest: dict[str, int] = {}
    for one in rows:
        newest[one.clue] = max(one.revision, newest.get(one.clue, 0))
    return [
        Seen(
            one.number,
            one.clue,
            one.revision,
            one.form,
            (
                float(np.frombuffer(one.vector, "<f2").astype(np.float32) @ vector),
                likeness(one.form, form),
            ),
        )
        for one in rows
        if one.revision == newest[one.clue]
    ]


def assert_told(
    seen: Sequence[Seen],
    rows: Sequence[StoredRow],
    vector: NDArray[np.float32],
    form: str,
    limit: int,
) -> None:
    """A search told the nearest rows of either channel, and no others, with the right scores.

    Which of several equal ones are told is free: float32 sums differ in the last bit by place.
    """
    live = {one.number: one for one in all_live(rows, vector, form)}
    assert len({one.number for one in seen}) == len(seen)
    for one in seen:
        true = live[one.number]
        assert (one.clue, one.revision, one.form) == (true.clue, true.revision, true.form)
        assert abs(one.scores[0] - true.scores[0]) < 1e-6
        assert one.scores[1] == true.scores[1]
    least = []
    for channel in range(2):
        best = sorted((one.scores[channel] for one in live.values()), reverse=True)[:limit]
        best = [score for score in best if channel == 0 or score > 0]
        got = sorted((one.scores[channel] for one in seen), reverse=True)[: len(best)]
        assert np.allclose(got, best, atol=1e-6, rtol=0)
        least.append(min(best, default=2) - 1e-6)
    for one in seen:
        assert one.scores[0] >= least[0] or one.scores[1] >= least[1]
    assert len(seen) <= 2 * limit
