"""What reducing, quantising and fine-tuning do to recall, on the development data.

    CLEW_TEST_DATA=FOLDER python scripts/measure_embedding.py [--fine-tune STEPS]

Prints top-1 recall: each query's nearest text must be the one with the same meaning (the same
intent for CLINC150, of whose rows a seeded sample is used). Reads the data; keeps none of it.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnxruntime
import torch
from make_embedding import DIMS, MAX_TOKENS, SEED, STEPS, encoder_and_axes
from numpy.typing import NDArray
from train.encoder import WIDTH, Encoder
from train.graph import Axes, Reduced, encode, export, quantise, read_tokenizer

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]

LABELLED, ASKED = 3_000, 1_000
"""Rows sampled from CLINC150: known texts and queries."""

PAIRS = (
    ("en_noisy", "en_clean"),
    ("fr_noisy", "fr_clean"),
    ("fr_clean", "en_clean"),
    ("en_clean", "fr_clean"),
)


def recalls(embed: Embed, data: Path) -> Mapping[str, float]:
    """Set -> share of the queries whose nearest text means the same, 0 to 1."""
    with (data / "clues" / "quads-en-fr.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = {name: [row[name] for row in rows] for name in ("en_clean", "en_noisy", "fr_clean")}
    columns["fr_noisy"] = [row["fr_noisy"] for row in rows]
    vectors = {name: embed(texts) for name, texts in columns.items()}
    found = {}
    for asked, known in PAIRS:
        texts = columns[known]
        nearest = (vectors[asked] @ vectors[known].T).argmax(axis=1)
        hits = [texts[number] == text for number, text in zip(nearest, texts, strict=True)]
        found[f"{asked} -> {known}"] = float(np.mean(hits))
    clinc = json.loads((data / "clues" / "clinc150-dev.json").read_text("utf-8"))
    chance = random.Random(SEED)
    known_rows = chance.sample(clinc["train"], LABELLED)
    asked_rows = chance.sample(clinc["val"], ASKED)
    likeness = embed([text for text, _ in asked_rows]) @ embed([text for text, _ in known_rows]).T
    hits = [
        known_rows[number][1] == intent
        for number, (_, intent) in zip(likeness.argmax(axis=1), asked_rows, strict=True)
    ]
    found["CLINC150 intent"] = float(np.mean(hits))
    return found


def quantised(encoder: Encoder, axes: Axes, folder: Path) -> Embed:
    """An embedder by the int8 graph of the encoder over the axes."""
    full, small = folder / "float32.onnx", folder / "int8.onnx"
    export(Reduced(encoder, torch.from_numpy(axes.turn), torch.from_numpy(axes.shift)), full)
    quantise(full, small)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(small), options, providers=["CPUExecutionProvider"])
    tokenizer = read_tokenizer(MAX_TOKENS)

    def embed(texts: Sequence[str]) -> Vectors:
        ids = (np.array([tokenizer.encode(text).ids]) for text in texts)
        return np.concatenate([session.run(None, {"input_ids": one})[0] for one in ids])

    return embed


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="Measure the embedding.")
    parser.add_argument("--fine-tune", type=int, default=STEPS, metavar="STEPS", help="batches")
    steps = parser.parse_args().fine_tune
    torch.set_num_threads(1)
    data = Path(os.environ["CLEW_TEST_DATA"])
    encoder, axes, _ = encoder_and_axes(steps)
    whole = Axes(np.eye(WIDTH, dtype=np.float32), np.zeros(WIDTH, np.float32))
    tokenizer = read_tokenizer(MAX_TOKENS)
    with TemporaryDirectory() as directory:
        table = {
            f"float32, {WIDTH}": lambda texts: encode(encoder, tokenizer, texts),
            f"int8, {WIDTH}": quantised(encoder, whole, Path(directory)),
            f"int8, {DIMS}": quantised(encoder, axes, Path(directory)),
        }
        for name, embed in table.items():
            found = recalls(embed, data)
            if name.startswith("float32"):
                print(f"{steps} batches of fine-tuning; load {os.getloadavg()[0]:.1f}")
                print(f"{'':<16}" + "".join(f"{one:>24}" for one in found))
            print(f"{name:<16}" + "".join(f"{100 * one:>23.1f}%" for one in found.values()))


if __name__ == "__main__":
    main()
