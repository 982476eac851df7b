"""The texts of static.csv, read row by row: a bad row is left out and named, the rest serves."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping

import msgspec

from clew.clues.key import key_of
from clew.clues.model import UNDETERMINED, StaticRow
from clew.clues.static_lock import Lock
from clew.errors import ClewError
from clew.ids import parse_zone
from clew.text import check_text
from clew.venues.model import Finding

HEADER = ("text", "lang", "campaign", "zone", "clue_id")
REBUILD = "correct static.csv, or run `clew static build` again"

Name = tuple[str, bytes]
"""A text's campaign and key."""


class Texts(msgspec.Struct, frozen=True):
    """What a static.csv says under its lock.

    Attributes:
        rows: the rows that count.
        dropped: the zone of a row that would, but for its lock or a second opinion.
        findings: every row that was left out, and why.
    """

    rows: Mapping[Name, StaticRow]
    dropped: Mapping[Name, str]
    findings: tuple[Finding, ...]


def read_texts(content: bytes, lock: Lock, *, max_rows: int) -> Texts:
    """The texts whose zones are locked; never raises."""
    reader = _Reader(lock)
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    filled = [(number, raw) for number, raw in enumerate(lines[1:], start=2) if raw.strip()]
    for number, raw in filled[:max_rows]:
        reader.take(number, raw)
    if len(filled) > max_rows:
        reader.leave_out(
            filled[max_rows][0], f"this and later rows are past the first {max_rows:,}"
        )
    return reader.texts()


class _Reader:
    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._rows: dict[Name, StaticRow] = {}
        self._dropped: dict[Name, str] = {}
        self._findings = [
            Finding("static", zone, "its row of the lock fails its checksum; dropped", REBUILD)
            for zone in sorted(lock.damaged)
        ]

    def take(self, line: int, raw: bytes) -> None:
        try:
            name, row = _parse(raw, line, self._lock)
        except (ClewError, ValueError, csv.Error) as error:
            self.leave_out(line, f"{error}; left out")
            return
        standing = self._rows.get(name)
        if row.zone not in self._lock.centroids:
            self._dropped[name] = row.zone
            self.leave_out(line, f"zone {row.zone} is not locked, or its lock is damaged; dropped")
        elif standing is not None and standing.zone != row.zone:
            self._dropped[name] = row.zone
            self.leave_out(line, f"line {standing.line} sends the text elsewhere; both dropped")
        else:
            self._rows[name] = standing or row

    def leave_out(self, line: int, why: str) -> None:
        self._findings.append(Finding("static", f"static.csv:{line}", why, REBUILD))

    def texts(self) -> Texts:
        rows = {name: row for name, row in self._rows.items() if name not in self._dropped}
        return Texts(rows, self._dropped, tuple(self._findings))


def rows_of(rows: Iterable[StaticRow]) -> Iterable[tuple[str, ...]]:
    """Rows as the cells of a static.csv: read again under their lock, they are the same."""
    return ((row.text, row.lang, row.campaign, row.zone, row.clue or "") for row in rows)


def _parse(raw: bytes, line: int, lock: Lock) -> tuple[Name, StaticRow]:
    cells = [cell.strip() for cell in next(csv.reader([raw.decode("utf-8")], strict=True))]
    if len(cells) not in {len(HEADER) - 1, len(HEADER)}:
        raise ValueError(f"{len(cells)} cells instead of {','.join(HEADER)}")
    text, lang, campaign, zone, *clue = cells
    forms = check_text(text, what="the text")
    zone = str(parse_zone(zone))
    lat, lon = lock.centroids.get(zone, (0.0, 0.0))
    named = clue[0] if clue and clue[0] else None
    row = StaticRow(text, lang or UNDETERMINED, campaign, zone, lat, lon, named, line)
    return (campaign, key_of(campaign, forms.key)), row
