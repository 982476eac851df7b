"""What every vector tier must keep to. A tier's tests subclass `VectorTierBattery`.

class TestMyVectors(VectorTierBattery):
    @pytest.fixture
    def exact(self, tmp_path): return MyExact(tmp_path)  # what the rows are committed to

    @pytest.fixture
    def vectors(self, exact): return MyVectors(...)  # the tier, over those rows
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pytest

from clew.clues.changes import Change
from clew.clues.key import keys_of
from clew.clues.model import CampaignHead
from clew.clues.ports import ExactWriter, RowVerifier
from clew.clues.rows import Meaning, Seen, StoredRow
from clew.clues.vectors.ports import RowReader, VectorReader
from clew.testing.spellings import assert_told, unit
from clew.text import NORMALISER, normalise

SPRING, AUTUMN = "spring", "autumn"
MODEL, OTHER_MODEL = "minilm-1", "minilm-2"
PATIENT_S = 30.0
"""A guard against a tier that hangs; nothing here takes a tenth of it, seconds."""


class RowStore(ExactWriter, RowVerifier, Protocol):
    """What rows are committed to and verified by."""


def meant(clue: str, revision: int, *texts: str, model: str = MODEL, first: int = 0) -> Change:
    """A living revision whose texts have the vectors of the seeds from `first` on."""
    meanings = tuple(
        Meaning(normalise(text).key, unit(first + at).astype("<f2").tobytes())
        for at, text in enumerate(texts)
    )
    keys = keys_of(SPRING, texts)
    return Change(clue, revision, "mall/0/1/1", texts[0], "en", keys, model, meanings)


def gone(clue: str, revision: int) -> Change:
    """A revision that is a delete."""
    return Change(clue, revision, None, "", "en", ())


async def put(exact: ExactWriter, *changes: Change, campaign: str = SPRING) -> None:
    """Commits changes to a campaign, which is begun if it is not there."""
    head = await exact.head(campaign)
    if head is None:
        head = CampaignHead(campaign, 1, open=True, normaliser=NORMALISER, maps={"mall": 1})
        await exact.put_head(head)
    await exact.commit(campaign, changes, generation=head.generation)


async def near(
    vectors: VectorReader,
    seed: int,
    form: str = "",
    *,
    limit: int = 8,
    campaign: str = SPRING,
    model: str = MODEL,
) -> Sequence[Seen]:
    """What the tier has near the vector of a seed and a form."""
    return await vectors.search(
        campaign, model, unit(seed), form, limit=limit, deadline_s=PATIENT_S
    )


def told_of(seen: Sequence[Seen]) -> set[tuple[str, int, str]]:
    """Clue, revision and form of what was seen."""
    return {(one.clue, one.revision, one.form) for one in seen}


async def standing(exact: RowVerifier, seen: Sequence[Seen]) -> set[tuple[str, int, str]]:
    """The same, of what still stands."""
    verified = await exact.verify(SPRING, MODEL, seen)
    pairs = zip(seen, verified.stands, strict=True)
    return told_of([one for one, stand in pairs if stand.row is not None])


def stored(rows: RowReader) -> list[StoredRow]:
    """All rows of the first campaign and model."""
    return list(rows.after(SPRING, MODEL, 0))


class VectorTierBattery:
    """The promises of `VectorReader`."""

    async def test_nothing_is_near_in_an_unknown_campaign(self, vectors: VectorReader) -> None:
        """Where nothing was ever committed, nothing is seen, and that is no fault."""
        assert list(await near(vectors, 1, "the fountain")) == []

    async def test_a_commit_is_seen_by_the_next_search(
        self, vectors: VectorReader, exact: RowStore
    ) -> None:
        """Each acknowledged commit is seen, whatever the tier knew before."""
        for n in range(1, 20):
            await put(exact, meant(f"c{n}", 1, f"text {n}", first=n))
            assert (f"c{n}", 1, f"text {n}") in told_of(await near(vectors, n))

    async def test_both_scores_are_true(
        self, vectors: VectorReader, exact: RowStore, rows: RowReader
    ) -> None:
        """The nearest by meaning and by letters are told, each with its true scores."""
        words = ("fountain", "clock", "stairs", "bakery", "été", "バス停", "gate 12", "🎄")
        for n in range(60):
            texts = [f"{words[n % 8]} {words[n // 8]}", f"{words[n % 8]} {n}"]
            await put(exact, meant(f"c{n}", 1, *texts, first=2 * n))
        for seed, form in ((1, "fountain"), (7, "clok stairs"), (500, "バス停 4"), (9, "")):
            for limit in (1, 5, 100):
                seen = await near(vectors, seed, form, limit=limit)
                assert_told(seen, stored(rows), unit(seed), form, limit)

    async def test_a_move_replaces_what_was_there(
        self, vectors: VectorReader, exact: RowStore
    ) -> None:
        """Of a clue's revisions only the newest still stands among what is seen."""
        await put(exact, meant("c1", 1, "water", "basin", first=1))
        await near(vectors, 1)
        await put(exact, meant("c1", 2, "water", "the fountain", first=3))
        seen = await near(vectors, 3, "water")
        assert await standing(exact, seen) == {("c1", 2, "water"), ("c1", 2, "the fountain")}

    async def test_a_deleted_clue_does_not_stand(
        self, vectors: VectorReader, exact: RowStore
    ) -> None:
        """What is still seen of a deleted clue is told apart, and the rest is seen."""
        await put(exact, meant("c1", 1, "water", first=1), meant("c2", 1, "clock", first=2))
        await near(vectors, 1)
        await put(exact, gone("c1", 2))
        assert await standing(exact, await near(vectors, 1, "water")) == {("c2", 1, "clock")}

    async def test_a_clue_that_comes_back_is_seen(
        self, vectors: VectorReader, exact: RowStore
    ) -> None:
        """After a delete a new revision is seen like any other."""
        await put(exact, meant("c1", 1, "water", first=1))
        await put(exact, gone("c1", 2))
        assert await standing(exact, await near(vectors, 1, "water")) == set()
        await put(exact, meant("c1", 3, "water", first=1))
        assert await standing(exact, await near(vectors, 1, "water")) == {("c1", 3, "water")}

    async def test_models_do_not_mix(self, vectors: VectorReader, exact: RowStore) -> None:
        """What was stored by another model is not seen."""
        await put(exact, meant("c1", 1, "water", first=1))
        await put(exact, meant("c2", 1, "water", first=1, model=OTHER_MODEL))
        assert told_of(await near(vectors, 1, "water")) == {("c1", 1, "water")}
        other = await near(vectors, 1, "water", model=OTHER_MODEL)
        assert told_of(other) == {("c2", 1, "water")}

    async def test_campaigns_do_not_mix(self, vectors: VectorReader, exact: RowStore) -> None:
        """What was stored in another campaign is not seen."""
        await put(exact, meant("c1", 1, "water", first=1))
        await put(exact, meant("c2", 1, "water", first=1), campaign=AUTUMN)
        assert told_of(await near(vectors, 1, "water")) == {("c1", 1, "water")}
        other = await near(vectors, 1, "water", campaign=AUTUMN)
        assert told_of(other) == {("c2", 1, "water")}

    async def test_many_at_once(self, vectors: VectorReader, exact: RowStore) -> None:
        """A commit of many clues is seen as a whole, by the first search already."""
        await put(exact, *(meant(f"c{n}", 1, f"text {n}", first=n) for n in range(1_500)))
        for n in (0, 777, 1_499):
            seen = await near(vectors, n, f"text {n}", limit=2)
            assert (f"c{n}", 1, f"text {n}") in told_of(seen)

    async def test_many_taken_away(self, vectors: VectorReader, exact: RowStore) -> None:
        """Where the newest rows were all taken away again, the others are still seen."""
        await put(exact, meant("first", 1, "water", first=1))
        many = [meant(f"c{n}", 1, f"text {n}", first=n) for n in range(2, 700)]
        await put(exact, *many)
        await put(exact, *(gone(one.clue, 2) for one in many))
        assert await standing(exact, await near(vectors, 1, "water", limit=1)) == {
            ("first", 1, "water")
        }

    async def test_everything_taken_away(self, vectors: VectorReader, exact: RowStore) -> None:
        """Of a campaign whose clues are all deleted nothing stands."""
        await put(exact, meant("c1", 1, "water", first=1))
        await put(exact, gone("c1", 2))
        assert await standing(exact, await near(vectors, 1, "water")) == set()

    @pytest.mark.parametrize("form", ["", "x" * 3_000, "🎄" * 40, "ghost\udcff"])
    async def test_odd_forms(self, vectors: VectorReader, exact: RowStore, form: str) -> None:
        """Any form may be sought; by meaning a row is found whatever the form is."""
        await put(exact, meant("c1", 1, "water", first=1))
        assert told_of(await near(vectors, 1, form)) == {("c1", 1, "water")}
