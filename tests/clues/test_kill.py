from __future__ import annotations

import asyncio
import importlib.util
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clew.clues.model import Clue
from clew.testing.builders import (
    CAMPAIGN,
    VENUE,
    an_hour_later,
    build_static,
    clue,
    findings,
    house_at,
    live,
    publish,
    zone_of,
)

_spec = importlib.util.spec_from_file_location(
    "kill_at_call", Path(__file__).with_name("kill_at_call.py")
)
assert _spec is not None
assert _spec.loader is not None
kill_at_call = importlib.util.module_from_spec(_spec)
sys.modules["kill_at_call"] = kill_at_call
_spec.loader.exec_module(kill_at_call)

TEXTS = ("water", "basin", "well", "fountain", "old name", "bench", "bin")
Answers = Mapping[str, str | None]


class Act(NamedTuple):
    """A write, and the clues that are live before and after it.

    `deleted` is c1's state before: whether the write begins with it deleted.
    """

    write: Any
    after: Any
    deleted: bool = False


def _first(zones: Sequence[str]) -> Clue:
    return clue("c1", zones[0], "water", "basin")


def _beside(zones: Sequence[str]) -> list[Clue]:
    return [clue("c2", zones[1], "basin", "bench"), clue("c3", zones[2], "bin")]


def _published(zones: Sequence[str]) -> Clue:
    return clue("c9", zones[3], "fountain", "bench")


def _moved(zones: Sequence[str]) -> Clue:
    return clue("c1", zones[7], "water", "basin")


def _aliased(zones: Sequence[str]) -> Clue:
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


async def _filled(home: Path, *, deleted: bool) -> Sequence[str]:
    house = house_at(home, exact_map_gib=1)
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


async def _answers(home: Path) -> Answers:
    """What another process answers, before any repair."""
    house = house_at(home, exact_map_gib=1)
    answers = {text: await zone_of(house, text) for text in TEXTS}
    await house.close()
    return answers


async def _repaired(home: Path) -> tuple[Answers, list[Clue]]:
    house = house_at(home, exact_map_gib=1)
    an_hour_later(house)
    await house.repair.run()
    assert await findings(house) == []
    assert not (await house.repair.run()).mended
    answers = {text: await zone_of(house, text) for text in TEXTS}
    stands = await live(house)
    await house.close()
    return answers, stands


@pytest.mark.parametrize("name", ACTS)
def test_killed_at_any_call(mall_home: Path, tmp_path: Path, name: str) -> None:
    """A writer killed before or after any call to a store leaves its write whole or not at all."""
    act = ACTS[name]
    before_home = tmp_path / "before"
    shutil.copytree(mall_home, before_home)
    zones = asyncio.run(_filled(before_home, deleted=act.deleted))
    whole = tmp_path / "whole"
    shutil.copytree(before_home, whole)
    calls = kill_at_call.run_in_child(whole, act.write(zones), kill_at_call.NEVER, after=False)
    assert calls > 8
    before, after = asyncio.run(_answers(before_home)), asyncio.run(_answers(whole))
    assert before != after
    beside = _beside(zones)
    old = [*([] if act.deleted else [_first(zones)]), *beside]
    new = [*act.after(zones), *beside]
    seen = set()
    for late in (False, True):
        for at in range(calls):
            home = tmp_path / f"{at}-{late}"
            shutil.copytree(before_home, home)
            assert kill_at_call.run_in_child(home, act.write(zones), at, after=late) is None
            for text, zone in asyncio.run(_answers(home)).items():
                # Of the acknowledged writes or of the one in flight. Only static may be silent,
                # between a tombstone and its commit.
                allowed = {before[text], after[text], *([None] if text == "old name" else [])}
                assert zone in allowed, (at, late, text)
            answers, stands = asyncio.run(_repaired(home))
            by_id = sorted(stands, key=lambda one: one.id)
            done = by_id == sorted(new, key=lambda one: one.id)
            assert done or by_id == sorted(old, key=lambda one: one.id), (at, late)
            assert answers == (after if done else before), (at, late)
            seen.add(done)
            shutil.rmtree(home)
    assert seen == {True, False}
