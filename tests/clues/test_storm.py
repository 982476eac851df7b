from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import time
import warnings
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest

from clew.errors import InputRefused
from clew.testing.builders import (
    CAMPAIGN,
    VENUE,
    an_hour_later,
    ask,
    clue,
    findings,
    lettered_house,
    publish,
)

CLUES = 500
WRITERS, READERS = 4, 2
KILL_EVERY = 100
OPERATIONS = int(os.environ.get("CLEW_STORM_OPERATIONS", "2000"))
"""Acknowledged writes of one storm; 10,000 for the long one."""
RESTORED = "restored"
"""What a log has for the zone of a restore."""


def _texts(number: int) -> list[str]:
    """Several spellings a clue; one of them it shares with nine others."""
    return [f"clue {number}", f"the place of clue {number}", f"shared {number // 10}"]


class Log:
    """What one writer set out to do and what it was told, a line each, written before and after."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def say(self, **said: Any) -> None:
        os.write(self._file, json.dumps(said).encode() + b"\n")


async def _writer(home: Path, log: Path, seed: int, zones: Sequence[str]) -> None:
    house, said, chance = (
        lettered_house(home, exact_map_gib=1, lease_s=1),
        Log(log),
        random.Random(seed),  # noqa: S311
    )
    operation = 0
    while True:
        operation += 1
        name = f"{seed}-{operation}"
        number = chance.randrange(CLUES)
        one = clue(f"c{number:03}", chance.choice(zones), *_texts(number))
        kind = chance.choices(("publish", "delete", "restore"), (6, 2, 2))[0]
        zone = {"publish": one.zone, "delete": None, "restore": RESTORED}[kind]
        said.say(op=name, clue=one.id, zone=zone)
        try:
            if kind == "publish":
                (done,) = await house.publisher.publish(CAMPAIGN, [one], again=True)
            elif kind == "delete":
                done = await house.publisher.delete(CAMPAIGN, one.id)
            else:
                done = await house.publisher.restore(CAMPAIGN, one.id)
        except InputRefused:
            said.say(op=name, refused=True)
        else:
            said.say(op=name, revision=done.revision)


class History:
    """The writers' logs, read as far as they go."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, int] = {}
        self.ops: dict[str, dict[str, Any]] = {}
        self.by_clue: dict[str, list[dict[str, Any]]] = {}
        self.acknowledged = 0

    def catch_up(self) -> None:
        for path in self._folder.glob("*.log"):
            with path.open("rb") as stream:
                stream.seek(self._read.get(path, 0))
                added = stream.read()
            whole = added[: added.rfind(b"\n") + 1]
            self._read[path] = self._read.get(path, 0) + len(whole)
            for line in whole.splitlines():
                self._take(json.loads(line))

    def _take(self, said: dict[str, Any]) -> None:
        op = self.ops.setdefault(said["op"], said)
        op.update(said)
        if "clue" in said:
            self.by_clue.setdefault(said["clue"], []).append(op)
        self.acknowledged += "revision" in said

    def floor(self, clue_id: str) -> int:
        """The newest revision of a clue that was acknowledged so far."""
        return max((op.get("revision", 0) for op in self.by_clue.get(clue_id, [])), default=0)

    def may_stand(self, clue_id: str, zone: str | None, floor: int) -> bool:
        """Whether a write that may be in force, `floor` being acknowledged, led there."""
        known = self.by_clue[clue_id]
        places = {
            op["zone"] for op in known if "refused" not in op and op.get("revision", floor) >= floor
        }
        if RESTORED in places:
            # To wherever the clue stood before it was deleted.
            places |= {op["zone"] for op in known if op["zone"] is not None}
        return zone in places


async def _reader(home: Path, log: Path, seed: int, _zones: Sequence[str]) -> None:
    house, chance, history = (
        lettered_house(home, exact_map_gib=1),
        random.Random(seed),  # noqa: S311
        History(home),
    )
    while True:
        number = chance.randrange(CLUES)
        history.catch_up()
        floor = history.floor(f"c{number:03}")
        typo = f"the plase of clue {number}"
        text = chance.choice([*_texts(number), typo])
        answer = await ask(house, text)
        history.catch_up()
        own = answer.clue_id == f"c{number:03}"
        astray = text == typo and answer.outcome == "found" and not own
        if astray or (own and not history.may_stand(f"c{number:03}", answer.zone, floor)):
            Log(log.with_suffix(".wrong")).say(clue=answer.clue_id, zone=answer.zone, floor=floor)
        await asyncio.sleep(0.005)


def _start(work: Callable[..., Coroutine[Any, Any, None]], *args: object) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            asyncio.run(work(*args))
        finally:
            os._exit(70)
    return child


async def _settled(home: Path, history: History) -> None:
    house = lettered_house(home, exact_map_gib=1)
    an_hour_later(house)
    await house.repair.run()
    assert await findings(house) == []
    latest = await house.clues.latest(CAMPAIGN)
    for number in range(CLUES):
        id_ = f"c{number:03}"
        stands = latest.get(id_)
        zone = stands.clue.zone if stands is not None and stands.state == "live" else None
        floor = history.floor(id_)
        assert (stands.number if stands else 0) >= floor, id_
        assert history.may_stand(id_, zone, floor), (id_, zone, floor)
        if zone is not None:
            assert (await ask(house, f"clue {number}")).zone == zone
    await house.close()


@pytest.mark.soak
def test_a_storm(mall_home: Path, tmp_path: Path) -> None:
    """With one of six processes killed every 100 writes, no acknowledged write is ever lost."""
    home = tmp_path / "home"
    shutil.copytree(mall_home, home)

    async def fill() -> Sequence[str]:
        house = lettered_house(home, exact_map_gib=1)
        record = await house.venues.load(VENUE)
        assert record is not None
        zones = sorted(zone.id for zone in record.zones)
        clues = [clue(f"c{n:03}", zones[n % len(zones)], *_texts(n)) for n in range(CLUES)]
        log = Log(home / "fill.log")
        for done, one in zip(await publish(house, *clues), clues, strict=True):
            log.say(op=f"fill-{one.id}", clue=one.id, zone=one.zone, revision=done.revision)
        await house.close()
        return zones

    zones = asyncio.run(fill())
    chance, history, seeds = random.Random(7), History(home), iter(range(1, 10**6))  # noqa: S311
    works = [*[_writer] * WRITERS, *[_reader] * READERS]

    def start(work: Callable[..., Coroutine[Any, Any, None]]) -> int:
        seed = next(seeds)
        return _start(work, home, home / f"{seed}.log", seed, zones)

    running = [(work, start(work)) for work in works]
    try:
        history.catch_up()
        begun, kills = history.acknowledged, 0
        while history.acknowledged - begun < OPERATIONS:
            time.sleep(0.02)
            history.catch_up()
            if history.acknowledged - begun >= KILL_EVERY * (kills + 1):
                kills += 1
                at = chance.randrange(len(running))
                work, child = running[at]
                os.kill(child, signal.SIGKILL)
                _, ended = os.waitpid(child, 0)
                # It was still at work: nothing but the kill ends a writer or a reader.
                assert os.waitstatus_to_exitcode(ended) == -signal.SIGKILL
                running[at] = (work, start(work))
    finally:
        for _, child in running:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    assert kills >= OPERATIONS // KILL_EVERY - 1
    history.catch_up()
    assert not list(home.glob("*.wrong")), [path.read_text() for path in home.glob("*.wrong")]
    asyncio.run(_settled(home, history))
