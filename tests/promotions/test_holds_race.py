from __future__ import annotations

import asyncio
import os
import random
import signal
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

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


def start(home: Path, name: str, first: int, takers: int, now: int, gate: int) -> int:
    """A process of takers that begin when the gate is shut; what each was told goes to a file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            asyncio.run(take_all(home, name, first, takers, now, gate))
            os._exit(0)
        finally:
            os._exit(70)
    return child


async def take_all(home: Path, name: str, first: int, takers: int, now: int, gate: int) -> None:
    """Asks for all takers at once; every second one that wins makes its hold firm."""
    record = Record(sqlite_url(home / "record.sqlite"))
    book = SqlPromotions(record)
    holds = desk(book, SqlHolds(record), now)
    await book.generation()
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

    os.read(gate, 1)
    await asyncio.gather(*(one(first + number) for number in range(takers)))
    await record.close()


def race(home: Path, name: str, first: int, takers: int, now: int, *, kill: float | None) -> None:
    """All takers of one round; the first process is killed after so many seconds."""
    gate, shut = os.pipe()
    share = takers // PROCESSES
    children = [
        start(home, name, first + number * share, share, now, gate) for number in range(PROCESSES)
    ]
    os.close(gate)
    time.sleep(0.05)
    os.write(shut, b"x" * PROCESSES)
    os.close(shut)
    if kill is not None:
        time.sleep(kill)
        os.kill(children[0], signal.SIGKILL)
    for number, child in enumerate(children):
        _, status = os.waitpid(child, 0)
        killed = kill is not None and number == 0
        assert status == 0 or killed, status


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
    chance = random.Random(seed)  # noqa: S311
    names = [f"{case}-{number}" for number in range(rounds) for case in CASES]
    asyncio.run(fill(home, names))
    for number, name in enumerate(names):
        race(home, name, 0, takers, NOON, kill=chance.random() * 0.4)
        spent, differences = asyncio.run(standing(home))
        assert spent.get(name, Spent()).units <= 1
        assert differences == []
        later = NOON + HOLD_S
        if number % 2:
            # By repair first; else the next taker finds what has run out.
            asyncio.run(standing(home, sweep_at=later))
        race(home, name, 10_000, takers, later, kill=None)
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
