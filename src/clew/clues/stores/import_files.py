"""Imports that are under way, in one file a campaign; it appears whole, and goes when it is done.

frame    4 bytes: length of the content, big-endian; 8 bytes: its BLAKE2b; the content, msgpack
file     a frame a share (`ImportRow`s), then the frame of the `ImportHead`, then 8 bytes: where
that begins, big-endian
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b, sha256
from pathlib import Path
from typing import BinaryIO

import msgspec

from clew.clues.imports import ImportHead, ImportRow
from clew.durable import replacing, storage_fault, sync_directory
from clew.errors import Code, PartUnavailable, Where

_LENGTH, _DIGEST, _OFFSET = 4, 8, 8
_encode = msgspec.msgpack.Encoder().encode
_decode_rows = msgspec.msgpack.Decoder(tuple[ImportRow, ...]).decode
_decode_head = msgspec.msgpack.Decoder(ImportHead).decode


class ImportFiles:
    """See `ImportShelf`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @contextmanager
    def turn(self, campaign: str) -> Iterator[bool]:
        """See `ImportShelf`."""
        path = self._directory / f"{campaign}.lock"
        try:
            self._directory.mkdir(mode=0o750, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise storage_fault(error, path) from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            self._sweep(campaign)
            yield True
        finally:
            os.close(descriptor)

    def _sweep(self, campaign: str) -> None:
        """Removes what a process that died while it drafted left."""
        for draft in self._directory.glob(f".{self._path(campaign).name}.*.draft"):
            with suppress(OSError):
                draft.unlink()

    @contextmanager
    def drafting(self, campaign: str) -> Iterator[_Draft]:
        """See `ImportShelf`."""
        with replacing(self._path(campaign)) as stream:
            yield _Draft(stream)

    def campaigns(self) -> Sequence[str]:
        """See `ImportShelf`."""
        return sorted(
            path.name.removesuffix(_SUFFIX) for path in self._directory.glob(f"*{_SUFFIX}")
        )

    def head(self, campaign: str) -> ImportHead | None:
        """See `ImportShelf`."""
        path = self._path(campaign)
        if not path.exists():
            return None
        with _opened(path) as stream:
            stream.seek(_offset(stream))
            return _decode_head(_frame(stream))

    def shares(self, campaign: str) -> Iterator[Sequence[ImportRow]]:
        """See `ImportShelf`."""
        with _opened(self._path(campaign)) as stream:
            end = _offset(stream)
            stream.seek(0)
            while stream.tell() < end:
                yield _decode_rows(_frame(stream))

    def remove(self, campaign: str) -> None:
        """See `ImportShelf`."""
        path = self._path(campaign)
        try:
            path.unlink(missing_ok=True)
            sync_directory(self._directory)
        except OSError as error:
            raise storage_fault(error, path) from error

    def _path(self, campaign: str) -> Path:
        return self._directory / f"{campaign}{_SUFFIX}"


_SUFFIX = ".msgpack"


class _Draft:
    """See `ImportDraft`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._said = sha256()
        self._rows = 0

    def add(self, rows: Sequence[ImportRow]) -> None:
        """See `ImportDraft`."""
        self._write(_encode(rows))
        self._rows += len(rows)
        for row in rows:
            said = (row.id, row.text, row.lang, row.zone, row.aliases, row.lat, row.lon)
            self._said.update(_encode(said))

    def finish(self, campaign: str, file: str, created: str) -> ImportHead:
        """See `ImportDraft`."""
        head = ImportHead(campaign, file, self._said.hexdigest(), self._rows, created)
        begins = self._stream.tell()
        self._write(_encode(head))
        self._stream.write(begins.to_bytes(_OFFSET, "big"))
        return head

    def _write(self, content: bytes) -> None:
        self._stream.write(len(content).to_bytes(_LENGTH, "big"))
        self._stream.write(_digest(content))
        self._stream.write(content)


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST).digest()


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise storage_fault(error, path) from error
    except (ValueError, msgspec.MsgspecError) as error:
        raise PartUnavailable(
            Code.RECORD_UNAVAILABLE,
            "an import that broke off is kept here, and the file is damaged",
            remedy="remove it, then import the clues again",
            where=Where(file=str(path)),
        ) from error


def _offset(stream: BinaryIO) -> int:
    """Where the head's frame begins. Raises `ValueError` where there is no whole file."""
    end = stream.seek(0, os.SEEK_END)
    if end < _OFFSET:
        raise ValueError("too short")
    stream.seek(end - _OFFSET)
    begins = int.from_bytes(stream.read(_OFFSET), "big")
    if begins > end - _OFFSET:
        raise ValueError("too short")
    return begins


def _frame(stream: BinaryIO) -> bytes:
    """The content of the next frame. Raises `ValueError` where it is not what was written."""
    length = int.from_bytes(stream.read(_LENGTH), "big")
    digest = stream.read(_DIGEST)
    content = stream.read(length)
    if _digest(content) != digest:
        raise ValueError("not what was written")
    return content
