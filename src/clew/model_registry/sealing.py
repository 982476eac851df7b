"""What a file must be: its size and its SHA-256, read and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from clew.errors import Code, PartUnavailable, Where
from clew.model_registry.model import Seal


def seal(path: Path) -> Seal:
    """What the file is now. Raises `PartUnavailable` (`artefact_refused`)."""
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256")
            return Seal(digest.hexdigest(), stream.tell())
    except OSError as error:
        raise refused(path, f"cannot be read: {error.strerror}") from error


def seals(folder: Path, names: Iterable[str]) -> dict[str, Seal]:
    """What the files are now, by name."""
    return {name: seal(folder / name) for name in sorted(names)}


def check_seals(folder: Path, files: Mapping[str, Seal]) -> None:
    """Raises `PartUnavailable` (`artefact_refused`) for a file that is not what it must be."""
    for name, stated in sorted(files.items()):
        found = seal(folder / name)
        if found != stated:
            raise refused(
                folder / name,
                f"{found.size:,} bytes with SHA-256 {found.sha256[:16]}... where the manifest "
                f"says {stated.size:,} bytes with {stated.sha256[:16]}...",
            )


def refused(path: Path, fault: str) -> PartUnavailable:
    """The refusal of an artefact for one of its files."""
    return PartUnavailable(
        Code.ARTEFACT_REFUSED,
        f"the artefact's {path.name}: {fault}",
        remedy="install this release again, or restore the artefact's folder as it was released",
        where=Where(file=str(path)),
    )
