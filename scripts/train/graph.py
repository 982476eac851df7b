"""From a torch encoder to one int8 ONNX graph that ends in the reduced, normalised vector."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer
from torch import Tensor, nn

from train.encoder import WIDTH, Encoder, source_folder, unit

OPSET = 17


class Reduced(nn.Module):
    """The encoder with its last step: a projection onto the strongest axes, then L2 again.

    One text a call, no padding: quantised on the fly, a text's vector would otherwise change with
    the texts beside it, because activations share one scale a tensor.
    """

    def __init__(self, encoder: Encoder, axes: Tensor, shift: Tensor) -> None:
        super().__init__()
        self.encoder = encoder
        # A product with a constant, so that the quantiser can be told by its name to leave it.
        self.axes, self.shift = nn.Parameter(axes.T.contiguous()), nn.Parameter(shift)

    def forward(self, ids: Tensor) -> Tensor:
        """(1, tokens) ids -> (1, dims)."""
        return unit(self.encoder(ids) @ self.axes + self.shift)


def read_tokenizer(max_tokens: int) -> Tokenizer:
    """The published tokenizer without its padding, cutting a text after `max_tokens` tokens."""
    tokenizer = Tokenizer.from_str((source_folder() / "tokenizer.json").read_text("utf-8"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def encode(encoder: Encoder, tokenizer: Tokenizer, texts: Iterable[str]) -> NDArray[np.float32]:
    """(n, 384) float32 unit vectors of the texts, one at a time."""
    with torch.no_grad():
        rows = [encoder(torch.tensor([tokenizer.encode(text).ids])) for text in texts]
    return np.asarray(torch.cat(rows).numpy(), np.float32)


class Axes(NamedTuple):
    """Where vectors are projected: `vectors @ turn.T + shift`.

    Attributes:
        turn: (dims, 384) orthonormal axes, float32.
        shift: (dims,) minus the projected mean, float32.
    """

    turn: NDArray[np.float32]
    shift: NDArray[np.float32]


def principal_axes(vectors: NDArray[np.float32], dims: int) -> Axes:
    """The axes of the largest variance (PCA), strongest first.

    Signs are fixed (the largest entry of an axis is positive): equal vectors give equal axes.
    """
    exact = vectors.astype(np.float64)
    mean = exact.mean(axis=0)
    _, axes = np.linalg.eigh((exact - mean).T @ (exact - mean))
    strongest = axes[:, ::-1][:, :dims].T
    largest = np.abs(strongest).argmax(axis=1)
    signs = np.sign(strongest[np.arange(dims), largest])
    turn = strongest * signs[:, None]
    return Axes(np.asarray(turn, np.float32), np.asarray(-turn @ mean, np.float32))


def export(model: Reduced, path: Path) -> None:
    """Writes the float32 graph: `input_ids` (1, tokens) int64 -> `vector` (1, dims) float32."""
    stream = io.BytesIO()
    torch.onnx.export(
        model.eval(),
        (torch.zeros((1, 8), dtype=torch.int64),),
        stream,
        dynamo=False,
        opset_version=OPSET,
        input_names=["input_ids"],
        output_names=["vector"],
        dynamic_axes={"input_ids": {1: "tokens"}},
    )
    path.write_bytes(stream.getvalue())


def quantise(source: Path, target: Path) -> None:
    """Writes the int8 graph: weights per channel, activations on the fly.

    The last projection is left in float32 as well: it is small, and nothing after it could mend it.
    """
    with TemporaryDirectory() as directory:
        prepared = Path(directory) / "prepared.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        graph = onnx.load(str(prepared)).graph
        last = [node.name for node in graph.node if _is_projection(node, graph)]
        quantize_dynamic(
            str(prepared),
            str(target),
            per_channel=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=last,
        )


def _is_projection(node: onnx.NodeProto, graph: onnx.GraphProto) -> bool:
    if node.op_type != "MatMul":
        return False
    weights = {one.name: tuple(one.dims) for one in graph.initializer}
    shapes = [weights[name] for name in node.input if name in weights]
    return any(WIDTH in shape and min(shape) < WIDTH for shape in shapes)
