"""Copying a SQLite file while others write it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from clew.errors import Code, PartUnavailable, Where

WAIT_S = 30
"""How long to wait for a writer that holds the file, seconds."""


def copy_sqlite(source: Path, target: Path) -> None:
    """Copies the file as it is at one moment, into one file, durable; writers go on meanwhile.

    Blocks on the disk. Raises `PartUnavailable`.
    """
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, timeout=WAIT_S)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            # In one step: a copy in several would begin anew with every transaction in between.
            old.backup(new)
            new.execute("pragma journal_mode = delete")
    except sqlite3.Error as error:
        full = "full" in str(error)
        raise PartUnavailable(
            Code.STORAGE_FULL if full else Code.RECORD_UNAVAILABLE,
            f"it cannot be copied: {error}",
            remedy="free some space" if full else "`clew doctor` looks closer",
            where=Where(file=str(target if full else source)),
        ) from error
