"""Published maps as one text file a version: `VENUE@VERSION.map`.

    # clew map 1 venue=mall version=3 rows=2
    mall/0/0/0,45.1841234,5.7241234,geometric,9f2c...
    mall/0/0/1,45.1841567,5.7241567,surveyed,77ab...

Each row ends in the first 16 hex digits of the SHA-256 of what stands before its last comma. A
row of the record whose own checksum does not hold is published with that checksum, so that every
reader drops and names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from clew.durable import drafted, storage_fault
from clew.errors import Code, InputRefused, PartUnavailable, Where
from clew.ids import parse_zone
from clew.venues.checksums import row_checksum, survey_checksum
from clew.venues.model import ServedZone, VenueMap, VenueRecord

KEPT_VERSIONS = 3
"""How many versions of a venue stay on the shelf: readers finish with the one they opened."""

_HEADER = re.compile(r"# clew map 1 venue=(\S+) version=([0-9]+) rows=([0-9]+)")
_NAME = re.compile(r"(.+)@([0-9]+)\.map")
_GEOMETRIC, _SURVEYED = "geometric", "surveyed"


class MapFiles:
    """`MapShelf` in a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def publish(self, venue: VenueRecord) -> None:
        """Puts the version on the shelf, whole; raises as `publishing`."""
        with self.publishing(venue):
            pass

    @contextmanager
    def publishing(self, venue: VenueRecord) -> Iterator[None]:
        """Puts the version on the shelf when the block ends, and keeps the venue's newest ones.

        Raises `PartUnavailable` (`storage_full`, `home_unreadable`) before the block begins.
        """
        path = self._path(venue.venue.id, venue.venue.map_version)
        content = _written(venue)
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.read_bytes() == content:
                yield
            else:
                with drafted(path, content):
                    yield
            for version in self.versions(venue.venue.id)[:-KEPT_VERSIONS]:
                self._path(venue.venue.id, version).unlink(missing_ok=True)
        except OSError as error:
            raise storage_fault(error, path) from error

    def versions(self, venue: str) -> list[int]:
        """The versions of a venue that are on the shelf, ascending."""
        names = (_NAME.fullmatch(path.name) for path in self._directory.glob("*.map"))
        return sorted(int(name[2]) for name in names if name and name[1] == venue)

    def read(self, venue: str, version: int) -> VenueMap:
        """Reads and verifies a version.

        A row that does not hold is in `dropped` by its zone id, or as `line 7` where even that is
        unreadable or missing; the rest serves. Raises `PartUnavailable` (`map_unavailable`).
        """
        path = self._path(venue, version)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise _unavailable(f"cannot read it: {error.strerror}", path) from error
        lines = content.decode("utf-8", "replace").split("\n")
        header = _HEADER.fullmatch(lines[0])
        if header is None or (header[1], int(header[2])) != (venue, version):
            raise _unavailable(f"it is not version {version} of the map of {venue!r}", path)
        return _read_rows(venue, version, lines[1 : int(header[3]) + 1], int(header[3]))

    def where(self, venue: str, version: int) -> Path:
        """The file of a version, for messages."""
        return self._path(venue, version)

    def _path(self, venue: str, version: int) -> Path:
        return self._directory / f"{venue}@{version}.map"


def _written(record: VenueRecord) -> bytes:
    surveys = {survey.zone: survey for survey in record.surveys}
    lines = []
    for zone in record.zones:
        survey = surveys.get(zone.id)
        if survey is None:
            lines.append(f"{zone.id},{zone.lat:.7f},{zone.lon:.7f},{_GEOMETRIC},{zone.checksum}")
            continue
        row = f"{zone.id},{survey.lat:.7f},{survey.lon:.7f},{_SURVEYED}"
        holds = survey.checksum == survey_checksum(survey)
        lines.append(f"{row},{row_checksum(row) if holds else survey.checksum}")
    venue = record.venue
    header = f"# clew map 1 venue={venue.id} version={venue.map_version} rows={len(lines)}"
    return "\n".join([header, *lines, ""]).encode()


def _read_rows(venue: str, version: int, lines: list[str], rows: int) -> VenueMap:
    zones: dict[str, ServedZone] = {}
    dropped: set[str] = set()
    for number, line in enumerate(lines, start=2):
        row, _, checksum = line.rpartition(",")
        cells = row.split(",")
        if row_checksum(row) == checksum and len(cells) == len(_Row._fields):
            served = _Row(*cells)
            zones[served.zone] = ServedZone(
                float(served.lat), float(served.lon), served.source == _SURVEYED
            )
        else:
            dropped.add(_named(cells[0], venue) or f"line {number}")
    dropped.update(f"line {number}" for number in range(len(lines) + 2, rows + 2))
    for zone in dropped:
        zones.pop(zone, None)
    return VenueMap(venue, version, zones, frozenset(dropped))


class _Row(NamedTuple):
    zone: str
    lat: str
    lon: str
    source: str


def _named(cell: str, venue: str) -> str | None:
    try:
        return cell if parse_zone(cell).venue == venue else None
    except InputRefused:
        return None


def _unavailable(what: str, path: Path) -> PartUnavailable:
    return PartUnavailable(
        Code.MAP_UNAVAILABLE,
        f"the published map: {what}",
        remedy="import the venue's map again: that puts it back",
        where=Where(file=str(path)),
    )
