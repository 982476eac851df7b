"""The engines of the tiers: what a URL's scheme makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.lmdb_file import LmdbFile
from clew.clues.stores.memory import MemoryExact
from clew.errors import Code, InputRefused
from clew.settings import Settings

ExactTier = LmdbExact | MemoryExact

EXACT_TIERS: Mapping[str, Callable[[str, Path, Settings], ExactTier]] = {
    # scheme of exact_url -> what makes the tier from what follows the colon, home and settings
    "lmdb": lambda path, home, settings: LmdbExact(
        LmdbFile(home / path, map_gib=settings.exact_map_gib)
    ),
    "memory": lambda _path, _home, _settings: MemoryExact(),
}


def exact_tier(home: Path, settings: Settings) -> ExactTier:
    """The exact tier that `exact_url` names, or a refusal (`config_wrong`)."""
    scheme, _, rest = settings.exact_url.partition(":")
    if scheme not in EXACT_TIERS:
        raise InputRefused(
            Code.CONFIG_WRONG,
            f"exact_url {settings.exact_url!r} names no known engine",
            remedy=f"begin it with one of: {', '.join(f'{name}:' for name in EXACT_TIERS)}",
        )
    return EXACT_TIERS[scheme](rest, home, settings)


def file_of(exact: ExactTier) -> LmdbFile | None:
    """The file that a tier is kept in; None for one in memory."""
    return exact.file if isinstance(exact, LmdbExact) else None


VECTOR_TIERS: Mapping[str, bool] = {
    # scheme of vector_url -> whether clues have vectors
    "exact": True,
    "none": False,
}


def vectors_wanted(settings: Settings) -> bool:
    """Whether `vector_url` names a vector tier, or a refusal (`config_wrong`)."""
    scheme, _, _ = settings.vector_url.partition(":")
    if scheme not in VECTOR_TIERS:
        raise InputRefused(
            Code.CONFIG_WRONG,
            f"vector_url {settings.vector_url!r} names no known engine",
            remedy=f"begin it with one of: {', '.join(f'{name}:' for name in VECTOR_TIERS)}",
        )
    return VECTOR_TIERS[scheme]
