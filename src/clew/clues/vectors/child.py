"""The search process: reads what is sought, writes what it saw.

python -P -m clew.clues.vectors.child LMDB_DIRECTORY MAP_GIB SNAPSHOTS PARENT_PID
"""

from __future__ import annotations

import sys
from pathlib import Path

from clew.clues.bounded.child import Respond, serve
from clew.clues.stores.lmdb_file import LmdbFile
from clew.clues.stores.lmdb_rows import LmdbRows
from clew.clues.vectors.codec import read_items, write_answers
from clew.clues.vectors.ports import RowReader
from clew.clues.vectors.shelf import Shelf


def opened(directory: str, map_gib: str) -> LmdbRows:
    """The stored rows."""
    return LmdbRows(LmdbFile(Path(directory), map_gib=int(map_gib)))


def searching(rows: RowReader, snapshots: Path) -> tuple[Respond, bytes]:
    """What answers searches over stored rows, and its greeting."""
    shelf = Shelf(rows, snapshots)

    def respond(body: bytes) -> bytes:
        return write_answers([shelf.answer(item) for item in read_items(body)])

    return respond, write_answers([])


def _load(directory: str, map_gib: str, snapshots: str) -> tuple[Respond, bytes]:
    return searching(opened(directory, map_gib), Path(snapshots))


if __name__ == "__main__":
    serve(lambda: _load(*sys.argv[1:-1]), int(sys.argv[-1]))
