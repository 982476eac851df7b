from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from clew.cli.main import main
from clew.hunt_check.check import Checker
from clew.hunt_check.faults import Report
from clew.hunts.word_list import common_words
from clew.testing.hunt_runs import Run, run
from clew.testing.hunt_worlds import hunt_world
from clew.testing.rule_reference import ReferenceTable

WORDS = {lang: list(common_words(lang)) for lang in ("en", "fr")}
LEAST_HUNTS = 2_000
LEAST_SERVED = 0.95
LEAST_FIRSTS = 300
REPLAY = """
import msgspec, sys
from clew.testing.hunt_runs import replayed
sys.stdout.buffer.write(msgspec.json.encode(replayed(sys.stdin.buffer.read(), int(sys.argv[1]))))
"""


def reports(worlds: Sequence[int], players: int) -> Iterator[tuple[Run, Report]]:
    """Hunts of so many players in each world, and what the checker says of them."""
    for seed in worlds:
        made = run(hunt_world(seed), players)
        checker = Checker(msgspec.json.decode(made.world), WORDS, ReferenceTable)
        yield made, checker.check(made.lines)


class Tally:
    """What many reports come to."""

    def __init__(self) -> None:
        self.hunts = self.refused = self.owed = 0
        self.counts: dict[str, Counter[str]] = {
            name: Counter() for name in ("kinds", "lengths", "refusals", "faults", "firsts")
        }
        self.faults: list[str] = []

    def add(self, made: Run, report: Report, seed: int) -> None:
        """One world's."""
        self.hunts += report.hunts
        self.refused += report.refused
        self.owed += len(report.owed)
        for name in ("kinds", "lengths", "refusals"):
            self.counts[name].update(getattr(report, name))
        for fault in report.faults:
            self.counts["faults"][fault.rule] += 1
            self.faults.append(f"world {seed}, {fault.hunt}, step {fault.step}: {fault.message}")
        for line in made.lines:
            steps = msgspec.json.decode(line).get("steps")
            if steps:
                self.counts["firsts"][
                    f"{seed} {steps[0].get('product_id') or steps[0]['zone']}"
                ] += 1

    def take(self, other: Tally) -> None:
        """Another one's, too."""
        self.hunts += other.hunts
        self.refused += other.refused
        self.owed += other.owed
        for name, counted in other.counts.items():
            self.counts[name].update(counted)
        self.faults += other.faults

    @property
    def served(self) -> float:
        """The share of players with a hunt among those for whom the checker's search finds one."""
        return self.hunts / (self.hunts + self.owed)

    def __str__(self) -> str:
        firsts = self.counts["firsts"]
        lines = [
            f"{self.hunts:,} hunts, {self.refused:,} refused, {self.owed:,} of them owed one",
            f"served of those for whom a search finds a hunt: {self.served:.2%}",
            f"first targets: {len(firsts):,} different, the commonest {max(firsts.values()):,}",
        ]
        for name in ("kinds", "lengths", "refusals", "faults"):
            total = sum(self.counts[name].values()) or 1
            shares = self.counts[name].most_common()
            told = (f"{one} {count:,} ({count / total:.1%})" for one, count in shares)
            lines.append(f"{name}: {', '.join(told)}")
        return "\n".join(lines)


def replayed_elsewhere(world: bytes, *, hash_seed: str, threads: int) -> Mapping[str, str]:
    """The hunts of a world file, composed by a fresh process: name -> SHA-256 of the line."""
    done = subprocess.run(
        [sys.executable, "-c", REPLAY, str(threads)],
        input=world,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    found: dict[str, str] = msgspec.json.decode(done.stdout)
    return found


def digests(lines: Sequence[bytes]) -> Mapping[str, str]:
    return {str(msgspec.json.decode(one)["hunt_id"]): sha256(one).hexdigest() for one in lines}


def test_two_thousand_hunts_make_sense(capsys: pytest.CaptureFixture[str]) -> None:
    """In made-up worlds the checker finds no fault, and who is owed a hunt gets one."""
    tally, runs = Tally(), []
    for seed, (made, report) in enumerate(reports(range(100), 100)):
        tally.add(made, report, seed)
        runs.append(made)
        if tally.hunts >= LEAST_HUNTS:
            break
    with capsys.disabled():
        print(f"\n{tally}")  # noqa: T201 - the distribution is for people to look at
    assert tally.faults == []
    assert tally.hunts >= LEAST_HUNTS
    assert tally.served >= LEAST_SERVED
    assert len(tally.counts["firsts"]) >= LEAST_FIRSTS
    for number, made in enumerate(runs[:3]):
        again = replayed_elsewhere(made.world, hash_seed=str(number + 1), threads=number + 1)
        assert again == digests(made.lines)


def looked_at(seed: int) -> tuple[Tally, bool]:
    """What the hunts of one world come to, and whether a fresh process composes the same."""
    tally = Tally()
    (pair,) = reports([seed], 160)
    tally.add(*pair, seed)
    again = replayed_elsewhere(pair[0].world, hash_seed=str(seed % 97), threads=seed % 4 + 1)
    return tally, again == digests(pair[0].lines)


@pytest.mark.soak
def test_a_hundred_thousand_hunts_make_sense(capsys: pytest.CaptureFixture[str]) -> None:
    """The same of many more, each composed again by a fresh process, to the same bytes."""
    tally, worlds, differing = Tally(), 0, []
    with ProcessPoolExecutor() as pool:
        while tally.hunts < 100_000:
            some = range(worlds, worlds + 64)
            for seed, (found, same) in zip(some, pool.map(looked_at, some), strict=True):
                tally.take(found)
                differing += [] if same else [seed]
            worlds += len(some)
            with capsys.disabled():
                told = f"{worlds:,} worlds, {tally.hunts:,} hunts, {len(tally.faults)} faults"
                print(told, flush=True)  # noqa: T201 - a long proof says how far it is
    with capsys.disabled():
        print(f"\n{tally}")  # noqa: T201 - as above
    assert tally.faults == []
    assert differing == []
    assert tally.served >= LEAST_SERVED
    assert len(tally.counts["firsts"]) >= LEAST_FIRSTS


def test_the_same_seed_makes_the_same_world() -> None:
    """A world is told by its number alone, whatever process makes it."""
    one, other = hunt_world(3), hunt_world(3)
    assert one.names == other.names
    assert one.parts == other.parts
    assert hunt_world(4).names != one.names


def test_a_hunt_file_is_checked_from_the_command_line(tmp_path: Path) -> None:
    """`clew hunt check` tells a sound file from a spoilt one by its exit status."""
    made = run(hunt_world(0), 12)
    hunts, world = tmp_path / "hunts.jsonl", tmp_path / "world.json"
    world.write_bytes(made.world)
    hunts.write_bytes(b"\n".join(made.lines))
    words = ["hunt", "check", str(hunts), "--world", str(world)]
    sound = CliRunner().invoke(main, [*words, "--json"], catch_exceptions=False)
    assert sound.exit_code == 0
    assert msgspec.json.decode(sound.stdout)["sound"] is True
    hunts.write_bytes(b"\n".join(made.lines).replace(b'"difficulty":1', b'"difficulty":5'))
    spoilt = CliRunner().invoke(main, words, catch_exceptions=False)
    assert spoilt.exit_code == 1
    assert "falling" in spoilt.stdout
    assert "let difficulty rise" in spoilt.stdout


def test_a_hunt_file_without_its_world_is_checked_line_by_line(tmp_path: Path) -> None:
    """What a line says of itself is checked; what it needs the world for is not."""
    made = run(hunt_world(0), 12)
    hunts = tmp_path / "hunts.jsonl"
    hunts.write_bytes(b"\n".join(made.lines) + b"\n{}\n")
    told = CliRunner().invoke(main, ["hunt", "check", str(hunts), "--json"], catch_exceptions=False)
    answer = msgspec.json.decode(told.stdout)
    assert [one["rule"] for one in answer["faults"]] == ["wrong_line"]
    assert told.exit_code == 1


def test_a_file_that_is_no_world_is_refused(tmp_path: Path) -> None:
    """A world that is not JSON, or not there, is named with what to do about it."""
    hunts, world = tmp_path / "hunts.jsonl", tmp_path / "world.json"
    hunts.write_bytes(b"")
    for content in (None, b"[1]"):
        if content is not None:
            world.write_bytes(content)
        words = ["hunt", "check", str(hunts), "--world", str(world)]
        refused = CliRunner().invoke(main, words, catch_exceptions=False)
        assert refused.exit_code == 1
        assert str(world) in refused.stderr
