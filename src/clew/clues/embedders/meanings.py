"""Clues to the vectors of their spellings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clew.clues.embedders.port import Embedder, embed_all
from clew.clues.meanings import Ready
from clew.clues.model import Clue
from clew.clues.rows import Meaning
from clew.progress import Progress
from clew.text import normalise


class EmbeddedMeanings:
    """Embeds each spelling once a key; the first one written stands for the others."""

    def __init__(self, embedder: Callable[[], Embedder], model: str) -> None:
        """`embedder` gives the embedder when it is first needed; `model` is what it speaks."""
        self._embedder = embedder
        self.model: str | None = model

    async def of(self, clues: Sequence[Clue], progress: Progress) -> Ready:
        """See `Meanings`."""
        forms = [{normalise(text).key: text for text in clue.spellings[::-1]} for clue in clues]
        texts = [text for one in forms for text in one.values()]
        vectors = (await embed_all(self._embedder(), texts, progress)).astype("<f2")
        rows = iter(vectors)
        return {
            clue.id: tuple(Meaning(form, next(rows).tobytes()) for form in one)
            for clue, one in zip(clues, forms, strict=True)
        }
