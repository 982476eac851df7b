"""What a backup holds, and whether it is all there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec

from clew.durable import storage_fault, write_whole
from clew.errors import Code, InputRefused, Where
from clew.record.schema import REVISION

NAME = "backup.json"
_MISSING = (FileNotFoundError, NotADirectoryError)
FORMAT = 1


class Sealed(msgspec.Struct, frozen=True):
    """One file of a backup.

    Attributes:
        size: bytes.
        sha256: of its content, in hexadecimal digits.
    """

    size: int
    sha256: str


class Seal(msgspec.Struct, frozen=True):
    """A backup's list of contents.

    Attributes:
        format: of the backup; this release reads `FORMAT`.
        begun: RFC 3339 in UTC; all that was acknowledged before is in the backup.
        clew: the release that took it.
        schema: the revision of the record's schema.
        files: path below the home, with slashes -> the file.
    """

    format: int
    begun: str
    clew: str
    schema: str
    files: Mapping[str, Sealed]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.files.values())


_SEAL = msgspec.json.Decoder(Seal)


def seal(folder: Path, *, begun: str, release: str) -> Seal:
    """Seals what lies in a folder: from then on it is a backup. Raises `PartUnavailable`."""
    files = {path: _sealed(folder / path) for path in _paths(folder)}
    sealed = Seal(FORMAT, begun, release, REVISION, files)
    write_whole(folder / NAME, msgspec.json.format(msgspec.json.encode(sealed), indent=2) + b"\n")
    return sealed


def checked(folder: Path) -> Seal:
    """The seal of a backup that is whole, byte for byte.

    Raises `InputRefused` (`backup_refused`) for one that is not, or that a later release took,
    and `PartUnavailable`.
    """
    sealed = _read(folder)
    if sealed.format != FORMAT or sealed.schema > REVISION:
        raise refused(
            folder,
            f"it was taken by a later release, {sealed.clew}",
            remedy=f"install Clew {sealed.clew} or later",
        )
    if sorted(sealed.files) != _paths(folder):
        differing = sorted(set(sealed.files).symmetric_difference(_paths(folder)))
        raise refused(folder, f"{differing[0]} is missing, or was put there later")
    for path, told in sealed.files.items():
        if _sealed(folder / path) != told:
            raise refused(folder, f"{path} is not as it was written")
    return sealed


def refused(folder: Path, why: str, *, remedy: str = "take another backup") -> InputRefused:
    """The refusal of a backup, or of a place for one."""
    return InputRefused(Code.BACKUP_REFUSED, why, remedy=remedy, where=Where(file=str(folder)))


def _read(folder: Path) -> Seal:
    try:
        return _SEAL.decode((folder / NAME).read_bytes())
    except (
        FileNotFoundError,
        NotADirectoryError,
        msgspec.MsgspecError,
        UnicodeDecodeError,
    ) as error:
        raise refused(
            folder,
            f"it is no whole backup: {NAME} is missing, or is none",
            remedy="give the folder that `clew backup` made",
        ) from error
    except OSError as error:
        raise storage_fault(error, folder) from error


def _paths(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found if path.name != NAME)


def _sealed(path: Path) -> Sealed:
    try:
        with path.open("rb") as stream:
            return Sealed(path.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError as error:
        raise storage_fault(error, path) from error
