"""The files of an IMDF archive, read without trusting what the archive states of itself.

Nothing is unpacked to disk. Members are counted before any is opened and measured while they are
read; those that IMDF does not know are left out with a note.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from clew.errors import Code, InputRefused, Where
from clew.venues.geojson import decode_json
from clew.venues.model import Note

FEATURE_TYPES = (
    "address", "amenity", "anchor", "building", "detail", "fixture", "footprint", "geofence",
    "kiosk", "level", "occupant", "opening", "relationship", "section", "unit", "venue",
)  # fmt: skip
"""The types of feature of IMDF 1.0; each has a file of its name."""

VERSION = "1.0.0"
MANIFEST = "manifest.json"
CLEW_MEMBER = "clew.json"

MAX_MEMBERS = 64
"""The most members an archive may have: four times what IMDF knows."""

MAX_MEMBER_BYTES = 64 << 20
"""The largest member that is read, in bytes once unpacked."""

MAX_BYTES = 256 << 20
"""The most that is read of one archive, in bytes, packed or unpacked."""

_END_RECORD = struct.Struct("<4s4H2LH")
_END_SIGN, _ZIP64_SIGN = b"PK\5\6", b"PK\6\7"
_MAX_COMMENT = 0xFFFF
_MAX_DIRECTORY_BYTES = 1 << 20
_CHUNK = 1 << 20
# What zipfile raises for archives that are damaged, encrypted or packed in a way it cannot read.
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
)


@contextmanager
def open_archive(path: Path) -> Iterator[ImdfArchive]:
    """The archive while the block runs.

    Raises `InputRefused`: `file_unreadable`, `broken_imdf`, or `text_too_long` past the limits.
    """
    where = Where(file=str(path))
    try:
        with path.open("rb") as stream:
            _check_directory(stream, where)
            with _opened(stream, where) as archive:
                yield ImdfArchive(archive, str(path))
    except OSError as error:
        raise InputRefused(
            Code.FILE_UNREADABLE,
            f"cannot read it: {error.strerror or error}",
            remedy="check the path and its permissions",
            where=where,
        ) from error


class ImdfArchive:
    """An open archive.

    Attributes:
        notes: what was left out, or is kept although it is odd.
    """

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        self._archive = archive
        self._file = file
        self._left = MAX_BYTES
        self.notes: list[Note] = []
        self._members = self._found()

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def json(self, name: str) -> Any:
        """The document that a member holds.

        Raises `InputRefused`: `broken_imdf`, `invalid_utf8` and `nul_byte` with line and column,
        `text_too_long` where it unpacks to more than may be read.
        """
        content = self._bytes(self._members[name])
        try:
            return decode_json(content, self.where(name).file or name)
        except InputRefused as error:
            raise as_imdf(error) from error

    def where(self, name: str) -> Where:
        """The place of a member, as `archive.zip/unit.geojson`."""
        return Where(file=f"{self._file}/{name}")

    def note(self, name: str, code: str, message: str, action: str = "left_out") -> None:
        """Tells something of a member."""
        self.notes.append(Note(name, self._file, code, action, message))

    def _found(self) -> dict[str, zipfile.ZipInfo]:
        entries = [info for info in self._archive.infolist() if not info.is_dir()]
        if len(entries) > MAX_MEMBERS:
            raise _too_large(f"more than {MAX_MEMBERS} members", Where(file=self._file))
        known = {MANIFEST, CLEW_MEMBER, *(f"{kind}.geojson" for kind in FEATURE_TYPES)}
        manifests = [PurePosixPath(e.filename) for e in entries if _name(e) == MANIFEST]
        # Archives are often packed as one folder; it is where the manifest lies.
        folder = min((len(m.parts), m) for m in manifests)[1].parent if manifests else None
        root = folder or PurePosixPath()
        members: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = _name(entry)
            if name not in known or PurePosixPath(entry.filename).parent != root:
                self.note(entry.filename[:80], "unknown_member", "IMDF knows no file of that name")
            elif name in members:
                raise broken_imdf("the archive holds it twice", self.where(name))
            else:
                members[name] = entry
        return members

    def _bytes(self, member: zipfile.ZipInfo) -> bytes:
        content = bytearray()
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise broken_imdf("packed by another method than deflate", self.where(_name(member)))
        try:
            with self._archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    content += chunk
                    self._left -= len(chunk)
                    if len(content) > MAX_MEMBER_BYTES or self._left < 0:
                        raise _too_large("too much once unpacked", self.where(_name(member)))
        except _BROKEN_ZIP as error:
            where = self.where(_name(member))
            raise broken_imdf(f"it cannot be unpacked: {error}", where) from error
        return bytes(content)


def _opened(stream: IO[bytes], where: Where) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except _BROKEN_ZIP as error:
        raise broken_imdf(f"not a readable zip archive: {error}", where) from error


def _check_directory(stream: IO[bytes], where: Where) -> None:
    """Refuses what is no zip, or states more members than one may read, before it is opened.

    The record at an archive's end (PKWARE APPNOTE 4.3.16) says how long its directory is; zipfile
    would hold all of it in memory. Zip64 is for archives beyond our limits.
    """
    size = stream.seek(0, 2)
    if size > MAX_BYTES:
        raise _too_large(f"an archive of more than {MAX_BYTES >> 20} MiB", where)
    tail_from = max(0, size - _MAX_COMMENT - _END_RECORD.size)
    stream.seek(tail_from)
    tail = stream.read()
    at = tail.rfind(_END_SIGN)
    if at < 0 or len(tail) - at < _END_RECORD.size:
        raise broken_imdf("not a zip archive", where)
    directory_bytes = _END_RECORD.unpack_from(tail, at)[5]
    if directory_bytes > _MAX_DIRECTORY_BYTES or _ZIP64_SIGN in tail[max(0, at - 20) : at]:
        raise _too_large("its directory is too long", where)
    stream.seek(0)


def _name(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).name


def as_imdf(error: InputRefused) -> InputRefused:
    """The error of a GeoJSON reader as one of the archive."""
    if error.code is not Code.BROKEN_GEOJSON:
        return error
    return broken_imdf(error.message, error.where)


def broken_imdf(what: str, where: Where) -> InputRefused:
    """A refusal of an archive that is not as IMDF asks."""
    return InputRefused(
        Code.BROKEN_IMDF,
        what,
        remedy="export the venue again as an IMDF 1.0 archive",
        where=where,
    )


def _too_large(what: str, where: Where) -> InputRefused:
    return InputRefused(
        Code.TEXT_TOO_LONG,
        what,
        remedy=f"keep to {MAX_MEMBERS} members of {MAX_MEMBER_BYTES >> 20} MiB, and"
        f" {MAX_BYTES >> 20} MiB together",
        where=where,
    )
