"""Making a home of a backup: its files first, then whatever its moment left undone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import msgspec

from clew.backup.seal import Seal, checked, refused
from clew.clues.repair import Repaired
from clew.durable import storage_fault, sync_directory
from clew.wiring.house import House

DRAFT = "being-restored"


class Restored(msgspec.Struct, frozen=True):
    """What a home was made of, and what was left to do in it.

    Attributes:
        begun: all that was acknowledged before is there; RFC 3339 in UTC.
        clew: the release that took the backup.
        size: bytes of its files.
        undone: writes that were under way at that moment, and had not been acknowledged.
        repaired: what was put right between the parts.
    """

    begun: str
    clew: str
    size: int
    undone: int
    repaired: Repaired


def put_back(backup: Path, home: Path) -> Seal:
    """Puts a backup's files into a home that is empty, or is not there yet; `settle` comes next.

    Raises `InputRefused` (`backup_refused`) for a backup that is not whole and for a home that is
    not empty, having changed nothing, and `PartUnavailable`.
    """
    sealed = checked(backup)
    try:
        home.mkdir(mode=0o750, parents=True, exist_ok=True)
        if any(home.iterdir()):
            raise refused(
                home,
                "there is something in this home",
                remedy="give an empty --home; nothing is ever restored over what is there",
            )
        _copy(backup, sealed, home)
    except OSError as error:
        raise storage_fault(error, home) from error
    return sealed


def _copy(backup: Path, sealed: Seal, home: Path) -> None:
    # A service that starts too early finds an empty home, never half of one.
    draft = home / DRAFT
    draft.mkdir(mode=0o750)
    try:
        for path in sealed.files:
            target = draft / path
            target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            shutil.copyfile(backup / path, target)
            shutil.copymode(backup / path, target)
            _sync(target)
        for one in sorted(draft.iterdir()):
            one.rename(home / one.name)
        sync_directory(home)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def settle(house: House, sealed: Seal) -> Restored:
    """Makes the parts of a home agree that was just put back; nobody else uses it yet.

    Raises `PartUnavailable`; `clew repair` goes on then.
    """
    for venue in await house.venues.venues():
        record = await house.venues.load(venue.id)
        if record is not None:
            house.maps.publish(record)
    undone = 0
    for campaign in await house.clues.campaigns():
        # Whoever held these leases writes in the home that the backup was taken of.
        begun = await house.clues.unfinished(campaign.id)
        await house.settlement.settle(campaign.id, begun)
        undone += len(begun)
    repaired = await house.repair.run()
    for venue in await house.venues.venues():
        record = await house.venues.load(venue.id)
        if record is not None:
            await house.static_builder.lock_again([survey.zone for survey in record.surveys])
    return Restored(sealed.begun, sealed.clew, sealed.size, undone, repaired)
