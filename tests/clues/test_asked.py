# ruff: noqa: RUF001 - characters that look alike are what this is about

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.clock import FixedClock
from clew.clues.asked import BUFFERED_TEXTS, KEPT_CHARS, OTHER, AskedLog, masked
from clew.clues.model import Receipt, Resolution, Versions
from clew.clues.stores.asked_sqlite import SqliteAsked
from clew.clues.suggest import suggest_rows
from clew.errors import Code, PartUnavailable
from clew.testing.builders import CAMPAIGN, ask, clue, publish
from clew.testing.desk import Desk
from clew.testing.twins import AskedTable
from clew.wiring.house import House

CLOCK = FixedClock(datetime(2027, 5, 1, 12, tzinfo=UTC))


def miss() -> Resolution:
    receipt = Receipt((), None, None, None, Versions("1", None, None))
    return Resolution(None, "miss", None, None, None, None, None, None, None, None, (), (), receipt)


def note(log: AskedLog, *texts: str) -> None:
    for text in texts:
        log.note(CAMPAIGN, text, miss(), searched_missed=True)


# ---------------------------------------------------------------- masking


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Where is  the\nfountain", "where is the fountain"),
        ("I am ada@example.com ok", "i am <e-mail> ok"),
        ("ADA.L+x@Mail.Example.COM", "<e-mail>"),
        ("ada＠example．com", "<e-mail>"),
        ("call 0612345678", "call <digits>"),
        ("+33 6 12 34 56 78", "<digits>"),
        ("(06) 12-34-56", "(<digits>"),
        ("06\u00a012\u00a034\u00a056", "<digits>"),
        ("06\u201112\u201134\u201156", "<digits>"),
        ("card 4111 1111 1111 1111!", "card <digits>!"),
        ("٠٦١٢٣٤٥٦٧٨", "<digits>"),
        ("０６１２３４５６", "<digits>"),
        ("gate 12, level -1", "gate 12, level -1"),
        ("room 12345", "room 12345"),
        ("24/7", "24/7"),
    ],
)
def test_masking(text: str, kept: str) -> None:
    """E-mail addresses and six or more digits in a row never reach the disk; small numbers do."""
    assert masked(text) == kept


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=30),
    st.text("0123456789٣５", min_size=6, max_size=20),
    st.sampled_from(["", " ", ".", "-", "/"]),
    st.text(max_size=30),
)
def test_long_numbers_are_masked_anywhere(
    before: str, digits: str, between: str, after: str
) -> None:
    """Whatever stands around it, a long number written with or without gaps is not kept."""
    kept = masked(f"{before} {between.join(digits)} {after}")
    assert between.join(digits) not in kept
    assert len(kept) <= KEPT_CHARS


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_what_is_kept_is_one_short_line(text: str) -> None:
    """A kept text is one line of bounded length, and masking it again changes nothing more."""
    kept = masked(text)
    assert len(kept) <= KEPT_CHARS
    assert kept == " ".join(kept.split()) or len(kept) == KEPT_CHARS


# ---------------------------------------------------------------- the log


async def test_nothing_is_written_before_a_flush() -> None:
    """Counting touches memory alone; a flush writes once and starts anew."""
    store = AskedTable()
    log = AskedLog(store, CLOCK)
    note(log, "Water", "water ", "loo")
    assert not store.counts
    await log.flush()
    await log.flush()
    assert await store.top(CAMPAIGN, "missed", 9) == [("water", 2), ("loo", 1)]
    assert dict(await store.top(CAMPAIGN, "total", 9)) == {
        "asked": 3,
        "both_tiers_missed": 3,
        "missed": 3,
    }


async def test_memory_is_bounded() -> None:
    """Past the buffer's bound new texts count as `other`, known ones still as themselves."""
    store = AskedTable()
    log = AskedLog(store, CLOCK)
    note(log, *(f"text x{n}" for n in range(BUFFERED_TEXTS + 50)), "text x0")
    await log.flush()
    top = dict(await store.top(CAMPAIGN, "missed", BUFFERED_TEXTS * 2))
    assert (top[OTHER], top["text x0"], len(top)) == (50, 2, BUFFERED_TEXTS + 1)


class FailingOnce(AskedTable):
    """A store that is full the first time, and lets others run before it says so."""

    def __init__(self) -> None:
        super().__init__()
        self.full = True
        self.entered = asyncio.Event()

    async def add(
        self,
        campaign: str,
        *,
        missed: Mapping[str, int],
        answered: Mapping[str, int],
        totals: Mapping[str, int],
        at: str,
    ) -> None:
        if not self.full:
            await super().add(campaign, missed=missed, answered=answered, totals=totals, at=at)
        self.entered.set()
        await asyncio.sleep(0)
        if self.full:
            self.full = False
            raise PartUnavailable(Code.STORAGE_FULL, "full", remedy="-")


async def test_counts_of_a_failed_write_are_kept() -> None:
    """What could not be written is written with the next flush, with what came in between."""
    store = FailingOnce()
    log = AskedLog(store, CLOCK)
    note(log, "water")
    with pytest.raises(PartUnavailable):
        await log.flush()
    note(log, "water")
    await log.flush()
    assert await store.top(CAMPAIGN, "missed", 9) == [("water", 2)]


@pytest.mark.parametrize("full", [False, True])
async def test_counts_that_come_during_a_flush_are_kept(full: bool) -> None:  # noqa: FBT001
    """An answer counted while a flush is writing is in the next one, once."""
    store = FailingOnce()
    store.full = full
    log = AskedLog(store, CLOCK)
    note(log, "water")
    writing = asyncio.create_task(log.flush())
    await store.entered.wait()
    note(log, "water", "loo")
    await asyncio.gather(writing, return_exceptions=True)
    await log.flush()
    assert await store.top(CAMPAIGN, "missed", 9) == [("water", 2), ("loo", 1)]
    assert dict(await store.top(CAMPAIGN, "total", 9))["asked"] == 3


# ---------------------------------------------------------------- the store


async def add(store: SqliteAsked, missed: Mapping[str, int], at: str = "2027") -> None:
    await store.add(CAMPAIGN, missed=missed, answered={}, totals={}, at=at)


async def test_counts_add_up(tmp_path: Path) -> None:
    """Counts are added to what stands, campaign by campaign, and come most counted first."""
    store = SqliteAsked(tmp_path / "asked.sqlite", bound=10)
    await add(store, {"water": 2, "loo": 3})
    await add(store, {"water": 2})
    await store.add("autumn", missed={"water": 9}, answered={"c1": 1}, totals={"asked": 5}, at="1")
    again = SqliteAsked(tmp_path / "asked.sqlite", bound=10)
    assert await again.top(CAMPAIGN, "missed", 10) == [("water", 4), ("loo", 3)]
    assert await again.top(CAMPAIGN, "missed", 1) == [("water", 4)]
    assert await again.top("autumn", "answered", 9) == [("c1", 1)]
    assert await again.top("autumn", "total", 9) == [("asked", 5)]


async def test_the_store_is_bounded(tmp_path: Path) -> None:
    """However many texts come, the most asked stay by name and every other count is in `other`."""
    store = SqliteAsked(tmp_path / "asked.sqlite", bound=20)
    await add(store, {"often": 50})
    for n in range(30):
        await add(store, {f"text {n}-{m}": 1 for m in range(5)}, at=f"{n:04}")
    top = dict(await store.top(CAMPAIGN, "missed", 1_000))
    assert top["often"] == 50
    assert len(top) <= 21
    assert sum(top.values()) == 200


async def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    """A file that is no database is an unavailable part with a way out, not a crash."""
    (tmp_path / "asked.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(PartUnavailable) as down:
        await add(SqliteAsked(tmp_path / "asked.sqlite", bound=20), {"water": 1})
    assert down.value.remedy


async def test_nothing_personal_is_kept(house: House) -> None:
    """Neither place, language nor any name of a player is in the file, only masked texts."""
    await ask(house, "ada@example.com 0612345678", lang="fr", lat=48.1, lon=2.1, accuracy_m=3.0)
    await house.asked.flush()
    with sqlite3.connect(house.home / "asked.sqlite") as connection:
        rows = connection.execute("select * from asked").fetchall()
    connection.close()
    assert {(kind, subject) for _, kind, subject, *_ in rows} == {
        ("missed", "<e-mail> <digits>"),
        ("total", "asked"),
        ("total", "both_tiers_missed"),
        ("total", "missed"),
    }
    assert not {"48.1", "2.1", "fr"} & {str(cell) for row in rows for cell in row}
    assert "0612345678" not in json.dumps(rows)


async def test_a_suggestion_is_the_most_asked_live_clues(house: House) -> None:
    """What players ask for most becomes rows of a static.csv; deleted clues do not."""
    zone = "mall/0/1/1"
    await publish(house, clue("c1", zone, "water"), clue("c2", zone, "loo"), clue("c3", zone, "x"))
    for text in ("loo", "water", "loo", "x", "x", "x"):
        await ask(house, text)
    await house.asked.flush()
    await house.publisher.delete(CAMPAIGN, "c3")
    rows = await suggest_rows(CAMPAIGN, 9, record=house.clues, asked=house.asked_store)
    assert rows == [
        ("loo", "en", CAMPAIGN, zone, "c2"),
        ("water", "en", CAMPAIGN, zone, "c1"),
    ]


async def test_ambiguous_answers_count_for_no_clue() -> None:
    """A question is neither a miss nor anybody's answer."""
    desk = Desk()
    await desk.put("a", "mall/0/0/0", "water")
    await desk.put("b", "mall/0/1/0", "water")
    await desk.ask("water")
    await desk.log.flush()
    assert dict(desk.asked.counts) == {(CAMPAIGN, "total", "asked"): 1}
