from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shop_desk import Desk, faults

from clew.errors import InputRefused
from clew.shop.model import Product
from clew.shop.ports import Stock
from clew.shop.products_file import HEADER, product_row
from clew.tabular import write_rows

SHORT = "product_id,name,category,price,currency"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def refused(desk: Desk, path: Path, **how: str) -> list[tuple[str, int | None, str | None]]:
    """The faults of a file that is refused, and that changed nothing."""
    before = await desk.catalogue.products()
    with pytest.raises(InputRefused) as refusal:
        await desk.products.products(path, **how)  # type: ignore[arg-type]
    assert await desk.catalogue.products() == before
    return faults(refusal.value)


async def test_every_column(desk: Desk, write: Callable[..., Path]) -> None:
    """Each column says one field; prices become minor units, a point becomes its zone."""
    row = (
        "p1,Café moulu,Épicerie > Boissons,coffee,Brûlerie,4.50,EUR,7,mall,0,45.5,5.25,"
        "https://x.example/p1,p1.jpg,origin=Peru|name@en=Ground coffee"
    )
    path = write("products.csv", ",".join(HEADER), row)
    done = await desk.products.products(path)
    assert (done.rows, done.added) == (1, 1)
    assert await desk.catalogue.product("p1") == Product(
        "p1",
        "Café moulu",
        ("Épicerie", "Boissons"),
        "coffee",
        "Brûlerie",
        450,
        "EUR",
        7,
        "mall/0/1/1",
        45.5,
        5.25,
        "https://x.example/p1",
        "p1.jpg",
        {"origin": "Peru", "name@en": "Ground coffee"},
    )


async def test_what_may_be_left_out(desk: Desk, write: Callable[..., Path]) -> None:
    """Four columns suffice; a missing type is the innermost category, stock is not counted."""
    path = write("p.csv", "product_id,name,category,price", "a,Bag,Home > Bags,1200")
    await desk.products.products(path, currency="JPY")
    assert await desk.catalogue.product("a") == Product(
        "a", "Bag", ("Home", "Bags"), "Bags", "", 1200, "JPY"
    )


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("a,Bag,Home,-1,EUR", "wrong_value", "price"),
        ("a,Bag,Home,0,EUR", "wrong_value", "price"),
        ("a,Bag,Home,,EUR", "wrong_value", "price"),
        ("a,Bag,Home,1.234,EUR", "wrong_value", "price"),
        ('a,Bag,Home,"1,50",EUR', "wrong_value", "price"),
        ("a,Bag,Home,1,EURO", "currency_unknown", "currency"),
        ("a,Bag,Home,1,XXX", "currency_unknown", "currency"),
        ("a,Bag,Home,1,", "currency_unknown", "currency"),
        ("a,Bag,Home > Bags > home,1,EUR", "category_loop", "category"),
        ("a,Bag,Home > > Bags,1,EUR", "empty_text", "category"),
        ("a,Bag,,1,EUR", "empty_text", "category"),
        ("a,,Home,1,EUR", "empty_text", "name"),
        (f"a,{'x' * 301},Home,1,EUR", "text_too_long", "name"),
        (f"a,{'<div>' * 20_000},Home,1,EUR", "text_too_long", "name"),
        ("a,B\u202eag,Home,1,EUR", "bidi_override", "name"),
        ("a,B\x07ag,Home,1,EUR", "control_character", "name"),
        (",Bag,Home,1,EUR", "wrong_value", "product_id"),
        (f"{'x' * 10_240},Bag,Home,1,EUR", "wrong_value", "product_id"),
        ("a,B\0ag,Home,1,EUR", "nul_byte", None),
    ],
)
async def test_bad_rows(
    desk: Desk, write: Callable[..., Path], row: str, code: str, field: str | None
) -> None:
    """A bad cell is named by code, line and field, and the good rows around it stay out too."""
    path = write("p.csv", SHORT, "good,Bag,Home,1,EUR", row, "also good,Bag,Home,1,EUR")
    assert await refused(desk, path) == [(code, 3, field)]


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ("mall,0,45.5,,", "wrong_value", "lon"),
        ("mall,,45.5,5,", "wrong_value", "level"),
        ("mall,0,47,5,", "outside_levels", "lat"),
        ("mall,1,45.5,5,", "outside_levels", "lat"),
        ("mall,ground,45.5,5,", "wrong_value", "level"),
        ("mall,0,91,5,", "outside_wgs84", "lat"),
        ("mall,0,nan,5,", "wrong_value", "lat"),
        ("nowhere,0,45.5,5,", "venue_unknown", "venue"),
        ("no where,0,45.5,5,", "wrong_value", "venue"),
        (",,,,2.5", "wrong_value", "stock"),
        (",,,,-1", "wrong_value", "stock"),
        (",,,,9999999999999", "wrong_value", "stock"),
    ],
)
async def test_bad_places_and_stocks(
    desk: Desk, write: Callable[..., Path], cells: str, code: str, field: str
) -> None:
    """A place is given whole, in a venue that is known, on one of its levels."""
    header = f"{SHORT},venue,level,lat,lon,stock"
    assert await refused(desk, write("p.csv", header, f"a,Bag,Home,1,EUR,{cells}")) == [
        (code, 2, field)
    ]


async def test_all_faults_at_once(desk: Desk, write: Callable[..., Path]) -> None:
    """Every bad row of a file is told in one go."""
    rows = ("a,Bag,Home,1,EUR", "b,Bag,Home,-1,EUR", "c,,Home,1,EUR", "d,Bag,A > A,1,EUR")
    assert [line for _, line, _ in await refused(desk, write("p.csv", SHORT, *rows))] == [3, 4, 5]


async def test_an_id_twice(desk: Desk, write: Callable[..., Path]) -> None:
    """The same row twice is one product; an id with another content is refused."""
    path = write("p.csv", SHORT, "a,Bag,Home,1,EUR", "a,Bag,Home,1.00,EUR")
    assert (await desk.products.products(path)).added == 1
    path = write("p.csv", SHORT, "a,Bag,Home,1,EUR", "a,Bag,Home,2,EUR")
    assert await refused(desk, path) == [("duplicate_row", 3, "product_id")]


async def test_one_currency(desk: Desk, write: Callable[..., Path]) -> None:
    """A file with two currencies is refused at its row; one against the catalogue as a whole."""
    path = write("p.csv", SHORT, "a,Bag,Home,1,EUR", "b,Bag,Home,2,USD")
    assert await refused(desk, path) == [("currency_mixed", 3, "currency")]
    await desk.products.products(write("p.csv", SHORT, "a,Bag,Home,1,EUR"))
    path = write("p.csv", SHORT, "b,Bag,Home,2,USD")
    assert await refused(desk, path) == [("currency_mixed", None, None)]


async def test_a_file_that_does_not_name_a_product_leaves_it(
    desk: Desk, write: Callable[..., Path]
) -> None:
    """Importing again merges by id."""
    await desk.products.products(write("p.csv", SHORT, "a,Bag,Home,1,EUR", "b,Bag,Home,1,EUR"))
    done = await desk.products.products(write("p.csv", SHORT, "b,Bag,Home,2,EUR"))
    assert (done.added, done.changed, done.unchanged) == (0, 1, 0)
    assert [one.price for one in await desk.catalogue.products()] == [100, 200]


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8
).filter(lambda text: not set(text) & set("|=>"))
products = st.builds(
    Product,
    words,
    words,
    st.lists(words, min_size=1, max_size=4, unique_by=str.casefold).map(tuple),
    words,
    st.just("") | words,
    st.integers(1, 10**9),
    st.just("EUR"),
    st.none() | st.integers(0, 10**6),
    attributes=st.dictionaries(words, words, max_size=3),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(products, max_size=8, unique_by=lambda one: one.id))
async def test_export_and_import(tmp_path: Path, catalogue: list[Product]) -> None:
    """What is exported and imported is the same catalogue, and importing it again changes none."""
    path = tmp_path / "out.csv"
    write_rows(path, HEADER, (product_row(one) for one in catalogue))
    desk = Desk(tmp_path)
    assert (await desk.products.products(path)).added == len(catalogue)
    assert await desk.catalogue.products() == sorted(catalogue, key=lambda one: one.id)
    version = await desk.catalogue.version()
    again = await desk.products.products(path)
    assert (again.added, again.changed, again.unchanged) == (0, 0, len(catalogue))
    assert await desk.catalogue.version() == version


# ---------------------------------------------------------------- prices and stocks


async def test_restock(desk: Desk, write: Callable[..., Path]) -> None:
    """A file of prices and stocks changes what it names; an empty cell leaves what it was."""
    rows = ("a,Bag,Home,1,EUR", "b,Bag,Home,1,EUR", "c,Bag,Home,1,EUR")
    await desk.products.products(write("p.csv", SHORT, *rows))
    path = write("r.csv", "product_id,price,stock", "a,2.50,", "b,,0", "c,1,")
    done = await desk.products.restock(path)
    assert (done.rows, done.added, done.changed, done.unchanged) == (3, 0, 2, 1)
    told = [(one.price, one.stock) for one in await desk.catalogue.products()]
    assert told == [(250, None), (100, 0), (100, None)]


async def test_bad_restock(desk: Desk, write: Callable[..., Path]) -> None:
    """One bad row, and no price changes."""
    await desk.products.products(write("p.csv", SHORT, "a,Bag,Home,1,EUR", "b,Bag,Home,1,EUR"))
    rows = ("b,5,", "a,-1,", "a,,x", "z,1,", "b,6,")
    with pytest.raises(InputRefused) as refusal:
        await desk.products.restock(write("r.csv", "product_id,price,stock", *rows))
    assert faults(refusal.value) == [
        ("wrong_value", 3, "price"),
        ("wrong_value", 4, "stock"),
        ("product_unknown", 5, "product_id"),
        ("duplicate_row", 6, "product_id"),
    ]
    assert {one.price for one in await desk.catalogue.products()} == {100}


changes = st.lists(
    st.builds(
        Stock,
        st.sampled_from("abcdef"),
        st.none() | st.integers(1, 5),
        st.none() | st.integers(0, 5),
    ),
    max_size=6,
    unique_by=lambda one: one.product,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(changes, st.randoms(use_true_random=False), st.integers(0, 6))
async def test_any_order_of_restocks(
    tmp_path: Path, told: list[Stock], chance: st.DataObject, cut: int
) -> None:
    """Changes of different products give one catalogue in any order, in one call or in two."""
    start = [Product(one, "Bag", ("Home",), "bag", "", 3, "EUR", 3) for one in "abcdef"]
    one, two = Desk(tmp_path), Desk(tmp_path)
    for desk in (one, two):
        await desk.catalogue.put(start)
    await one.catalogue.restock(told)
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    await two.catalogue.restock(shuffled[:cut])
    await two.catalogue.restock(shuffled[cut:])
    assert await one.catalogue.products() == await two.catalogue.products()
