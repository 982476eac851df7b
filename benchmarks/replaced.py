"""The ways that this package replaced, measured beside it on the same texts and places.

    CLEW_TEST_DATA=FOLDER PYTHONPATH=scripts python benchmarks/replaced.py [--seeds 5] [--write]

Texts: request quads in English and French (Apache-2.0), CLINC150 (Larson et al., 2019, "An
evaluation dataset for intent classification and out-of-scope prediction", CC BY 3.0), names and
terms of OpenStreetMap presets (iD tagging schema, ISC), misspellings of Wikipedia (CC BY-SA) and of
French edit histories (Apache-2.0), and the demo campaign of this package. Half of the places are
registered a seed, the texts of all are asked; only those count that the exact tier does not answer.
Each way has a threshold of its own for at most 1 % wrong of answered, fitted without the rows that
it judges. `--write` puts the tables into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from evidence.all_sets import WAYS as QUADS
from evidence.all_sets import all_sets
from evidence.shortlist import Vectors
from evidence.text_sets import TextSet

from replaced_ways.hnsw_table import hnsw_table, vector_table
from replaced_ways.ours import FITTED, SHIPPED, ours
from replaced_ways.outcome import HEAD, Outcome, lines, summary
from replaced_ways.scores import WAYS
from replaced_ways.singles import averaged, single

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
ONE_LANGUAGE = "quads of one language"
BEGIN, END = "<!-- make bench-replaced: begin -->", "<!-- end -->"


def sets_of(data: Path, seeds: int) -> Iterator[tuple[int, TextSet]]:
    """The sets, seed by seed; those that are filled up are left to the fit."""
    for seed in range(seeds):
        for texts in all_sets(data, seed):
            if "+" not in texts.name:
                yield seed, texts


def pooled(found: Mapping[str, Mapping[str, list[Outcome]]]) -> dict[str, list[Outcome]]:
    """The quads of one language as one set."""
    one, other = (found[f"quads {known} < {asked}"] for known, asked in QUADS[:2])
    return {way: [*one[way], *other[way]] for way in one}


def measure(data: Path, seeds: int, cache: Path | None) -> Iterator[str]:
    """The lines of the page."""
    vectors = Vectors(cache)
    sets = list(sets_of(data, seeds))
    found: defaultdict[str, defaultdict[str, list[Outcome]]] = defaultdict(
        lambda: defaultdict(list)
    )
    by_name: defaultdict[str, list[tuple[int, TextSet]]] = defaultdict(list)
    for seed, texts in sets:
        by_name[texts.name].append((seed, texts))
    for name, some in by_name.items():
        found[name]["ten of HNSW, averaged"] = averaged(some, vectors)
        for way, scorer in WAYS.items():
            found[name][way] = single(some, vectors, scorer)
    for way, name, outcomes in ours(sets, vectors):
        found[name][way] = outcomes
    yield (
        f"{seeds} seeds; {platform.machine()}, Python {platform.python_version()}, numpy "
        f"{np.__version__}, load {os.getloadavg()[0]:.1f}. Embedding the query is not in the times."
    )
    yield "\n**In short**\n"
    yield summary(found | {ONE_LANGUAGE: pooled(found)}, (FITTED, "character n-grams", SHIPPED))
    for name, ways in found.items():
        yield f"\n**{name}**\n\n{HEAD}"
        yield from lines(ways)
    yield "\n**Ten nearest of 7,500 CLINC150 texts by HNSW, averaged**\n"
    yield from hnsw_table(data, vectors)
    yield "\n**What storing vectors otherwise does** (7,500 CLINC150 texts, 128 dimensions)\n"
    yield from vector_table(data, vectors)


def main() -> int:
    """Prints the tables, or says what is missing."""
    parser = argparse.ArgumentParser(description="Measure the ways that this package replaced.")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--cache", type=Path, help="keeps vectors between runs")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    folder = os.environ.get("CLEW_TEST_DATA")
    if not folder:
        print("skipped: CLEW_TEST_DATA does not name the development data folder")
        return 0
    told = "\n".join(measure(Path(folder), given.seeds, given.cache))
    print(told)
    if given.write:
        page = PAGE.read_text("utf-8")
        between = re.compile(f"(?<={re.escape(BEGIN)}\n).*(?={re.escape(END)})", re.DOTALL)
        PAGE.write_text(between.sub(lambda _: told + "\n", page), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
