"""What an artefact says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

FORMAT = 1
"""The manifest's format; a reader refuses any other."""

MANIFEST, MODEL, TOKENIZER = "manifest.json", "model.onnx", "tokenizer.json"
FILES = frozenset({MODEL, TOKENIZER})
"""The files that an artefact consists of, beside its manifest."""


class Seal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file must be.

    Attributes:
        sha256: of its bytes, 64 lower-case hex digits.
        size: in bytes.
    """

    sha256: str
    size: int


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the weights come from.

    Attributes:
        model: the published name of the weights.
        licence: SPDX expression of the weights' licence.
        package: the package, with its version, that carried them here.
        sha256: of the published weights file, 64 lower-case hex digits.
        changes: what was done to them, in words.
    """

    model: str
    licence: str
    package: str
    sha256: str
    changes: str


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text whose vector is known.

    Attributes:
        text: the text.
        start: the first numbers of its unit vector.
    """

    text: str
    start: tuple[float, ...]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Three texts of which the first must be nearer to the second than to the third.

    Attributes:
        text: the text.
        nearer: a text of higher cosine similarity to it.
        farther: a text of lower cosine similarity to it.
    """

    text: str
    nearer: str
    farther: str


class Checks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an embedder must reproduce before it may answer anybody.

    Attributes:
        expected: texts with the start of their vectors.
        tolerance: how far each number may lie from the expected one; another processor rounds
            int8 sums differently.
        orders: comparisons that must hold.
    """

    expected: tuple[Expected, ...]
    tolerance: float
    orders: tuple[Order, ...]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An artefact's description of itself, kept beside its files as `manifest.json`.

    Attributes:
        format: `FORMAT`.
        name: what it is, a slug.
        version: rises with every change of any vector; vectors of two versions never meet.
        dims: numbers in a vector.
        max_tokens: tokens that are read, the two sentence marks included; the rest of a text
            does not count.
        files: file name -> what the file must be.
        source: where the weights come from.
        tools: package -> the version that made it.
        reduction: what the smaller vector space was fitted on, in words.
        checks: what an embedder must reproduce.
    """

    format: int
    name: str
    version: str
    dims: int
    max_tokens: int
    files: Mapping[str, Seal]
    source: Source
    tools: Mapping[str, str]
    reduction: str
    checks: Checks

    @property
    def title(self) -> str:
        """Name and version in one word, as receipts quote it."""
        return f"{self.name}-{self.version}"


class Artefact(msgspec.Struct, frozen=True):
    """A folder whose files are what its manifest says.

    Attributes:
        folder: absolute path.
        manifest: what it says about itself.
    """

    folder: Path
    manifest: Manifest
