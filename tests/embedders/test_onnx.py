from __future__ import annotations

import asyncio

import msgspec
import numpy as np
import pytest

from clew.clues.embedders.onnx import OnnxEmbedder
from clew.clues.embedders.worker import EmbedWorker, onnx_command
from clew.errors import Code, PartUnavailable
from clew.model_registry.artefact import EMBEDDING, load_artefact
from clew.model_registry.model import Artefact, Expected, Order

TEXTS = (
    "Where dough rises before the sun",
    "Là où le pain sort du four avant l'aube",
    "Gate 12",
    "",
    "🎄",
    "バス停",
    "word " * 1_000,
    "ghost\udcff",
)


@pytest.fixture(scope="module")
def artefact() -> Artefact:
    return load_artefact(EMBEDDING)


@pytest.fixture(scope="module")
def embedder(artefact: Artefact) -> OnnxEmbedder:
    return OnnxEmbedder(artefact)


def test_released_artefact(artefact: Artefact, embedder: OnnxEmbedder) -> None:
    """The released artefact is whole, of 128 dimensions, at most 25 MB, and proves itself here."""
    assert artefact.manifest.dims == 128
    assert sum(seal.size for seal in artefact.manifest.files.values()) <= 25_000_000
    embedder.prove()


def test_unit_vectors(embedder: OnnxEmbedder) -> None:
    """Whatever the text, its vector has 128 finite numbers and length 1."""
    vectors = embedder.embed(TEXTS[:-1])
    assert vectors.shape == (len(TEXTS) - 1, 128)
    assert vectors.dtype == np.float32
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5


def test_neighbours(embedder: OnnxEmbedder) -> None:
    """A text's vector is the same, bit for bit, whatever texts are embedded with it."""
    together = embedder.embed(TEXTS[:-1])
    alone = np.concatenate([embedder.embed([text]) for text in reversed(TEXTS[:-1])])[::-1]
    assert (together == alone).all()


def test_cut(embedder: OnnxEmbedder) -> None:
    """Text after the first 32 tokens, their two marks included, does not count."""
    one, other = embedder.embed(["word " * 30, "word " * 30 + "and something else"])
    assert (one == other).all()


def test_meaning(embedder: OnnxEmbedder) -> None:
    """A paraphrase is nearer than a sentence about something else."""
    clue, paraphrase, other = embedder.embed(
        ["the bakery", "the shop that sells bread", "tickets for the cinema"]
    )
    assert clue @ paraphrase > clue @ other


def test_unreadable_text(embedder: OnnxEmbedder) -> None:
    """A text that the tokenizer refuses is an unavailable part, not the vendor's exception."""
    with pytest.raises(PartUnavailable) as refused:
        embedder.embed(TEXTS[-1:])
    assert refused.value.code is Code.EMBEDDING_UNAVAILABLE


@pytest.mark.parametrize("fault", ["numbers", "order"])
def test_disproved(artefact: Artefact, fault: str) -> None:
    """An embedder that does not reproduce its manifest's checks says which, and is not used."""
    checks = artefact.manifest.checks
    if fault == "numbers":
        wrong = Expected("Gate 12", (0.9, -0.9))
        checks = msgspec.structs.replace(checks, expected=(wrong,))
    else:
        checks = msgspec.structs.replace(checks, orders=(Order("bread", "a car park", "bread"),))
    manifest = msgspec.structs.replace(artefact.manifest, checks=checks)
    with pytest.raises(PartUnavailable):
        OnnxEmbedder(Artefact(artefact.folder, manifest)).prove()


async def test_through_the_worker(artefact: Artefact, embedder: OnnxEmbedder) -> None:
    """The process gives the very vectors that embedding here does, in any batch."""
    texts = [f"clue {number} near the fountain" for number in range(40)]
    worker = EmbedWorker(onnx_command(artefact.folder), dims=artefact.manifest.dims)
    try:
        assert await worker.ready(within_s=60)
        halves = (texts[:23], texts[23:])
        found = await asyncio.gather(*(worker.embed(half, deadline_s=60) for half in halves))
        assert (np.concatenate(found) == embedder.embed(texts)).all()
        odd = await worker.embed(TEXTS, deadline_s=60)
        assert np.isfinite(odd).all()
    finally:
        await worker.close()
