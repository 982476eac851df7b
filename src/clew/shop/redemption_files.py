"""A model of redemptions as a file, and read again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from clew.errors import Code, PartUnavailable, Where
from clew.shop.logistic import Logistic
from clew.shop.redemption_features import FEATURES

MODEL = "model.json"
_LOGISTIC = msgspec.json.Decoder(Logistic)


def write_model(model: Logistic, folder: Path) -> Sequence[str]:
    """Writes the file into a folder and tells its name."""
    text = msgspec.json.format(msgspec.json.encode(model, order="deterministic"), indent=2)
    (folder / MODEL).write_bytes(text + b"\n")
    return (MODEL,)


def read_model(folder: Path) -> Logistic:
    """What `write_model` wrote.

    Raises `PartUnavailable` (`artefact_refused`) where it is no model of this release's features.
    """
    path = folder / MODEL
    try:
        model = _LOGISTIC.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _refused(path, f"cannot be read: {error}") from error
    numbers = (model.means, model.scales, model.weights)
    if model.names != FEATURES or any(len(some) != len(FEATURES) for some in numbers):
        raise _refused(path, f"is of {', '.join(model.names)[:200]}")
    return model


def _refused(path: Path, fault: str) -> PartUnavailable:
    return PartUnavailable(
        Code.ARTEFACT_REFUSED,
        f"the artefact's {path.name} {fault}",
        remedy="train it again: `clew shop train-redemption`",
        where=Where(file=str(path)),
    )
