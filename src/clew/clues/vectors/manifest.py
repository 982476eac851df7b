"""What a snapshot says of itself, sealed, and the checks against it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from clew.durable import write_whole
from clew.errors import Code, PartUnavailable, Where

FILE = "manifest.json"
FORMAT = 1
"""Of the folder; rises when a reader of the former one can't read it."""


class FileSeal(msgspec.Struct, frozen=True):
    """A file's size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a snapshot holds.

    Attributes:
        campaign: whose rows they are.
        model: the title of the model that made the vectors.
        dims: the length of a vector.
        last: the highest number of any row that had been stored when it was built.
        rows: how many it holds.
        files: each file beside the manifest, by name.
        format: see `FORMAT`.
    """

    campaign: str
    model: str
    dims: int
    last: int
    rows: int
    files: dict[str, FileSeal]
    format: int = FORMAT


_MANIFEST = msgspec.json.Decoder(Manifest)


class _Sealed(msgspec.Struct, frozen=True):
    seal: str
    manifest: msgspec.Raw


_SEALED = msgspec.json.Decoder(_Sealed)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes it with the SHA-256 of its own bytes; `PartUnavailable` as `write_whole`."""
    body = msgspec.json.encode(manifest)
    sealed = _Sealed(hashlib.sha256(body).hexdigest(), msgspec.Raw(body))
    write_whole(folder / FILE, msgspec.json.encode(sealed))


def seal_of(path: Path) -> FileSeal:
    """The seal of a file as it lies there."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    return FileSeal(path.stat().st_size, digest.hexdigest())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder whose files are all there with the right size.

    Raises `PartUnavailable` (`snapshot_damaged`).
    """
    try:
        sealed = _SEALED.decode((folder / FILE).read_bytes())
        if hashlib.sha256(sealed.manifest).hexdigest() != sealed.seal:
            raise damaged(folder / FILE, "its seal is broken")
        manifest = _MANIFEST.decode(sealed.manifest)
        if manifest.format != FORMAT:
            raise damaged(folder / FILE, f"it is of format {manifest.format}, not {FORMAT}")
        for name, seal in manifest.files.items():
            size = (folder / name).stat().st_size
            if size != seal.size:
                raise damaged(folder / name, f"it has {size} bytes instead of {seal.size}")
    except (OSError, msgspec.MsgspecError) as error:
        raise damaged(folder, str(error)) from error
    return manifest


def verify_snapshot(folder: Path) -> Manifest:
    """The manifest of a folder each byte of which is as it was written; reads them all.

    Raises `PartUnavailable` (`snapshot_damaged`) naming the first file that differs.
    """
    manifest = read_manifest(folder)
    for name, seal in manifest.files.items():
        try:
            found = seal_of(folder / name)
        except OSError as error:
            raise damaged(folder / name, str(error)) from error
        if found != seal:
            raise damaged(folder / name, "its checksum differs")
    return manifest


def damaged(path: Path, fault: str) -> PartUnavailable:
    """The refusal of a snapshot."""
    return PartUnavailable(
        Code.SNAPSHOT_DAMAGED,
        f"the snapshot cannot be used: {fault}",
        remedy="delete its folder: the stored rows have it all, and the next build writes another",
        where=Where(file=str(path)),
    )
