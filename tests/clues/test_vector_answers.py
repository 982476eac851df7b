from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from clew.clues.model import Query, Resolution
from clew.clues.ports import ExactReader, StaticReader
from clew.clues.rows import Seen
from clew.clues.vectors.ports import Vector, VectorReader
from clew.errors import Code, PartUnavailable
from clew.testing.desk import CAMPAIGN, Desk, centroid_of, static_row
from clew.testing.twins import DownExact, DownStatic

GROUND, UPPER, FAR = "mall/0/0/0", "mall/1/0/0", "mall/0/20/0"
CLUES = {
    "fountain": (GROUND, "the old fountain by the north entrance"),
    "roastery": (UPPER, "coffee roastery behind the escalator"),
    "gate": (FAR, "the ticket gate 12 of the station"),
}
TYPO = "the old fountian by the north entrence"


@pytest.fixture
async def desk() -> Desk:
    desk = Desk(vectors=True)
    for clue, (zone, text) in CLUES.items():
        await desk.put(clue, zone, text)
    return desk


def steps(answer: Resolution) -> list[tuple[str, str]]:
    return [(step.tier, step.outcome) for step in answer.receipt.steps]


async def asked(
    desk: Desk,
    text: str,
    *,
    exact: ExactReader | None = None,
    static: StaticReader | None = None,
    **how: Any,
) -> Resolution:
    """The answer of a resolver that asks other parts than the desk's own."""
    resolver = desk.resolver_over(exact or desk.exact, static or desk.static, **how)
    return await resolver.resolve(Query(text, CAMPAIGN))


# ---------------------------------------------------------------- found, asked, missed


async def test_a_typo_is_found(desk: Desk) -> None:
    """A text that the exact tier does not know is found by the spelling that it surely means."""
    answer = await desk.ask(TYPO)
    assert (answer.outcome, answer.clue_id, answer.tier) == ("found", "fountain", "vector")
    assert (answer.lat, answer.lon) == centroid_of(GROUND)
    assert answer.confidence is not None
    assert 0.9 < answer.confidence < 1
    assert answer.degraded == ()
    assert steps(answer) == [("exact", "nothing"), ("vector", "one_zone"), ("static", "nothing")]
    receipt = answer.receipt
    assert receipt.score is not None
    assert receipt.runner_up is not None
    assert receipt.margin == pytest.approx(receipt.score - receipt.runner_up, abs=1e-6)
    assert receipt.versions.model is not None


async def test_a_known_text_never_gets_there(desk: Desk) -> None:
    """What the exact tier knows is not sent to the vector tier."""
    answer = await desk.ask("The OLD fountain, by the north entrance!")
    assert (answer.tier, answer.confidence) == ("exact", 1.0)
    assert steps(answer) == [("exact", "one_zone")]


async def test_a_strange_text_is_a_miss(desk: Desk) -> None:
    """A text that comes near nothing is missed, and counted as missed by both tiers."""
    answer = await desk.ask("zebra quilt")
    assert (answer.outcome, answer.tier, answer.candidates) == ("miss", None, ())
    assert steps(answer) == [("exact", "nothing"), ("vector", "nothing"), ("static", "nothing")]
    assert desk.tally.searched_missed == 1


async def test_a_punctuation_mark_is_not_embedded(desk: Desk) -> None:
    """A text of which nothing is left means nothing: no tier but the key's is asked."""
    answer = await desk.ask("...")
    assert answer.outcome == "miss"
    assert ("vector", "nothing") not in steps(answer)


async def test_one_text_two_places(desk: Desk) -> None:
    """A typo of a text that leads to two places asks about both; the level's context decides."""
    await desk.put("fountain upstairs", UPPER, CLUES["fountain"][1])
    answer = await desk.ask(TYPO)
    assert (answer.outcome, answer.tier) == ("ambiguous", "vector")
    assert {candidate.zone for candidate in answer.candidates} == {GROUND, UPPER}
    assert sum(candidate.confidence for candidate in answer.candidates) <= 1
    decided = await desk.ask(TYPO, level=1)
    assert (decided.outcome, decided.zone, decided.tier) == ("found", UPPER, "vector")


async def test_unsure_and_two_places(desk: Desk) -> None:
    """What is asked about an unsure spelling is every place that it leads to."""
    await desk.put("gate upstairs", UPPER, CLUES["gate"][1])
    answer = await desk.ask("the tiket gate 13 of the station")
    assert (answer.outcome, answer.tier) == ("ambiguous", "vector")
    assert {candidate.zone for candidate in answer.candidates} >= {FAR, UPPER}


async def test_a_contradicting_level_asks(desk: Desk) -> None:
    """A level that the only place does not stand on makes it a question with one candidate."""
    answer = await desk.ask(TYPO, level=1)
    assert answer.outcome == "ambiguous"
    assert [candidate.zone for candidate in answer.candidates] == [GROUND]
    assert answer.candidates[0].confidence <= 0.5


async def test_numbers_that_differ_are_never_found(desk: Desk) -> None:
    """A text with another number than the spelling is asked about or missed, never found."""
    for text in ("the tiket gate 13 of the station", "the tiket gate of the station"):
        answer = await desk.ask(text)
        assert answer.outcome != "found", text
    assert (await desk.ask("the tiket gate 12 of the station")).clue_id == "gate"


# ---------------------------------------------------------------- beside the static tier


async def test_a_locked_text_speaks_first(desk: Desk) -> None:
    """A row of the static tier with this very text decides before what merely comes near."""
    desk.static.put(static_row(TYPO, FAR))
    answer = await desk.ask(TYPO)
    assert (answer.outcome, answer.zone, answer.tier) == ("found", FAR, "static")


async def test_a_damaged_lock_silences_the_neighbour(desk: Desk) -> None:
    """A text that operations locked to a place nobody knows any more leads to no other place."""
    desk.static.damage(static_row(TYPO, FAR))
    answer = await desk.ask(TYPO)
    assert (answer.outcome, answer.degraded) == ("miss", (f"static:{FAR}",))


async def test_without_the_static_tier(desk: Desk) -> None:
    """A sure spelling is answered, and the answer says that static could not be asked."""
    answer = await asked(desk, TYPO, static=DownStatic())
    assert (answer.outcome, answer.degraded) == ("found", ("static",))


# ---------------------------------------------------------------- parts that fail


async def test_without_the_exact_tier(desk: Desk) -> None:
    """Nothing can be verified without the exact tier: static answers, `degraded` names both."""
    desk.static.put(static_row(TYPO, FAR))
    answer = await asked(desk, TYPO, exact=DownExact())
    assert (answer.tier, answer.degraded) == ("static", ("exact", "vector"))
    assert steps(answer) == [("exact", "unavailable"), ("static", "decided")]


async def test_a_campaign_of_another_model(desk: Desk) -> None:
    """A campaign whose vectors are another model's, or not complete, is not searched."""
    await desk.head(model="an-older-one")
    answer = await desk.ask(TYPO)
    assert (answer.outcome, answer.degraded) == ("miss", ("vector",))
    assert ("vector", "stale") in steps(answer)
    assert (await desk.ask(CLUES["gate"][1])).degraded == ()


class FaultyEmbedder:
    """An embedder that cannot be asked."""

    async def embed(self, texts: Sequence[str], *, deadline_s: float) -> NDArray[np.float32]:
        raise PartUnavailable(
            Code.EMBEDDING_UNAVAILABLE, f"{len(texts)} texts, {deadline_s} s", remedy="-"
        )


Told = Callable[[Sequence[Seen]], Awaitable[Sequence[Seen]]]


class Tampered:
    """A vector reader whose answers something happens to before they are told."""

    def __init__(self, reader: VectorReader, tamper: Told) -> None:
        self._reader = reader
        self._tamper = tamper

    async def search(
        self, campaign: str, model: str, vector: Vector, form: str, *, limit: int, deadline_s: float
    ) -> Sequence[Seen]:
        seen = await self._reader.search(
            campaign, model, vector, form, limit=limit, deadline_s=deadline_s
        )
        return await self._tamper(seen)

    def doubt(self) -> None:
        self._reader.doubt()


async def test_without_the_embedding(desk: Desk) -> None:
    """An embedder that fails is named with the tier it is for; the others answer as ever."""
    answer = await asked(desk, TYPO, embedder=FaultyEmbedder())
    assert (answer.outcome, answer.degraded) == ("miss", ("embedding", "vector"))
    assert not desk.tally.searched_missed
    known = await asked(desk, CLUES["gate"][1], embedder=FaultyEmbedder())
    assert (known.outcome, known.degraded) == ("found", ())


async def test_without_the_search(desk: Desk) -> None:
    """A search that fails is named; static still answers."""

    async def fail(seen: Sequence[Seen]) -> Sequence[Seen]:
        raise PartUnavailable(Code.VECTORS_UNAVAILABLE, f"{len(seen)} seen", remedy="-")

    desk.static.put(static_row("zebra quilt", FAR))
    reader = Tampered(desk.vectors, fail)
    answer = await asked(desk, "zebra quilt", reader=reader)
    assert (answer.tier, answer.degraded) == ("static", ("vector",))
    assert (await asked(desk, TYPO, reader=reader)).outcome == "miss"


@pytest.mark.parametrize("scores", [(0.999, 1.0), (float("nan"), 0.9), (1.0,), (1.0, 1.0, 1.0)])
async def test_scores_that_do_not_survive(desk: Desk, scores: tuple[float, ...]) -> None:
    """A live row with scores that its stored vector does not give makes the tier implausible."""

    async def lie(seen: Sequence[Seen]) -> Sequence[Seen]:
        return [msgspec.structs.replace(one, scores=scores) for one in seen]

    answer = await asked(desk, TYPO, reader=Tampered(desk.vectors, lie))
    assert (answer.outcome, answer.degraded) == ("miss", ("vector",))


# ---------------------------------------------------------------- while it is asked


async def test_a_move_in_flight(desk: Desk) -> None:
    """A clue that moves after the search saw it is found where it stands, not its runner-up."""
    moved = asyncio.Event()

    async def move(seen: Sequence[Seen]) -> Sequence[Seen]:
        if not moved.is_set():
            moved.set()
            await desk.put("fountain", FAR, CLUES["fountain"][1])
        return seen

    answer = await asked(desk, TYPO, reader=Tampered(desk.vectors, move))
    assert (answer.outcome, answer.clue_id, answer.zone) == ("found", "fountain", FAR)


async def test_a_clue_that_never_stands_still(desk: Desk) -> None:
    """A clue that moves during every search is missed; its likeness in another place is not told.

    The runner-up differs from the text by less than any other clue but the one that moves.
    """
    await desk.put("twin", UPPER, "the old fountian by the north entrance")
    zones = [FAR, GROUND] * 4

    async def move(seen: Sequence[Seen]) -> Sequence[Seen]:
        await desk.put("fountain", zones.pop(), "the old fountian by the north entrence x")
        return seen

    answer = await asked(desk, TYPO, reader=Tampered(desk.vectors, move))
    assert answer.outcome == "miss"
    assert ("vector", "moving") in steps(answer)


async def test_a_delete_in_flight(desk: Desk) -> None:
    """A clue that is deleted after the search saw it is not answered."""

    async def delete(seen: Sequence[Seen]) -> Sequence[Seen]:
        await desk.delete("fountain")
        return seen

    answer = await asked(desk, TYPO, reader=Tampered(desk.vectors, delete))
    assert answer.outcome == "miss"


async def test_an_alias_taken_away_in_flight(desk: Desk) -> None:
    """A spelling that its clue lost after the search saw it is not answered."""

    async def reword(seen: Sequence[Seen]) -> Sequence[Seen]:
        await desk.put("fountain", GROUND, "something else altogether")
        return seen

    answer = await asked(desk, TYPO, reader=Tampered(desk.vectors, reword))
    assert answer.outcome == "miss"
