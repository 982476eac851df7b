"""How often one client may ask what the exact tier does not know: counted for the whole service.

Every worker counts in one mapped file, under a lock that is held for microseconds. A client is a
key, or a player that the caller names; never an address, since a mall's players share a few.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
from collections.abc import Callable
from hashlib import blake2b
from math import ceil
from pathlib import Path
from time import monotonic

from clew.durable import storage_fault
from clew.http.problems import DoorCode, Refused
from clew.http.wire import Headers

PLAYER = "clew-player"
"""The header by which a caller tells its players apart; the value is hashed, and never kept."""
PLAYER_A_MINUTE, KEY_A_MINUTE = 60, 6_000
"""Texts a minute that may go beyond the exact tier: nobody types faster; and a key, which may speak
for a whole mall, may not take every search of the house."""
SETS, WAYS = 16_384, 4
"""Clients that are told apart: 65,536, four that share a set; who was longest away is forgotten."""
TRIES = 50
"""How often the lock is tried, a microsecond each, before a text is let in uncounted."""

_SALT_BYTES = 16
_SLOT = struct.Struct("<8sd")
_BYTES = _SALT_BYTES + SETS * WAYS * _SLOT.size


class Limits:
    """The counts of all clients. One a worker."""

    def __init__(self, folder: Path, clock: Callable[[], float] = monotonic) -> None:
        """Raises `PartUnavailable`. `clock` must be one for all workers; seconds."""
        self._clock = clock
        try:
            self._file = os.open(folder / "limits", os.O_RDWR | os.O_CLOEXEC)
            self._map = mmap.mmap(self._file, _BYTES)
        except OSError as error:
            raise storage_fault(error, folder) from error
        self._salt = self._map[:_SALT_BYTES]

    def check(self, headers: Headers) -> None:
        """Counts a text that goes beyond the exact tier; raises `Refused` (`asked_too_often`)."""
        key = headers.get("authorization") or ""
        player = headers.get(PLAYER)
        if key:
            self._count(f"key\0{key}", KEY_A_MINUTE)
        if player is not None:
            self._count(f"player\0{key}\0{player}", PLAYER_A_MINUTE)

    def close(self) -> None:
        """Gives the file back; what was counted stays in it."""
        self._map.close()
        os.close(self._file)

    def _count(self, client: str, a_minute: int) -> None:
        told = client.encode("utf-8", "surrogatepass")
        digest = blake2b(told, digest_size=8, key=self._salt).digest()
        if not self._locked():
            # Somebody was stopped while he held it; a limit is no reason to wait, or to refuse.
            return
        try:
            granted = self._granted(digest, 60 / a_minute)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        if not granted:
            raise Refused(
                DoorCode.ASKED_TOO_OFTEN,
                f"more than {a_minute:,} texts a minute that no clue has word for word",
                remedy="wait; what a clue has word for word is answered all the while",
                retry_after_s=ceil(60 / a_minute),
            )

    def _granted(self, digest: bytes, interval_s: float) -> bool:
        """Whether one more is; at most a minute's worth at once (GCRA, ITU-T I.371)."""
        now = self._clock()
        at, due = self._slot(digest)
        due = max(due, now)
        if due - now > 60 - interval_s:
            return False
        _SLOT.pack_into(self._map, at, digest, due + interval_s)
        return True

    def _slot(self, digest: bytes) -> tuple[int, float]:
        """Where the client is counted, and when it has none left to make up for."""
        first = _SALT_BYTES + int.from_bytes(digest[:4], "little") % SETS * WAYS * _SLOT.size
        oldest, least = first, float("inf")
        for at in range(first, first + WAYS * _SLOT.size, _SLOT.size):
            known, due = _SLOT.unpack_from(self._map, at)
            if known == digest:
                return at, due
            if due < least:
                oldest, least = at, due
        return oldest, 0.0

    def _locked(self) -> bool:
        for _ in range(TRIES):
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            return True
        return False


def new_limits(folder: Path) -> None:
    """Makes the file of a service that begins: nobody has asked. Raises `PartUnavailable`."""
    try:
        with (folder / "limits").open("wb") as stream:
            stream.write(os.urandom(_SALT_BYTES))
            stream.truncate(_BYTES)
    except OSError as error:
        raise storage_fault(error, folder) from error
