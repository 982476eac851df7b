from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.shop.margin import Terms, cost_of, discounted, least_margin, may_be_bundled
from clew.shop.model import Product

percents = st.integers(0, 99)
amounts = st.integers(1, 10**7)


def article(price: int, cost: str | None = None, *, stock: int | None = 5) -> Product:
    return Product(
        "p",
        "Brie",
        ("Food", "Cheese"),
        "soft",
        "",
        price,
        "EUR",
        stock,
        attributes={} if cost is None else {"cost": cost},
    )


@pytest.mark.parametrize(
    ("cost", "kept"), [("6.80", True), ("6.81", False), ("8.60", False), ("0", True)]
)
def test_the_floor_holds_after_the_discount(cost: str, kept: bool) -> None:  # noqa: FBT001
    """Of 10.00 less 15 % there must be left 20 % of 8.50: a cost of 6.80 at most."""
    terms = Terms(discount_percent=15, floor_percent=20)
    assert may_be_bundled(article(1000, cost), terms) is kept


def test_what_is_sold_out_is_never_bundled() -> None:
    """A stock of 0 is out, whatever the terms; a shop that does not count has some."""
    for without_cost in (False, True):
        terms = Terms(without_cost=without_cost)
        assert not may_be_bundled(article(1000, "1.00", stock=0), terms)
        assert may_be_bundled(article(1000, "1.00", stock=None), terms)


@pytest.mark.parametrize("cost", [None, "cheap", "-3", "3,20", "1e3", "3.201"])
def test_without_a_readable_cost_only_the_operator_may_bundle(cost: str | None) -> None:
    """No cost, or one that is no amount, keeps no floor: bundled only where that is asked for."""
    assert cost_of(article(1000, cost)) is None
    assert not may_be_bundled(article(1000, cost), Terms())
    assert may_be_bundled(article(1000, cost), Terms(without_cost=True))


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=5), percents, percents)
def test_what_keeps_the_floor_alone_keeps_it_together(
    sold: list[tuple[int, int]], discount: int, floor: int
) -> None:
    """A bundle of articles that each keep the floor keeps it, whichever they are."""
    terms = Terms(discount, floor)
    articles = [article(price, f"{cost / 100:.2f}") for price, cost in sold]
    bundle = [one for one in articles if may_be_bundled(one, terms)]
    price = sum(discounted(one.price, terms) for one in bundle)
    cost = sum(cost_of(one) or 0 for one in bundle)
    assert (price - cost) * 100 >= floor * price
    margin = least_margin(bundle, terms)
    assert margin is None or margin >= floor / 100 - 1e-4
