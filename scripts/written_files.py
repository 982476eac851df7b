"""Files that a script writes and that ship with Clew: written, or compared with what is there."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A contract CSV file's text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def write_or_check(files: Mapping[str, bytes], folder: Path, script: str) -> int:
    """Does what the command line says; the exit status is 1 where a check finds a difference."""
    parser = argparse.ArgumentParser(description=f"Write {folder.name}'s files.")
    parser.add_argument(
        "--out", type=Path, default=folder, help="the folder (default: the package's)"
    )
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    options = parser.parse_args()
    if options.check:
        stale = [
            name
            for name, content in files.items()
            if not (options.out / name).is_file() or (options.out / name).read_bytes() != content
        ]
        for name in stale:
            print(f"{options.out / name} is not what {script} writes: run it again")
        return 1 if stale else 0
    options.out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (options.out / name).write_bytes(content)
        print(f"{options.out / name}: {len(content):,} bytes")
    return 0
