"""What a writer that is killed was doing, and what may be seen of it afterwards."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from clew.clues.model import Clue
from clew.testing.builders import (
    CAMPAIGN,
    VENUE,
    an_hour_later,
    build_static,
    clue,
    findings,
    lettered_house,
    live,
    publish,
    zone_of,
)
from clew.wiring.house import House

TEXTS = ("water", "basin", "well", "fountain", "old name", "bench", "bin")
FALLS, TYPO = "the place where the water falls", "the place were the water falls"
"""A spelling of c1, and a text that only the vector tier takes for it."""
ASKED = (*TEXTS, FALLS, TYPO)
Answers = Mapping[str, str | None]
Zones = Sequence[str]
Write = Callable[[House], Awaitable[object]]


class Act(NamedTuple):
    """A write, and the clues that are live before and after it.

    `deleted` is c1's state before: whether the write begins with it deleted.
    """

    write: Callable[[Zones], Write]
    after: Callable[[Zones], list[Clue]]
    deleted: bool = False


def _first(zones: Zones) -> Clue:
    return clue("c1", zones[0], "water", "basin", FALLS)


def _beside(zones: Zones) -> list[Clue]:
    return [clue("c2", zones[1], "basin", "bench"), clue("c3", zones[2], "bin")]


def _published(zones: Zones) -> Clue:
    return clue("c9", zones[3], "fountain", "bench")


def _moved(zones: Zones) -> Clue:
    return clue("c1", zones[7], "water", "basin", FALLS)


def _aliased(zones: Zones) -> Clue:
    return clue("c1", zones[0], "water", "well")


ACTS = {
    "publish": Act(
        lambda zones: lambda house: publish(house, _published(zones)),
        lambda zones: [_first(zones), _published(zones)],
    ),
    "move": Act(
        lambda zones: lambda house: publish(house, _moved(zones)), lambda zones: [_moved(zones)]
    ),
    "alias change": Act(
        lambda zones: lambda house: publish(house, _aliased(zones)),
        lambda zones: [_aliased(zones)],
    ),
    "delete": Act(
        lambda _zones: lambda house: house.publisher.delete(CAMPAIGN, "c1"), lambda _zones: []
    ),
    "restore": Act(
        lambda _zones: lambda house: house.publisher.restore(CAMPAIGN, "c1"),
        lambda zones: [_first(zones)],
        deleted=True,
    ),
}


class Trial:
    """Homes in which one act is tried again and again, and the judge of what is left of it."""

    def __init__(self, mall_home: Path, folder: Path, act: Act) -> None:
        self._folder = folder
        self._act = act
        self._before_home = folder / "before"
        shutil.copytree(mall_home, self._before_home)
        zones = asyncio.run(_filled(self._before_home, deleted=act.deleted))
        self.write = act.write(zones)
        self._old = _by_id([*([] if act.deleted else [_first(zones)]), *_beside(zones)])
        self._new = _by_id([*act.after(zones), *_beside(zones)])
        self._before = asyncio.run(answers(self._before_home))
        self._after = self._before
        assert act.deleted or self._before[TYPO] == zones[0]

    def home(self, name: str) -> Path:
        """A home of its own in which the act has not begun."""
        home = self._folder / name
        shutil.copytree(self._before_home, home)
        return home

    def undisturbed(self, home: Path) -> None:
        """Learns what is answered after the act from a home in which nobody disturbed it."""
        self._after = asyncio.run(answers(home))
        assert self._before != self._after

    def judge(self, home: Path, *, acknowledged: bool = False) -> bool:
        """Whether the write is there, once all that must hold is seen to hold."""
        for text, zone in asyncio.run(answers(home)).items():
            # Of the acknowledged writes or of the one in flight. Only static may be silent,
            # between a tombstone and its commit.
            in_flight = {self._before[text], *([None] if text == "old name" else [])}
            assert zone in {self._after[text]} | (set() if acknowledged else in_flight), text
        after_repair, stands = asyncio.run(_repaired(home))
        done = stands == self._new
        assert done or (stands == self._old and not acknowledged)
        assert after_repair == (self._after if done else self._before)
        shutil.rmtree(home)
        return done


def _by_id(clues: Sequence[Clue]) -> list[Clue]:
    return sorted(clues, key=lambda one: one.id)


async def _filled(home: Path, *, deleted: bool) -> Zones:
    house = lettered_house(home, exact_map_gib=1)
    record = await house.venues.load(VENUE)
    assert record is not None
    zones = sorted(zone.id for zone in record.zones)[:12]
    await publish(house, _first(zones), *_beside(zones))
    # Static knows c1 by a text that the clue itself does not have.
    await build_static(house, [("old name", zones[0], "c1")])
    if deleted:
        await house.publisher.delete(CAMPAIGN, "c1")
    await house.close()
    return zones


async def answers(home: Path) -> Answers:
    """What another process than the writer's answers."""
    house = lettered_house(home, exact_map_gib=1)
    found = {text: await zone_of(house, text) for text in ASKED}
    await house.close()
    return found


async def _repaired(home: Path) -> tuple[Answers, list[Clue]]:
    house = lettered_house(home, exact_map_gib=1)
    an_hour_later(house)
    await house.repair.run()
    assert await findings(house) == []
    assert not (await house.repair.run()).mended
    stands = await live(house)
    await house.close()
    return await answers(home), _by_id(stands)
