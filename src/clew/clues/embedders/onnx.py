"""Texts to unit vectors by an ONNX graph. The only file that names its run time and tokenizer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from clew.clues.embedders.proof import disproof, questions
from clew.errors import Code, PartUnavailable, Where
from clew.model_registry.model import MODEL, TOKENIZER, Artefact


class OnnxEmbedder:
    """Embeds with an artefact's graph, on one thread that does not spin.

    A text's vector depends on the text alone, bit for bit: each text is a run of its own. In a
    batch, int8 activations would share one scale, and a neighbour would change the vector.
    """

    def __init__(self, artefact: Artefact) -> None:
        """Loads the graph; raises `PartUnavailable` (`embedding_unavailable`) if it can't."""
        self.manifest = artefact.manifest
        self._where = Where(file=str(artefact.folder))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._tokenizer = Tokenizer.from_file(str(artefact.folder / TOKENIZER))
            self._session = onnxruntime.InferenceSession(
                str(artefact.folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            # Both vendors raise bare exceptions of their own making.
            raise self._unavailable(f"cannot be loaded: {error}") from error
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.manifest.max_tokens)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(len(texts), dims) float32, rows of length 1, in order.

        Raises `PartUnavailable` (`embedding_unavailable`) where the graph fails.
        """
        vectors = np.empty((len(texts), self.manifest.dims), np.float32)
        try:
            for row, text in enumerate(texts):
                ids = np.array([self._tokenizer.encode(text).ids], np.int64)
                vectors[row] = self._session.run(None, {"input_ids": ids})[0]
        except Exception as error:
            # As above.
            raise self._unavailable(f"failed on a text: {error}") from error
        return vectors

    def prove(self) -> None:
        """Returns once every check of the manifest holds on this machine.

        Raises `PartUnavailable` (`embedding_unavailable`) naming the first that does not.
        """
        checks = self.manifest.checks
        wrong = disproof(checks, self.embed(questions(checks)))
        if wrong is not None:
            raise self._unavailable(wrong)

    def _unavailable(self, fault: str) -> PartUnavailable:
        return PartUnavailable(
            Code.EMBEDDING_UNAVAILABLE,
            f"the embedding {self.manifest.title} {fault}",
            remedy="install the locked versions of onnxruntime and tokenizers again",
            where=self._where,
        )
