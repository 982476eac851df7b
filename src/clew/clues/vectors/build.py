"""Snapshots built from stored rows: whole or not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from clew.clues.rows import StoredRow
from clew.clues.vectors.faiss_lists import write_lists
from clew.clues.vectors.letters_file import LettersWriter
from clew.clues.vectors.manifest import Manifest, seal_of, write_manifest
from clew.clues.vectors.rows_file import RowsWriter
from clew.clues.vectors.stored import mapped, vectors_of
from clew.durable import storage_fault, sync_directory

LISTS, PLACES = "vectors.faiss", "vectors.places"
_SCRATCH = "vectors.scratch"
_SHARE = 8_192


def build_snapshot(
    rows: Iterator[StoredRow],
    folder: Path,
    *,
    dims: int,
    model: str,
    campaign: str,
    last: int,
    progress: Callable[[int], None],
) -> Manifest:
    """Writes a snapshot of live rows, ascending by number; the folder is whole or not there.

    `last` is the highest number that had been stored at the moment the rows are of; `progress`
    hears how many rows have been read. One that stands there already is replaced. Memory: under
    1 KiB a row. Raises `PartUnavailable` (`storage_full`, `home_unreadable`,
    `vectors_unavailable`) and leaves no folder, or the former one.
    """
    # The name carries the process, so that two builders never share a half-written folder.
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.draft")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        try:
            count = _write_rows(rows, draft, dims, progress)
            _write_vectors(draft, count, dims)
            files = {path.name: seal_of(path) for path in sorted(draft.iterdir())}
            for name in files:
                _sync(draft / name)
            manifest = Manifest(campaign, model, dims, last, count, files)
            write_manifest(draft, manifest)
            _put(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise storage_fault(error, folder) from error
    return manifest


def _write_rows(
    rows: Iterator[StoredRow], draft: Path, dims: int, progress: Callable[[int], None]
) -> int:
    count = 0
    with (
        RowsWriter(draft) as records,
        LettersWriter(draft) as letters,
        (draft / _SCRATCH).open("wb") as vectors,
    ):
        while share := list(islice(rows, _SHARE)):
            vectors.write(vectors_of(share, dims).tobytes())
            records.add(share)
            letters.add([row.form for row in share])
            count += len(share)
            progress(count)
        letters.finish()
    return count


def _write_vectors(draft: Path, count: int, dims: int) -> None:
    vectors = mapped(draft / _SCRATCH, "<f2").reshape(count, dims)
    write_lists(vectors, draft / LISTS).astype(np.dtype("<u8")).tofile(draft / PLACES)
    (draft / _SCRATCH).unlink()


def _put(draft: Path, folder: Path) -> None:
    former = folder.with_name(f".{folder.name}.{os.getpid()}.former")
    if folder.exists():
        folder.rename(former)
    draft.rename(folder)
    sync_directory(folder.parent)
    shutil.rmtree(former, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
