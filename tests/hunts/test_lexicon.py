"""The lexicon: which words there are, and how they are found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.hunts.lexicon import Lexicon, lexicon_words, shop_words
from clew.hunts.word_list import COMMON_WORDS, common_words, left_out
from clew.hunts.words import Words, letters_of, skeleton_of
from clew.shop.model import Product

LETTERS = st.text("abcdeir", min_size=3, max_size=6)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_common_words_are_letters_only_and_none_is_left_out(lang: str) -> None:
    """30,000 words in key form, 3 to 14 letters, in alphabetical order, without coarse ones."""
    words = common_words(lang)
    assert len(words) == COMMON_WORDS
    assert list(words) == sorted(set(words))
    assert all(3 <= len(one) <= 14 and one.isascii() and one.isalpha() for one in words)
    assert not left_out(lang) & set(words)


def test_common_words_are_words_that_people_know() -> None:
    """The list is cut by how often a word is met."""
    assert {"bread", "butter", "chocolate", "escalator"} <= set(common_words("en"))
    assert {"pain", "beurre", "chocolat", "ete", "oeuf"} <= set(common_words("fr"))


@given(st.sets(LETTERS, max_size=40), LETTERS)
def test_each_index_finds_what_a_look_at_every_word_finds(known: set[str], asked: str) -> None:
    """By letters, by consonants, by length and by pattern."""
    words = Words(known)
    pattern = "".join("." if letter in "aei" else letter for letter in asked)
    assert list(words.by_letters.get(letters_of(asked), ())) == sorted(
        one for one in known if sorted(one) == sorted(asked)
    )
    assert list(words.by_skeleton.get(skeleton_of(asked), ())) == sorted(
        one for one in known if skeleton_of(one) == skeleton_of(asked)
    )
    assert list(words.by_length.get(len(asked), ())) == sorted(
        one for one in known if len(one) == len(asked)
    )
    assert list(words.like(pattern)) == sorted(
        one
        for one in known
        if len(one) == len(pattern)
        and all(p in {".", letter} for p, letter in zip(pattern, one, strict=True))
    )


@given(st.sets(LETTERS, max_size=20), st.sets(LETTERS, max_size=20), LETTERS)
def test_a_lexicon_is_the_common_words_and_the_shops_own(
    common: set[str], shop: set[str], asked: str
) -> None:
    """A word counts once, wherever it comes from, and every look-up sees both."""
    lexicon = Lexicon(Words(common), shop)
    assert list(lexicon.words()) == sorted(common | shop)
    assert len(lexicon) == len(common | shop)
    assert (asked in lexicon) == (asked in common | shop)
    assert sorted(lexicon.of_letters(letters_of(asked))) == sorted(
        one for one in common | shop if sorted(one) == sorted(asked)
    )
    assert sorted(lexicon.of_length(len(asked))) == sorted(
        one for one in common | shop if len(one) == len(asked)
    )
    assert set(lexicon.like("." * len(asked))) == set(lexicon.of_length(len(asked)))
    assert set(lexicon.of_skeleton(skeleton_of(asked))) == {
        one for one in common | shop if skeleton_of(one) == skeleton_of(asked)
    }


def test_the_digest_changes_with_any_word() -> None:
    """Two lists of one digest are one list."""
    one, other = Words(["bread", "butter"]), Words(["bread", "buttes"])
    assert one.digest != other.digest
    assert one.digest == Words(["butter", "bread"]).digest
    assert Lexicon(one, ["rye"]).digest != Lexicon(one, ["oat"]).digest


def test_the_words_of_the_shop_are_in_the_players_language() -> None:
    """Names, types, categories, brands and values; what has no translation counts as it stands."""
    product = Product(
        id="sourdough",
        name="Country sourdough",
        category=("Food", "Bakery"),
        type="bread",
        brand="Fournil d'Ariane",
        price=490,
        currency="EUR",
        attributes={
            "name@fr": "Pain de campagne",
            "category@fr": "Alimentation > Boulangerie",
            "type@fr": "pain",
            "flour": "wheat",
            "flour@fr": "blé",
            "shape": "round",
            "weight": "800 g",
        },
    )
    assert shop_words([product], "fr") == {
        *("pain", "campagne", "alimentation", "boulangerie", "fournil", "ariane", "ble", "round")
    }
    assert "wheat" in shop_words([product], "en")
    assert "pain" not in shop_words([product], "en")


def test_words_of_other_forms_are_not_in_a_lexicon() -> None:
    """Numbers, short words and other scripts cannot be asked for letter by letter."""
    assert lexicon_words("Pêche d'été à 12 €, WD-40, パン, Œuf") == ["peche", "ete", "oeuf"]
