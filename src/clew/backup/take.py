"""Taking a backup of a home that others serve and write.

No lock holds the parts together, so their order does. What the record says is what counts after a
restore, and whatever else there is may only be older than it, or say more than it:

    vectors' snapshots -> exact tier -> tombstones, imports, record -> static texts, keys, settings

A write between two of them is in the record and not yet in what was copied before, where `clew
repair` puts it. That goes for tombstones, too: one that was lifted later than the record knows
would outrank whatever is laid again, and a deleted clue would come back.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import ExitStack, suppress
from importlib.metadata import version
from pathlib import Path

from clew.backup.seal import Seal, refused, seal
from clew.durable import storage_fault, sync_directory
from clew.errors import Code, Conflict
from clew.hunts.stores.scan_secret import FILE_NAME as SCAN_SECRET
from clew.record.copy import copy_sqlite
from clew.settings import FILE_NAME
from clew.wiring.house import House
from clew.wiring.tiers import file_of

RECORD, ASKED = "record.sqlite", "asked.sqlite"
SNAPSHOTS, IMPORTS = "vectors", "imports"
TOMBSTONES, STATIC = "static/tombstones.jsonl", ("static/static.lock", "static/static.csv")
KEYS = "keys.json"
ATTEMPTS = 5
"""How often the two files of the static tier are copied, until nobody has replaced one between."""


async def take_backup(house: House, to: Path) -> Seal:
    """A backup of the home in a new folder; it appears whole, or not at all.

    Every write that was acknowledged before the call is in it. Raises `InputRefused`
    (`backup_refused`) where the folder is there already or the home keeps a part elsewhere,
    `Conflict` (`clue_busy`) while clues are imported, and `PartUnavailable`.
    """
    _check(house, to)
    begun = house.clock.now().isoformat(timespec="milliseconds")
    draft = to.with_name(f".{to.name}.{os.getpid()}.draft")
    try:
        draft.mkdir(mode=0o700)
    except OSError as error:
        raise storage_fault(error, draft) from error
    try:
        await _copy(house, draft)
        taken = await asyncio.to_thread(seal, draft, begun=begun, release=version("clew"))
        draft.rename(to)
        sync_directory(to.parent)
    except OSError as error:
        raise storage_fault(error, to) from error
    finally:
        if draft.exists():
            shutil.rmtree(draft, ignore_errors=True)
    return taken


def _check(house: House, to: Path) -> None:
    if house.settings.record_url:
        raise refused(
            house.home,
            "record_url keeps the record elsewhere",
            remedy="back it up by the tools of that database; the tiers are made of it again",
        )
    if not (house.home / RECORD).is_file():
        raise refused(house.home, "there is no record here", remedy="give the right --home")
    if to.exists():
        raise refused(to, "it is there already", remedy="give the name of a new folder")


async def _copy(house: House, draft: Path) -> None:
    await asyncio.to_thread(_copy_snapshots, house.home / SNAPSHOTS, draft / SNAPSHOTS)
    file = file_of(house.exact)
    if file is not None:
        folder = draft / _below(file.directory, house.home)
        await asyncio.to_thread(file.copy, folder)
    with ExitStack() as turns:
        for campaign in await house.clues.campaigns():
            if not turns.enter_context(house.import_shelf.turn(campaign.id)):
                raise Conflict(
                    Code.CLUE_BUSY,
                    f"clues are being imported into campaign {campaign.id!r}",
                    remedy="take the backup when that is done",
                    retry_after_s=60,
                )
        await asyncio.to_thread(_copy_if_there, house.home / TOMBSTONES, draft / TOMBSTONES)
        await asyncio.to_thread(_copy_imports, house.home / IMPORTS, draft / IMPORTS)
        await asyncio.to_thread(copy_sqlite, house.home / RECORD, draft / RECORD)
    await asyncio.to_thread(_copy_later, house, draft)


def _below(part: Path, home: Path) -> Path:
    try:
        return part.relative_to(home)
    except ValueError as error:
        raise refused(
            part,
            "it lies outside of the home",
            remedy="a backup holds a home; keep its parts there, or copy this one by hand",
        ) from error


def _copy_snapshots(source: Path, target: Path) -> None:
    """Each snapshot that is there from the first to the last byte; they are never changed."""
    for manifest in source.glob("*/*/*/manifest.json"):
        folder = manifest.parent
        if not folder.name.isdecimal():
            continue
        into = target / folder.relative_to(source)
        try:
            _copy_tree(folder, into)
        except FileNotFoundError:
            # A newer one has replaced it just now: it is made anew where it is missed.
            shutil.rmtree(into, ignore_errors=True)


def _copy_imports(source: Path, target: Path) -> None:
    """Imports that broke off: `clew repair` completes them in the home that is restored."""
    for path in sorted(source.glob("*.msgpack")):
        _copy_file(path, target / path.name)


def _copy_later(house: House, draft: Path) -> None:
    for name in (KEYS, SCAN_SECRET, FILE_NAME):
        _copy_if_there(house.home / name, draft / name)
    _copy_static(house.home, draft)
    if (house.home / ASKED).is_file():
        copy_sqlite(house.home / ASKED, draft / ASKED)
    model = house.settings.embedding
    if model and not Path(model).is_absolute():
        _copy_tree(house.home / model, draft / model)


def _copy_static(home: Path, draft: Path) -> None:
    for _ in range(ATTEMPTS):
        before = _stamps(home)
        for name in STATIC:
            _copy_if_there(home / name, draft / name)
        if _stamps(home) == before:
            return
    raise Conflict(
        Code.STATIC_UNAVAILABLE,
        "the static tier is being built again and again",
        remedy="take the backup when that is done",
    )


def _stamps(home: Path) -> list[tuple[int, int]]:
    found = (home / name for name in STATIC)
    return [
        (told.st_ino, told.st_mtime_ns) for told in (one.stat() for one in found if one.exists())
    ]


def _copy_tree(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            _copy_file(path, target / path.relative_to(source))


def _copy_if_there(source: Path, target: Path) -> None:
    with suppress(FileNotFoundError):
        _copy_file(source, target)


def _copy_file(source: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    shutil.copymode(source, target)
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
