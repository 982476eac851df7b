"""Writes the demo mall that ships with Clew: map, clues, static places and sample queries.

The same bytes on every run: nothing here is random and nothing reads the clock. Needs Python alone.

    python scripts/make_demo_mall.py            writes src/clew/demo/mall/
    python scripts/make_demo_mall.py --check    fails where that folder differs
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
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
from written_files import csv_text, write_or_check

MALL = Path(__file__).resolve().parent.parent / "src" / "clew" / "demo" / "mall"


def make() -> Mapping[str, bytes]:
    """File name -> content; raises `ValueError` where the tables contradict each other."""
    features, spots = draw()
    clues = read_clues(spots)
    texts = {
        "mall.geojson": write_map(features),
        "clues.csv": csv_text(CLUE_COLUMNS, clue_rows(clues, spots)),
        "static-places.csv": csv_text(STATIC_COLUMNS, static_rows(clues)),
        "queries.csv": csv_text(QUERY_COLUMNS, query_rows(spots)),
    }
    return {name: text.encode() for name, text in texts.items()}


if __name__ == "__main__":
    sys.exit(write_or_check(make(), MALL, Path(__file__).name))
