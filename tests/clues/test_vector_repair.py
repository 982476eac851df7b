from __future__ import annotations

from collections.abc import Sequence

from clew.clues.changes import Change
from clew.clues.key import keys_of
from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.lmdb_rows import LmdbRows
from clew.clues.vectors.keeper import SnapshotKeeper
from clew.testing.builders import CAMPAIGN, ask, clue, findings, house_at, publish
from clew.wiring.house import House

FOUNTAIN, TYPO = "the old fountain by the entrance", "the old fountian by the entrance"


async def test_a_campaign_from_before_the_vector_tier(house: House, zones: Sequence[str]) -> None:
    """Clues published without vectors are not searched; the doctor says so and repair mends it."""
    await publish(house, clue("c1", zones[0], FOUNTAIN), clue("c2", zones[1], "the red bench"))
    await house.close()
    seeing = house_at(house.home, exact_map_gib=1, vector_url="exact:", vector_budget_ms=10_000)
    blind = await ask(seeing, TYPO)
    assert (blind.outcome, blind.degraded) == ("miss", ("vector",))
    (named,) = await findings(seeing)
    assert (named.part, "2 of 2 clues lack vectors" in named.message) == ("vector", True)
    await publish(seeing, clue("c3", zones[2], "the ticket gate"))
    assert (await ask(seeing, TYPO)).degraded == ("vector",)
    mended = (await seeing.repair.run()).mended
    assert {one.clue for one in mended} == {None, "c1", "c2"}
    assert await findings(seeing) == []
    assert (await ask(seeing, TYPO)).clue_id == "c1"
    await seeing.close()


async def test_a_clue_that_lost_its_vectors(seeing: House, zones: Sequence[str]) -> None:
    """A clue without vectors among those that have them is named, and gets them again."""
    await publish(seeing, clue("c1", zones[0], FOUNTAIN), clue("c2", zones[1], "the red bench"))
    head = await seeing.exact.head(CAMPAIGN)
    assert head is not None
    keys = keys_of(CAMPAIGN, [FOUNTAIN])
    bare = Change("c1", 3, zones[0], FOUNTAIN, "en", keys, head.model)
    await seeing.exact.commit(CAMPAIGN, [bare], generation=head.generation)
    assert (await ask(seeing, TYPO)).outcome != "found"
    assert any("1 of 2 clues lack vectors" in one.message for one in await findings(seeing))
    await seeing.repair.run()
    assert await findings(seeing) == []
    assert (await ask(seeing, TYPO)).clue_id == "c1"


async def test_a_damaged_snapshot(seeing: House, zones: Sequence[str]) -> None:
    """A snapshot with a wrong byte is named and removed; searching goes on from the rows."""
    await publish(seeing, clue("c1", zones[0], FOUNTAIN), clue("c2", zones[1], "the red bench"))
    assert isinstance(seeing.exact, LmdbExact)
    model = seeing.vector_model
    keeper = SnapshotKeeper(
        seeing.home / "vectors", LmdbRows(seeing.exact.file), model=model, dims=128, fresh=1
    )
    assert await keeper.keep(CAMPAIGN)
    assert not await keeper.keep(CAMPAIGN)
    assert await findings(seeing) == []
    assert (await ask(seeing, TYPO)).clue_id == "c1"
    path = next(
        path
        for path in sorted((seeing.home / "vectors" / CAMPAIGN / model).rglob("*"))
        if path.suffix == ".faiss"
    )
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    (named,) = await findings(seeing)
    assert "checksum" in named.message
    (done,) = (await seeing.repair.run()).mended
    assert "damaged snapshot" in done.done
    assert await findings(seeing) == []
    assert (await ask(seeing, TYPO)).clue_id == "c1"


async def test_a_delete_takes_the_vectors(seeing: House, zones: Sequence[str]) -> None:
    """A deleted clue is not found by a typo either, and a restored one is."""
    await publish(seeing, clue("c1", zones[0], FOUNTAIN))
    assert (await ask(seeing, TYPO)).clue_id == "c1"
    await seeing.publisher.delete(CAMPAIGN, "c1")
    assert (await ask(seeing, TYPO)).outcome == "miss"
    assert await findings(seeing) == []
    await seeing.publisher.restore(CAMPAIGN, "c1")
    assert (await ask(seeing, TYPO)).clue_id == "c1"


async def test_a_damaged_model(seeing: House, zones: Sequence[str]) -> None:
    """Without a model that can be read the vector tier is named, and known texts are answered."""
    await publish(seeing, clue("c1", zones[0], FOUNTAIN))
    await seeing.close()
    broken = house_at(
        seeing.home, exact_map_gib=1, vector_url="exact:", embedding=str(seeing.home / "nothing")
    )
    assert (await ask(broken, FOUNTAIN)).degraded == ()
    answer = await ask(broken, TYPO)
    assert (answer.outcome, answer.degraded) == ("miss", ("vector",))
    await broken.close()
