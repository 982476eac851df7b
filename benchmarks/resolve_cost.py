"""What resolving costs inside the process, stage by stage, as multiples of a bare LMDB get.

100,000 distinct clues of the demo mall are published into a home of their own. A fresh process
then reads half of their keys once, so that the other half is not in its memory yet, and asks for
all of them in random order. Every answer is checked. A bare get is one read transaction and one
get of the same key from the same file: the least that any lookup costs.

    python benchmarks/resolve_cost.py [--clues 100000] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import lmdb

from clew.clues.key import key_of
from clew.clues.model import Clue, Query
from clew.clues.stores.lmdb import LmdbExact
from clew.demo.load import VENUE, load_mall
from clew.settings import load
from clew.text import normalise
from clew.wiring.house import House

T = TypeVar("T")
WITHOUT_VECTORS = {"CLEW_VECTOR_URL": "none:"}
"""What the exact tier knows never gets to the vector tier; so nothing need be embedded here."""
CAMPAIGN = "bench"
ENGLISH = """under behind beside above near red clock stairs mirror lantern baker fountain gate door
window shelf garden silver piano book thread needle where sleeps sings waits the a of and morning
night second third golden""".split()  # noqa: SIM905 - one can read it
FRENCH = """sous derrière près au-dessus de la le rouge horloge escalier miroir l'ombre café
crème thé été fontaine porte fenêtre forêt hôtel d'hiver œuvre piano livre fil aiguille où dort
chante attend matin nuit deuxième troisième dorée""".split()  # noqa: SIM905
NUMBERED = 0.2
"""Share of clues that name a number, as in the demo mall."""
LIMIT = 12.0
"""Resolve's p50 may cost at most this many bare gets."""


def texts(count: int, seed: int) -> list[str]:
    """Distinct clues of four to nine words, in English and French by turns, some with a number."""
    chance = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        words = chance.choices((ENGLISH, FRENCH)[len(made) % 2], k=chance.randint(4, 9))
        tail = f", {chance.randint(2, 99)}" if chance.random() < NUMBERED else ""
        made.setdefault((" ".join(words) + tail + chance.choice(("", ".", "?"))).capitalize())
    keys: dict[str, str] = {}
    for text in made:
        keys.setdefault(normalise(text).key, text)
    return list(keys.values())


async def prepare(home: Path, count: int, seed: int) -> float:
    """Publishes the clues; returns clues a second."""
    house = House(load(home, WITHOUT_VECTORS))
    house.prepare()
    await load_mall(house)
    record = await house.venues.load(VENUE)
    assert record is not None
    zones = [zone.id for zone in record.zones]
    clues = [
        Clue(f"c{number}", text, "en", zones[number % len(zones)])
        for number, text in enumerate(texts(count, seed))
    ]
    await house.campaigns.create(CAMPAIGN)
    since = time.perf_counter()
    await house.publisher.publish(CAMPAIGN, clues)
    rate = len(clues) / (time.perf_counter() - since)
    await house.close()
    return rate


def timed(work: Callable[[Any], object], over: Sequence[Any]) -> list[int]:
    """Nanoseconds of each call."""
    clock = time.perf_counter_ns
    spent = []
    for one in over:
        since = clock()
        work(one)
        spent.append(clock() - since)
    return spent


def drive(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never waits, as an event loop would step it."""
    try:
        work.send(None)
    except StopIteration as done:
        return cast("T", done.value)
    raise AssertionError("it waited")


def measure(home: Path, count: int, seed: int) -> dict[str, Any]:
    """The figures of a fresh process: stage -> (p50, p99) in nanoseconds."""
    clues = texts(count, seed)
    count = len(clues)
    chance = random.Random(seed + 1)
    asyncio.run(warm_up(home))
    house = House(load(home, WITHOUT_VECTORS))
    resolver = house.resolver
    # The first answer opens the file and reads the map; that is start, not resolving.
    drive_first = asyncio.run(resolver.resolve(Query(clues[0], CAMPAIGN)))
    assert drive_first.outcome == "found"
    assert isinstance(house.exact, LmdbExact)
    environment = house.exact.file._environment  # noqa: SLF001 - we compare with the raw store
    entries = house.exact.file.entries
    keys = [key_of(CAMPAIGN, normalise(text).key) for text in clues]

    def bare_get(key: bytes) -> object:
        with environment.begin() as transaction:
            return transaction.get(key, db=entries)

    half = keys[:]
    chance.shuffle(half)
    for key in half[: count // 2]:
        bare_get(key)
    # Resolving comes first: the bare gets after it would have read every page for it.
    order = list(range(count))
    chance.shuffle(order)
    queries = [Query(clues[number], CAMPAIGN) for number in order]
    wrong = 0

    def resolve(query: Query) -> None:
        nonlocal wrong
        answer = drive(resolver.resolve(query))
        wrong += answer.outcome != "found"

    stages = {"resolve": timed(resolve, queries)}
    for number in order[:2_000]:
        answer = drive(resolver.resolve(Query(clues[number], CAMPAIGN)))
        assert answer.clue_id == f"c{number}", "the wrong clue"
    shuffled = [keys[number] for number in order]
    stages["bare LMDB get"] = timed(bare_get, shuffled)
    stages["normalise"] = timed(normalise, [clues[number] for number in order])
    forms = [normalise(clues[number]).key for number in order]
    stages["key"] = timed(lambda form: key_of(CAMPAIGN, form), forms)
    stages["exact tier lookup"] = timed(
        lambda key: drive(house.exact.lookup(CAMPAIGN, key)),
        shuffled,
    )
    return {
        "wrong": wrong,
        "stages": {
            name: (sorted(spent)[count // 2], sorted(spent)[count * 99 // 100])
            for name, spent in stages.items()
        },
        "lmdb": lmdb.version(),
    }


async def warm_up(home: Path) -> None:
    """Imports and code paths, on another campaign, so that none is counted as resolving."""
    house = House(load(home, WITHOUT_VECTORS))
    for _ in range(3):
        await house.resolver.resolve(Query("the fountain", "demo"))
    await house.close()


def main() -> int:
    """Prints the table; exit status 1 where resolve's p50 is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clues", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure, given.clues, given.seed)))
        return 0
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as directory:
        home = Path(directory) / "home"
        rate = asyncio.run(prepare(home, given.clues, given.seed))
        command = [sys.executable, __file__, "--measure", str(home)]
        command += ["--clues", str(given.clues), "--seed", str(given.seed)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    figures = json.loads(done.stdout)
    stages = figures["stages"]
    p50, p99 = stages["bare LMDB get"]
    load_1m = os.getloadavg()[0]
    print(f"{given.clues:,} distinct clues, seed {given.seed}, half of the keys not yet read;")
    print(f"published at {rate:,.0f} clues/s; {figures['wrong']} wrong; load {load_1m:.2f}\n")
    print(f"{'stage':<20}{'p50 us':>9}{'p99 us':>9}{'p50 x':>8}{'p99 x':>8}")
    for name in ("bare LMDB get", "normalise", "key", "exact tier lookup", "resolve"):
        mid, high = stages[name]
        print(f"{name:<20}{mid / 1e3:>9.2f}{high / 1e3:>9.2f}{mid / p50:>8.1f}{high / p99:>8.1f}")
    multiple = stages["resolve"][0] / p50
    print(f"\nresolve p50 is {multiple:.1f} bare gets (limit {LIMIT:g})")
    return int(multiple > LIMIT or figures["wrong"] > 0)


if __name__ == "__main__":
    sys.exit(main())
