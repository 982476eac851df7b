from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from clew.clues.attempt import Attempt, Kept
from clew.clues.attempts import KEPT_S
from clew.clues.model import State
from clew.clues.stores.sql import SqlClues
from clew.clues.stores.sql_attempts import SWEPT, SqlAttempts
from clew.errors import Code, Conflict, PartUnavailable
from clew.record.engine import Record, sqlite_url
from clew.testing.clue_record import NOW, SPRING, clue, created


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Record]:
    record = Record(sqlite_url(tmp_path / "record.sqlite"))
    yield record
    await record.close()


@pytest.fixture
def book(engine: Record) -> SqlAttempts:
    return SqlAttempts(engine)


def attempt(id_: str = "a", *, by: str = "t", at: float = 100.0) -> Attempt:
    return Attempt(id_, "content", by, at)


async def test_what_is_kept_is_found(book: SqlAttempts) -> None:
    """An attempt is found under its id as it was added, then with its answer, until dropped."""
    assert await book.find("a") is None
    await book.add(Kept(attempt()))
    assert await book.find("a") == Kept(attempt())
    await book.answered(attempt(), b'{"a":1}')
    assert await book.find("a") == Kept(attempt(), answer=b'{"a":1}')
    await book.drop(attempt())
    assert await book.find("a") is None


async def test_an_id_is_taken_once(book: SqlAttempts) -> None:
    """The second sending of an id is refused, and can neither answer nor free it."""
    await book.add(Kept(attempt()))
    late = attempt(by="late")
    with pytest.raises(Conflict) as refusal:
        await book.add(Kept(late))
    assert refusal.value.code is Code.ATTEMPT_RUNNING
    await book.answered(late, b"1")
    await book.drop(late)
    assert await book.find("a") == Kept(attempt())


async def test_it_is_kept_with_what_it_began_or_not_at_all(
    engine: Record, book: SqlAttempts
) -> None:
    """It names the first clue that was begun; where the id is taken, nothing is begun."""
    record = SqlClues(engine)
    await created(record, SPRING)
    begun = [clue("c1"), clue("c2")]
    await record.begin(SPRING, begun, State.PUBLISHING, NOW, attempt=attempt())
    assert await book.find("a") == Kept(attempt(), SPRING, "c1", 1, 2)
    with pytest.raises(Conflict):
        await record.begin(SPRING, [clue("c3")], State.PUBLISHING, NOW, attempt=attempt(by="late"))
    assert await record.history(SPRING, "c3", below=9, limit=9) == []


async def test_a_campaigns_change_and_its_attempt_are_one(
    engine: Record, book: SqlAttempts
) -> None:
    """Where the id is taken, the campaign stays as it was."""
    record = SqlClues(engine)
    await created(record, SPRING)
    await record.change_campaign(SPRING, closed=NOW, attempt=attempt())
    assert await book.find("a") == Kept(attempt(), SPRING)
    with pytest.raises(Conflict):
        await record.change_campaign(SPRING, closed=None, attempt=attempt(by="late"))
    known = await record.campaign(SPRING)
    assert known is not None
    assert not known.open


async def test_those_past_their_time_are_swept(book: SqlAttempts) -> None:
    """Each new attempt deletes a bounded number of those that nobody may ask about any more."""
    for number in range(SWEPT + 5):
        await book.add(Kept(attempt(f"old {number}")))
    await book.add(Kept(attempt("young", at=101.0)))
    await book.add(Kept(attempt("new", at=100.0 + KEPT_S)))
    left = [number for number in range(SWEPT + 5) if await book.find(f"old {number}")]
    assert len(left) == 5
    await book.add(Kept(attempt("newer", at=100.0 + KEPT_S)))
    assert not [number for number in left if await book.find(f"old {number}")]
    assert await book.find("young") is not None


async def test_no_more_than_so_many_are_kept(engine: Record) -> None:
    """Past the bound a new one is refused, and those that are kept stay."""
    book = SqlAttempts(engine, most=2)
    await book.add(Kept(attempt("a")))
    await book.add(Kept(attempt("b")))
    with pytest.raises(PartUnavailable) as refusal:
        await book.add(Kept(attempt("c")))
    assert refusal.value.code is Code.ATTEMPTS_FULL
    assert await book.find("a") is not None
    await book.add(Kept(attempt("c", at=100.0 + KEPT_S)))
