"""How answers are heard: what is forgiven, what is told, and what is given away (nothing)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.hunts.hear import Outcome, hear
from clew.hunts.hear.slips import slips
from clew.hunts.hear.table import WAYS
from clew.hunts.model import Option, Puzzle, Way
from clew.hunts.word_list import common_words

RIGHT, NEAR, WRONG, UNREADABLE = Outcome
WORDS = st.sampled_from([*common_words("en")[::97], *common_words("fr")[::97]])


def puzzle(way: Way, *accepted: str, options: tuple[str, ...] = (), lang: str = "en") -> Puzzle:
    return Puzzle(
        kind="anagram",
        lang=lang,
        difficulty=1,
        prompt="",
        shown={},
        way=way,
        options=tuple(Option("abcdefgh"[at], text) for at, text in enumerate(options)),
        answer=accepted[0],
        accepted=accepted,
    )


def typed(answer: str, said: str, *, lang: str = "en", **more: Any) -> Outcome:
    return hear(puzzle(Way.TEXT, answer, lang=lang), said, lang, **more).outcome


@pytest.mark.parametrize("way", Way)
def test_every_way_is_heard(way: Way) -> None:
    """No answer meets silence."""
    assert way in WAYS


@pytest.mark.parametrize(
    ("lang", "answer", "said", "outcome"),
    [
        ("en", "sourdough", "  SourDough ", RIGHT),
        ("en", "sourdough", "the sour-dough", RIGHT),
        ("en", "sourdough", "sourdoughs", RIGHT),
        ("en", "sourdough", "sourdoguh", RIGHT),  # two letters swapped
        ("en", "sourdough", "sourdoug", RIGHT),
        ("en", "sourdough", "surdouh", NEAR),
        ("en", "sourdough", "bread", WRONG),
        ("en", "bread", "braed", NEAR),  # too short to be forgiven
        ("en", "bread", "broad", WRONG),  # another word
        ("en", "cheese", "cheesy", WRONG),  # another word, one slip away
        ("en", "jam", "jem", WRONG),
        ("en", "gate 12", "Gate 12", RIGHT),
        ("en", "gate 12", "gate 13", WRONG),
        ("en", "gate 12", "gate 1 2", WRONG),
        ("en", "gate 12", "gaet 12", WRONG),  # never near with a number
        ("en", "level -1", "level 1", WRONG),
        ("fr", "ete", "l'été", RIGHT),
        ("fr", "oeuf", "Œufs", RIGHT),
        ("fr", "gateau", "Gâteaux", RIGHT),
        ("fr", "chocolat", "du chocolat", RIGHT),
        ("fr", "chocolat", "choccolat", RIGHT),
        ("fr", "poisson", "poison", WRONG),  # another word
        ("fr", "viennoiseries", "vienoiserie", NEAR),
        ("fr", "pain de campagne", "pain-de-campagne", RIGHT),
        ("fr", "pain de campagne", "pain de champagne", WRONG),
        ("en", "bread", " !? ", UNREADABLE),
        ("en", "bread", "x" * 1001, UNREADABLE),
    ],
)
def test_spellings(lang: str, answer: str, said: str, outcome: Outcome) -> None:
    """A right answer is not refused over a letter; another word is another answer."""
    assert typed(answer, said, lang=lang) is outcome


@settings(max_examples=300)
@given(
    WORDS,
    st.sampled_from(["", "the ", "a ", "le ", "l'", "des "]),
    st.integers(0, 13),
    st.sampled_from(["", " ", "-", "'"]),
    st.sampled_from([str.upper, str.lower, str.title]),
)
def test_case_articles_blanks_and_dashes_never_matter(
    word: str, article: str, at: int, between: str, case: Callable[[str], str]
) -> None:
    """However the word is written, it stays the word."""
    said = article + word[:at] + between + word[at:]
    assert typed(word, case(said)) is RIGHT


@given(WORDS, st.integers(0, 13), st.sampled_from("abcdefghijklmnopqrstuvwxyz"), st.integers(0, 3))
def test_one_slip_is_forgiven_in_long_words_unless_it_makes_another(
    word: str, at: int, letter: str, how: int
) -> None:
    """Six letters and more bear one slip; four and five are told to look again."""
    at %= len(word)
    slipped = (
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    )[how]
    heard = typed(word, slipped, words=frozenset[str]())
    # An article cut off or made by the slip, or nothing changed, is another matter.
    if len(word) >= 6:
        assert heard is RIGHT
    elif len(word) >= 4:
        assert heard in {NEAR, RIGHT}
    if slipped not in {word, f"{word}s", f"{word}x"} and f"{slipped}s" != word:
        other = typed(word, slipped, words={slipped})
        plural = word in {f"{slipped}es", f"{slipped}x"} or slipped == f"{word}es"
        assert other in {WRONG, UNREADABLE} or plural


@given(WORDS, st.text("abcdefghij", min_size=1, max_size=14))
def test_what_is_told_never_holds_the_answer(word: str, said: str) -> None:
    """Whatever a player types, the message is one of a few that say nothing of the answer."""
    for lang in ("en", "fr"):
        heard = hear(puzzle(Way.TEXT, word), said, lang)
        again = hear(puzzle(Way.TEXT, "otherwise"), "quite unlike", lang)
        if heard.outcome is WRONG:
            assert heard == again
        assert not (heard.outcome is NEAR and slips(said, word, at_most=2) > 2)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_slips_are_counted_the_same_from_both_sides(one: str, other: str, bound: int) -> None:
    """None between equal words, one at least between others, and never above the bound."""
    counted = slips(one, other, at_most=bound)
    assert counted == slips(other, one, at_most=bound)
    assert (counted == 0) == (one == other)
    assert counted <= bound + 1


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("b", RIGHT),
        (" B) ", RIGHT),
        ("rye loaf", RIGHT),
        ("a", WRONG),
        ("d", UNREADABLE),
        ("rye", UNREADABLE),
        ("", UNREADABLE),
    ],
)
def test_an_option_is_named_by_its_letter_or_its_text(said: str, outcome: Outcome) -> None:
    """What is none of the options is asked again, and is no try."""
    asked = puzzle(Way.OPTION, "b", options=("Baguette", "Rye loaf", "Brioche"))
    assert hear(asked, said, "en").outcome is outcome


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("b c a", RIGHT),
        ("B, C > A", RIGHT),
        ("bca", RIGHT),
        ("c b a", WRONG),
        ("b c", UNREADABLE),
        ("b c c", UNREADABLE),
        ("b c d", UNREADABLE),
    ],
)
def test_an_order_names_each_option_once(said: str, outcome: Outcome) -> None:
    """Nothing is told of how many stand right."""
    asked = puzzle(Way.ORDER, "b c a", options=("x", "y", "z"))
    assert hear(asked, said, "fr").outcome is outcome


@pytest.mark.parametrize("way", [Way.PLACE, Way.SCAN])
@pytest.mark.parametrize(
    ("zone", "outcome"), [("m/0/1/2", RIGHT), ("m/0/1/3", WRONG), (None, UNREADABLE)]
)
def test_a_place_is_its_zone(way: Way, zone: str | None, outcome: Outcome) -> None:
    """The next square is wrong, and what leads nowhere is no try."""
    assert hear(puzzle(way, "m/0/1/2"), "fountain", "en", said_zone=zone).outcome is outcome


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("wine-1 Glass-2", RIGHT),
        ("glass-2, wine-1", RIGHT),
        ("wine-1", NEAR),
        ("wine-1 rye", WRONG),
        ("wine-1 glass-2 rye", WRONG),
        (" , ", UNREADABLE),
    ],
)
def test_a_basket_holds_exactly_what_is_wanted(said: str, outcome: Outcome) -> None:
    """In any order, and nothing else."""
    assert hear(puzzle(Way.BASKET, "wine-1 glass-2"), said, "en").outcome is outcome
