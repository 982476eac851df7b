"""Brings map files into a venue: the use case behind `clew venue import`.

Everything is decided before anything is written: a refused import changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from clew.clock import Clock
from clew.errors import Code, InputRefused, Where
from clew.ids import check_slug
from clew.venues.geojson import read_geojson
from clew.venues.guards import check_moves, check_use
from clew.venues.imdf import read_imdf
from clew.venues.layout import frame_for, lay_out
from clew.venues.levels import stand_on_levels
from clew.venues.merge import Merged, merge
from clew.venues.model import ImportReport, Note, Venue, VenueRecord
from clew.venues.ports import MapListeners, MapShelf, VenueStore, ZoneUse
from clew.venues.source import SourceFile
from clew.venues.zones import Progress

_ZIP_SIGN = b"PK"


async def import_venue(
    files: Sequence[Path],
    venue_id: str,
    *,
    store: VenueStore,
    shelf: MapShelf,
    use: ZoneUse,
    listeners: MapListeners,
    clock: Clock,
    replace: bool = False,
    reframe: bool = False,
    accept_moves: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Merges the files into the venue, and publishes a new map version where that changes it.

    Running it again after a crash publishes what the record already has. Raises `InputRefused`
    for files that cannot be read or understood (`frame_moved`, `unit_moved`, `no_levels` and the
    readers' codes), `Conflict` (`zone_in_use`, `venue_exists`), `PartUnavailable`.
    """
    check_slug(venue_id, what="venue")
    sources = _read(files)
    stored = await store.load(venue_id)
    merged = merge(stored.features if stored else (), sources, replace=replace)
    if stored is not None and not reframe:
        check_moves(merged.moves, accept_moves=accept_moves)
    record, found = _laid_out(venue_id, merged, sources, stored, clock, progress, reframe=reframe)
    changed = stored is None or record != stored
    if stored is not None and (changed or reframe):
        # In another frame the same id names another square, so then none remains.
        await check_use(stored, () if reframe else record.zones, use)
    if stored is not None and changed:
        bumped = msgspec.structs.replace(record.venue, map_version=stored.venue.map_version + 1)
        record = msgspec.structs.replace(record, venue=bumped)
    await listeners.ready()
    with shelf.publishing(record):
        if changed:
            version = stored.venue.map_version if stored else None
            await store.save(record, expected_version=version)
    await listeners.map_published(venue_id, record.venue.map_version)
    notes = (*_reading_notes(sources), *merged.notes, *_with_files(found, merged.files))
    return ImportReport(record.venue, changed, _counts(record, merged), notes)


def read_source(path: Path) -> SourceFile:
    """A map file, read as what its first bytes say it is: an IMDF archive, else GeoJSON."""
    try:
        with path.open("rb") as stream:
            is_zip = stream.read(len(_ZIP_SIGN)) == _ZIP_SIGN
    except OSError as error:
        raise InputRefused(
            Code.FILE_UNREADABLE,
            f"cannot read it: {error.strerror}",
            remedy="check the path and its permissions",
            where=Where(file=str(path)),
        ) from error
    return read_imdf(path) if is_zip else read_geojson(path)


def _read(files: Sequence[Path]) -> list[SourceFile]:
    seen: set[Path] = set()
    for path in files:
        if path.resolve() in seen:
            raise InputRefused(
                Code.DUPLICATE_ROW,
                "the file is named twice",
                remedy="name each file once",
                where=Where(file=str(path)),
            )
        seen.add(path.resolve())
    return [read_source(path) for path in files]


def _laid_out(
    venue_id: str,
    merged: Merged,
    sources: Sequence[SourceFile],
    stored: VenueRecord | None,
    clock: Clock,
    progress: Progress | None,
    *,
    reframe: bool,
) -> tuple[VenueRecord, tuple[Note, ...]]:
    standing = stand_on_levels(merged.features)
    carried = next((source for source in sources if source.frame is not None), None)
    if stored is not None and not reframe:
        frame = stored.venue.frame
    else:
        frame = (carried.frame if carried else None) or frame_for(standing)
    layout = lay_out(venue_id, standing, frame, progress)
    if stored is not None:
        venue = msgspec.structs.replace(stored.venue, frame=frame)
    else:
        created = (carried.created if carried else None) or _moment(clock)
        venue = Venue(venue_id, frame, 1, created)
    record = VenueRecord(
        venue,
        standing.features,
        layout.levels,
        layout.zones,
        layout.places,
        layout.connectors,
        # Surveys stay with the frame that they were measured in; a new frame has none, and is
        # refused below while any stand in the old one.
        stored.surveys if stored is not None and frame == stored.venue.frame else (),
    )
    return record, (*standing.notes, *layout.notes)


def _moment(clock: Clock) -> str:
    return clock.now().isoformat(timespec="seconds").replace("+00:00", "Z")


def _reading_notes(sources: Iterable[SourceFile]) -> list[Note]:
    return [note for source in sources for note in source.notes]


def _with_files(notes: Iterable[Note], files: Mapping[str, str]) -> list[Note]:
    """The notes on features that these files brought; what was known before was told before."""
    return [
        msgspec.structs.replace(note, file=files[note.feature])
        for note in notes
        if note.feature in files
    ]


def _counts(record: VenueRecord, merged: Merged) -> Mapping[str, int]:
    brought = len(merged.files)
    return {
        "features": len(record.features),
        "levels": len(record.levels),
        "zones": len(record.zones),
        "places": len(record.places),
        "connectors": len(record.connectors),
        "added": len(merged.added),
        "updated": len(merged.updated),
        "removed": len(merged.removed),
        "unchanged": brought - len(merged.added) - len(merged.updated),
    }
