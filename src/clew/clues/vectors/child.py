"""The search process: reads what is sought, writes what it saw.

python -P -m clew.clues.vectors.child LMDB_DIRECTORY MAP_GIB SNAPSHOTS PARENT_PID
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from clew.clues.bounded.child import Respond, serve
from clew.clues.stores.lmdb_file import LmdbFile
from clew.clues.stores.lmdb_rows import LmdbRows
from clew.clues.vectors.codec import read_items, write_answers
from clew.clues.vectors.shelf import Shelf


def searching(arguments: Sequence[str]) -> tuple[Respond, bytes]:
    """What answers searches over the stores that the arguments name, and its greeting."""
    directory, map_gib, _snapshots = arguments
    shelf = Shelf(LmdbRows(LmdbFile(Path(directory), map_gib=int(map_gib))))

    def respond(body: bytes) -> bytes:
        return write_answers([shelf.answer(item) for item in read_items(body)])

    return respond, write_answers([])


if __name__ == "__main__":
    serve(lambda: searching(sys.argv[1:-1]), int(sys.argv[-1]))
