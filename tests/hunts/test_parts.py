from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from clew.hunts.parts import GoodsCutter, buckets_of, goods_of
from clew.hunts.snapshot import Goods
from clew.shop.model import Product


def _product(id_: str, price: int) -> Product:
    return Product(id_, id_, ("a",), "t", "", price, "EUR")


_PRODUCTS = st.dictionaries(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
    st.integers(1, 10**6),
    max_size=300,
)


@given(_PRODUCTS)
def test_a_catalogue_is_the_same_when_read_back(told: dict[str, int]) -> None:
    """Cut into buckets and put together again, every product is there, by id."""
    products = tuple(_product(id_, price) for id_, price in sorted(told.items()))
    part = GoodsCutter().cut(Goods(3, products))
    assert goods_of(part.pieces[part.digest], part.pieces) == Goods(3, products)


@given(_PRODUCTS, st.randoms())
def test_a_name_depends_on_what_is_in_it_alone(told: dict[str, int], order: Any) -> None:
    """Another cutter that saw other catalogues before gives the same name."""
    products = [_product(id_, price) for id_, price in sorted(told.items())]
    worn = GoodsCutter()
    other = [msgspec.structs.replace(one, price=one.price + 1) for one in products]
    order.shuffle(other)
    worn.cut(Goods(1, tuple(sorted(other, key=lambda one: one.id))))
    first = GoodsCutter().cut(Goods(3, tuple(products)))
    assert worn.cut(Goods(3, tuple(products))).digest == first.digest


def test_one_new_stock_makes_one_new_bucket() -> None:
    """Of 20,000 products one changes: a new list and one new bucket, all others as they were."""
    products = [_product(f"p{number:05}", number + 1) for number in range(20_000)]
    cutter = GoodsCutter()
    before = cutter.cut(Goods(1, tuple(products)))
    products[77] = msgspec.structs.replace(products[77], stock=3)
    after = cutter.cut(Goods(2, tuple(products)))
    assert len(after.pieces.keys() - before.pieces.keys()) == 2
    assert len(buckets_of(after.pieces[after.digest])) > 100
