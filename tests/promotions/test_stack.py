from __future__ import annotations

from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.money import MOST_MINOR
from clew.promotions.model import (
    BundlePrice,
    EarlyAccess,
    Fixed,
    FreeItem,
    Percent,
    Points,
    Promotion,
    Refusal,
    Shipping,
    Stacking,
    Value,
)
from clew.promotions.price import cost_at_any_price, cost_at_most
from clew.promotions.stack import Basis, cycle, stack
from clew.testing.promotion_stores import promotion


def one(id_: str, value: Value, stacking: Stacking | None = None) -> Promotion:
    """A promotion that gives something."""
    return msgspec.structs.replace(promotion(id_), value=value, stacking=stacking or Stacking())


EUROS = Basis(1_000, 600, "EUR")


def test_each_is_applied_to_what_the_others_left() -> None:
    """A percentage comes before an amount, whatever the order of wishes."""
    both = [one("a", Fixed(100)), one("b", Percent(20))]
    for wanted in permutations(both):
        stacked = stack(EUROS, wanted)
        assert stacked.price == 700
        assert [(each.promotion, each.off) for each in stacked.taken] == [("b", 200), ("a", 100)]
        assert stacked.cost == 300


def test_after_says_the_order() -> None:
    """A percentage that is to come after an amount is taken of what that leaves."""
    wanted = [one("a", Fixed(100)), one("b", Percent(20), Stacking(after=("a",)))]
    assert stack(EUROS, wanted).price == 720


@pytest.mark.parametrize(
    ("value", "price", "off"),
    [
        (Percent(20), 99, 19),
        (Percent(50, 30), 99, 30),
        (Percent(1), 99, 0),
        (Fixed(500), 99, 99),
        (BundlePrice(60), 99, 39),
        (BundlePrice(100), 99, 0),
    ],
)
def test_amounts_are_rounded_down(value: Value, price: int, off: int) -> None:
    """A share is rounded down to whole minor units; nothing falls below a price of nothing."""
    stacked = stack(Basis(price, None, "EUR"), [one("a", value)])
    assert stacked.price == price - off
    assert stacked.refused == ({} if off else {"a": Refusal.NOTHING_TO_GIVE})


def test_what_may_not_be_combined() -> None:
    """Exclusive ones stand alone, a group gives one, another currency never joins."""
    dollars = msgspec.structs.replace(one("usd", Fixed(1)), currency="USD")
    wanted = [
        one("a", Fixed(1), Stacking(group="g")),
        one("b", Fixed(1), Stacking(group="g")),
        one("c", Fixed(1), Stacking(exclusive=True)),
        one("a", Fixed(1)),
        dollars,
        one("d", Points(5, 10)),
    ]
    stacked = stack(EUROS, wanted)
    assert [each.promotion for each in stacked.taken] == ["a", "d"]
    assert stacked.refused == {
        "b": Refusal.GROUP_TAKEN,
        "c": Refusal.EXCLUSIVE,
        "a": Refusal.EXCLUSIVE,
        "usd": Refusal.OTHER_CURRENCY,
    }


def test_the_strictest_floor_counts_for_all() -> None:
    """What brings the margin of all together below a floor is refused; presents count as cost."""
    floor = Stacking(margin_floor=25)
    wanted = [one("a", Fixed(200), floor), one("b", Fixed(1)), one("c", FreeItem("tea", 1))]
    stacked = stack(EUROS, wanted)
    assert stacked.price == 800
    assert stacked.refused == {
        "b": Refusal.BELOW_MARGIN_FLOOR,
        "c": Refusal.BELOW_MARGIN_FLOOR,
    }
    assert stack(Basis(1_000, None, "EUR"), wanted).refused["a"] == Refusal.COST_UNKNOWN


VALUES = st.one_of(
    st.builds(Percent, st.integers(1, 100), st.none() | st.integers(1, 500)),
    st.builds(Fixed, st.integers(1, MOST_MINOR)),
    st.builds(FreeItem, st.just("tea"), st.integers(0, 500)),
    st.builds(BundlePrice, st.integers(1, 900)),
    st.builds(Shipping, st.integers(0, 500)),
    st.builds(Points, st.integers(1, 99), st.integers(0, 500)),
    st.builds(EarlyAccess, st.integers(1, 99)),
)
STACKINGS = st.builds(
    Stacking,
    st.sampled_from(("", "", "g")),
    st.sampled_from((False, False, False, True)),
    st.sampled_from(((), ("x0",), ("x1",))),
    st.none() | st.integers(-100, 100),
)


@given(
    st.integers(0, MOST_MINOR),
    st.none() | st.integers(0, 1_000),
    st.lists(st.tuples(VALUES, STACKINGS), max_size=6),
)
def test_whatever_is_stacked(
    price: int, cost: int | None, given_: list[tuple[Value, Stacking]]
) -> None:
    """The price never rises nor falls below nothing, every floor holds, and none is forgotten."""
    wanted = [one(f"x{n}", value, stacking) for n, (value, stacking) in enumerate(given_)]
    stacked = stack(Basis(price, cost, "EUR"), wanted)
    by_id = {each.id: each for each in wanted}
    taken = [by_id[each.promotion] for each in stacked.taken]
    assert 0 <= stacked.price <= price
    assert stacked.price == price - sum(each.off for each in stacked.taken)
    assert {each.id for each in taken} | stacked.refused.keys() == by_id.keys()
    assert len(taken) <= 1 or not any(each.stacking.exclusive for each in taken)
    groups = [each.stacking.group for each in taken if each.stacking.group]
    assert len(groups) == len(set(groups))
    extra = sum(each.extra for each in stacked.taken)
    for each in taken:
        if each.stacking.margin_floor is not None:
            assert cost is not None
            earned = stacked.price - cost - extra
            assert earned * 100 >= each.stacking.margin_floor * stacked.price
    for done in stacked.taken:
        bound = cost_at_most(by_id[done.promotion].value, price)
        assert done.off + done.extra <= bound


@pytest.mark.parametrize(
    ("value", "cost"),
    [
        (Percent(10), 100),
        (Percent(10, at_most=50), 50),
        (Percent(100), 1_001),
        (Fixed(300), 300),
        (Fixed(3_000), 1_001),
        (BundlePrice(900), 101),
        (BundlePrice(2_000), 0),
        (FreeItem("mug", 250), 250),
        (Shipping(490), 490),
        (Points(100, 40), 40),
        (EarlyAccess(24), 0),
    ],
)
def test_what_a_promise_costs(value: Value, cost: int) -> None:
    """What each kind costs at most at a price of 10.01: a share rounded down, never above it."""
    assert cost_at_most(value, 1_001) == cost


def test_cost_where_no_price_is_known() -> None:
    """A hold's money without a price: what bounds it, or nothing does."""
    assert cost_at_any_price(Percent(20)) is None
    assert cost_at_any_price(Percent(20, 300)) == 300
    assert cost_at_any_price(Fixed(200)) == 200
    assert cost_at_any_price(BundlePrice(200)) is None
    assert cost_at_any_price(Points(5, 40)) == 40
    assert cost_at_any_price(EarlyAccess(5)) == 0


@given(st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=3), max_size=8))
def test_cycles_are_found(edges: dict[int, list[int]]) -> None:
    """A cycle is one just where no order of all puts each after what it waits for."""
    after = {str(name): [str(one) for one in ones] for name, ones in edges.items()}
    found = cycle(after)
    for here, there in zip(found, [*found[1:], *found[:1]], strict=True):
        assert there in after[here]
    placed: set[str] = set()
    names = {*after, *(one for ones in after.values() for one in ones)}
    while ready := {n for n in names - placed if set(after.get(n, ())) <= placed}:
        placed |= ready
    assert bool(found) == (placed != names)


def test_a_long_chain_is_no_cycle() -> None:
    """Ten thousand in a row are followed without running out of stack."""
    assert cycle({str(n): [str(n + 1)] for n in range(10_000)}) == ()
