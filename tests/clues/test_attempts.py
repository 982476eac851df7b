"""A write that is sent again is done once, whatever broke off in between."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import kill_at_call
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.clock import FixedClock, SystemClock
from clew.clues.attempt import Attempt, Kept
from clew.clues.attempts import CLAIM_S, KEPT_S
from clew.clues.model import State
from clew.clues.publisher import Published
from clew.errors import ClewError, Code, Conflict
from clew.testing.builders import (
    CAMPAIGN,
    an_hour_later,
    clue,
    findings,
    house_at,
    lettered_house,
    publish,
    zone_of,
)
from clew.wiring.attempts import attempts_of
from clew.wiring.house import House

STOOD = {State.LIVE, State.SUPERSEDED, State.DELETED}
Work = Callable[[House, Attempt | None], Awaitable[Published]]


def sending(house: House, id_: str = "a", content: str = "c") -> Attempt:
    return Attempt(id_, content, uuid4().hex, house.clock.now().timestamp())


async def send(
    house: House, work: Work, id_: str = "a", content: str = "c", *, claim: bool = False
) -> Published:
    """Sends a write; what it is told, whichever sending did it."""
    attempt = sending(house, id_, content)
    told = await attempts_of(house).once(
        attempt, lambda: work(house, attempt), kind=Published, claim=claim
    )
    if isinstance(told, Kept):
        return Published(told.clue or "", told.revision, changed=True)
    return told


async def answer_or_wait(house: House, work: Work) -> Published | None:
    """What a sending is told; None where it is told to wait."""
    (told,) = await asyncio.gather(send(house, work), return_exceptions=True)
    if isinstance(told, Published):
        return told
    assert isinstance(told, Conflict)
    assert told.code is Code.ATTEMPT_RUNNING
    assert told.retry_after_s
    return None


def publishing(name: str, zone: str, *texts: str) -> Work:
    async def work(house: House, attempt: Attempt | None) -> Published:
        one = clue(name, zone, *texts)
        told = await house.publisher.publish(CAMPAIGN, [one], attempt=attempt)
        return told[0]

    return work


def unkept(work: Work) -> Work:
    """The same work, which keeps no attempt with what it begins."""

    async def unkept_work(house: House, _attempt: Attempt | None) -> Published:
        return await work(house, None)

    return unkept_work


async def deleting(house: House, attempt: Attempt | None) -> Published:
    return await house.publisher.delete(CAMPAIGN, "c1", attempt=attempt)


async def restoring(house: House, attempt: Attempt | None) -> Published:
    return await house.publisher.restore(CAMPAIGN, "c1", attempt=attempt)


async def stood(house: House, name: str = "c1") -> list[int]:
    """The numbers of a clue's revisions that were ever in force, the newest first."""
    rows = await house.clues.history(CAMPAIGN, name, below=1_000, limit=1_000)
    return [row.number for row in rows if row.state in STOOD]


class Case(NamedTuple):
    """What is there before a write, the write, and the square where it leads."""

    before: Sequence[Work]
    work: Work
    found: bool


def cases(zone: str) -> dict[str, Case]:
    new = publishing("c1", zone, "water", "basin")

    async def several(house: House, attempt: Attempt | None) -> Published:
        many = [clue("c1", zone, "water"), clue("c2", zone, "fire"), clue("c3", zone, "air")]
        told = await house.publisher.publish(CAMPAIGN, many, attempt=attempt)
        return told[0]

    return {
        "several": Case([publishing("c2", zone, "earth")], several, found=True),
        "publish": Case([], new, found=True),
        "change": Case([publishing("c1", zone, "well")], new, found=True),
        "delete": Case([new], deleting, found=False),
        "restore": Case([new, deleting], restoring, found=True),
    }


@pytest.mark.parametrize("name", ["publish", "several", "change", "delete", "restore"])
def test_killed_and_sent_again(mall_home: Path, tmp_path: Path, name: str) -> None:
    """Killed before or after any call to a store, and sent again: it is done once, and told so."""
    zone = "mall/0/1/1"

    async def prepare(home: Path) -> list[int]:
        house = lettered_house(home, exact_map_gib=1)
        for number, work in enumerate(cases(zone)[name].before):
            await send(house, work, f"before {number}")
        numbers = await stood(house)
        await house.close()
        return numbers

    async def judge(home: Path, numbers: list[int]) -> str:
        house = lettered_house(home, exact_map_gib=1)
        case = cases(zone)[name]
        at_once = await answer_or_wait(house, case.work)
        an_hour_later(house)
        told = await send(house, case.work)
        assert at_once in {None, told}
        assert await send(house, case.work) == told
        assert await stood(house) == [told.revision, *numbers]
        assert told.changed
        assert (await zone_of(house, "water") == zone) is case.found
        # A tombstone that a restore has not lifted yet is named, and `clew repair` lifts it.
        named = {one.part for one in await findings(house) if one.subject.startswith("clue")}
        assert named <= ({"static"} if name == "restore" else set())
        await house.close()
        return "running" if at_once is None else "answered"

    made = tmp_path / "made"
    shutil.copytree(mall_home, made)
    numbers = asyncio.run(prepare(made))

    async def write(house: House) -> None:
        await send(house, cases(zone)[name].work)

    whole = tmp_path / "whole"
    shutil.copytree(made, whole)
    calls = kill_at_call.run_in_child(whole, write, kill_at_call.NEVER, after=False)
    assert calls is not None
    assert calls > 8
    seen = set()
    for late in (False, True):
        for at in range(calls):
            home = tmp_path / f"{at}-{late}"
            shutil.copytree(made, home)
            assert kill_at_call.run_in_child(home, write, at, after=late) is None
            seen.add(asyncio.run(judge(home, numbers)))
            shutil.rmtree(home)
    assert seen == {"answered", "running"}


async def test_of_many_at_once_one_writes(house: House, zones: Sequence[str]) -> None:
    """Of 64 sendings at once one writes; each is told its answer, or that it still runs."""
    work = publishing("c1", zones[0], "water")
    told = await asyncio.gather(*(send(house, work) for _ in range(64)), return_exceptions=True)
    answers = [one for one in told if not isinstance(one, BaseException)]
    assert set(answers) == {Published("c1", 1, changed=True)}
    others = [one for one in told if isinstance(one, BaseException)]
    assert all(isinstance(one, Conflict) and one.retry_after_s for one in others)
    assert {one.code for one in others if isinstance(one, ClewError)} <= {Code.ATTEMPT_RUNNING}
    assert await stood(house) == [1]


async def test_another_content_is_refused(house: House, zones: Sequence[str]) -> None:
    """The same id with another content is refused, and nothing is written."""
    await send(house, publishing("c1", zones[0], "water"))
    with pytest.raises(Conflict) as refusal:
        await send(house, publishing("c1", zones[0], "wine"), content="other")
    assert refusal.value.code is Code.ATTEMPT_DIFFERS
    assert await stood(house) == [1]


async def test_a_day_later_it_is_a_new_write(house: House, zones: Sequence[str]) -> None:
    """What became of a write is told for a day; then its id is free."""
    work = publishing("c1", zones[0], "water")
    await send(house, work)
    await publish(house, clue("c1", zones[1], "water"))
    now = SystemClock().now().timestamp()
    for seconds, revision in ((KEPT_S - 60, 1), (KEPT_S + 60, 3)):
        house.clock = FixedClock(SystemClock().now().fromtimestamp(now + seconds).astimezone())
        assert (await send(house, work)).revision == revision


async def test_a_refusal_frees_the_id(house: House, zones: Sequence[str]) -> None:
    """A refused write changed nothing: its id may be sent with another content, claimed or not."""
    nowhere, somewhere = (publishing("c1", zone, "water") for zone in ("mall/9/9/9", zones[0]))
    for work in (nowhere, unkept(nowhere)):
        claim = work is not nowhere
        with pytest.raises(ClewError) as refusal:
            await send(house, work, f"{claim}", claim=claim)
        assert refusal.value.code is Code.ZONE_UNKNOWN
        told = await send(house, somewhere, f"{claim}", "other")
        assert await stood(house) == [told.revision] == [2]


async def test_what_was_claimed_and_broke_off(house: House, zones: Sequence[str]) -> None:
    """Where only the answer would tell, a write that broke off is neither run again nor made up."""
    attempt = sending(house)
    await house.attempt_book.add(Kept(attempt))
    work = publishing("c1", zones[0], "water")
    with pytest.raises(Conflict) as refusal:
        await send(house, work, claim=True)
    assert refusal.value.code is Code.ATTEMPT_RUNNING
    later = attempt.at + CLAIM_S
    house.clock = FixedClock(SystemClock().now().fromtimestamp(later).astimezone())
    with pytest.raises(Conflict) as refusal:
        await send(house, work, claim=True)
    assert refusal.value.code is Code.ATTEMPT_BROKEN
    assert await stood(house) == []


class Sent(NamedTuple):
    id: str
    clue: str
    text: str
    zone: int


SENDINGS = st.builds(
    Sent, st.sampled_from("ab"), st.sampled_from(["c1", "c2"]), st.sampled_from("xy"), st.just(0)
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(batches=st.lists(st.lists(SENDINGS, min_size=1, max_size=5), max_size=4))
def test_whatever_is_sent(mall_home: Path, tmp_path: Path, batches: list[list[Sent]]) -> None:
    """However sendings overlap: an id has one content and one answer, and writes at most once."""
    home = tmp_path / uuid4().hex
    shutil.copytree(mall_home, home)

    async def run() -> None:
        house = house_at(home, exact_map_gib=1)
        told: dict[str, set[tuple[str, Published]]] = {}
        for batch in batches:
            answers = await asyncio.gather(
                *(
                    send(
                        house,
                        publishing(one.clue, "mall/0/1/1", one.text),
                        one.id,
                        f"{one.clue} {one.text}",
                    )
                    for one in batch
                ),
                return_exceptions=True,
            )
            for one, answer in zip(batch, answers, strict=True):
                if isinstance(answer, Published):
                    told.setdefault(one.id, set()).add((f"{one.clue} {one.text}", answer))
                else:
                    assert isinstance(answer, Conflict)
                    # Two clues' writers may meet, too; but an id that is known is known for good.
                    assert answer.code in {
                        Code.ATTEMPT_DIFFERS,
                        Code.ATTEMPT_RUNNING,
                        Code.CLUE_BUSY,
                    }
        assert all(len(answers) == 1 for answers in told.values())
        wrote = [one for ((_, one),) in told.values() if one.changed]
        numbers = [(name, number) for name in ("c1", "c2") for number in await stood(house, name)]
        assert sorted(numbers) == sorted((one.clue, one.revision) for one in wrote)
        await house.close()

    asyncio.run(run())
    shutil.rmtree(home)
