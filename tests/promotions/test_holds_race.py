from __future__ import annotations

import asyncio
import os
import random
import signal
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from clew.errors import PartUnavailable
from clew.promotions.holds import HOLD_S
from clew.promotions.model import Budget, Hold, Refusal, Spent
from clew.promotions.stores.sql import SqlPromotions
from clew.promotions.stores.sql_holds import SqlHolds
from clew.record.engine import Record, sqlite_url
from clew.testing.promotion_stores import NOON, desk, in_force, promotion

PROCESSES = 4
PRICE = 100
CASES = {
    # what only one taker can have -> the bound
    "unit": Budget(units=1),
    "money": Budget(money=PRICE + PRICE // 2),
    "player": Budget(units_per_player=1),
}
SPENT = {Refusal.UNITS_SPENT, Refusal.MONEY_SPENT, Refusal.UNITS_OF_PLAYER_SPENT}


class Taker(NamedTuple):
    """A process of takers: told over one pipe what to take, it says over the other that it did."""

    process: int
    orders: int
    done: int

    def order(self, *words: object) -> None:
        """Starts a round."""
        os.write(self.orders, (" ".join(map(str, words)) + "\n").encode())

    def wait(self) -> None:
        """Until the round is over."""
        assert os.read(self.done, 1) == b".", "a process of takers is gone"

    def kill(self) -> None:
        """Ends it as an outage would."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.orders)
        os.close(self.done)


def start(home: Path) -> Taker:
    """A process that lives for many rounds, as a worker does."""
    (ordered, orders), (done, said) = os.pipe(), os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            asyncio.run(live(home, ordered, said))
        finally:
            os._exit(70)
    os.close(ordered)
    os.close(said)
    return Taker(child, orders, done)


async def live(home: Path, ordered: int, said: int) -> None:
    """Takes what is ordered, round after round."""
    record = Record(sqlite_url(home / "record.sqlite"))
    await SqlPromotions(record).generation()
    with open(ordered, encoding="utf-8") as orders:  # noqa: ASYNC230 - it has nothing else to do
        for line in orders:
            name, first, takers, now = line.split()
            await take_all(
                home, record, name, range(int(first), int(first) + int(takers)), int(now)
            )
            os.write(said, b".")


async def take_all(home: Path, record: Record, name: str, takers: range, now: int) -> None:
    """Asks for all takers at once; every second one that wins makes its hold firm."""
    holds = desk(SqlPromotions(record), SqlHolds(record), now)
    told = os.open(home / f"{name}.told", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def one(number: int) -> None:
        player = "ada" if name.startswith("player") else f"p{number}"
        hold = f"{name} {number}"
        try:
            answer = await holds.take(hold, name, player, money=PRICE)
        except PartUnavailable:
            os.write(told, b"down\n")
            return
        if isinstance(answer, Hold):
            os.write(told, f"won {hold}\n".encode())
            if number % 2:
                await holds.make_firm(hold)
        else:
            assert answer in SPENT, answer
            os.write(told, b"spent\n")

    await asyncio.gather(*(one(number) for number in takers))
    os.close(told)


class Crowd:
    """The processes, each in its place; who was killed is replaced before the next race."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._takers = [start(home) for _ in range(PROCESSES)]

    def race(self, name: str, first: int, takers: int, now: int, *, kill: float | None) -> None:
        """All takers of one round; one process is killed after so many seconds."""
        share = takers // PROCESSES
        for place, one in enumerate(self._takers):
            one.order(name, first + place * share, share, now)
        killed = None
        if kill is not None:
            time.sleep(kill)
            killed = self._takers.pop(0)
            killed.kill()
        for one in self._takers:
            one.wait()
        if killed is not None:
            self._takers.append(start(self._home))

    def end(self) -> None:
        """Ends them all."""
        for one in self._takers:
            one.kill()


async def standing(home: Path, *, sweep_at: int | None = None) -> tuple[dict[str, Spent], object]:
    """What is spent of every promotion, and what the counters say otherwise."""
    record = Record(sqlite_url(home / "record.sqlite"))
    store = SqlHolds(record)
    if sweep_at is not None:
        await store.expire(sweep_at)
    found = dict(await store.spent()), await store.differences()
    await record.close()
    return found


async def fill(home: Path, names: Sequence[str]) -> None:
    """Puts a promotion a round in force."""
    record = Record(sqlite_url(home / "record.sqlite"))
    new = [promotion(name, CASES[name.split("-")[0]]) for name in names]
    await in_force(SqlPromotions(record), *new)
    await record.close()


def run(home: Path, rounds: int, takers: int, seed: int) -> None:
    """Races for one thing, with a process killed; then again when all holds have run out."""
    names = [f"{case}-{number}" for number in range(rounds) for case in CASES]
    asyncio.run(fill(home, names))
    crowd = Crowd(home)
    try:
        compete(home, crowd, names, takers, random.Random(seed))  # noqa: S311
    finally:
        crowd.end()


def compete(
    home: Path, crowd: Crowd, names: Sequence[str], takers: int, chance: random.Random
) -> None:
    """The rounds of one run."""
    for number, name in enumerate(names):
        crowd.race(name, 0, takers, NOON, kill=chance.random() * 0.4)
        spent, differences = asyncio.run(standing(home))
        assert spent.get(name, Spent()).units <= 1
        assert differences == []
        later = NOON + HOLD_S
        if number % 2:
            # By repair first; else the next taker finds what has run out.
            asyncio.run(standing(home, sweep_at=later))
        crowd.race(name, 10_000, takers, later, kill=None)
        spent, differences = asyncio.run(standing(home))
        assert spent[name] == Spent(1, PRICE)
        assert differences == []
        first = [line for line in _told(home, name) if line.startswith("won")]
        early = [line for line in first if int(line.split()[-1]) < 10_000]
        assert len(early) <= 1
        assert len(first) - len(early) <= 1


def _told(home: Path, name: str) -> list[str]:
    return (home / f"{name}.told").read_text().splitlines()


def test_one_wins(tmp_path: Path) -> None:
    """Of 64 takers in 4 processes, one killed, at most one wins; after expiry one has it."""
    run(tmp_path, rounds=1, takers=64, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize(("rounds", "takers"), [(34, 64), (34, 1_000)])
def test_one_wins_every_time(tmp_path: Path, rounds: int, takers: int) -> None:
    """The same in a hundred rounds of the three bounds, and with a thousand takers."""
    run(tmp_path, rounds=rounds, takers=takers, seed=takers)
