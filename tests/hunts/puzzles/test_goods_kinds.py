"""What each kind about products promises of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clew.hunts.chance import Chance
from clew.hunts.material import Material
from clew.hunts.messages import LANGS
from clew.hunts.messages.catalogue import has_message
from clew.hunts.model import Puzzle, Unfit, Way
from clew.hunts.puzzles.facts import MEASURED, TELLABLE
from clew.hunts.puzzles.kind import Task
from clew.hunts.puzzles.numbers import decimal_text, price_text
from clew.hunts.puzzles.table import KINDS
from clew.hunts.shelves import stands_out
from clew.shop.model import Product
from clew.text import key_form

Worlds = Callable[[str, str], Material]


def product(id_: str, price: int = 100, name: str = "", /, **attributes: str) -> Product:
    return Product(
        id=id_,
        name=name or f"{id_} name",
        category=("Food", "Bread"),
        type="bread",
        brand="",
        price=price,
        currency="EUR",
        attributes=attributes,
    )


def shop(*products: Product, lang: str = "en") -> Material:
    return Material(lang, products, (), (), ())


def made(kind: str, target: Product, material: Material, difficulty: int) -> Puzzle | Unfit:
    task = Task(target, None, (), None, difficulty, step_free=False, chance=Chance("a test"))
    return KINDS[kind].make(task, material)


def puzzle(kind: str, target: Product, material: Material, difficulty: int) -> Puzzle:
    found = made(kind, target, material, difficulty)
    assert isinstance(found, Puzzle), found
    return found


# ---------------------------------------------------------------- facts


def test_every_attribute_that_is_told_has_a_name_in_both_languages() -> None:
    """A player reads no word of the catalogue's own language."""
    for name in (*TELLABLE, "brand", "type"):
        for lang in LANGS:
            assert has_message(lang, f"attribute-{name}"), (lang, name)
    assert set(TELLABLE) > MEASURED


def test_an_attribute_without_a_name_is_left_out() -> None:
    """What the messages have no word for is told to nobody, and still tells two products apart."""
    one = product("a", colour="red", riddle="x")
    two = product("b", colour="red", riddle="y")
    found = made("attribute_riddle", one, shop(one, two), 4)
    assert isinstance(found, Unfit)
    assert found.why == "not_unique"


@pytest.mark.parametrize(("lang", "text"), [("en", "€4.90"), ("fr", "4,90\N{NO-BREAK SPACE}€")])
def test_prices_are_written_as_the_language_writes_them(lang: str, text: str) -> None:
    """Sign, point and blank are where a shopper expects them."""
    assert price_text(490, "EUR", lang) == text
    assert price_text(490, "SEK", lang).endswith("SEK")
    assert decimal_text(-125, 1, lang) == "\N{MINUS SIGN}12" + (".5" if lang == "en" else ",5")
    assert decimal_text(120, 1, lang) == "12"


# ---------------------------------------------------------------- odd one out


def test_one_stands_out_where_all_others_share_what_it_has_not() -> None:
    """A value that all but one share singles that one out, and so does its lack."""
    red, blue, none = {"colour": "red"}, {"colour": "blue"}, {"size": "1"}
    assert stands_out([red, red, blue]) == {2: ["colour"]}
    assert stands_out([none, red, red]) == {0: ["colour"]}
    assert stands_out([red, blue, none]) == {}
    assert stands_out([red, red, red, blue, blue]) == {}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("difficulty", [1, 2, 3, 4, 5])
def test_nobody_else_can_be_defended_as_the_odd_one(
    worlds: Worlds, lang: str, difficulty: int
) -> None:
    """By category, type, brand, attribute or storey, the target alone stands out."""
    material = worlds("demo", lang)
    for target in list(material.products.values())[::20]:
        found = puzzle("odd_one_out", target, material, difficulty)
        shown = [one["id"] for one in found.shown["products"]]
        odd = stands_out([material.shelves.traits[one] for one in shown])
        assert list(odd) == [shown.index(target.id)]
        if found.difficulty >= 4:
            assert not {"type", "category/1", "category/2"} & set(odd[shown.index(target.id)])


# ---------------------------------------------------------------- price ladder


def test_a_price_that_changes_later_changes_nothing() -> None:
    """The prices that it was made of are kept with the puzzle."""
    products = [product(f"p{at}", 100 * 2**at) for at in range(6)]
    found = puzzle("price_ladder", products[2], shop(*products), 5)
    assert found.frozen == {
        one["id"]: next(each.price for each in products if each.id == one["id"])
        for one in found.shown["products"]
    }


def test_prices_too_alike_make_no_ladder() -> None:
    """Where nothing is a quarter dearer there is nothing to order."""
    products = [product(f"p{at}", 100 + at) for at in range(20)]
    found = made("price_ladder", products[0], shop(*products), 1)
    assert isinstance(found, Unfit)
    assert found.why == "no_price_ladder"


def test_two_orders_count_where_neighbours_are_too_alike() -> None:
    """The check finds a ladder out whose rungs are less than a quarter apart."""
    products = [product("a", 100), product("b", 124), product("c", 155)]
    material = shop(*products)
    shown = {"products": [{"id": one.id} for one in products]}
    found = puzzle(
        "price_ladder",
        product("a", 100),
        shop(product("a", 100), product("b", 200), product("c", 400)),
        2,
    )
    assert KINDS["price_ladder"].answers(shown, found.options, material) == ["a b c", "b a c"]


def test_products_that_are_called_alike_are_not_put_in_order() -> None:
    """Nobody could tell which of the two is meant."""
    products = [product(f"p{at}", 100 * 2**at, "Same") for at in range(6)]
    found = made("price_ladder", products[0], shop(*products), 1)
    assert isinstance(found, Unfit)
    assert found.why == "name_not_unique"


# ---------------------------------------------------------------- attribute riddle


@pytest.mark.parametrize("lang", LANGS)
def test_a_riddle_tells_no_word_of_the_name(worlds: Worlds, lang: str) -> None:
    """Where the name is typed, no fact has a word of it."""
    material = worlds("demo", lang)
    for target in list(material.products.values())[::5]:
        found = puzzle("attribute_riddle", target, material, 5)
        assert found.way is Way.TEXT
        words = {one for one in key_form(found.answer).split() if len(one) > 2}
        for fact in found.shown["facts"]:
            assert not words & set(key_form(fact["value"]).split()), (found.answer, fact)


def test_a_name_of_either_language_is_accepted() -> None:
    """The sign may say the one, the page the other."""
    one = product("a", 100, "Midnight rye", colour="dark", **{"name@fr": "Seigle noir"})
    found = puzzle("attribute_riddle", one, shop(one, product("b", colour="light")), 4)
    assert found.accepted == ("midnight rye", "seigle noir")


def test_what_two_products_share_is_asked_with_options_or_not_at_all() -> None:
    """Twins are no riddle: neither typed nor chosen."""
    twins = [product(f"t{at}", colour="red") for at in range(2)]
    others = [product(f"o{at}", colour="blue") for at in range(4)]
    found = puzzle("attribute_riddle", twins[0], shop(*twins, *others), 4)
    assert found.way is Way.OPTION
    assert twins[1].name not in {one.text for one in found.options}


# ---------------------------------------------------------------- category maze


def test_directions_that_two_doors_fit_are_found_out(worlds: Worlds) -> None:
    """The check follows every door that a direction may mean."""
    material = worlds("demo", "en")
    target = next(iter(material.products.values()))
    found = puzzle("category_maze", target, material, 2)
    tree = [
        {"name": "abc", "doors": [{"name": "one"}]},
        {"name": "abcd", "doors": [{"name": "two"}]},
    ]
    shown = {"tree": tree, "directions": [{"rule": "most"}, {"rule": "nth", "door": 1}]}
    options = tuple(
        type(one)(one.id, text) for one, text in zip(found.options, ("one", "two"), strict=False)
    )
    assert len(KINDS["category_maze"].answers(shown, options, material)) == 2
    tree[1]["name"] = "abcde"
    assert len(KINDS["category_maze"].answers(shown, options, material)) == 1
