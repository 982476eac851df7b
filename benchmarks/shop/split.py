"""Which baskets must be foretold, told from times alone; and that no model has seen them.

This file imports nothing of Clew, so that a mistake there can't hide itself here.

    python benchmarks/shop/split.py BASKETS.csv [--manifest manifest.json] [--out targets.json]

- The last four weeks begin 28 days before the latest second of the file.
- A household's target is its first basket in them; of several at one second, the lowest id.
- The target's truth is the set of its distinct products.
- What may be known of a household is every line strictly before the target's second.
- A trained version must have been trained on rows strictly before a time that is not after the
  earliest target, and no later row may be among those that it counted; else this fails.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOUR_WEEKS = 28 * 86_400


def seconds(text: str) -> int:
    """Of a moment in baskets.csv; without an offset it is UTC."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def targets(path: Path) -> dict[str, Any]:
    """The split of a baskets.csv: `start`, `end` and for each household its target."""
    baskets: dict[tuple[str, int, str], set[str]] = {}
    with path.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            key = (row["player_id"], seconds(row["time"]), row["basket_id"])
            baskets.setdefault(key, set()).add(row["product_id"])
    end = max(time for _, time, _ in baskets) + 1
    start = end - FOUR_WEEKS
    first: dict[str, tuple[int, str]] = {}
    before: dict[str, int] = {}
    for player, time, basket in baskets:
        if time < start:
            before[player] = before.get(player, 0) + 1
        elif player not in first or (time, basket) < first[player]:
            first[player] = (time, basket)
    return {
        "start": start,
        "end": end,
        "earliest": min(time for time, _ in first.values()),
        "rows_before": _rows_before(path, start),
        "targets": {
            player: {
                "time": time,
                "basket": basket,
                "products": sorted(baskets[player, time, basket]),
                "baskets_before": before.get(player, 0),
            }
            for player, (time, basket) in sorted(first.items())
        },
    }


def _rows_before(path: Path, start: int) -> int:
    """Distinct lines strictly before: player, time, basket and product name a line."""
    with path.open(newline="", encoding="utf-8") as stream:
        lines = {
            (row["player_id"], row["time"], row["basket_id"], row["product_id"])
            for row in csv.DictReader(stream)
            if seconds(row["time"]) < start
        }
    return len(lines)


def faults(split: dict[str, Any], manifest: dict[str, Any]) -> list[str]:
    """Why a trained version may not be judged on this split; empty where it may."""
    trained = manifest["fingerprint"]
    found = []
    if trained["before"] > split["earliest"]:
        found.append(f"trained until {trained['before']}, earliest target {split['earliest']}")
    if trained["last"] is not None and trained["last"] >= split["earliest"]:
        found.append(f"its latest row is of {trained['last']}, not before the earliest target")
    if trained["before"] == split["start"] and trained["rows"] != split["rows_before"]:
        found.append(f"{trained['rows']} rows where {split['rows_before']} are before the split")
    return found


def main() -> int:
    """Writes the split; 1 where the manifest's training reaches into it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("baskets", type=Path)
    parser.add_argument("--manifest", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    split = targets(given.baskets)
    if given.out:
        given.out.write_text(json.dumps(split))
    wrong = faults(split, json.loads(given.manifest.read_text())) if given.manifest else []
    for fault in wrong:
        print(f"leak: {fault}", file=sys.stderr)
    print(f"{len(split['targets']):,} targets from {split['start']} to {split['end']}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
