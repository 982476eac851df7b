from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.clues.key import key_of
from clew.clues.model import Context, Query, Resolution, Tier
from clew.clues.ports import ExactReader, StaticReader
from clew.clues.stores.memory import MemoryExact
from clew.errors import Code, InputRefused, PartUnavailable
from clew.testing.desk import CAMPAIGN, METRE_LON, Desk, centroid_of, static_row
from clew.testing.twins import DownExact, DownStatic, SlowExact, SlowStatic, StaticTable
from clew.text import NORMALISER, normalise

GROUND, UPPER, FAR = "mall/0/0/0", "mall/1/0/0", "mall/0/20/0"
STORE = "store/0/0/0"


@pytest.fixture
async def desk() -> Desk:
    desk = Desk()
    await desk.put("fountain", GROUND, "The fountain", "water")
    return desk


def check_found(
    answer: Resolution, clue: str | None, zone: str, tier: Tier = "exact", **fields: Any
) -> None:
    venue, level, _, _ = zone.split("/")
    assert answer.outcome == "found"
    assert (answer.clue_id, answer.zone, answer.tier) == (clue, zone, tier)
    assert (answer.venue, answer.level) == (venue, int(level))
    assert (answer.lat, answer.lon) == centroid_of(zone)
    assert answer.confidence == 1.0
    assert answer.candidates == ()
    for name, value in ({"degraded": ()} | fields).items():
        assert getattr(answer, name) == value


def check_asks(answer: Resolution, *zones: str) -> None:
    assert answer.outcome == "ambiguous"
    assert [candidate.zone for candidate in answer.candidates] == list(zones)
    nowhere = (answer.clue_id, answer.zone, answer.venue, answer.level, answer.lat, answer.lon)
    assert nowhere == (None,) * 6
    assert answer.confidence is None


def steps(answer: Resolution) -> list[tuple[str, str]]:
    return [(step.tier, step.outcome) for step in answer.receipt.steps]


# ---------------------------------------------------------------- one, several, none


async def test_one_zone_is_found(desk: Desk) -> None:
    """A text whose clues lead to one zone gets that zone's centroid and a whole receipt."""
    answer = await desk.ask("the FOUNTAIN!")
    check_found(answer, "fountain", GROUND)
    assert answer.query_id == "q1"
    assert steps(answer) == [("exact", "one_zone")]
    assert all(step.ms >= 0 for step in answer.receipt.steps)
    assert (answer.receipt.score, answer.receipt.runner_up, answer.receipt.margin) == (
        1,
        None,
        None,
    )
    assert msgspec.structs.asdict(answer.receipt.versions) == {
        "normaliser": NORMALISER,
        "model": None,
        "map": "mall@1",
    }


async def test_an_alias_is_found(desk: Desk) -> None:
    """An alias leads where the clue leads."""
    check_found(await desk.ask("Water"), "fountain", GROUND)


async def test_clues_of_one_zone_do_not_ask(desk: Desk) -> None:
    """Two clues with one text in one zone are one place: the player is not asked."""
    await desk.put("basin", GROUND, "water")
    check_found(await desk.ask("water"), "basin", GROUND)


async def test_several_zones_ask(desk: Desk) -> None:
    """A text that leads to several zones asks, with a candidate a zone of equal probability."""
    await desk.put("spring", UPPER, "water")
    await desk.put("well", FAR, "WATER", "well")
    answer = await desk.ask("water")
    check_asks(answer, GROUND, FAR, UPPER)
    assert [one.clue_id for one in answer.candidates] == ["fountain", "well", "spring"]
    assert [one.text for one in answer.candidates] == ["The fountain", "WATER", "water"]
    assert [one.level for one in answer.candidates] == [0, 0, 1]
    assert {one.confidence for one in answer.candidates} == {0.333333}
    assert steps(answer) == [("exact", "several_zones"), ("static", "nothing")]
    assert (answer.receipt.score, answer.receipt.runner_up, answer.receipt.margin) == (1, 1, 0)


async def test_a_zone_is_asked_about_once(desk: Desk) -> None:
    """Clues of one zone are one candidate."""
    await desk.put("basin", GROUND, "water")
    await desk.put("spring", UPPER, "water")
    check_asks(await desk.ask("water"), GROUND, UPPER)


async def test_an_unknown_text_is_missed(desk: Desk) -> None:
    """What no tier knows is a miss, named as one by every tier that was asked."""
    answer = await desk.ask("the clock")
    assert (answer.outcome, answer.tier, answer.confidence) == ("miss", None, None)
    assert not answer.candidates
    assert not answer.degraded
    assert steps(answer) == [("exact", "nothing"), ("static", "nothing")]
    assert answer.receipt.score is None


@pytest.mark.parametrize("text", ["", "?!", "\u200b"])
async def test_punctuation_alone_is_missed(desk: Desk, text: str) -> None:
    """A text with nothing to match is a miss, whatever else there is in the tiers."""
    assert (await desk.ask(text)).outcome == "miss"


async def test_near_texts_are_not_guessed(desk: Desk) -> None:
    """Other digits, signs or words are other texts: nothing near is passed off as the answer."""
    await desk.put("g12", UPPER, "Gate 12")
    await desk.put("l1", FAR, "Level -1")
    for text in ("Gate 21", "Gate 1 2", "Gate", "Level 1", "Level +1", "fountain", "fontaine"):
        assert (await desk.ask(text)).outcome == "miss"


async def test_campaigns_do_not_share_clues(desk: Desk) -> None:
    """The same text leads elsewhere, or nowhere, in another campaign."""
    await desk.put("other", UPPER, "water", campaign="autumn")
    check_found(await desk.ask("water"), "fountain", GROUND)
    check_found(await desk.ask("water", campaign="autumn"), "other", UPPER)
    assert (await desk.ask("the fountain", campaign="autumn")).outcome == "miss"


async def test_a_deleted_clue_is_gone(desk: Desk) -> None:
    """A deleted clue is missed, and its neighbour under the key is found alone."""
    await desk.put("spring", UPPER, "water")
    await desk.delete("fountain")
    check_found(await desk.ask("water"), "spring", UPPER)
    assert (await desk.ask("the fountain")).outcome == "miss"


# ---------------------------------------------------------------- context


async def test_a_level_decides(desk: Desk) -> None:
    """Of several zones, the level that the player names decides when one stands on it."""
    await desk.put("spring", UPPER, "water")
    check_found(await desk.ask("water", level=1), "spring", UPPER)
    check_found(await desk.ask("water", level=0), "fountain", GROUND)


async def test_a_level_narrows(desk: Desk) -> None:
    """Where several zones stand on the named level, only they are asked about."""
    await desk.put("spring", UPPER, "water")
    await desk.put("well", FAR, "water")
    check_asks(await desk.ask("water", level=0), GROUND, FAR)


async def test_a_contradicting_level_asks(desk: Desk) -> None:
    """A level that contradicts the only hit makes it a question with that one candidate."""
    answer = await desk.ask("water", level=1)
    check_asks(answer, GROUND)
    assert answer.candidates[0].confidence == 0.5
    assert answer.tier == "exact"


async def test_a_contradicting_level_hides_nothing(desk: Desk) -> None:
    """A level on which none of several hits stands leaves all of them to be asked about."""
    await desk.put("spring", UPPER, "water")
    check_asks(await desk.ask("water", level=7), GROUND, UPPER)


async def test_static_does_not_override_a_contradiction(desk: Desk) -> None:
    """Where the context contradicts every hit, nobody but the player decides."""
    await desk.put("spring", UPPER, "water")
    desk.static.put(static_row("water", UPPER))
    check_asks(await desk.ask("water", level=7), GROUND, UPPER)


async def test_a_venue_decides(desk: Desk) -> None:
    """Of zones in several venues, the one in the player's venue is meant."""
    await desk.put("till", STORE, "water")
    check_found(await desk.ask("water", venue="store"), "till", STORE)
    check_asks(await desk.ask("the fountain", venue="store"), GROUND)


async def test_the_language_only_ranks(desk: Desk) -> None:
    """The player's language puts a candidate first and never decides."""
    await desk.put("fontaine", UPPER, "Water", lang="fr-CA")
    check_asks(await desk.ask("water", lang="fr"), UPPER, GROUND)
    check_asks(await desk.ask("water", lang="en-GB"), GROUND, UPPER)
    check_asks(await desk.ask("water", lang="ja"), GROUND, UPPER)
    check_found(await desk.ask("the fountain", lang="fr"), "fountain", GROUND)


@pytest.mark.parametrize(
    ("accuracy_m", "decides"), [(0.0, True), (49.0, True), (51.0, False), (1e9, False)]
)
async def test_a_position_decides_when_it_is_sure_enough(
    desk: Desk,
    accuracy_m: float,
    decides: bool,  # noqa: FBT001
) -> None:
    """The nearer zone is meant only if the accuracy is under half of what it is nearer by."""
    await desk.put("well", FAR, "water")
    lat, lon = centroid_of(GROUND)
    answer = await desk.ask("water", lat=lat, lon=lon, accuracy_m=accuracy_m)
    if decides:
        check_found(answer, "fountain", GROUND)
    else:
        check_asks(answer, GROUND, FAR)


async def test_half_the_difference_itself_is_not_enough() -> None:
    """At exactly half of the difference of the distances, the player is asked."""
    desk = Desk()
    await desk.put("a", GROUND, "water")
    await desk.put("b", "mall/0/2/0", "water")
    lat, lon = centroid_of("mall/0/1/0")
    # Half way between the two the difference is nothing, and no accuracy is under half of it.
    check_asks(
        await desk.ask("water", lat=lat, lon=lon, accuracy_m=0.0), "mall/0/0/0", "mall/0/2/0"
    )


async def test_a_position_without_accuracy_only_ranks(desk: Desk) -> None:
    """A position whose accuracy is not stated puts the nearest first, and asks."""
    await desk.put("well", FAR, "water")
    lat, lon = centroid_of(FAR)
    check_asks(await desk.ask("water", lat=lat, lon=lon), FAR, GROUND)


async def test_a_position_never_moves_the_answer(desk: Desk) -> None:
    """The centroid that is served is the zone's own, wherever the player stands."""
    lat, lon = centroid_of(GROUND)
    answer = await desk.ask("water", lat=lat, lon=lon + 3 * METRE_LON, accuracy_m=1.0)
    check_found(answer, "fountain", GROUND)


async def test_a_position_ranks_levels_apart(desk: Desk) -> None:
    """Zones above each other are equally far: a position alone never chooses the level."""
    await desk.put("spring", UPPER, "water")
    lat, lon = centroid_of(UPPER)
    check_asks(await desk.ask("water", lat=lat, lon=lon, accuracy_m=0.1), GROUND, UPPER)


# ---------------------------------------------------------------- accents


@pytest.fixture
async def peach() -> Desk:
    desk = Desk()
    await desk.put("fishing", GROUND, "pêche")
    await desk.put("sin", UPPER, "péché")
    return desk


async def test_an_accented_query_decides(peach: Desk) -> None:
    """A query that carries accents goes to the clue that is spelt so."""
    check_found(await peach.ask("Pêche"), "fishing", GROUND)
    check_found(await peach.ask("PE\u0301CHE\u0301"), "sin", UPPER)


async def test_an_unaccented_query_asks(peach: Desk) -> None:
    """A query without accents over two clues that differ in accents alone asks."""
    check_asks(await peach.ask("peche"), GROUND, UPPER)


async def test_an_unaccented_query_asks_even_where_one_is_spelt_so(peach: Desk) -> None:
    """A clue without accents is not preferred by a query without: nobody types them all."""
    await peach.put("plain", FAR, "peche")
    check_asks(await peach.ask("peche"), GROUND, FAR, UPPER)


async def test_other_accents_ask(peach: Desk) -> None:
    """Accents that fit neither spelling decide nothing."""
    check_asks(await peach.ask("pèche"), GROUND, UPPER)


async def test_wrong_accents_still_find_the_only_one(desk: Desk) -> None:
    """Where one zone has the key, accents that nobody registered do not hide it."""
    check_found(await desk.ask("wätér"), "fountain", GROUND)


async def test_accents_and_level_work_together(peach: Desk) -> None:
    """A level that contradicts the accented spelling's zone asks about that zone."""
    check_asks(await peach.ask("pêche", level=1), GROUND)


# ---------------------------------------------------------------- static


async def test_static_decides_a_collision(desk: Desk) -> None:
    """Where operations have said which of several zones is meant, that one is found."""
    await desk.put("spring", UPPER, "water")
    desk.static.put(static_row("water", UPPER, clue="spring"))
    answer = await desk.ask("WATER")
    check_found(answer, "spring", UPPER, "static")
    assert steps(answer) == [("exact", "several_zones"), ("static", "decided")]


async def test_static_answers_a_miss(desk: Desk) -> None:
    """A text that no clue has is answered by its static row, and still counted as missed."""
    desk.static.put(static_row("the loo", UPPER))
    answer = await desk.ask("The Loo")
    check_found(answer, None, UPPER, "static")
    assert steps(answer) == [("exact", "nothing"), ("static", "decided")]
    assert desk.tally.summary() == {"found static": 1, "both tiers missed": 1, "degraded": 0}


async def test_static_is_ranked_by_context_too(desk: Desk) -> None:
    """A level that contradicts the static row's makes it a question."""
    desk.static.put(static_row("the loo", UPPER))
    answer = await desk.ask("the loo", level=0)
    check_asks(answer, UPPER)
    assert answer.tier == "static"


async def test_static_names_none_of_the_live_places(desk: Desk) -> None:
    """A static row that leads to none of the candidates decides nothing."""
    await desk.put("spring", UPPER, "water")
    desk.static.put(static_row("water", FAR))
    answer = await desk.ask("water")
    check_asks(answer, GROUND, UPPER)
    assert steps(answer)[-1] == ("static", "contradicts")


async def test_a_damaged_static_row_is_named(desk: Desk) -> None:
    """A row whose lock is damaged is dropped and named, and the question stands."""
    await desk.put("spring", UPPER, "water")
    desk.static.damage(static_row("water", UPPER))
    answer = await desk.ask("water")
    check_asks(answer, GROUND, UPPER)
    assert answer.degraded == (f"static:{UPPER}",)
    assert desk.tally.degraded == 1


async def test_an_older_static_tier_is_not_believed(desk: Desk) -> None:
    """Files older than the head asks for are skipped and named."""
    desk.static.put(static_row("the loo", UPPER))
    await desk.head(static=3)
    desk.static.generation = 2
    answer = await desk.ask("the loo")
    assert (answer.outcome, answer.degraded) == ("miss", ("static",))
    assert steps(answer)[-1] == ("static", "stale")
    for generation in (3, 4):
        desk.static.generation = generation
        check_found(await desk.ask("the loo"), None, UPPER, "static")


# ---------------------------------------------------------------- degraded


async def test_with_the_exact_tier_down_static_answers(desk: Desk) -> None:
    """A tier that is down is named and the next one answers."""
    desk.static.put(static_row("water", GROUND, clue="fountain"))
    resolver = desk.resolver_over(DownExact(), desk.static)
    answer = await resolver.resolve(Query("water", CAMPAIGN))
    check_found(answer, "fountain", GROUND, "static", degraded=("exact",))
    assert steps(answer) == [("exact", "unavailable"), ("static", "decided")]
    answer = await resolver.resolve(Query("the fountain", CAMPAIGN))
    assert (answer.outcome, answer.degraded) == ("miss", ("exact",))
    assert desk.tally.searched_missed == 0


async def test_with_static_down_a_collision_asks(desk: Desk) -> None:
    """Without the static tier nothing is decided for the player, and the answer says why."""
    await desk.put("spring", UPPER, "water")
    resolver = desk.resolver_over(desk.exact, DownStatic())
    answer = await resolver.resolve(Query("water", CAMPAIGN))
    check_asks(answer, GROUND, UPPER)
    assert answer.degraded == ("static",)
    answer = await resolver.resolve(Query("the fountain", CAMPAIGN))
    check_found(answer, "fountain", GROUND)


async def test_with_both_down_it_is_a_miss_that_says_so(desk: Desk) -> None:
    """With no tier left the answer is a miss that names both."""
    resolver = desk.resolver_over(DownExact(), DownStatic())
    answer = await resolver.resolve(Query("water", CAMPAIGN))
    assert (answer.outcome, answer.degraded) == ("miss", ("exact", "static"))


async def test_a_late_tier_is_skipped_and_named(desk: Desk) -> None:
    """A tier that does not answer within its budget is given up, named, and static answers."""
    desk.static.put(static_row("water", GROUND, clue="fountain"))
    late = desk.resolver_over(SlowExact(desk.exact, 60), desk.static, budget_s=0.01)
    answer = await late.resolve(Query("water", CAMPAIGN))
    check_found(answer, "fountain", GROUND, "static", degraded=("exact",))
    assert steps(answer)[0] == ("exact", "late")
    late = desk.resolver_over(desk.exact, SlowStatic(desk.static, 60), budget_s=0.01)
    answer = await late.resolve(Query("the loo", CAMPAIGN))
    assert (answer.outcome, answer.degraded) == ("miss", ("static",))
    assert steps(answer)[1] == ("static", "late")


async def test_a_slow_tier_within_its_budget_is_heard(desk: Desk) -> None:
    """A tier that takes its time, but less than its budget, answers as ever."""
    slow = desk.resolver_over(
        SlowExact(desk.exact, 0.01), SlowStatic(desk.static, 0.01), budget_s=60
    )
    check_found(await slow.resolve(Query("water", CAMPAIGN)), "fountain", GROUND)
    assert (await slow.resolve(Query("loo", CAMPAIGN))).outcome == "miss"


async def test_a_cancelled_query_ends(desk: Desk) -> None:
    """Whoever gives up waiting is let go at once, also in the midst of a slow tier."""
    slow = desk.resolver_over(SlowExact(desk.exact, 60), desk.static, budget_s=60)
    task = asyncio.create_task(slow.resolve(Query("water", CAMPAIGN)))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_dropped_map_row_is_named(desk: Desk) -> None:
    """A zone whose map row is damaged is not served; the answer names it, static may answer."""
    await desk.chart([], dropped=[GROUND])
    await desk.head()
    answer = await desk.ask("water")
    assert (answer.outcome, answer.degraded) == ("miss", (f"map:{GROUND}",))
    assert steps(answer)[0] == ("exact", "dropped_row")
    assert desk.tally.searched_missed == 0
    desk.static.put(static_row("water", GROUND))
    check_found(await desk.ask("water"), None, GROUND, "static", degraded=(f"map:{GROUND}",))


async def test_a_dropped_map_row_does_not_promote_its_neighbour(desk: Desk) -> None:
    """Of two zones under a key, one damaged, the other does not pass for the only one."""
    await desk.put("well", FAR, "water")
    await desk.chart([], dropped=[GROUND])
    await desk.head()
    check_asks(await desk.ask("water"), GROUND, FAR)
    lat, lon = centroid_of(FAR)
    answer = await desk.ask("water", lat=lat, lon=lon, accuracy_m=0.1)
    assert answer.outcome == "ambiguous"


async def test_a_missing_map_is_named_and_tried_again(desk: Desk) -> None:
    """Where a whole map cannot be read nothing of it is served, until it can be."""
    kept = desk.maps.maps.pop(("mall", 1))
    await desk.head(maps={"mall": 1})
    assert (await desk.ask("water")).degraded == (f"map:{GROUND}",)
    desk.maps.maps["mall", 1] = kept
    check_found(await desk.ask("water"), "fountain", GROUND)


async def test_the_map_version_of_the_head_is_served(desk: Desk) -> None:
    """The centroid is of the map version that the head names, and so is the receipt."""
    old = desk.maps.maps["mall", 1]
    moved = {zone: msgspec.structs.replace(one, lat=46.0) for zone, one in old.zones.items()}
    desk.maps.maps["mall", 2] = msgspec.structs.replace(old, version=2, zones=moved)
    await desk.head(maps={"mall": 1})
    assert (await desk.ask("water")).lat == centroid_of(GROUND)[0]
    await desk.head(maps={"mall": 2})
    answer = await desk.ask("water")
    assert (answer.lat, answer.receipt.versions.map) == (46.0, "mall@2")


async def test_keys_of_another_normaliser_are_not_believed(desk: Desk) -> None:
    """A campaign whose keys were made by other rules is not searched, and says so."""
    desk.static.put(static_row("water", GROUND))
    await desk.head(normaliser="0")
    answer = await desk.ask("water")
    check_found(answer, None, GROUND, "static", degraded=("exact",))
    assert steps(answer)[0] == ("exact", "stale")


# ---------------------------------------------------------------- refusals


async def refused(
    desk: Desk, text: str = "water", campaign: str = CAMPAIGN, **context: Any
) -> Code:
    with pytest.raises(InputRefused) as refusal:
        await desk.ask(text, campaign, **context)
    assert refusal.value.remedy
    return refusal.value.code


async def test_an_unknown_campaign_is_refused(desk: Desk) -> None:
    """A campaign that is not there is refused, never a miss."""
    assert await refused(desk, campaign="autumn") is Code.CAMPAIGN_UNKNOWN


async def test_an_unknown_campaign_is_refused_whatever_is_asked(desk: Desk) -> None:
    """A text of punctuation alone does not hide that the campaign is not there."""
    assert await refused(desk, "!!!", campaign="autumn") is Code.CAMPAIGN_UNKNOWN


async def test_a_closed_campaign_is_refused(desk: Desk) -> None:
    """A closed campaign answers nothing until it is opened again."""
    await desk.head(open=False)
    assert await refused(desk) is Code.CAMPAIGN_CLOSED
    await desk.head(open=True)
    check_found(await desk.ask("water"), "fountain", GROUND)


async def test_an_unknown_venue_is_refused(desk: Desk) -> None:
    """A venue that the campaign does not cover is refused."""
    assert await refused(desk, venue="store") is Code.VENUE_UNKNOWN


@pytest.mark.parametrize(
    ("text", "code"),
    [("a" * 1001, Code.TEXT_TOO_LONG), ("a\0", Code.NUL_BYTE), ("a\ud800", Code.INVALID_UTF8)],
)
async def test_what_is_no_text_is_refused(desk: Desk, text: str, code: Code) -> None:
    """What cannot be a text is refused before any tier is asked, and counted nowhere."""
    assert await refused(desk, text) is code
    await desk.log.flush()
    assert not desk.asked.counts


# ---------------------------------------------------------------- counts


async def test_answers_are_counted(desk: Desk) -> None:
    """Misses are counted by text, answers by clue, and both-tiers-missed even if static answers."""
    desk.static.put(static_row("the loo", UPPER))
    for text in ("water", "The fountain", "the loo", "Nothing", "nothing "):
        await desk.ask(text)
    await desk.log.flush()
    assert dict(desk.asked.counts) == {
        (CAMPAIGN, "total", "asked"): 5,
        (CAMPAIGN, "total", "both_tiers_missed"): 3,
        (CAMPAIGN, "total", "missed"): 2,
        (CAMPAIGN, "answered", "fountain"): 2,
        (CAMPAIGN, "missed", "the loo"): 1,
        (CAMPAIGN, "missed", "nothing"): 2,
    }
    assert desk.tally.summary() == {
        "found exact": 2,
        "found static": 1,
        "miss": 2,
        "both tiers missed": 3,
        "degraded": 0,
    }


# ---------------------------------------------------------------- whatever is registered

ZONES = [
    f"{venue}/{level}/{i}/0" for venue in ("mall", "store") for level in (0, 1) for i in (0, 9)
]
WORDS = ["peche", "pêche", "péché", "gate 1", "gate 2", "gate -1", "level 1/2", "GATE 1!", "water"]
CLUES = st.lists(
    st.tuples(
        st.sampled_from(ZONES),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
        st.sampled_from(["en", "fr"]),
    ),
    min_size=1,
    max_size=7,
)
STATIC = st.dictionaries(st.sampled_from(WORDS), st.sampled_from(ZONES), max_size=2)
CONTEXTS = st.builds(
    Context,
    lang=st.sampled_from([None, "en", "fr"]),
    venue=st.sampled_from([None, None, "mall"]),
    level=st.sampled_from([None, None, 0, 1, 5]),
    lat=st.just(45.0001),
    lon=st.floats(5.0, 5.001),
    accuracy_m=st.sampled_from([None, 0.0, 5.0, 500.0]),
)
BARE = st.just(Context())


@settings(max_examples=250, deadline=None)
@given(CLUES, STATIC, st.sampled_from(WORDS), CONTEXTS | BARE, st.booleans())
async def test_an_answer_is_always_one_zone_that_was_registered_for_the_text(
    clues: list[tuple[str, list[str], str]],
    rows: dict[str, str],
    text: str,
    context: Context,
    down: bool,  # noqa: FBT001
) -> None:
    """Found is one clue's or static row's own zone under that very key, at its own centroid."""
    desk = Desk()
    await desk.chart(ZONES)
    by_key: dict[str, dict[str | None, str]] = {}
    for n, (zone, texts, lang) in enumerate(clues):
        await desk.put(f"c{n}", zone, *texts, lang=lang)
        for spelling in texts:
            by_key.setdefault(normalise(spelling).key, {})[f"c{n}"] = zone
    locked = {normalise(spelling).key: zone for spelling, zone in rows.items()}
    for spelling, zone in rows.items():
        desk.static.put(static_row(spelling, zone))
    exact: ExactReader = DownExact() if down else desk.exact
    answer = await desk.resolver_over(exact, desk.static).resolve(Query(text, CAMPAIGN, context))

    key = normalise(text).key
    live = {} if down else by_key.get(key, {})
    places = set(live.values())
    if answer.outcome == "found":
        assert answer.zone is not None
        assert (answer.lat, answer.lon) == centroid_of(answer.zone)
        assert context.level in {None, answer.level}
        assert context.venue in {None, answer.venue}
        if answer.tier == "exact":
            assert live[answer.clue_id] == answer.zone
        else:
            assert locked[key] == answer.zone
            assert len(places) != 1
        told = context.level, context.venue, context.accuracy_m
        if len(places) > 1 and not normalise(text).accented and told == (None, None, None):
            assert answer.tier == "static"
    else:
        assert (answer.lat, answer.lon, answer.zone) == (None, None, None)
        asked = {(one.clue_id, one.zone) for one in answer.candidates}
        assert asked <= {*live.items(), (None, locked.get(key))}
        assert (answer.outcome == "miss") is (not asked)
        if answer.outcome == "miss":
            assert not places
            assert key not in locked
    assert answer.degraded == (("exact",) if down else ())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(ZONES), min_size=2, max_size=5, unique=True), st.data())
async def test_accents_alone_never_make_an_unaccented_query_decide(
    zones: list[str], data: st.DataObject
) -> None:
    """However clues that differ in accents alone are spread over zones, a bare query asks."""
    desk = Desk()
    for n, zone in enumerate(zones):
        accented = st.text(st.sampled_from("eéèê"), min_size=3, max_size=3)
        await desk.put(f"c{n}", zone, data.draw(accented))
    answer = await desk.ask("eee")
    assert answer.outcome == "ambiguous"
    assert {one.zone for one in answer.candidates} == set(zones)


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
)
async def test_found_means_that_the_key_forms_are_equal(registered: str, asked: str) -> None:
    """Over all of Unicode, a query is found exactly where its key form is the clue's."""
    desk = Desk()
    await desk.put("c1", GROUND, f"1{registered}")
    answer = await desk.ask(f"1{asked}")
    same = normalise(f"1{registered}").key == normalise(f"1{asked}").key
    assert (answer.outcome == "found") is same


async def test_the_twins_keep_the_ports() -> None:
    """The tiers that stand in for real ones here answer, or are down, as the ports say."""
    readers: list[ExactReader] = [MemoryExact(), SlowExact(MemoryExact(), 0)]
    statics: list[StaticReader] = [StaticTable(), SlowStatic(StaticTable(), 0)]
    key = key_of("x", "y")
    assert [(await reader.lookup("x", key)).head for reader in readers] == [None, None]
    assert [(await static.lookup("x", key)).row for static in statics] == [None, None]
    for down in (DownExact().lookup("x", key), DownStatic().lookup("x", key)):
        with pytest.raises(PartUnavailable):
            await down
