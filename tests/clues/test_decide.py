from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.clues.decide import CONTRADICTED_CONFIDENCE, Choice, Hit, candidates_of, choose
from clew.clues.model import NO_CONTEXT, Context
from clew.geo import distance_m

HITS = st.lists(
    st.builds(
        # The map's row of the last zone was dropped.
        lambda clue, zone, lang, marks: Hit(
            clue,
            clue,
            lang,
            f"mall/{zone % 2}/{zone}/0",
            "mall",
            zone % 2,
            45.0 if zone < 4 else None,
            5.0 + zone / 1_000 if zone < 4 else None,
            marks,
        ),
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 4),
        st.sampled_from(["en", "fr"]),
        st.sampled_from([(b"x",), (b"y",), (b"x", b"y")]),
    ),
    min_size=1,
    max_size=5,
)
CONTEXTS = st.builds(
    Context,
    lang=st.sampled_from([None, "en", "FR-ca"]),
    level=st.sampled_from([None, 0, 1, 2]),
    lat=st.just(45.0),
    lon=st.floats(5.0, 5.005),
    accuracy_m=st.sampled_from([None, 0.0, 10.0, 100.0]),
)
SPELLINGS = st.sampled_from([None, b"x", b"y", b"z"])


@settings(max_examples=500, deadline=None)
@given(HITS, CONTEXTS, SPELLINGS)
def test_a_choice_is_one_of_the_hits(
    hits: list[Hit], context: Context, spelling: bytes | None
) -> None:
    """A choice is one given hit or a question about given hits, one a zone, never both."""
    choice = choose(hits, context, spelling)
    if choice.hit is not None:
        assert choice.hit in hits
        assert choice.candidates == ()
        assert context.level in {None, choice.hit.level}
    else:
        assert choice.candidates
        assert set(choice.candidates) <= set(hits)
        zones = [hit.zone for hit in choice.candidates]
        assert len(set(zones)) == len(zones)
        assert choice.contradicted is all(
            context.level not in {None, hit.level} for hit in choice.candidates
        )
        assert len(zones) > 1 or choice.contradicted


@settings(max_examples=300, deadline=None)
@given(HITS, CONTEXTS, SPELLINGS)
def test_the_order_of_the_hits_means_nothing(
    hits: list[Hit], context: Context, spelling: bytes | None
) -> None:
    """However the tier orders its entries, the choice leads to the same place."""
    other = sorted(hits, key=repr, reverse=True)
    one, two = choose(hits, context, spelling), choose(other, context, spelling)
    assert (one.hit and one.hit.zone) == (two.hit and two.hit.zone)
    assert [hit.zone for hit in one.candidates] == [hit.zone for hit in two.candidates]


@settings(max_examples=300, deadline=None)
@given(HITS, CONTEXTS)
def test_a_position_decides_by_the_rule_alone(hits: list[Hit], context: Context) -> None:
    """A position decides between zones only within half the difference of their distances."""
    zones = {hit.zone: hit for hit in hits if context.level in {None, hit.level}}
    choice = choose(hits, context)
    if choice.hit is None or len(zones) < 2:
        return
    assert context.accuracy_m is not None
    away = {
        zone: distance_m(45.0, context.lon or 0, 45.0, hit.lon)
        for zone, hit in zones.items()
        if hit.lon is not None
    }
    assert away.keys() == zones.keys()
    nearest = away.pop(choice.hit.zone)
    assert all(context.accuracy_m < (other - nearest) / 2 for other in away.values())


@settings(max_examples=200, deadline=None)
@given(HITS, SPELLINGS)
def test_language_decides_nothing(hits: list[Hit], spelling: bytes | None) -> None:
    """With and without a language the same hits are asked about, in another order at most."""
    plain = choose(hits, NO_CONTEXT, spelling)
    spoken = choose(hits, Context(lang="fr"), spelling)
    assert (plain.hit and plain.hit.zone) == (spoken.hit and spoken.hit.zone)
    assert {hit.zone for hit in plain.candidates} == {hit.zone for hit in spoken.candidates}


@settings(max_examples=200, deadline=None)
@given(HITS, CONTEXTS, SPELLINGS)
def test_confidences_are_probabilities(
    hits: list[Hit], context: Context, spelling: bytes | None
) -> None:
    """The candidates' probabilities are equal and sum to one, or one half for a doubted one."""
    told = candidates_of(choose(hits, context, spelling))
    if len(told) == 1:
        assert told[0].confidence == CONTRADICTED_CONFIDENCE
    elif told:
        assert len({candidate.confidence for candidate in told}) == 1
        assert abs(sum(candidate.confidence for candidate in told) - 1) < 1e-5
    assert candidates_of(Choice(hits[0])) == ()
