from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shop_desk import NOW, Desk, faults

from clew.errors import Code, Conflict, InputRefused, PartUnavailable
from clew.shop.model import Event, EventKind, Product, Purchase
from clew.shop.ports import Written
from clew.shop.staging import Kind
from clew.testing.shop_store import everything

BASKETS = "player_id,basket_id,time,product_id,quantity,price"
EVENTS = "player_id,time,kind,product_id,text"
START = 1_700_000_000


@pytest.fixture
async def desk(tmp_path: Path) -> Desk:
    return await opened(tmp_path)


async def opened(tmp_path: Path) -> Desk:
    """A desk that sells a and b; b is also called b-red."""
    desk = Desk(tmp_path)
    sold = [Product(one, "Bag", ("Home",), "bag", "", 100, "EUR") for one in "ab"]
    await desk.catalogue.put(sold, aliases={"b-red": "b", "a": "b"})
    return desk


async def test_lines_of_baskets(desk: Desk, write: Callable[..., Path]) -> None:
    """A row is a line; a variant counts as its product; quantity and price may be missing."""
    path = write(
        "baskets.csv",
        BASKETS,
        "p,1,2023-11-14T22:13:20Z,a,2,3.00",
        "p,1,2023-11-14 22:13:20,b-red,,",
        "p,2,2023-11-15,b,1,0",
        "q,1,2023-11-15T00:13:20+02:00,a,1,1",
    )
    done = await desk.rows.baskets(path)
    assert (done.rows, done.added, done.unchanged) == (4, 4, 0)
    assert await everything(desk.history) == [
        Purchase("p", "1", START, "a", 2, 300),
        Purchase("p", "1", START, "b", 1, None),
        Purchase("p", "2", 1_700_006_400, "b", 1, 0),
        Purchase("q", "1", START, "a", 1, 100),
    ]
    assert desk.rows.unfinished() == []


async def test_lines_of_one_product_are_added_up(desk: Desk, write: Callable[..., Path]) -> None:
    """However far apart they stand; the price of all is known only where each one's is."""
    between = [f"x{n},1,{START},a,1,1" for n in range(30)]
    rows = (f"p,1,{START},a,2,3", f"p,1,{START},b,1,1", *between)
    more = (f"p,1,{START},a,1,1.50", f"p,1,{START},b-red,1,")
    done = await desk.rows.baskets(write("b.csv", BASKETS, *rows, *more))
    assert (done.rows, done.added) == (34, 32)
    assert await desk.history.purchases("p") == [
        Purchase("p", "1", START, "a", 3, 450),
        Purchase("p", "1", START, "b", 2, None),
    ]


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("p,1,2023-11-14,z,1,1", "product_unknown", "product_id"),
        ("p,1,2023-11-14,,1,1", "wrong_value", "product_id"),
        (f"{'p' * 10_240},1,2023-11-14,a,1,1", "wrong_value", "player_id"),
        (f"p,{'1' * 10_240},2023-11-14,a,1,1", "wrong_value", "basket_id"),
        (",1,2023-11-14,a,1,1", "wrong_value", "player_id"),
        ("p,1,2027-05-01T12:30:00Z,a,1,1", "in_the_future", "time"),
        ("p,1,2099-01-01,a,1,1", "in_the_future", "time"),
        ("p,1,yesterday,a,1,1", "wrong_value", "time"),
        ("p,1,2023-02-30,a,1,1", "wrong_value", "time"),
        ("p,1,1969-12-31,a,1,1", "wrong_value", "time"),
        ("p,1,,a,1,1", "wrong_value", "time"),
        ("p,1,2023-11-14,a,0,1", "wrong_value", "quantity"),
        ("p,1,2023-11-14,a,-1,1", "wrong_value", "quantity"),
        ("p,1,2023-11-14,a,0.5,1", "wrong_value", "quantity"),
        ("p,1,2023-11-14,a,4006381333931,1", "wrong_value", "quantity"),
        ("p,1,2023-11-14,a,1,-1", "wrong_value", "price"),
        ("p,1,2023-11-14,a,1,free", "wrong_value", "price"),
    ],
)
async def test_bad_lines(
    desk: Desk, write: Callable[..., Path], row: str, code: str, field: str
) -> None:
    """A bad cell is named by code, line and field, and not one row of the file goes in."""
    good = [f"p,{n},2023-11-14,a,1,1" for n in range(20)]
    with pytest.raises(InputRefused) as refusal:
        await desk.rows.baskets(write("b.csv", BASKETS, *good, row, *good))
    assert faults(refusal.value) == [(code, 22, field)]
    assert await everything(desk.history) == []
    assert desk.rows.unfinished() == []


async def test_events(desk: Desk, write: Callable[..., Path]) -> None:
    """Views and solves name a product, searches a text; the same event twice is one."""
    path = write(
        "events.csv",
        EVENTS,
        f"p,{START},view,b-red,",
        f"p,{START + 1},search,,café noir",
        f"p,{START + 2},solve,a,",
        f"p,{START},view,b,",
    )
    done = await desk.rows.events(path)
    assert (done.rows, done.added) == (4, 3)
    assert await desk.history.events("p") == [
        Event("p", START, EventKind.VIEW, product="b"),
        Event("p", START + 1, EventKind.SEARCH, text="café noir"),
        Event("p", START + 2, EventKind.SOLVE, product="a"),
    ]
    assert (await desk.rows.events(path)).added == 0


async def test_bad_events(desk: Desk, write: Callable[..., Path]) -> None:
    """All faults of a file are told together."""
    path = write(
        "events.csv",
        EVENTS,
        f"p,{START},view,,",
        f"p,{START},search,a,",
        f"p,{START},hug,a,",
        f"p,{int(NOW.timestamp()) + 301},view,a,",
        f"p,{START},search,,{'x' * 301}",
    )
    with pytest.raises(InputRefused) as refusal:
        await desk.rows.events(path)
    assert faults(refusal.value) == [
        ("product_unknown", 2, "product_id"),
        ("empty_text", 3, "text"),
        ("wrong_value", 4, "kind"),
        ("in_the_future", 5, "time"),
        ("text_too_long", 6, "text"),
    ]


async def test_baskets_need_products(tmp_path: Path, write: Callable[..., Path]) -> None:
    """Where nothing is sold, the file is refused as a whole, in one sentence."""
    with pytest.raises(InputRefused) as refusal:
        await Desk(tmp_path).rows.baskets(write("b.csv", BASKETS, "p,1,2023-11-14,a,1,1"))
    assert refusal.value.code is Code.SHOP_EMPTY


rows = st.lists(
    st.builds(
        "{},{},{},{},{},{}".format,
        st.sampled_from(["p", "q"]),
        st.sampled_from(["1", "2"]),
        st.integers(START, START + 2),
        st.sampled_from(["a", "b", "b-red"]),
        st.integers(1, 3),
        st.sampled_from(["", "1", "2.5"]),
    ),
    max_size=40,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(rows, st.randoms(use_true_random=False))
async def test_twice_is_once(
    tmp_path: Path, write: Callable[..., Path], lines: list[str], chance: st.DataObject
) -> None:
    """Importing the same rows again, in any order, changes nothing."""
    desk = await opened(tmp_path)
    first = await desk.rows.baskets(write("b.csv", BASKETS, *lines))
    kept = await everything(desk.history)
    assert first.added == len(kept)
    assert sum(row.quantity for row in kept) == sum(int(line.split(",")[4]) for line in lines)
    shuffled = list(lines)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    again = await desk.rows.baskets(write("b.csv", BASKETS, *shuffled))
    assert (again.added, again.changed, again.unchanged) == (0, 0, len(kept))
    assert await everything(desk.history) == kept


class Failing:
    """A history that takes so many shares, and then has no room."""

    def __init__(self, desk: Desk, shares: int) -> None:
        self._history = desk.history
        self._left = shares

    async def add_purchases(self, rows: Iterable[Purchase]) -> Written:
        """See `HistoryWriter`."""
        if not self._left:
            raise PartUnavailable(Code.STORAGE_FULL, "no room", remedy="make some")
        self._left -= 1
        return await self._history.add_purchases(rows)

    async def add_events(self, rows: Iterable[Event]) -> Written:
        """See `HistoryWriter`."""
        return await self._history.add_events(rows)


async def broken_off(desk: Desk, path: Path) -> PartUnavailable:
    """Imports a file until there is no more room; the error."""
    with pytest.raises(PartUnavailable) as error:
        await desk.rows_into(Failing(desk, 2)).baskets(path)
    return error.value


LINES = [f"p{n:02},1,{START},a,1,1" for n in range(30)]


async def test_the_same_command_goes_on(desk: Desk, write: Callable[..., Path]) -> None:
    """What broke off says how far it is; the same file goes on from there, without its start."""
    path = write("b.csv", BASKETS, *LINES)
    error = await broken_off(desk, path)
    assert "14 of 30 rows are in" in error.message
    assert len(await everything(desk.history)) == 14
    (head,) = desk.rows.unfinished()
    assert (head.kind, head.done, head.lines) == (Kind.BASKETS, 14, 30)
    done = await desk.rows.baskets(path)
    assert (done.rows, done.added, done.unchanged) == (30, 16, 14)
    assert len(await everything(desk.history)) == 30


async def test_repair_completes_it_without_the_file(desk: Desk, write: Callable[..., Path]) -> None:
    """The checked rows lie in the home, so nobody needs the file any more."""
    path = write("b.csv", BASKETS, *LINES)
    await broken_off(desk, path)
    path.unlink()
    (done,) = await desk.rows.complete()
    assert (done.file, done.added) == (str(path), 16)
    assert len(await everything(desk.history)) == 30
    assert await desk.rows.complete() == []


async def test_another_file_comes_after_what_broke_off(
    desk: Desk, write: Callable[..., Path]
) -> None:
    """The first file was accepted, so it is completed before the next one goes in."""
    await broken_off(desk, write("b.csv", BASKETS, *LINES))
    last = write("c.csv", BASKETS, f"p29,1,{START},a,9,9")
    assert (await desk.rows.baskets(last)).changed == 1
    assert len(await everything(desk.history)) == 30
    assert await desk.history.purchases("p29") == [Purchase("p29", "1", START, "a", 9, 900)]


async def test_one_import_at_a_time(desk: Desk, write: Callable[..., Path]) -> None:
    """A second one is told to wait, and repair leaves one that runs alone."""
    path = write("b.csv", BASKETS, *LINES)
    await broken_off(desk, path)
    with desk.staging.turn(Kind.BASKETS) as mine:
        assert mine
        with pytest.raises(Conflict) as conflict:
            await desk.rows.baskets(path)
        assert conflict.value.code is Code.IMPORT_RUNNING
        assert await desk.rows.complete() == []
    assert (await desk.rows.baskets(path)).added == 16


async def test_a_damaged_staging_is_named(desk: Desk, write: Callable[..., Path]) -> None:
    """It says which file is damaged and what to do, and no row of it goes in."""
    path = write("b.csv", BASKETS, *LINES)
    await broken_off(desk, path)
    (staged,) = path.parent.glob("imports/*.sqlite")
    staged.write_bytes(b"not a database at all" * 100)
    with pytest.raises(PartUnavailable) as error:
        await desk.rows.baskets(path)
    assert error.value.where.file == str(staged)
