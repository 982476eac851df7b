"""From what was asked in vain to an alias that answers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from clew.clues.asked import OTHER
from clew.clues.misses import Miss
from clew.clues.stores.asked_sqlite import SqliteAsked
from clew.errors import ClewError, Code
from clew.testing.builders import CAMPAIGN, VENUE, ask, build_static, clue, findings, live, publish
from clew.wiring.house import House


async def missed(house: House) -> dict[str, Miss]:
    await house.asked.flush()
    report = await house.misses.look(CAMPAIGN, top=50)
    return {one.text: one for one in report.misses}


async def refused(house: House, text: str, clue_id: str) -> ClewError:
    before = await live(house)
    with pytest.raises(ClewError) as caught:
        await house.misses.accept(CAMPAIGN, text, clue_id)
    assert await live(house) == before
    return caught.value


async def test_candidates_by_letters_and_by_meaning(seeing: House, zones: Sequence[str]) -> None:
    """Beside a text stand the clues that come nearest, each once, by what they come near."""
    await publish(
        seeing,
        clue("clock", zones[0], "under the red clock", "the red clock"),
        clue("toys", zones[3], "the shop for children's toys"),
        clue("boat", zones[9], "a yacht on the wall"),
        clue("gate", zones[10], "gate 12"),
    )
    asked = {"the red clok": 3, "a toy store for kids": 2, "xyzzy": 1}
    await seeing.asked_store.add(CAMPAIGN, missed=asked, answered={}, totals={}, at="2027-05-01")
    listed = await missed(seeing)
    assert list(listed) == list(asked)
    first = listed["the red clok"].candidates
    assert len(first) == 3
    assert len({one.clue for one in first}) == 3
    assert (first[0].clue, first[0].text, first[0].by) == ("clock", "the red clock", "letters")
    meant = listed["a toy store for kids"].candidates[0]
    assert (meant.clue, meant.by) == ("toys", "meaning")
    assert [one.score for one in first] == sorted((one.score for one in first), reverse=True)


async def test_candidates_without_the_vector_tier(house: House, zones: Sequence[str]) -> None:
    """Without a vector tier the letters speak alone."""
    await publish(house, clue("clock", zones[0], "under the red clock", "the red clock"))
    assert (await ask(house, "the red clok")).outcome == "miss"
    (first,) = (await missed(house))["the red clok"].candidates
    assert (first.clue, first.text, first.by) == ("clock", "the red clock", "letters")


async def test_what_was_only_asked_about_is_listed(seeing: House, zones: Sequence[str]) -> None:
    """A text that the vector tier could only ask about is worth an alias, and so is listed."""
    await publish(seeing, clue("gate", zones[0], "the ticket gate 12"))
    assert (await ask(seeing, "the tiket gate 13")).outcome == "ambiguous"
    assert "the tiket gate 13" in await missed(seeing)


async def test_accepting_answers_at_once(house: House, zones: Sequence[str]) -> None:
    """An accepted text is a new revision's alias, found by the exact tier, and off the list."""
    await publish(house, clue("clock", zones[0], "under the red clock"))
    await ask(house, "The red clok?")
    await ask(house, "the RED clok")
    await ask(house, "somewhere else")
    assert {"the red clok?", "the red clok", "somewhere else"} <= set(await missed(house))
    published = await house.misses.accept(CAMPAIGN, "the red clok", "clock")
    assert (published.revision, published.changed) == (2, True)
    answer = await ask(house, "The red CLOK")
    assert (answer.outcome, answer.tier, answer.zone) == ("found", "exact", zones[0])
    assert set(await missed(house)) == {"somewhere else"}
    assert (await live(house))[0].aliases == ("the red clok",)
    assert await findings(house) == []


async def test_accepting_what_leads_there_already(house: House, zones: Sequence[str]) -> None:
    """A text that the clue has already makes no revision; it only leaves the list."""
    await ask(house, "the red clock")
    await publish(house, clue("clock", zones[0], "the red clock"))
    assert "the red clock" in await missed(house)
    assert not (await house.misses.accept(CAMPAIGN, "The red clock", "clock")).changed
    assert await missed(house) == {}


async def test_what_is_refused(house: House, zones: Sequence[str]) -> None:
    """An unknown or deleted clue, a text that leads elsewhere and one that is locked elsewhere."""
    await publish(
        house,
        clue("clock", zones[0], "under the red clock"),
        clue("boat", zones[9], "a yacht on the wall"),
        clue("gone", zones[9], "an old anchor"),
    )
    await house.publisher.delete(CAMPAIGN, "gone")
    await build_static(house, [("the crow's nest", zones[9], "")])
    assert (await refused(house, "x", "nobody")).code is Code.CLUE_UNKNOWN
    assert (await refused(house, "x", "gone")).code is Code.CLUE_DELETED
    taken = await refused(house, "A yacht on the wall", "clock")
    assert taken.code is Code.TEXT_TAKEN
    assert zones[9] in taken.message
    assert "boat" in taken.message
    locked = await refused(house, "the crow's nest", "clock")
    assert locked.code is Code.CONTRADICTS_STATIC
    assert (await refused(house, "call <digits>", "clock")).code is Code.WRONG_VALUE
    assert (await refused(house, "a|b", "clock")).code is Code.WRONG_VALUE
    assert (await refused(house, "...", "clock")).code is Code.EMPTY_TEXT


async def test_without_clues_or_misses(house: House) -> None:
    """An empty campaign has an empty list, and texts without a candidate have none."""
    assert await missed(house) == {}
    await ask(house, "anything")
    assert (await missed(house))["anything"].candidates == ()
    assert await house.venues.map_version(VENUE) == 1


async def test_the_rest_has_no_candidates(house: House, zones: Sequence[str]) -> None:
    """`other` stands for many texts, so nothing is meant by it."""
    await publish(house, clue("c1", zones[0], "other"))
    await house.asked_store.add(CAMPAIGN, missed={OTHER: 3}, answered={}, totals={}, at="2027")
    assert (await missed(house))[OTHER].candidates == ()


async def test_forgetting_is_for_missed_texts_alone(house: House) -> None:
    """Texts that are forgotten leave `missed`; what was answered under the same name stays."""
    store: SqliteAsked = house.asked_store
    await store.add(CAMPAIGN, missed={"a": 1, "b": 2}, answered={"a": 5}, totals={}, at="2027")
    await store.forget(CAMPAIGN, ["a", "not there"])
    assert list(await store.top(CAMPAIGN, "missed", 9)) == [("b", 2)]
    assert list(await store.top(CAMPAIGN, "answered", 9)) == [("a", 5)]
