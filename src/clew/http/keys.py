"""Keys: who may write, and who may ask where asking is not open to all.

A key is 256 random bits, told once. The home keeps its SHA-256 alone: that much randomness needs no
slow hash.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from clew.durable import storage_fault, sync_directory
from clew.errors import Code, InputRefused, PartUnavailable, Where

RANDOM_BYTES = 32
PREFIX = "clew_"
"""So that a key that leaked into a log or a repository can be found."""


class Scope(StrEnum):
    """What a key opens."""

    ADMIN = "admin"
    """Everything."""
    RESOLVE = "resolve"
    """Asking, where that is not open to all; nothing is changed with it."""
    HUNTS = "hunts"
    """Asking, and players' hunts without their answers: for a shop's own server."""


class Key(msgspec.Struct, frozen=True):
    """A key, without what it takes to use it.

    Attributes:
        id: for people; not secret.
        digest: SHA-256 of the key, in hexadecimal digits.
        created: RFC 3339 in UTC.
    """

    id: str
    scope: Scope
    digest: str
    created: str


_KEYS = msgspec.json.Decoder(tuple[Key, ...])


class KeyFile:
    """The keys of a home, in a file for its owner alone. A change is seen by every process."""

    def __init__(self, home: Path) -> None:
        self._path = home / "keys.json"
        self._stamp: tuple[int, int] | None = None
        self._kept: tuple[Key, ...] = ()

    def keys(self) -> tuple[Key, ...]:
        """The keys in force. Raises `PartUnavailable` (`keys_unreadable`)."""
        try:
            told = self._path.stat()
            stamp = (told.st_mtime_ns, told.st_ino)
            if stamp != self._stamp:
                content = self._path.read_bytes()
                self._kept = _KEYS.decode(content)
                self._stamp = stamp
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise PartUnavailable(
                Code.KEYS_UNREADABLE,
                "the file of the keys cannot be read",
                remedy="make it readable for the user that serves, or remove it and serve again",
                where=Where(file=str(self._path)),
            ) from error
        return self._kept

    def scope_of(self, key: str) -> Scope | None:
        """What the key opens; None for one that is not in force. Takes as long for any key."""
        digest = _digest(key)
        found = None
        for one in self.keys():
            if hmac.compare_digest(one.digest, digest):
                found = one.scope
        return found

    def first(self) -> str | None:
        """A new admin key where there is none yet; else None. Raises `PartUnavailable`."""
        with self._changing():
            if any(one.scope is Scope.ADMIN for one in self.keys()):
                return None
            return self._add(Scope.ADMIN, self.keys())

    def create(self, scope: Scope) -> str:
        """One more key. Raises `PartUnavailable`."""
        with self._changing():
            return self._add(scope, self.keys())

    def rotate(self) -> str:
        """A new admin key; every other admin key ends at once. Raises `PartUnavailable`."""
        with self._changing():
            others = tuple(one for one in self.keys() if one.scope is not Scope.ADMIN)
            return self._add(Scope.ADMIN, others)

    def revoke(self, key_id: str) -> None:
        """Ends a key at once. Raises `InputRefused` (`key_unknown`) and `PartUnavailable`."""
        with self._changing():
            left = tuple(one for one in self.keys() if one.id != key_id)
            if len(left) == len(self.keys()):
                raise InputRefused(
                    Code.KEY_UNKNOWN,
                    f"there is no key {key_id[:80]!r}",
                    remedy="see `clew key list`",
                )
            self._write(left)

    def _add(self, scope: Scope, others: tuple[Key, ...]) -> str:
        secret = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        self._write((*others, Key(secrets.token_hex(4), scope, _digest(secret), made)))
        return secret

    def _write(self, keys: tuple[Key, ...]) -> None:
        draft = self._path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "wb") as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(keys), indent=2) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(self._path)
        sync_directory(self._path.parent)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One process changes the keys at a time."""
        try:
            with self._path.with_suffix(".lock").open("wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise storage_fault(error, self._path) from error


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
