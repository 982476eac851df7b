"""A trained starting point as files: numbers as plain arrays that are mapped, names as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.errors import Code, PartUnavailable, Where
from clew.shop.ease import Neighbours
from clew.shop.learned import KINDS, Kinds, Learned, Mix, Within
from clew.shop.model import Level

NUMBERS = "mixes.json"


class _Small(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    decay: tuple[int, ...]
    mixes: dict[Level, Mix]
    within: Within
    labels: dict[Level, tuple[str, ...]]


_SMALL = msgspec.json.Decoder(_Small)


def write_learned(learned: Learned, folder: Path) -> Sequence[str]:
    """Writes the files into a folder and tells their names."""
    small = _Small(
        decay=tuple(learned.decay.tolist()),
        mixes=dict(learned.mixes),
        within=learned.within,
        labels={level: tuple(learned.kinds[level].labels) for level in KINDS}
        | {Level.PRODUCT: tuple(learned.products)},
    )
    (folder / NUMBERS).write_bytes(msgspec.json.encode(small, order="deterministic"))
    arrays: dict[str, NDArray[Any]] = {f"{Level.PRODUCT}-bought": learned.bought}
    for level, kinds in learned.kinds.items():
        arrays[f"{level}-items"] = kinds.neighbours.item
        arrays[f"{level}-weights"] = kinds.neighbours.weight
        arrays[f"{level}-popular"] = kinds.popular
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    return (NUMBERS, *(f"{name}.npy" for name in arrays))


def read_learned(folder: Path, title: str) -> Learned:
    """What `write_learned` wrote; the arrays are mapped, not read.

    Raises `PartUnavailable` (`artefact_refused`) where the files do not fit each other: their
    checksums say only that they are what was written.
    """
    try:
        small = _SMALL.decode((folder / NUMBERS).read_bytes())
        kinds = {level: _kinds(folder, level, small.labels[level]) for level in KINDS}
        bought = np.load(folder / f"{Level.PRODUCT}-bought.npy", allow_pickle=False)
        products = small.labels[Level.PRODUCT]
        _must_fit(len(bought) == len(products), Level.PRODUCT)
        mixes = {level: small.mixes[level] for level in KINDS}
    except (OSError, ValueError, KeyError, msgspec.DecodeError) as error:
        raise PartUnavailable(
            Code.ARTEFACT_REFUSED,
            f"the trained starting point can't be read: {error}",
            remedy="`clew model rollback starting-point`, or train a new one",
            where=Where(file=str(folder)),
        ) from error
    decay = np.array(small.decay, np.int64)
    return Learned(title, decay, mixes, small.within, kinds, products, bought)


def _kinds(folder: Path, level: Level, labels: Sequence[str]) -> Kinds:
    item, weight, popular = (
        np.load(folder / f"{level}-{what}.npy", mmap_mode="r", allow_pickle=False)
        for what in ("items", "weights", "popular")
    )
    many = len(labels)
    _must_fit(item.shape == weight.shape and len(item) == len(popular) == many, level)
    _must_fit(not item.size or 0 <= int(item.min()) <= int(item.max()) < many, level)
    return Kinds(labels, Neighbours(item, weight), popular)


def _must_fit(fits: bool, level: Level) -> None:  # noqa: FBT001 - it is all that is asked
    if not fits:
        raise ValueError(f"the numbers of {level} do not fit its names")
