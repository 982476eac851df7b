"""Many clues with vectors: importing them, breaking off, going on, and asking with a typo.

Distinct clues of three to seven real words (the whole words of the embedding's own vocabulary, some
20,000) are imported by the command line, killed part of the way and imported again; then texts with
one slip of a finger are asked. What embedding alone takes is measured before and after in the same
run, by a process like the import's.

    python benchmarks/many_clues.py [--clues 2000 100000] [--typos 1000] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np

from clew.clues.clue_file import HEADER
from clew.clues.embedders.onnx import OnnxEmbedder
from clew.clues.embedders.port import embed_all
from clew.clues.model import Query
from clew.clues.vectors.tier import VectorTier
from clew.clues.vectors.weighed import Unavailable
from clew.demo.load import VENUE, load_mall
from clew.model_registry.artefact import EMBEDDING, load_artefact
from clew.model_registry.model import TOKENIZER
from clew.progress import silent
from clew.settings import load
from clew.tabular import write_rows
from clew.text import key_form, normalise
from clew.wiring.house import House

CAMPAIGN = "many"
SAMPLE = 4_000
"""Texts that are embedded alone, before and after the import."""
KILLED_AT = 0.4
"""The share of the clues after which the first import is killed."""
WORD = re.compile("[a-z]{3,}").fullmatch
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


class Figures(NamedTuple):
    """What one size gave.

    Attributes:
        embed_s: what embedding every clue alone takes, seconds.
        import_s: what both imports took together, seconds.
        kept: clues that the second import found standing.
        first: share of the asked whose meant clue the vector tier puts first.
        found: answers, of which `wrong` led to another zone than the meant clue's.
        late: answers in which the vector tier did not come in time.
    """

    clues: int
    embed_s: float
    import_s: float
    kept: int
    asked: int
    first: float
    found: int
    wrong: int
    ambiguous: int
    late: int

    @property
    def ratio(self) -> float:
        """The imports' time as a multiple of embedding alone."""
        return self.import_s / self.embed_s


def texts(count: int, seed: int) -> list[str]:
    """Distinct clues, none of which has the key of another."""
    vocabulary = msgspec.json.decode((EMBEDDING / TOKENIZER).read_bytes())["model"]["vocab"]
    words = sorted(word for word in vocabulary if WORD(word))
    chance = random.Random(seed)
    made: dict[str, str] = {}
    while len(made) < count:
        text = " ".join(chance.choices(words, k=chance.randint(3, 7)))
        made.setdefault(normalise(text).key, text)
    return list(made.values())


def slipped(text: str, chance: random.Random) -> str:
    """The text with one slip in one word: a letter swapped, dropped, doubled or another one."""
    words = text.split(" ")
    at = chance.choice([i for i, word in enumerate(words) if len(word) > 3] or [0])  # noqa: PLR2004
    word, place = words[at], chance.randrange(1, max(2, len(words[at]) - 1))
    words[at] = chance.choice(
        (
            word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + chance.choice(ALPHABET) + word[place + 1 :],
        )
    )
    return " ".join(words)


async def prepared(home: Path, count: int, seed: int) -> dict[str, tuple[str, str]]:
    """A home with the demo mall, and a file of clues in it; clue -> (text, zone)."""
    house = House(load(home, {}))
    house.prepare()
    await load_mall(house)
    record = await house.venues.load(VENUE)
    assert record is not None
    zones = sorted(zone.id for zone in record.zones)
    await house.close()
    chance = random.Random(seed)
    clues = {f"c{n}": (text, chance.choice(zones)) for n, text in enumerate(texts(count, seed))}
    rows = (
        dict.fromkeys(HEADER, "") | {"clue_id": id_, "text": text, "lang": "en", "zone": zone}
        for id_, (text, zone) in clues.items()
    )
    write_rows(home / "many.csv", HEADER, ([row[name] for name in HEADER] for row in rows))
    return clues


async def alone(home: Path, some: Sequence[str]) -> float:
    """Seconds a text that embedding takes in a process like the import's."""
    house = House(load(home, {}))
    await house.embedder.ready(within_s=60)
    since = time.perf_counter()
    await embed_all(house.embedder, some, silent)
    took = time.perf_counter() - since
    await house.close()
    return took / len(some)


def imported(home: Path, *, kill_after_s: float | None = None) -> tuple[dict[str, Any], float]:
    """What the import said, nothing where it was killed, and the seconds that it took.

    One that is refused because the lease of the one that was killed still runs is tried again
    when it has run out; that wait is not counted.
    """
    clew = Path(sys.executable).with_name("clew")
    command = [clew, "--home", home, "clue", "import", home / "many.csv", "--campaign", CAMPAIGN]
    while True:
        since = time.perf_counter()
        with subprocess.Popen(  # noqa: S603 - our own command line
            [*map(str, command), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as running:
            try:
                out, err = running.communicate(timeout=kill_after_s)
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
                return {}, time.perf_counter() - since
        if running.returncode == 0:
            told: dict[str, Any] = json.loads(out)
            return told, time.perf_counter() - since
        refusal = json.loads(err)["error"]
        assert refusal["code"] == "clue_busy", refusal
        time.sleep(5)


class Timed:
    """A part whose one method is timed, in milliseconds."""

    def __init__(self, part: Any, method: str) -> None:
        self._part = part
        self._method = method
        self.ms: list[float] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._part, name)
        if name != self._method:
            return real

        async def timed(*args: Any, **how: Any) -> Any:
            since = time.perf_counter()
            try:
                return await real(*args, **how)
            finally:
                self.ms.append((time.perf_counter() - since) * 1000)

        return timed


class Asked(NamedTuple):
    """What asking gave, with the milliseconds of each stage."""

    counts: Counter[str]
    stages: dict[str, list[float]]
    anonymous_mib: list[float]


async def asked(
    home: Path, clues: dict[str, tuple[str, str]], typos: int, seed: int
) -> tuple[Asked, float]:
    """Asks typos through the resolver; the counts, the stages and the bare embedding's mean."""
    house = House(load(home, {}))
    embed, search = Timed(house.embedder, "embed"), Timed(house.vectors, "search")
    house.__dict__["embedder"], house.__dict__["vectors"] = embed, search
    await house.vector_tier.warm(CAMPAIGN)
    leader = first_teller(house)
    chance = random.Random(seed + 2)
    known = {normalise(text).key for text, _ in clues.values()}
    bare = OnnxEmbedder(load_artefact(house.embedding))
    counts: Counter[str] = Counter()
    whole, bare_ms = [], []
    ids = list(clues)
    while counts["asked"] < typos:
        id_ = chance.choice(ids)
        text = slipped(clues[id_][0], chance)
        if normalise(text).key in known:
            continue
        counts["asked"] += 1
        since = time.perf_counter()
        answer = await house.resolver.resolve(Query(text, CAMPAIGN))
        whole.append((time.perf_counter() - since) * 1000)
        counts[answer.outcome] += 1
        counts["wrong"] += answer.outcome == "found" and answer.zone != clues[id_][1]
        counts["late"] += bool(answer.degraded)
        since = time.perf_counter()
        bare.embed([text])
        bare_ms.append((time.perf_counter() - since) * 1000)
        taken = len(embed.ms), len(search.ms)
        counts["first"] += await leader(text) == id_
        del embed.ms[taken[0] :], search.ms[taken[1] :]
    memory = [anonymous_mib(child) for child in children()]
    await house.close()
    stages = {"bare embedding": bare_ms, "embedding": embed.ms, "search": search.ms, "whole": whole}
    return Asked(counts, stages, memory), float(np.mean(bare_ms))


def first_teller(house: House) -> Any:
    """What tells the clue that the vector tier puts first, however unsure it is."""
    tier = house.vector_tier
    unsure = msgspec.structs.replace(tier._evidence, ask=0.0)  # noqa: SLF001 - its own thresholds off

    async def started(_campaign: str, _within_s: float) -> None:
        """It is."""

    every = VectorTier(
        embedder=lambda: house.embedder,
        reader=lambda: house.vectors,
        verifier=house.exact,
        evidence=unsure,
        model=tier.model,
        start=started,
    )

    async def first(text: str) -> str | None:
        try:
            weighed = await every.ask(CAMPAIGN, text, key_form(text), budget_s=5.0)
        except Unavailable:
            return None
        return weighed.meant[0].entry.clue if weighed.meant else None

    return first


def children() -> list[int]:
    """The processes that this one started."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def anonymous_mib(pid: int) -> float:
    """RssAnon of a process, MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) / 1024


def measure(count: int, typos: int, seed: int, *, kill: bool) -> Figures:
    """Imports, breaks off, goes on, asks; prints as it goes."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        clues = asyncio.run(prepared(home, count, seed))
        some = [text for text, _ in list(clues.values())[:SAMPLE]]
        rate = asyncio.run(alone(home, some))
        begun_s = 0.0
        if kill:
            _, begun_s = imported(home, kill_after_s=KILLED_AT * rate * len(clues))
        told, took = imported(home)
        took += begun_s
        rate = (rate + asyncio.run(alone(home, some))) / 2
        print(
            f"\n{len(clues):,} clues: embedding alone {rate * len(clues):,.0f} s, imported in "
            f"{took:,.0f} s = {took / rate / len(clues):.2f} x"
            + (f", {told['unchanged']:,} of them stood when it went on" if kill else ""),
            f"(load {os.getloadavg()[0]:.1f})",
        )
        result, bare = asyncio.run(asked(home, clues, typos, seed))
        counts = result.counts
        first = counts["first"] / typos
        print(
            f"of {typos:,} texts with a slip the meant clue is first in {first:.1%}; "
            f"{counts['found']:,} found, {counts['wrong']} of them wrong, "
            f"{counts['ambiguous']:,} asked about, {counts['late']} degraded"
        )
        print("stage              mean ms    p50     p99   x bare embedding (mean)")
        for name, ms in result.stages.items():
            p50, p99 = np.percentile(ms, (50, 99))
            mean = float(np.mean(ms))
            print(f"{name:18} {mean:7.2f} {p50:7.2f} {p99:7.2f}   {mean / bare:5.2f}")
        print("anonymous memory of the processes, MiB:", [round(m) for m in result.anonymous_mib])
        return Figures(
            len(clues),
            rate * len(clues),
            took,
            told["unchanged"],
            typos,
            first,
            counts["found"],
            counts["wrong"],
            counts["ambiguous"],
            counts["late"],
        )


def main() -> int:
    """Measures each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clues", type=int, nargs="+", default=[2_000, 100_000])
    parser.add_argument("--typos", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for count in given.clues:
        measure(count, given.typos, given.seed, kill=count > 10_000)  # noqa: PLR2004
    return 0


if __name__ == "__main__":
    sys.exit(main())
