"""What every exact tier must keep to. A store's tests subclass `ExactTierBattery`.

class TestMyExact(ExactTierBattery):
    @pytest.fixture
    def tier(self, tmp_path): return MyExact(tmp_path)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import pytest

from clew.clues.changes import Change, Held
from clew.clues.key import key_of, keys_of, spelling_of
from clew.clues.model import CampaignHead, Entry, Lookup
from clew.clues.ports import ExactInspector, ExactReader, ExactWriter
from clew.errors import Code, Conflict
from clew.ids import CLUE_ID_BYTES
from clew.text import NORMALISER, normalise

SPRING, AUTUMN = "spring", "autumn"
FOUNTAIN, CLOCK = "mall/0/1/1", "mall/1/2/2"


class ExactTier(ExactReader, ExactWriter, ExactInspector, Protocol):
    """A store that is read, written and compared."""


def head_of(campaign: str, generation: int) -> CampaignHead:
    """An open campaign's head."""
    return CampaignHead(campaign, generation, open=True, normaliser=NORMALISER, maps={"mall": 1})


def change(
    clue: str, revision: int, zone: str, *texts: str, campaign: str = SPRING, lang: str = "en"
) -> Change:
    """A revision that lives."""
    return Change(clue, revision, zone, texts[0], lang, keys_of(campaign, texts))


def tombstone(clue: str, revision: int) -> Change:
    """A revision that is a delete."""
    return Change(clue, revision, None, "", "en", ())


async def entries(tier: ExactReader, text: str, campaign: str = SPRING) -> tuple[Entry, ...]:
    """What the tier has under a text."""
    return (await tier.lookup(campaign, key_of(campaign, normalise(text).key))).entries


async def clues(tier: ExactReader, text: str, campaign: str = SPRING) -> list[tuple[str, str]]:
    """Clue and zone of what the tier has under a text."""
    return [(entry.clue, entry.zone) for entry in await entries(tier, text, campaign)]


async def held(tier: ExactInspector, campaign: str = SPRING) -> dict[str, Held]:
    """What the tier holds of a campaign, by clue."""
    return {one.clue: one async for one in tier.held(campaign)}


def _keys(*texts: str, campaign: str = SPRING) -> frozenset[bytes]:
    return frozenset(key for key, _ in keys_of(campaign, texts))


async def _begun(tier: ExactWriter, *campaigns: str) -> None:
    for campaign in campaigns:
        await tier.put_head(head_of(campaign, 1))


async def _refused(tier: ExactWriter, changes: Iterable[Change], *, generation: int = 1) -> None:
    with pytest.raises(Conflict) as refusal:
        await tier.commit(SPRING, list(changes), generation=generation)
    assert refusal.value.code is Code.NOT_NEWER
    assert refusal.value.remedy


class ExactTierBattery:
    """The promises of `ExactReader`, `ExactWriter` and `ExactInspector`."""

    async def test_an_unknown_campaign_has_no_head(self, tier: ExactTier) -> None:
        """Of a campaign that was never put there is neither a head nor an entry."""
        assert await tier.head(SPRING) is None
        assert await tier.lookup(SPRING, key_of(SPRING, "a")) == Lookup(None, ())
        assert [head async for head in tier.heads()] == []
        assert await held(tier) == {}

    async def test_a_head_comes_back_as_it_was_put(self, tier: ExactTier) -> None:
        """Every field of a head is kept, and every reader gets the same head."""
        head = CampaignHead(
            SPRING, 7, open=False, normaliser="x", maps={"a": 3, "b": 9}, static=4, model="m1"
        )
        await tier.put_head(head)
        await _begun(tier, AUTUMN)
        assert await tier.head(SPRING) == head
        assert (await tier.lookup(SPRING, key_of(SPRING, "a"))).head == head
        assert [one.campaign async for one in tier.heads()] == [AUTUMN, SPRING]

    @pytest.mark.parametrize("generation", [4, 5])
    async def test_only_a_newer_head_replaces_one(self, tier: ExactTier, generation: int) -> None:
        """A head of the same or a lower generation is refused and changes nothing."""
        await tier.put_head(head_of(SPRING, 5))
        with pytest.raises(Conflict) as refusal:
            await tier.put_head(CampaignHead(SPRING, generation, open=False, normaliser=NORMALISER))
        assert refusal.value.code is Code.NOT_NEWER
        assert await tier.head(SPRING) == head_of(SPRING, 5)
        await tier.put_head(head_of(SPRING, 6))
        assert (await tier.lookup(SPRING, key_of(SPRING, "a"))).head == head_of(SPRING, 6)

    async def test_a_clue_is_found_under_each_of_its_keys(self, tier: ExactTier) -> None:
        """One clue has an entry under every key, with its own wording and language."""
        await _begun(tier, SPRING)
        await tier.commit(
            SPRING, [change("c1", 1, FOUNTAIN, "The fountain", "water", lang="fr")], generation=1
        )
        for text in ("the FOUNTAIN", "Water"):
            (entry,) = await entries(tier, text)
            assert (entry.clue, entry.zone, entry.text, entry.lang) == (
                "c1",
                FOUNTAIN,
                "The fountain",
                "fr",
            )
        assert await entries(tier, "the clock") == ()

    async def test_clues_under_one_key_come_by_id(self, tier: ExactTier) -> None:
        """Several clues share a key, each with its own zone, in the order of their ids."""
        await _begun(tier, SPRING)
        ids = ["b", "aa", "é", "a", "c10", "c9", "B"]
        for n, clue in enumerate(ids):
            await tier.commit(SPRING, [change(clue, 1, f"mall/0/{n}/0", "exit")], generation=1)
        assert await clues(tier, "exit") == [
            (clue, f"mall/0/{ids.index(clue)}/0") for clue in sorted(ids)
        ]

    async def test_spellings_are_kept_by_key(self, tier: ExactTier) -> None:
        """An entry holds the digests of the spellings that its clue has under that very key."""
        await _begun(tier, SPRING)
        await tier.commit(
            SPRING, [change("c1", 1, FOUNTAIN, "pêche", "péché", "étang")], generation=1
        )
        (entry,) = await entries(tier, "peche")
        assert set(entry.spellings) == {spelling_of("pêche"), spelling_of("péché")}
        (entry,) = await entries(tier, "etang")
        assert entry.spellings == (spelling_of("étang"),)

    async def test_a_move_shows_under_every_key_at_once(self, tier: ExactTier) -> None:
        """The next revision's zone is what all of the clue's keys lead to."""
        await _begun(tier, SPRING)
        await tier.commit(SPRING, [change("c1", 1, FOUNTAIN, "water", "basin")], generation=1)
        await tier.commit(SPRING, [change("c1", 2, CLOCK, "water", "basin")], generation=1)
        assert await clues(tier, "water") == [("c1", CLOCK)]
        assert await clues(tier, "basin") == [("c1", CLOCK)]

    async def test_an_alias_that_is_dropped_is_gone(self, tier: ExactTier) -> None:
        """A key that the next revision has no more leads nowhere; other clues stay under it."""
        await _begun(tier, SPRING)
        await tier.commit(
            SPRING,
            [change("c1", 1, FOUNTAIN, "water", "basin"), change("c2", 1, CLOCK, "basin")],
            generation=1,
        )
        await tier.commit(SPRING, [change("c1", 2, FOUNTAIN, "water")], generation=1)
        assert await clues(tier, "basin") == [("c2", CLOCK)]
        assert (await held(tier))["c1"] == Held("c1", 2, FOUNTAIN, _keys("water"))

    async def test_a_dropped_alias_can_come_back(self, tier: ExactTier) -> None:
        """A key that was dropped and is given again leads to the clue's newest zone, once."""
        await _begun(tier, SPRING)
        await tier.commit(SPRING, [change("c1", 1, FOUNTAIN, "water", "basin")], generation=1)
        await tier.commit(SPRING, [change("c1", 2, FOUNTAIN, "water")], generation=1)
        await tier.commit(SPRING, [change("c1", 3, CLOCK, "water", "basin")], generation=1)
        assert await clues(tier, "basin") == [("c1", CLOCK)]

    @pytest.mark.parametrize("revision", [1, 2, 3])
    async def test_a_late_revision_never_undoes_a_newer_one(
        self, tier: ExactTier, revision: int
    ) -> None:
        """A revision that is not above its clue's head is refused, whatever it says."""
        await _begun(tier, SPRING)
        await tier.commit(SPRING, [change("c1", 3, CLOCK, "water")], generation=1)
        await _refused(tier, [change("c1", revision, FOUNTAIN, "water", "basin")])
        await _refused(tier, [tombstone("c1", revision)])
        assert await clues(tier, "water") == [("c1", CLOCK)]
        assert await clues(tier, "basin") == []

    async def test_a_commit_is_all_or_nothing(self, tier: ExactTier) -> None:
        """Where one change is refused, none of its neighbours is applied, before or after it."""
        await _begun(tier, SPRING)
        await tier.commit(SPRING, [change("c2", 5, CLOCK, "clock")], generation=1)
        await _refused(
            tier,
            [
                change("c1", 1, FOUNTAIN, "water"),
                change("c2", 5, FOUNTAIN, "clock"),
                change("c3", 1, FOUNTAIN, "basin"),
            ],
        )
        assert await clues(tier, "water") == await clues(tier, "basin") == []
        assert await clues(tier, "clock") == [("c2", CLOCK)]
        assert (await held(tier)).keys() == {"c2"}

    @pytest.mark.parametrize("generation", [1, 3])
    async def test_a_commit_checks_the_generation(self, tier: ExactTier, generation: int) -> None:
        """A commit that was prepared under another generation of the head changes nothing."""
        await tier.put_head(head_of(SPRING, 2))
        await _refused(tier, [change("c1", 1, FOUNTAIN, "water")], generation=generation)
        assert await held(tier) == {}

    async def test_a_commit_needs_its_campaign(self, tier: ExactTier) -> None:
        """Nothing is written into a campaign that has no head."""
        await _refused(tier, [change("c1", 1, FOUNTAIN, "water")])
        assert await held(tier) == {}

    async def test_a_tombstone_hides_its_clue(self, tier: ExactTier) -> None:
        """A deleted clue is under none of its keys any more; its neighbour still is."""
        await _begun(tier, SPRING)
        await tier.commit(
            SPRING,
            [change("c1", 1, FOUNTAIN, "water", "basin"), change("c2", 1, CLOCK, "basin")],
            generation=1,
        )
        await tier.commit(SPRING, [tombstone("c1", 2)], generation=1)
        assert await clues(tier, "water") == []
        assert await clues(tier, "basin") == [("c2", CLOCK)]

    async def test_a_tombstone_stays(self, tier: ExactTier) -> None:
        """A delete is remembered with its revision, and only a higher revision lives again."""
        await _begun(tier, SPRING)
        await tier.commit(SPRING, [change("c1", 1, FOUNTAIN, "water")], generation=1)
        await tier.commit(SPRING, [tombstone("c1", 2)], generation=1)
        for revision in (1, 2):
            await _refused(tier, [change("c1", revision, FOUNTAIN, "water")])
        assert await held(tier) == {"c1": Held("c1", 2, None, frozenset())}
        await tier.commit(SPRING, [change("c1", 3, CLOCK, "water")], generation=1)
        assert await clues(tier, "water") == [("c1", CLOCK)]

    async def test_a_tombstone_of_an_unseen_clue_fences_it(self, tier: ExactTier) -> None:
        """A delete that comes before the publish that it undoes keeps that publish out."""
        await _begun(tier, SPRING)
        await tier.commit(SPRING, [tombstone("c1", 2)], generation=1)
        await _refused(tier, [change("c1", 1, FOUNTAIN, "water")])

    async def test_campaigns_are_apart(self, tier: ExactTier) -> None:
        """The same clue id and text in two campaigns are two clues: neither shows in the other."""
        await _begun(tier, SPRING, AUTUMN)
        await tier.commit(SPRING, [change("c1", 1, FOUNTAIN, "water")], generation=1)
        assert await clues(tier, "water", AUTUMN) == []
        await tier.commit(AUTUMN, [change("c1", 1, CLOCK, "water", campaign=AUTUMN)], generation=1)
        assert await clues(tier, "water") == [("c1", FOUNTAIN)]
        assert await clues(tier, "water", AUTUMN) == [("c1", CLOCK)]
        await tier.commit(AUTUMN, [tombstone("c1", 2)], generation=1)
        assert await clues(tier, "water") == [("c1", FOUNTAIN)]
        assert (await held(tier))["c1"].revision == 1

    async def test_campaigns_with_a_common_beginning_are_apart(self, tier: ExactTier) -> None:
        """What is held of `spring` has nothing of `spring-2027`."""
        await _begun(tier, SPRING, "spring-2027")
        other = change("c1", 1, CLOCK, "water", campaign="spring-2027")
        await tier.commit("spring-2027", [other], generation=1)
        assert await held(tier) == {}

    async def test_held_shows_every_clue_with_its_keys(self, tier: ExactTier) -> None:
        """Whoever compares tiers sees each clue's revision, zone and keys, by id."""
        await _begun(tier, SPRING)
        await tier.commit(
            SPRING,
            [
                change("c2", 4, CLOCK, "clock"),
                change("c1", 1, FOUNTAIN, "pêche", "péché", "basin"),
                tombstone("c3", 9),
            ],
            generation=1,
        )
        assert await held(tier) == {
            "c1": Held("c1", 1, FOUNTAIN, _keys("peche", "basin")),
            "c2": Held("c2", 4, CLOCK, _keys("clock")),
            "c3": Held("c3", 9, None, frozenset()),
        }

    async def test_the_longest_names_fit(self, tier: ExactTier) -> None:
        """The longest campaign, clue id, venue, text and alias list that are allowed are kept."""
        campaign = "c" * 64
        await _begun(tier, campaign)
        zone = f"{'v' * 64}/-9999/-999999/-999999"
        clue = "é" * (CLUE_ID_BYTES // 2)
        variants = [
            "".join(letters)
            for letters in zip(*["eéèêëēĕėęěẽẹẻếềểễệ"] * 5, "12345678901234567890", strict=False)
        ]
        texts = ["x" * 1_000, *(f"alias {n}" for n in range(50)), *variants]
        await tier.commit(
            campaign, [change(clue, 1, zone, *texts, campaign=campaign)], generation=1
        )
        assert await clues(tier, "x" * 1_000, campaign) == [(clue, zone)]
        assert await clues(tier, "alias 49", campaign) == [(clue, zone)]
        keys = _keys(*texts, campaign=campaign)
        assert (await held(tier, campaign))[clue].keys == keys

    async def test_many_accents_under_one_key_fit(self, tier: ExactTier) -> None:
        """A clue with more spellings under one key than are kept is still found under it."""
        await _begun(tier, SPRING)
        texts = [f"p{a}ch{b}" for a in "eéèêëē" for b in "eéèêëē"]
        await tier.commit(SPRING, [change("c1", 1, FOUNTAIN, *texts)], generation=1)
        (entry,) = await entries(tier, "peche")
        assert set(entry.spellings) <= {spelling_of(text) for text in texts}
        assert entry.spellings[0] == spelling_of("peche")

    async def test_a_reservation_shows_nowhere(self, tier: ExactTier) -> None:
        """Making sure of room changes nothing that is read, before or after."""
        await tier.reserve(5)
        await _begun(tier, SPRING)
        await tier.commit(SPRING, [change("c1", 1, FOUNTAIN, "water")], generation=1)
        before = await held(tier)
        await tier.reserve(10_000)
        assert await held(tier) == before
        assert await clues(tier, "water") == [("c1", FOUNTAIN)]
        assert [one.campaign async for one in tier.heads()] == [SPRING]

    async def test_a_commit_of_nothing_is_allowed(self, tier: ExactTier) -> None:
        """A commit without changes only checks the generation."""
        await _begun(tier, SPRING)
        await tier.commit(SPRING, [], generation=1)
        await _refused(tier, [], generation=2)

    async def test_numbers_are_those_of_the_heads(self, tier: ExactTier) -> None:
        """Each clue's revision is told, a tombstone's too, and nothing of what is not there."""
        await _begun(tier, SPRING, AUTUMN)
        await tier.commit(SPRING, [change("c1", 4, FOUNTAIN, "water")], generation=1)
        await tier.commit(SPRING, [tombstone("c2", 2)], generation=1)
        await tier.commit(AUTUMN, [tombstone("c3", 1)], generation=1)
        assert await tier.numbers(SPRING, ["c1", "c2", "c3", "c"]) == {"c1": 4, "c2": 2}
        assert await tier.numbers("winter", ["c1"]) == {}

    async def test_a_commit_that_is_too_late_is_void(self, tier: ExactTier) -> None:
        """What `in_time` raises comes out, and nothing is applied."""

        def late() -> None:
            raise Conflict(Code.LEASE_LOST, "too late", remedy="-")

        await _begun(tier, SPRING)
        stray = change("c1", 1, FOUNTAIN, "water")
        with pytest.raises(Conflict) as refusal:
            await tier.commit(SPRING, [stray], generation=1, in_time=late)
        assert refusal.value.code is Code.LEASE_LOST
        assert await held(tier) == {}
        await tier.commit(SPRING, [stray], generation=1, in_time=lambda: None)
        assert await clues(tier, "water") == [("c1", FOUNTAIN)]
