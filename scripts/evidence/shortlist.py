"""What a search sees of each asked text: the nearest by meaning and by letters, both scored."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.clues.embedders.onnx import OnnxEmbedder
from clew.clues.evidence import Scored
from clew.clues.likeness import Likeness
from clew.model_registry.artefact import EMBEDDING, load_artefact
from clew.text import normalise
from evidence.text_sets import Text, TextSet

LIMIT = 32
"""Rows by each channel, as the resolver asks for."""


class Asked(NamedTuple):
    """A text with what a search sees of it."""

    text: Text
    form: str
    scored: list[Scored]


class Vectors:
    """Vectors of texts, each embedded once, ever, where a cache file is named."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._known: dict[str, NDArray[np.float16]] = {}
        if cache and cache.exists():
            self._known = pickle.loads(cache.read_bytes())  # noqa: S301 - our own file
        self._embedder: OnnxEmbedder | None = None

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dims) float32, as stored: through float16."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            if self._embedder is None:
                self._embedder = OnnxEmbedder(load_artefact(EMBEDDING))
            vectors = self._embedder.embed(fresh).astype(np.float16)
            self._known.update(zip(fresh, vectors, strict=True))
            if self._cache:
                self._cache.write_bytes(pickle.dumps(self._known))
        return np.array([self._known[text] for text in texts], np.float32)


def shortlists(texts: TextSet, vectors: Vectors) -> Iterator[Asked]:
    """Each asked text with its shortlist."""
    forms = [normalise(one.text).key for one in texts.registered]
    zones = [min(one.places) for one in texts.registered]
    stored = vectors.of([one.text for one in texts.registered])
    queries = vectors.of([one.text for one in texts.asked])
    alike = Likeness(forms)
    for one, vector in zip(texts.asked, queries, strict=True):
        form = normalise(one.text).key
        meaning, letters = stored @ vector, alike.to(form)
        rows = np.union1d(_nearest(meaning), _nearest(letters))
        yield Asked(
            one,
            form,
            [Scored(zones[r], forms[r], (float(meaning[r]), float(letters[r]))) for r in rows],
        )


def _nearest(scores: NDArray[np.floating]) -> NDArray[np.intp]:
    if len(scores) <= LIMIT:
        return np.arange(len(scores))
    return np.argpartition(scores, -LIMIT)[-LIMIT:]
