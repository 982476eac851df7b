"""What the vector tier's index costs and finds: 2,000 rows in memory, more in a snapshot.

Rows are texts of three to six words, and one row in ten of a single word. The words are those of
the demo mall, and those of the development data where CLEW_TEST_DATA names it. A query is a stored
text with one letter wrong, missing, added or swapped, in the whole text; its vector is made of
random vectors of its words, where the misspelt word has another one. So `meant` is the share of
queries whose text, as a text, is told for its letters, and `nearest` the share whose nearest stored
vector, found by comparing all, is told. Each size is measured in a process of its own.

    python benchmarks/vector_index.py [--sizes 2000,100000,1000000] [--folder FOLDER]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.clues.rows import StoredRow
from clew.clues.vectors.build import build_snapshot
from clew.clues.vectors.index import SpellingIndex
from clew.clues.vectors.snapshot import open_snapshot

DIMS = 128
LIMIT = 32
QUERIES = 500
IN_MEMORY = 20_000
"""Sizes up to this are measured without a snapshot."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Measured(msgspec.Struct):
    """What a size's own process found.

    Attributes:
        p50: milliseconds of a search.
        p99: the same.
        anon: MiB of memory of its own, more than before the index was there.
        meant: share of queries whose text was told.
        nearest: share of queries whose nearest vector was told.
    """

    p50: float
    p99: float
    anon: float
    meant: float
    nearest: float


def words() -> list[str]:
    """Every word of the texts at hand, in one order."""
    with (
        as_file(files("clew.demo") / "mall" / "clues.csv") as path,
        path.open(encoding="utf-8", newline="") as stream,
    ):
        texts = [row["text"] for row in csv.DictReader(stream)]
    if data := os.environ.get("CLEW_TEST_DATA"):
        texts += [
            path.read_text("utf-8")
            for path in sorted(Path(data).glob("*/*"))
            if path.parent.name in {"spelling", "clues"}
        ]
    found = {word.lower() for text in texts for word in re.findall(r"[^\W\d_]{2,}", text)}
    return sorted(found)


def made_texts(count: int) -> list[str]:
    """Distinct texts, the same ones each time."""
    known, chance = words(), random.Random(1)
    texts = dict.fromkeys(chance.sample(known, min(len(known), count // 10)))
    while len(texts) < count:
        texts[" ".join(chance.choices(known, k=chance.randint(3, 6)))] = None
    return list(texts)


def vector_of(text: str) -> NDArray[np.float32]:
    """A unit vector that texts of the same words have nearly in common."""
    parts = text.split()
    total = sum(_word_vector(word) for word in parts) + 0.3 * _word_vector(text)
    return np.asarray(total / np.linalg.norm(total), np.float32)


_WORDS: dict[str, NDArray[np.float64]] = {}


def _word_vector(word: str) -> NDArray[np.float64]:
    if word not in _WORDS:
        if len(_WORDS) > IN_MEMORY:
            _WORDS.clear()
        _WORDS[word] = np.random.default_rng(zlib.crc32(word.encode())).normal(size=DIMS)
    return _WORDS[word]


def slipped(text: str, chance: random.Random) -> str:
    """The text with one letter wrong, missing, added or swapped."""
    at = chance.choice([at for at, letter in enumerate(text) if letter != " "])
    letter = chance.choice(LETTERS)
    return chance.choice(
        [
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1 :] if len(text) > 1 else text,
            text[:at] + letter + text[at:],
            text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
        ]
    )


def rows_of(texts: Sequence[str]) -> Iterator[StoredRow]:
    """A row for each text."""
    for number, text in enumerate(texts, 1):
        vector = vector_of(text).astype("<f2").tobytes()
        yield StoredRow(number, f"C{number:025d}", 1, text, vector)


def anonymous() -> float:
    """MiB of memory of this process that no file backs."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.findall(r"RssAnon:\s+(\d+)", status)[0]) / 1024


def measure(
    folder: Path, texts: Sequence[str], queries: Sequence[tuple[str, str, int]]
) -> Measured:
    """Opens the index and asks it; `queries` are (query, text meant, number of the nearest)."""
    before = anonymous()
    if folder.exists():
        index = SpellingIndex(DIMS, open_snapshot(folder))
    else:
        index = SpellingIndex(DIMS)
        index.add(list(rows_of(texts)))
    spent, meant, nearest = [], 0, 0
    for query, text, number in queries:
        vector = vector_of(query)
        start = time.perf_counter()
        seen = index.search(vector, query, LIMIT)
        spent.append((time.perf_counter() - start) * 1e3)
        best = sorted(seen, key=lambda one: -one.scores[1])[:LIMIT]
        meant += any(one.form == text for one in best)
        nearest += any(one.number == number for one in seen)
    p50, p99 = np.percentile(spent, [50, 99]).tolist()
    grown = anonymous() - before
    return Measured(p50, p99, grown, meant / len(queries), nearest / len(queries))


def asked(texts: Sequence[str]) -> list[tuple[str, str, int]]:
    """Queries, the text each means, and the number of the row nearest in meaning."""
    chance = random.Random(2)
    meant = chance.sample(texts, QUERIES)
    queries = [slipped(text, chance) for text in meant]
    vectors = np.array([vector_of(query) for query in queries])
    best, nearest = np.full(QUERIES, -2.0), np.zeros(QUERIES, np.int64)
    for at in range(0, len(texts), 8_192):
        share = np.array([vector_of(text) for text in texts[at : at + 8_192]])
        scores = vectors @ share.astype(np.float16).astype(np.float32).T
        place = scores.argmax(axis=1)
        score = scores[np.arange(QUERIES), place]
        nearest = np.where(score > best, place + at + 1, nearest)
        best = np.maximum(score, best)
    return list(zip(queries, meant, nearest.tolist(), strict=True))


def in_own_process(folder: Path, size: int, queries: Path) -> Measured:
    """`measure` in a process whose memory is the index's alone."""
    done = subprocess.run(  # noqa: S603 - this very script
        [sys.executable, __file__, "--measure", folder, str(size), queries],
        check=True,
        stdout=subprocess.PIPE,
    )
    return msgspec.json.decode(done.stdout, type=Measured)


def run(size: int, folder: Path) -> None:
    """Prints the line of one size."""
    texts = made_texts(size)
    queries = folder / f"queries-{size}.json"
    if not queries.exists():
        queries.write_text(json.dumps(asked(texts)))
    place = folder / str(size)
    start = time.perf_counter()
    making = 0.0
    if size > IN_MEMORY:
        start_made = time.perf_counter()
        for _ in rows_of(texts):
            pass
        making = time.perf_counter() - start_made
        start = time.perf_counter()
        build_snapshot(
            rows_of(texts),
            place,
            dims=DIMS,
            model="made",
            campaign="made",
            last=size,
            progress=lambda _: None,
        )
    built = time.perf_counter() - start - making
    found = in_own_process(place, size, queries)
    disk = sum(path.stat().st_size for path in place.glob("*")) / size if place.exists() else 0
    print(
        f"{size:>10,}{found.p50:>9.2f}{found.p99:>9.2f}{found.anon:>13.1f}"
        f"{found.meant:>9.1%}{found.nearest:>9.1%}{built:>9.1f}{disk:>12.0f}",
        flush=True,
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="2000,100000,1000000")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--measure", nargs=3, metavar=("FOLDER", "SIZE", "QUERIES"))
    given = parser.parse_args()
    if given.measure:
        folder, size, queries = given.measure
        texts = [] if Path(folder).exists() else made_texts(int(size))
        found = measure(Path(folder), texts, json.loads(Path(queries).read_text()))
        sys.stdout.buffer.write(msgspec.json.encode(found))
        return
    print(f"{QUERIES} queries a size, limit {LIMIT}; load {os.getloadavg()[0]:.2f}\n")
    print(
        f"{'rows':>10}{'p50 ms':>9}{'p99 ms':>9}{'RssAnon MiB':>13}"
        f"{'meant':>9}{'nearest':>9}{'build s':>9}{'bytes a row':>12}"
    )
    with tempfile.TemporaryDirectory() as temporary:
        for size in given.sizes.split(","):
            run(int(size), given.folder or Path(temporary))


if __name__ == "__main__":
    main()
