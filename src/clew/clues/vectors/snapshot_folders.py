"""Where a campaign's snapshots lie, and which of them is to be searched."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from clew.clues.vectors.snapshot import Snapshot, open_snapshot
from clew.errors import PartUnavailable


class Built(NamedTuple):
    """A folder as it was put there once; another build may take its name.

    Attributes:
        folder: its path.
        inode: of the folder.
        changed_ns: when it was changed last, nanoseconds.
    """

    folder: Path
    inode: int
    changed_ns: int


def folder_of(root: Path, campaign: str, model: str, last: int) -> Path:
    """The folder of the snapshot that holds the rows up to the one numbered `last`."""
    return root / campaign / model / str(last)


def newest_first(root: Path, campaign: str, model: str) -> list[Path]:
    """The folders of a campaign's snapshots, the one with the most rows first.

    Drafts and whatever else lies there are passed over; their names are no numbers.
    """
    folder = root / campaign / model
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        # None was ever built, or it cannot be read: the stored rows have it all.
        return []
    numbers = sorted((int(name) for name in names if name.isdecimal()), reverse=True)
    return [folder / str(number) for number in numbers]


def candidates(root: Path, campaign: str, model: str, refused: set[Built]) -> list[Built]:
    """The builds that were not refused yet, the one with the most rows first."""
    found = []
    for folder in newest_first(root, campaign, model):
        try:
            status = folder.stat()
        except FileNotFoundError:
            # A newer build has replaced it since it was listed.
            continue
        found.append(Built(folder, status.st_ino, status.st_mtime_ns))
    return [built for built in found if built not in refused]


def open_newest(
    root: Path, campaign: str, model: str, *, last: int, refused: set[Built]
) -> tuple[Built, Snapshot] | None:
    """The newest snapshot that is whole, and which build it is; None where there is none.

    `last` is the number of the newest row in store. Those in `refused` are passed over, and so is
    one that is damaged, of another campaign, or claims to know later rows than are in store: it
    is added to `refused`. The doctor reads every byte and tells; an older one, or the rows
    themselves, answer as well.
    """
    for built in candidates(root, campaign, model, refused):
        try:
            snapshot = open_snapshot(built.folder)
            told = snapshot.manifest
            due = (campaign, model, int(built.folder.name))
            if (told.campaign, told.model, told.last) == due and told.last <= last:
                return built, snapshot
        except PartUnavailable:
            pass
        refused.add(built)
    return None
