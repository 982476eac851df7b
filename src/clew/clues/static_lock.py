"""The lock of the static tier: which zones operations may send people to, row by row.

A text file. The first line carries generation and end date; every line its own checksum, so that
one damaged row is one dropped row:

    # clew static lock 1,generation=3,ends=2026-12-31,checksum=5d0f...
    zone,lat,lon,checksum
    mall/0/12/7,45.1841234,5.7242859,9c1e...
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256

import msgspec

from clew.errors import Code, PartUnavailable, Where
from clew.geo import COORDINATE_DECIMALS

_TITLE = "# clew static lock 1"
_HEADER = "zone,lat,lon,checksum"


class Lock(msgspec.Struct, frozen=True):
    """A lock as read.

    Attributes:
        generation: one more with each build.
        ends: the last day on which it holds; None for no end.
        centroids: zone -> (lat, lon) in degrees.
        damaged: zones (or `line 7` where even that is not readable) whose row failed its checksum.
    """

    generation: int
    ends: date | None
    centroids: Mapping[str, tuple[float, float]]
    damaged: frozenset[str]


def write_lock(generation: int, ends: date | None, rows: Iterable[tuple[str, float, float]]) -> str:
    """The text of a lock; rows in order of zone, each zone once."""
    head = f"{_TITLE},generation={generation},ends={ends.isoformat() if ends else ''}"
    lines = [f"{head},checksum={_checksum(head)}", _HEADER]
    for zone, lat, lon in sorted(set(rows)):
        row = f"{zone},{lat:.{COORDINATE_DECIMALS}f},{lon:.{COORDINATE_DECIMALS}f}"
        lines.append(f"{row},{_checksum(row)}")
    return "\n".join(lines) + "\n"


def read_lock(text: str, file: str) -> Lock:
    """A lock from its text; damaged rows are named, a damaged head is `static_unavailable`."""
    lines = text.splitlines()
    head, _, checksum = (lines[0] if lines else "").rpartition(",checksum=")
    if not head.startswith(_TITLE) or checksum != _checksum(head):
        raise PartUnavailable(
            Code.STATIC_UNAVAILABLE,
            "the lock's first line is damaged",
            remedy="build it again: `clew static build FILE.csv`",
            where=Where(file=file, line=1),
        )
    facts = dict(part.partition("=")[::2] for part in head.split(",")[1:])
    centroids: dict[str, tuple[float, float]] = {}
    damaged = set()
    for number, line in enumerate(lines[1:], start=2):
        if line in {_HEADER, ""}:
            continue
        row, _, checksum = line.rpartition(",")
        zone, *position = row.split(",")
        if checksum == _checksum(row):
            lat, lon = position
            centroids[zone] = (float(lat), float(lon))
        else:
            damaged.add(zone if zone.count("/") == 3 else f"line {number}")  # noqa: PLR2004 - venue/level/i/j
    ends = date.fromisoformat(facts["ends"]) if facts["ends"] else None
    return Lock(int(facts["generation"]), ends, centroids, frozenset(damaged))


def _checksum(row: str) -> str:
    """The first 16 hex digits of SHA-256: against damage and slips of the hand, not attackers."""
    return sha256(row.encode()).hexdigest()[:16]
