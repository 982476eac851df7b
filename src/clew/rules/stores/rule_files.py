"""Rule sets as files: one a version, never changed, and a small one that says which is in force.

The small file is replaced whole, so a reader in any process sees the old version or the new one. A
version is durable before it is named there. Where versions are there and the small file is not, it
was lost, and nothing is in force: a guess could bring rules back that were taken out.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Literal

import msgspec

from clew.durable import storage_fault, write_whole
from clew.errors import Code, InputRefused, PartUnavailable, Where
from clew.rules.ports import Change, Head, activated
from clew.rules.read_file import MOST_BYTES, documents_of

SHIPPED = Path(__file__).parents[1] / "shipped" / "default.json"
"""The set that the release ships: version 0, in force until another is."""
MOST_HISTORY = 1_000

_HEAD = "active.json"
_NONE = Head(0, "", 0, ())
_ACTIVE = msgspec.json.Decoder(Head)


class RuleFiles:
    """See `RuleShelf`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._head = directory / _HEAD

    def stamp(self) -> object:
        """See `RuleShelf`."""
        try:
            status = self._head.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(self._head, str(error)) from error
        return status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size

    def head(self) -> Head:
        """See `RuleShelf`."""
        head = self._read_head()
        if head is not None:
            return head
        if self._last():
            raise self._unreadable(self._head, "it is lost, and versions are there")
        return _NONE

    def content(self, version: int, sha256: str) -> bytes:
        """See `RuleShelf`."""
        path = self._path(version)
        try:
            with path.open("rb") as stream:
                content = stream.read(MOST_BYTES + 1)
        except FileNotFoundError as error:
            if sha256:
                raise self._unreadable(path, "it is lost") from error
            raise _unknown(f"there is no version {version}") from error
        except OSError as error:
            raise self._unreadable(path, str(error)) from error
        if sha256 and _digest(content) != sha256:
            raise self._unreadable(path, "its bytes are not those that were activated")
        return content

    def activate(self, content: bytes, name: str, at: int) -> Change:
        """See `RuleShelf`."""
        with self._alone():
            head = self._standing()
            if head is None and not self._last():
                # Before the first version, so that a version without this file always means a loss.
                self._write(head := _NONE)
            version = self._last() + 1
            write_whole(self._path(version), content)
            return self._switched(head, version, name, "activate", at, _digest(content))

    def switch(self, version: int, at: int) -> Change:
        """See `RuleShelf`."""
        with self._alone():
            head = self._standing()
            known = activated(head, version) if head else None
            content = self.content(version, known.sha256 if known else "")
            name = documents_of(content, str(self._path(version)), str(version)).name
            digest = _digest(content) if version else ""
            return self._switched(head, version, name, "rollback", at, digest)

    # ------------------------------------------------------------ files

    def _switched(
        self,
        head: Head | None,
        version: int,
        name: str,
        what: Literal["activate", "rollback"],
        at: int,
        digest: str,
    ) -> Change:
        before = head or _NONE
        change = Change(
            before.generation + 1,
            version,
            None if head is None else head.version,
            what,
            name,
            at,
            digest,
        )
        history = (*before.history, change)[-MOST_HISTORY:]
        self._write(Head(version, digest, change.generation, history))
        return change

    def _write(self, head: Head) -> None:
        write_whole(self._head, msgspec.json.format(msgspec.json.encode(head), indent=1) + b"\n")

    def _standing(self) -> Head | None:
        """What is in force, for who is about to change it; None where that was lost or damaged."""
        try:
            return self._read_head()
        except PartUnavailable as error:
            if isinstance(error.__cause__, OSError):
                raise
            return None

    def _read_head(self) -> Head | None:
        try:
            return _ACTIVE.decode(self._head.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise self._unreadable(self._head, str(error)) from error

    def _path(self, version: int) -> Path:
        return self._directory / f"{version}.json" if version else SHIPPED

    def _last(self) -> int:
        """The highest version that is there; 0 where none is."""
        try:
            names = [path.stem for path in self._directory.glob("*.json")]
        except OSError as error:
            raise self._unreadable(self._directory, str(error)) from error
        return max((int(name) for name in names if name.isdecimal()), default=0)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        path = self._directory / "rules.lock"
        try:
            self._directory.mkdir(mode=0o750, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise storage_fault(error, path) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _unreadable(self, path: Path, why: str) -> PartUnavailable:
        return PartUnavailable(
            Code.RULES_UNAVAILABLE,
            f"the rules cannot be read: {why}",
            remedy="activate a rule set again, or `clew rules rollback --to` a version that is "
            "whole; until then everything is refused",
            where=Where(file=str(path)),
        )


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _unknown(message: str) -> InputRefused:
    return InputRefused(
        Code.RULES_UNKNOWN,
        message,
        remedy="name a version that `clew rules history` lists",
    )
