"""Which of many scored rows a search tells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from clew.clues.rows import CHANNELS, Seen


def highest(scores: NDArray[np.floating], limit: int) -> NDArray[np.int64]:
    """The places of the `limit` highest scores, ascending; among equal ones the first count."""
    if len(scores) <= limit:
        return np.arange(len(scores))
    if limit < 1:
        return np.arange(0)
    least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
    above = np.flatnonzero(scores > least)
    level = np.flatnonzero(scores == least)[: limit - len(above)]
    return np.sort(np.concatenate([above, level]))


def worth_telling(
    meaning: NDArray[np.floating], letters: NDArray[np.floating], limit: int
) -> NDArray[np.int64]:
    """The places of the nearest `limit` by meaning and by letters, ascending, each once.

    A row that shares no letters is told for its meaning only.
    """
    alike = np.flatnonzero(letters > 0)
    return np.union1d(highest(meaning, limit), alike[highest(letters[alike], limit)])


def told(found: Sequence[Seen], limit: int) -> list[Seen]:
    """What is worth telling of what several parts of an index found, by the rows' numbers."""
    rows = sorted(found, key=lambda seen: seen.number)
    scores = np.array([seen.scores for seen in rows]).reshape(-1, len(CHANNELS))
    return [rows[at] for at in worth_telling(scores[:, 0], scores[:, 1], limit).tolist()]
