from __future__ import annotations

from datetime import datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from clew.promotions.model import Budget, Fixed, Promotion, Schedule, Scope, Spent, State
from clew.promotions.prefilter import Prefilter, Sought, why_not
from clew.testing.promotion_stores import NOON

PATHS = ("Food", "Food > Bakery", "Food > Bakery > Bread", "Home", "Home > Tea")
few = st.lists


@st.composite
def promotions(draw: st.DrawFn) -> list[Promotion]:
    """Promotions of many kinds of scope, schedule, budget and state."""
    made = []
    for number in range(draw(st.integers(0, 12))):
        scope = Scope(
            tuple(draw(few(st.sampled_from(("p1", "p2")), max_size=2, unique=True))),
            tuple(draw(few(st.sampled_from(("t1", "t2")), max_size=1))),
            tuple(draw(few(st.sampled_from(PATHS), max_size=2, unique=True))),
            tuple(draw(few(st.sampled_from(("mall", "store")), max_size=2, unique=True))),
            tuple(draw(few(st.sampled_from(("spring", "autumn")), max_size=1))),
        )
        when = Schedule(
            datetime(2027, 4, draw(st.integers(20, 30)), draw(st.integers(0, 23))),  # noqa: DTZ001
            "Europe/Paris",
            draw(st.integers(0, 2)),
            draw(st.sampled_from((1800, 3600, 7200))),
            draw(st.sampled_from(("", "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SA,SU"))),
        )
        budget = Budget(
            units=draw(st.sampled_from((None, 1, 2))), money=draw(st.sampled_from((None, 5)))
        )
        state = draw(st.sampled_from((State.LIVE, State.LIVE, State.SCHEDULED, State.PAUSED)))
        made.append(
            Promotion(f"x{number}", "x", Fixed(1), "EUR", when, scope, (), budget, state=state)
        )
    return made


SOUGHT = st.builds(
    Sought,
    st.integers(NOON - 5 * 86_400, NOON + 5 * 86_400),
    st.sampled_from(("mall", "store", "elsewhere")),
    st.sampled_from(("spring", "autumn")),
    st.frozensets(st.sampled_from(("p1", "p2", "p3")), max_size=2),
    st.frozensets(st.sampled_from(("t1", "t3")), max_size=1),
    st.frozensets(st.sampled_from(PATHS), max_size=2),
)
SPENT = st.dictionaries(
    st.sampled_from([f"x{n}" for n in range(12)]),
    st.builds(Spent, st.integers(1, 3), st.integers(0, 6)),
)


@given(promotions(), st.lists(st.tuples(SOUGHT, SPENT), min_size=1, max_size=6))
def test_the_index_keeps_what_each_one_alone_would(
    all_: list[Promotion], asked: list[tuple[Sought, dict[str, Spent]]]
) -> None:
    """However the clock goes and whatever is spent, it is those that nothing speaks against."""
    index = Prefilter(all_, {})
    for sought, spent in asked:
        index.charge(spent)
        wanted = [one for one in all_ if why_not(one, sought, spent) is None]
        assert list(index.survivors(sought)) == sorted(wanted, key=lambda one: one.id)


def test_what_does_not_survive_is_not_looked_at() -> None:
    """Ten thousand that are elsewhere, later, paused or spent leave the looked-up sets as small."""
    base = Promotion(
        "x",
        "x",
        Fixed(1),
        "EUR",
        Schedule(datetime(2027, 5, 1), "Europe/Paris", 1),  # noqa: DTZ001
    )
    live = msgspec.structs.replace(base, state=State.LIVE)
    late = Schedule(datetime(2027, 6, 1), "Europe/Paris", 1)  # noqa: DTZ001
    change = msgspec.structs.replace
    here = [change(live, id=f"here{n}") for n in range(20)]
    others = [
        one
        for n in range(50)
        for one in (
            change(live, id=f"venue{n}", scope=Scope(venues=("store",))),
            change(live, id=f"campaign{n}", scope=Scope(campaigns=("autumn",))),
            change(live, id=f"product{n}", scope=Scope(products=("p9",))),
            change(live, id=f"late{n}", schedule=late),
            change(live, id=f"paused{n}", state=State.PAUSED),
            change(live, id=f"spent{n}", budget=Budget(units=1)),
        )
    ]
    spent = {f"spent{n}": Spent(1, 1) for n in range(50)}
    index = Prefilter([*here, *others], spent)
    sought = Sought(NOON, "mall", "spring", frozenset({"p1"}))
    assert list(index.survivors(sought)) == sorted(here, key=lambda one: one.id)
