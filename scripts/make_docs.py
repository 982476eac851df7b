"""Writes the pages that say what the code says: commands, settings and the plan of the demo mall.

The same bytes on every run, so that a check in the tests finds a page that is out of date.

    python scripts/make_docs.py            writes docs/
    python scripts/make_docs.py --check    fails where a generated page differs
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from docs_pages.commands import commands_page
from docs_pages.demo_mall import demo_mall_drawing
from docs_pages.puzzles import puzzles_page
from docs_pages.rule_fields import rule_fields_page
from docs_pages.settings import settings_page

from clew.http.openapi import document

ROOT = Path(__file__).resolve().parent.parent
MALL = ROOT / "src" / "clew" / "demo" / "mall" / "mall.geojson"


def make() -> Mapping[str, str]:
    """File name in docs/ -> content."""
    return {
        "commands.md": commands_page(),
        "openapi.json": document().decode(),
        "puzzles.md": puzzles_page(),
        "rule-fields.md": rule_fields_page(),
        "settings.md": settings_page(),
        "demo-mall.svg": demo_mall_drawing(MALL),
    }


def main() -> int:
    """Writes or checks the pages; the exit status is 1 where a check finds a difference."""
    parser = argparse.ArgumentParser(description="Write the generated pages of docs/.")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="the folder")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    options = parser.parse_args()
    pages = {options.out / name: text.encode() for name, text in make().items()}
    if options.check:
        stale = [
            path for path, page in pages.items() if not path.is_file() or path.read_bytes() != page
        ]
        for path in stale:
            print(f"{path} is not what {Path(__file__).name} writes: run `make docs`")
        return 1 if stale else 0
    options.out.mkdir(parents=True, exist_ok=True)
    for path, page in pages.items():
        path.write_bytes(page)
        print(f"{path}: {len(page):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
