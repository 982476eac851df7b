from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from clew.clues.rows import StoredRow
from clew.clues.stores.memory import MemoryExact
from clew.clues.vectors.build import build_snapshot
from clew.clues.vectors.codec import Behind, CatchUp, Found, Sought
from clew.clues.vectors.shelf import AT_ONCE, LOOK_S, Shelf
from clew.clues.vectors.snapshot_folders import folder_of
from clew.testing.spellings import DIMS, assert_told, row, unit
from clew.testing.vector_tier import AUTUMN, MODEL, SPRING, meant, put, stored, told_of

CLUES = 2 * AT_ONCE


class Hands:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
async def store() -> MemoryExact:
    """Clues that are too many to be read by a search."""
    store = MemoryExact()
    await put(store, *(meant(f"c{n}", 1, f"text {n}", first=n) for n in range(CLUES)))
    return store


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def shelf(store: MemoryExact, tmp_path: Path, clock: Hands) -> Iterator[Shelf]:
    shelf = Shelf(store, tmp_path, clock=clock)
    yield shelf
    shelf.close()


def built(
    root: Path, rows: list[StoredRow], *, last: int, campaign: str = SPRING, told: str = SPRING
) -> Path:
    """A snapshot of rows, in the folder of a campaign, that says that it is of another one."""
    folder = folder_of(root, campaign, MODEL, last)
    build_snapshot(
        iter(rows),
        folder,
        dims=DIMS,
        model=MODEL,
        campaign=told,
        last=last,
        progress=lambda _: None,
    )
    return folder


def sought(seed: int, form: str, *, campaign: str = SPRING, limit: int = 4) -> Sought:
    return Sought(campaign, MODEL, unit(seed).tobytes(), form, limit)


def caught_up(shelf: Shelf) -> None:
    while shelf.answer(CatchUp(SPRING, MODEL)) != Behind(0):
        pass


def seen_of(shelf: Shelf, item: Sought) -> set[tuple[str, int, str]]:
    answer = shelf.answer(item)
    assert isinstance(answer, Found)
    return told_of(answer.seen)


PHANTOM = row(CLUES, "phantom", 1, "phantom", 9_999)
"""A row that no store has: who tells of it has it from a snapshot."""
SEEK_PHANTOM = sought(9_999, "phantom")
TOLD = ("phantom", 1, "phantom")


def test_behind(shelf: Shelf) -> None:
    """What is not read yet is not searched: whoever asks is told how much there is to read."""
    assert shelf.answer(sought(3, "text 3")) == Behind(CLUES)
    caught_up(shelf)
    assert ("c3", 1, "text 3") in seen_of(shelf, sought(3, "text 3"))


async def test_few_and_many(shelf: Shelf, store: MemoryExact) -> None:
    """A few new rows are read by the search itself; many are not."""
    caught_up(shelf)
    await put(store, meant("new", 1, "new", first=5_000))
    assert ("new", 1, "new") in seen_of(shelf, sought(5_000, "new"))
    many = [meant(f"m{n}", 1, f"more {n}", first=n) for n in range(AT_ONCE + 1)]
    await put(store, *many)
    assert shelf.answer(sought(5_000, "new")) == Behind(AT_ONCE + 1)


async def test_least_lately_asked(store: MemoryExact, tmp_path: Path) -> None:
    """Of more campaigns than are kept, the one that was asked least lately goes."""
    await put(store, meant("a", 1, "autumn", first=1), campaign=AUTUMN)
    shelf = Shelf(store, tmp_path, most=1)
    caught_up(shelf)
    assert isinstance(shelf.answer(CatchUp(AUTUMN, MODEL)), Behind)
    assert isinstance(shelf.answer(sought(1, "autumn", campaign=AUTUMN)), Found)
    assert shelf.answer(sought(3, "text 3")) == Behind(CLUES)
    shelf.close()


async def test_snapshot_and_later_rows(shelf: Shelf, store: MemoryExact, tmp_path: Path) -> None:
    """A snapshot is searched together with what came after it, revisions included."""
    built(tmp_path, stored(store), last=CLUES)
    await put(store, meant("c3", 2, "text 3", first=7_003), meant("new", 1, "new", first=5_000))
    caught_up(shelf)
    for seed, form in ((7_003, "text 3"), (5_000, "new"), (17, "text 17"), (3, "text 33")):
        answer = shelf.answer(sought(seed, form))
        assert isinstance(answer, Found)
        told = told_of(answer.seen)
        assert ("c3", 1, "text 3") not in told
        assert told
    assert ("c3", 2, "text 3") in seen_of(shelf, sought(7_003, "text 3"))


def test_scores_of_a_snapshot(shelf: Shelf, store: MemoryExact, tmp_path: Path) -> None:
    """What is told of a snapshot has its true scores."""
    built(tmp_path, stored(store)[:40], last=CLUES)
    caught_up(shelf)
    answer = shelf.answer(sought(3, "text 3", limit=40))
    assert isinstance(answer, Found)
    assert_told(answer.seen, stored(store)[:40], unit(3), "text 3", 40)


def test_newest_whole_one(shelf: Shelf, store: MemoryExact, tmp_path: Path) -> None:
    """Of several snapshots the newest one that is whole is opened."""
    built(tmp_path, stored(store)[:9], last=10)
    built(tmp_path, [*stored(store)[:10], PHANTOM], last=CLUES - 1)
    newest = built(tmp_path, stored(store), last=CLUES)
    for path in newest.iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    (tmp_path / SPRING / MODEL / f".{CLUES}.77.draft").mkdir()
    caught_up(shelf)
    assert TOLD in seen_of(shelf, SEEK_PHANTOM)


@pytest.mark.parametrize("which", ["another campaign's", "of another store"])
def test_foreign(shelf: Shelf, store: MemoryExact, tmp_path: Path, which: str) -> None:
    """A snapshot of another campaign, or one that knows rows to come, is passed over."""
    rows = [*stored(store), PHANTOM]
    if which == "another campaign's":
        built(tmp_path, rows, last=CLUES, told=AUTUMN)
    else:
        built(tmp_path, rows, last=CLUES + 1)
    caught_up(shelf)
    assert TOLD not in seen_of(shelf, SEEK_PHANTOM)


async def test_taking_over(shelf: Shelf, store: MemoryExact, tmp_path: Path, clock: Hands) -> None:
    """A newer snapshot that appears is made ready beside the searching, and then searched,
    together with what was written meanwhile."""
    caught_up(shelf)
    assert TOLD not in seen_of(shelf, SEEK_PHANTOM)
    built(tmp_path, [*stored(store), PHANTOM], last=CLUES)
    assert TOLD not in seen_of(shelf, SEEK_PHANTOM)
    await put(store, meant("new", 1, "new", first=5_000))
    clock.time += LOOK_S
    for _ in range(10_000):
        if TOLD in seen_of(shelf, SEEK_PHANTOM):
            break
    assert TOLD in seen_of(shelf, SEEK_PHANTOM)
    assert ("new", 1, "new") in seen_of(shelf, sought(5_000, "new"))


def test_taking_over_a_damaged_one(
    shelf: Shelf, store: MemoryExact, tmp_path: Path, clock: Hands
) -> None:
    """A newer snapshot that is damaged changes nothing."""
    caught_up(shelf)
    folder = built(tmp_path, [*stored(store), PHANTOM], last=CLUES)
    (folder / "manifest.json").write_bytes(b"{}")
    for _ in range(20):
        clock.time += LOOK_S
        assert TOLD not in seen_of(shelf, SEEK_PHANTOM)


def test_built_again(shelf: Shelf, store: MemoryExact, tmp_path: Path, clock: Hands) -> None:
    """A snapshot that was damaged is taken over once it has been built again."""
    folder = built(tmp_path, stored(store), last=CLUES)
    (folder / "manifest.json").write_bytes(b"{}")
    caught_up(shelf)
    shutil.rmtree(folder)
    built(tmp_path, [*stored(store), PHANTOM], last=CLUES)
    clock.time += LOOK_S
    for _ in range(10_000):
        if TOLD in seen_of(shelf, SEEK_PHANTOM):
            break
    assert TOLD in seen_of(shelf, SEEK_PHANTOM)


def test_damage_found_late(shelf: Shelf, store: MemoryExact, tmp_path: Path) -> None:
    """Where a snapshot turns out damaged while it is searched, the stored rows are read."""
    folder = built(tmp_path, [*stored(store), PHANTOM], last=CLUES)
    caught_up(shelf)
    assert TOLD in seen_of(shelf, SEEK_PHANTOM)
    for path in folder.glob("rows.*"):
        with path.open("r+b") as stream:
            stream.write(b"\xff" * path.stat().st_size)
    assert shelf.answer(SEEK_PHANTOM) == Behind(CLUES)
    caught_up(shelf)
    assert TOLD not in seen_of(shelf, SEEK_PHANTOM)
