"""The embedding process: reads texts, writes vectors.

python -P -m clew.clues.embedders.child ARTEFACT_FOLDER PARENT_PID
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.clues.bounded.child import Respond, serve
from clew.clues.embedders.codec import read_texts, write_vectors
from clew.model_registry.model import MANIFEST, Artefact, Manifest

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
_MANIFEST = msgspec.json.Decoder(Manifest)


def serve_vectors(load: Callable[[], tuple[Embed, int]], parent: int) -> None:
    """Embeds what it is sent until its input ends; `load` gives the embedder and its dimensions."""
    serve(lambda: embedding(*load()), parent)


def embedding(embed: Embed, dims: int) -> tuple[Respond, bytes]:
    """What answers texts with their vectors, and its greeting."""
    greeting = write_vectors(np.empty((0, dims), np.float32))
    return lambda body: write_vectors(embed(read_texts(body))), greeting


def loaded(folder: Path) -> tuple[Embed, int]:
    """The artefact's embedder, proved on this machine, and its dimensions.

    Raises `PartUnavailable` (`embedding_unavailable`).
    """
    # The run time costs 0.2 s to import: only the process that embeds pays for it.
    from clew.clues.embedders.onnx import OnnxEmbedder  # noqa: PLC0415

    manifest = _MANIFEST.decode((folder / MANIFEST).read_bytes())
    embedder = OnnxEmbedder(Artefact(folder, manifest))
    embedder.prove()
    return embedder.embed, manifest.dims


if __name__ == "__main__":
    serve_vectors(lambda: loaded(Path(sys.argv[1])), int(sys.argv[2]))
