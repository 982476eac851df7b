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


class Fingerprint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model was trained on.

    Attributes:
        first: time of the earliest row, seconds since 1970; None without rows.
        last: time of the latest row; None without rows.
        before: every row of the history strictly before this was used, and none else.
        rows: how many.
        players: of how many players.
        sha256: of the rows in their order, 64 lower-case hex digits.
    """

    first: int | None
    last: int | None
    before: int
    rows: int
    players: int
    sha256: str


class Trained(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A trained version's description of itself, kept beside its files as `manifest.json`.

    Attributes:
        format: `FORMAT`.
        name: what it is, a slug; versions of one name replace each other.
        version: a whole number from 1, in decimal.
        files: file name -> what the file must be.
        fingerprint: what it was trained on.
        metrics: by level, then by name: how well it foretold what was held out.
        parameters: what was fitted, by name, in words.
        tools: package -> the version that made it.
    """

    format: int
    name: str
    version: str
    files: Mapping[str, Seal]
    fingerprint: Fingerprint
    metrics: Mapping[str, Mapping[str, float]]
    parameters: Mapping[str, str]
    tools: Mapping[str, str]

    @property
    def title(self) -> str:
        """Name and version in one word, as answers quote it."""
        return f"{self.name}-{self.version}"


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of the version in force.

    Attributes:
        version: what came into force.
        at: when, seconds since 1970.
        why: `promote` or `rollback`.
    """

    version: str
    at: int
    why: str


class Active(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which version of a model is in force, and which were.

    Attributes:
        format: `FORMAT`.
        version: in force.
        before: what a roll-back brings back, the latest last.
        history: every change, the oldest first.
    """

    format: int
    version: str
    before: tuple[str, ...]
    history: tuple[Step, ...]
