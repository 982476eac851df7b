"""The door of `clew serve` under load, beside servers that do less on the same machine.

    python benchmarks/http_door.py [--only cpu|crowd|burst|memory|overload ...] [sizes]
    python benchmarks/http_door.py --home DIR --campaign ID --file CLUES.csv [...]

By itself it makes homes of the demo mall and many clues: without vectors where only texts that
clues have are asked, with vectors for crowd and overload. A home that stands is copied first.
`memory` is meant for --clues 1000000. Everything is on this machine, the players too: read ratios,
and the load that is printed before and after each part.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from http_load import burst, cpu, crowd, memory, overload
from http_load.homes import Home, copied, made

PARTS = ("cpu", "crowd", "burst", "memory", "overload")


class Bench:
    """The parts, and the homes that they are served from; a home is made when a part needs it."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self._given = given
        self._folder = folder

    @cached_property
    def _standing(self) -> Home:
        given = self._given
        return copied(given.home, self._folder / "copy", given.campaign, given.file)

    @cached_property
    def known(self) -> Home:
        """A home of which only what clues say is asked."""
        given = self._given
        if given.home:
            return self._standing
        return made(self._folder / "known", given.clues, given.seed, vectors=False)

    @cached_property
    def searched(self) -> Home:
        """A home with vectors."""
        given = self._given
        if given.home:
            return self._standing
        return made(self._folder / "searched", given.embedded, given.seed, vectors=True)

    def lines(self, part: str) -> Iterator[str]:
        """What a part gives."""
        given = self._given
        parts: dict[str, Callable[[], Iterator[str]]] = {
            "cpu": lambda: cpu.measured(self.known, given.requests, given.distinct, given.seed),
            "crowd": lambda: crowd.measured(
                self.searched,
                given.lines,
                given.seconds,
                tuple(given.think),
                given.distinct,
                given.seed,
            ),
            "burst": lambda: burst.measured(self.known, given.burst_lines, given.seed),
            "memory": lambda: memory.measured(
                self.known, given.queries, given.distinct, given.seed
            ),
            "overload": lambda: overload.measured(
                self.searched, given.overload_seconds, given.seed
            ),
        }
        return parts[part]()


def main() -> int:
    """Measures the parts, one after the other."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="clew-bench-") as folder:
        bench = Bench(given, Path(folder))
        for part in given.only:
            began = time.perf_counter()
            print(f"\n## {part}\n\nload before {_load()}\n", flush=True)
            for line in bench.lines(part):
                print(line, flush=True)
            print(f"\nload after {_load()}, {time.perf_counter() - began:.0f} s", flush=True)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--only", nargs="+", choices=PARTS, default=list(PARTS))
    add("--clues", type=int, default=100_000, help="of a home without vectors")
    add("--embedded", type=int, default=10_000, help="clues of a home with vectors")
    add("--home", type=Path, help="a home that stands, instead; it is copied")
    add("--campaign", help="the campaign of --home that is asked")
    add("--file", type=Path, help="a clues.csv of that campaign, with zones")
    add("--distinct", type=int, default=100_000, help="clues that are asked, at most")
    add("--requests", type=int, default=20_000, help="cpu: a server and a round")
    add("--lines", type=int, default=22_000, help="crowd: open connections")
    add("--seconds", type=float, default=180.0, help="crowd: how long")
    add("--think", type=float, nargs=2, default=[10.0, 20.0], help="crowd: seconds, from and to")
    add("--burst-lines", type=int, default=15_000, help="burst: who asks at once")
    add("--queries", type=int, default=100_000, help="memory: before it is looked at")
    add("--overload-seconds", type=float, default=60.0, help="overload: how long")
    add("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.home and not (given.campaign and given.file):
        parser.error("--home needs --campaign and --file")
    return given


def _load() -> str:
    return " ".join(f"{one:.2f}" for one in os.getloadavg())


if __name__ == "__main__":
    sys.exit(main())
