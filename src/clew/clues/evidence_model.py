"""The fitted numbers that turn evidence into a probability, and the seal on what they are for."""

from __future__ import annotations

from pathlib import Path

import msgspec

from clew.clues.signs import LENGTHS, sign_names
from clew.errors import Code, PartUnavailable, Where

SHIPPED = Path(__file__).with_name("evidence_model.json")
"""The model of this release; written by scripts/fit_evidence.py."""


class EvidenceModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fitted choice between stored spellings and none of them (`clew.clues.evidence`).

    Attributes:
        channels: the names of the channels that it was fitted on, in the order of the scores.
        embedding: the title of the embedding that gave the channel `meaning`.
        signs: the names of the signs that it weighs (`clew.clues.signs`).
        lengths: the kinds of text, by length (`clew.clues.signs.LENGTHS`), that have weights each.
        weights: for each length one for each of `signs`: what one unit adds to the log-odds against
            "none".
        none: for each length the log-odds against "none" where every sign is 0.
        accept: for each length the probability from which the first may be answered; above one
            half.
        accept_reworded: the same for a text of any length that shares under half of its words with
            the spelling.
        ask: the probability from which a place is worth asking about.
        fitted_on: what the rows were, in words.
    """

    channels: tuple[str, ...]
    embedding: str
    signs: tuple[str, ...]
    lengths: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    none: tuple[float, ...]
    accept: tuple[float, ...]
    accept_reworded: float
    ask: float
    fitted_on: str


_EVIDENCE_MODEL = msgspec.json.Decoder(EvidenceModel)


def load_model(embedding: str, channels: tuple[str, ...], path: Path = SHIPPED) -> EvidenceModel:
    """The model in `path`, fitted for these channels and this embedding (its manifest's title).

    Raises `PartUnavailable` (`artefact_refused`) for a file that is unreadable, or was fitted for
    other channels, another embedding or other signs: its probabilities would mean nothing.
    """
    try:
        model = _EVIDENCE_MODEL.decode(path.read_bytes())
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _refused(path, f"is no evidence model: {error}") from error
    fitted = (model.channels, model.embedding, model.signs, model.lengths)
    wanted = (channels, embedding, sign_names(channels), LENGTHS)
    for what, was, now in zip(_SEAL, fitted, wanted, strict=True):
        if was != now:
            raise _refused(path, f"was fitted for the {what} {was}, and {now} is in use")
    shape = [len(model.signs)] * len(LENGTHS)
    if (
        [len(row) for row in model.weights] != shape
        or not len(model.none) == len(model.accept) == len(LENGTHS)
        or any(accept <= _HALF for accept in (*model.accept, model.accept_reworded))
    ):
        raise _refused(path, "needs a weight for each sign, and accepts above one half only")
    return model


_HALF = 0.5
_SEAL = ("channels", "embedding", "signs", "lengths")


def _refused(path: Path, fault: str) -> PartUnavailable:
    return PartUnavailable(
        Code.ARTEFACT_REFUSED,
        f"the evidence model {fault}",
        remedy="install the release again, or fit it with scripts/fit_evidence.py",
        where=Where(file=str(path)),
    )
