"""Words that a shelf defines, and squares of letters: what two of the kinds stand on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.hunts.chance import Chance
from clew.hunts.definitions import BLOCK, GAP, Definitions
from clew.hunts.puzzles.hide_word import COARSE_LETTERS, hide, perhaps_coarse, words_in
from clew.hunts.puzzles.letter_grid import DIRECTIONS, lines, read
from clew.hunts.word_list import common_words, left_out
from clew.shop.model import Product

NAMES = st.lists(
    st.lists(
        st.sampled_from(["red", "green", "blue", "rye", "oat", "wheat", "loaf"]),
        min_size=1,
        max_size=3,
    ),
    min_size=1,
    max_size=12,
)


def product(at: int, name: str, *, type_: str = "bread", brand: str = "") -> Product:
    return Product(f"p{at:03}", name, ("Food", "Bakery"), type_, brand, 100, "EUR")


@given(NAMES)
def test_a_row_is_answered_by_every_product_that_could_be_meant(names: list[list[str]]) -> None:
    """What is found by the sorted names is what a look at each of them finds."""
    products = [product(at, " ".join(words).title()) for at, words in enumerate(names)]
    shelf = Definitions(products, "en").on("Food > Bakery")
    for block in range(shelf.blocks):
        for row in shelf.rows(block):
            if row.asked != "gap":
                continue
            before, _, after = row.name.partition(GAP)
            fitting = {
                one.name.casefold()[len(before) : len(one.name) - len(after)]
                for one in products
                if one.name.startswith(before)
                and one.name.endswith(after)
                and len(one.name) > len(before) + len(after)
            }
            alone = {word for word in fitting if word.isalpha()}
            answers = set(shelf.answers(row.asked, row.name))
            assert row.word in answers
            assert answers == alone


def test_a_word_that_is_never_asked_for_is_an_answer_all_the_same() -> None:
    """Who reads the shelf finds “Winter winter” as well as “Lighthouse winter”."""
    shelf = Definitions([product(1, "Lighthouse winter"), product(2, "Winter winter")], "en").on(
        "Food > Bakery"
    )
    (row,) = [one for one in shelf.rows(0) if one.word == "lighthouse"]
    assert set(shelf.answers(row.asked, row.name)) == {"lighthouse", "winter"}
    assert not shelf.is_alone(row)


def test_what_a_name_tells_is_no_question() -> None:
    """Neither a type or brand that the name holds, nor one of several words."""
    shelf = Definitions(
        [
            product(1, "Rye bread"),
            product(2, "Midnight rye", type_="dark bread", brand="Fournil"),
        ],
        "en",
    ).on("Food > Bakery")
    asked = {(row.asked.value, row.name, row.word) for row in shelf.rows(0)}
    assert asked == {
        ("gap", f"{GAP} bread", "rye"),
        ("gap", f"Rye {GAP}", "bread"),
        ("brand", "Midnight rye", "fournil"),
        ("gap", f"{GAP} rye", "midnight"),
        ("gap", f"Midnight {GAP}", "rye"),
    }


def test_a_shelf_is_found_by_any_part_of_its_path_and_looked_at_in_blocks() -> None:
    """What stands in `A > B` stands in `A`; a path that nobody knows has no rows."""
    definitions = Definitions([product(at, f"Loaf {at}") for at in range(BLOCK + 1)], "en")
    assert list(definitions.around("Food > Bakery")) == ["Food > Bakery", "Food"]
    assert definitions.on("Food").blocks == definitions.on("Food > Bakery").blocks == 2
    assert definitions.on("Pets").blocks == 0


@pytest.mark.parametrize("size", [2, 5, 12])
def test_every_cell_is_read_in_every_direction(size: int) -> None:
    """Each line once, each cell in one line a direction; backwards is forwards turned round."""
    letters = [chr(ord("a") + cell % 26) for cell in range(size * size)]
    said = read(letters, size)
    for at, direction in enumerate(DIRECTIONS):
        cells = [cell for line in lines(size, direction) for cell in line.cells]
        assert len(cells) == len(set(cells))
        # Corners that stand alone in a diagonal make no line.
        assert len(cells) == size * size - (2 if direction.count("_") else 0)
        back = list(DIRECTIONS)[(at + 4) % 8]
        assert [one[::-1] for one in said[direction]] == said[back]


@given(
    st.sampled_from([one for one in common_words("fr")[::53] if 4 <= len(one) <= 9]),
    st.integers(0, 999),
    st.sampled_from([(10, 2), (10, 4), (12, 8)]),
)
def test_a_hidden_word_is_alone_and_in_decent_company(
    word: str, seed: int, shape: tuple[int, int]
) -> None:
    """No other word of its length can be read, and no coarse one in any direction."""
    size, many = shape
    directions = list(DIRECTIONS)[:many]
    known = frozenset(one for one in common_words("fr") if len(one) == len(word))
    hidden = hide(
        word,
        size=size,
        directions=directions,
        beginning=3,
        known=known,
        lang="fr",
        chance=Chance(str(seed)),
    )
    if hidden is not None:
        assert words_in(hidden.letters, size, directions, len(word), known) == [word]
        everything = " ".join(
            text for texts in read(hidden.letters, size).values() for text in texts
        )
        assert not [one for one in left_out("fr") if len(one) >= 4 and one in everything]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_coarse_word_is_found_however_it_is_read(lang: str, direction: str) -> None:
    """By its first letters, which are its last ones where it is read backwards."""
    line = max(lines(14, direction), key=lambda one: len(one.cells)).cells
    for word in sorted(left_out(lang)):
        if len(word) < COARSE_LETTERS:
            continue
        letters = ["x"] * 14 * 14
        for cell, letter in zip(line, word, strict=False):
            letters[cell] = letter
        assert word in perhaps_coarse(read(letters, 14), lang)
