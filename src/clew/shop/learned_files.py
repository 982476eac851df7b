"""A trained starting point as files: numbers as plain arrays that are mapped, names as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

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
    arrays = {f"{Level.PRODUCT}-bought": learned.bought}
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
        small = msgspec.json.decode((folder / NUMBERS).read_bytes(), type=_Small)
        kinds = {}
        for level in KINDS:
            item, weight, popular = (
                np.load(folder / f"{level}-{what}.npy", mmap_mode="r", allow_pickle=False)
                for what in ("items", "weights", "popular")
            )
            many = len(small.labels[level])
            fits = item.shape == weight.shape and len(item) == len(popular) == many
            if not fits or (item.size and not 0 <= item.min() <= item.max() < many):
                raise ValueError(f"the arrays of {level} do not fit its {many:,} labels")
            kinds[level] = Kinds(small.labels[level], Neighbours(item, weight), popular)
        bought = np.load(folder / f"{Level.PRODUCT}-bought.npy", allow_pickle=False)
        if len(bought) != len(small.labels[Level.PRODUCT]):
            raise ValueError("as many counts as products are wanted")
        decay, products = np.array(small.decay, np.int64), small.labels[Level.PRODUCT]
        mixes = {level: small.mixes[level] for level in KINDS}
    except (OSError, ValueError, KeyError, msgspec.DecodeError) as error:
        raise PartUnavailable(
            Code.ARTEFACT_REFUSED,
            f"the trained starting point can't be read: {error}",
            remedy="`clew model rollback starting-point`, or train a new one",
            where=Where(file=str(folder)),
        ) from error
    return Learned(title, decay, mixes, small.within, kinds, products, bought)
