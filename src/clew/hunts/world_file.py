"""The world of hunts as plain JSON, for whoever checks them without this package.

`{"parts": {digest: part}, "snapshots": {hunt_id: snapshot}}`; a refused player's snapshot stands
under the player's id. A snapshot names its parts by digest in `names`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from clew.hunts.hunts_file import name_of
from clew.hunts.model import Hunt, Refused
from clew.hunts.snapshot import Snapshot
from clew.hunts.world import Parts

_JSON = msgspec.json.Encoder(order="sorted")


class WorldWriter:
    """Writes snapshots as they come, each part once, after them; `end` makes it whole."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._parts: dict[str, bytes] = {}
        self._first = True
        stream.write(b'{"snapshots":{')

    def add(self, outcome: Hunt | Refused, snapshot: Snapshot, parts: Parts) -> None:
        """One player's snapshot."""
        for digest, part in named_parts(snapshot, parts):
            if digest not in self._parts:
                self._parts[digest] = part if isinstance(part, bytes) else _JSON.encode(part)
        if not self._first:
            self._stream.write(b",")
        self._first = False
        key = _JSON.encode(name_of(outcome, snapshot.player))
        self._stream.write(key + b":" + _JSON.encode(snapshot))

    def end(self) -> None:
        """Writes the parts, and closes the object."""
        self._stream.write(b'},"parts":{')
        for number, digest in enumerate(sorted(self._parts)):
            self._stream.write(b"," if number else b"")
            self._stream.write(_JSON.encode(digest) + b":" + self._parts[digest])
        self._stream.write(b"}}\n")


def named_parts(snapshot: Snapshot, parts: Parts) -> Iterator[tuple[str, object]]:
    """Each part of a snapshot with its digest."""
    names = snapshot.names
    yield names.goods, parts.goods
    yield names.book, parts.book
    yield names.offers, parts.offers
    yield names.ground, parts.ground
    if names.allocation is not None and parts.allocation is not None:
        yield names.allocation, parts.allocation
