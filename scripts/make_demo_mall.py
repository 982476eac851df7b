"""Writes the demo mall that ships with Clew: map, clues, static places and sample queries.

The same bytes on every run: nothing here is random and nothing reads the clock. Needs Python alone.

    python scripts/make_demo_mall.py            writes src/clew/demo/mall/
    python scripts/make_demo_mall.py --check    fails where that folder differs
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from demo_mall.drawing import draw
from demo_mall.geojson import write_map
from demo_mall.hunt import (
    CLUE_COLUMNS,
    QUERY_COLUMNS,
    STATIC_COLUMNS,
    clue_rows,
    query_rows,
    read_clues,
    static_rows,
)

MALL = Path(__file__).resolve().parent.parent / "src" / "clew" / "demo" / "mall"


def make() -> Mapping[str, bytes]:
    """File name -> content; raises `ValueError` where the tables contradict each other."""
    features, spots = draw()
    clues = read_clues(spots)
    texts = {
        "mall.geojson": write_map(features),
        "clues.csv": _csv(CLUE_COLUMNS, clue_rows(clues, spots)),
        "static-places.csv": _csv(STATIC_COLUMNS, static_rows(clues)),
        "queries.csv": _csv(QUERY_COLUMNS, query_rows(spots)),
    }
    return {name: text.encode() for name, text in texts.items()}


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def main() -> int:
    """Writes or checks the folder; the exit status is 1 where a check finds a difference."""
    parser = argparse.ArgumentParser(description="Write the demo mall's files.")
    parser.add_argument(
        "--out", type=Path, default=MALL, help="the folder (default: the package's)"
    )
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    options = parser.parse_args()
    files = make()
    if options.check:
        stale = [
            name
            for name, content in files.items()
            if not (options.out / name).is_file() or (options.out / name).read_bytes() != content
        ]
        for name in stale:
            print(f"{options.out / name} is not what {Path(__file__).name} writes: run it again")
        return 1 if stale else 0
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (options.out / name).write_bytes(content)
        print(f"{options.out / name}: {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
