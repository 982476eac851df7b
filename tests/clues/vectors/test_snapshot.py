"""Snapshots on mapped files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.clues.rows import Seen, StoredRow
from clew.clues.vectors.build import build_snapshot
from clew.clues.vectors.index import SpellingIndex
from clew.clues.vectors.manifest import read_manifest, verify_snapshot
from clew.clues.vectors.snapshot import open_snapshot
from clew.errors import PartUnavailable
from clew.testing.spellings import DIMS, all_live, numbered, row, unit

FORMS = st.text(st.sampled_from("abcd 12日本Ж🙂"), max_size=40)
SEEDS = st.integers(0, 2**32 - 1)
CLUES = st.lists(st.tuples(FORMS, SEEDS), max_size=25)
WORDS = ["gate", "fountain", "stairs", "lift", "north", "south", "red", "出口", "вход", "🙂"]


def build(rows: list[StoredRow], folder: Path) -> Path:
    """A snapshot of those rows."""
    last = rows[-1].number if rows else 0
    build_snapshot(
        iter(rows),
        folder,
        dims=DIMS,
        model="m1",
        campaign="spring",
        last=last,
        progress=lambda _: None,
    )
    return folder


def clues(forms: list[str]) -> list[StoredRow]:
    """A clue of one revision for each form."""
    return numbered((at, 1, form, at) for at, form in enumerate(forms))


def texts(count: int) -> list[str]:
    """Distinct texts of made words and a few numbers."""
    chance = np.random.default_rng(5)
    return [
        " ".join([*chance.choice(WORDS, 3), "".join(chance.choice(list("bcdfglmnrst"), 5)), str(n)])
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def of_300(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[StoredRow], Path]:
    """300 rows and their snapshot."""
    rows = clues(texts(300))
    return rows, build(rows, tmp_path_factory.mktemp("snapshots") / "300")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(CLUES, FORMS, SEEDS)
def test_each_score_is_the_one_of_a_full_scan(
    tmp_path: Path, made: list[tuple[str, int]], form: str, seed: int
) -> None:
    """In any script; and what a small snapshot tells by meaning is what a full scan tells."""
    rows = numbered((at, 1, text, of) for at, (text, of) in enumerate(made))
    index = SpellingIndex(DIMS, open_snapshot(build(rows, tmp_path / "s")))
    true = {one.number: one for one in all_live(rows, unit(seed), form)}
    seen = index.search(unit(seed), form, 5)
    for one in seen:
        assert_same(one, true[one.number])
    best = sorted((one.scores[0] for one in true.values()), reverse=True)[:5]
    told = sorted((one.scores[0] for one in seen), reverse=True)[: len(best)]
    assert np.allclose(told, best, atol=1e-6, rtol=0)


def assert_same(one: Seen, other: Seen) -> None:
    """The same row with the same scores, but for float32's last bits."""
    assert (one.number, one.clue, one.revision, one.form) == (
        (other.number, other.clue, other.revision, other.form)
    )
    assert abs(one.scores[0] - other.scores[0]) < 1e-6
    assert one.scores[1] == other.scores[1]


def test_memory_and_snapshot_tell_the_same(of_300: tuple[list[StoredRow], Path]) -> None:
    """The best of either channel is the same row with the same scores, slip or no slip."""
    rows, folder = of_300
    memory, mapped = SpellingIndex(DIMS), SpellingIndex(DIMS, open_snapshot(folder))
    memory.add(rows)
    for one in rows[::10]:
        for form in (one.form, one.form[:2] + one.form[3:]):
            here, there = (index.search(unit(3), form, 8) for index in (memory, mapped))
            for channel in range(2):
                assert_same(*(max(s, key=lambda x: x.scores[channel]) for s in (here, there)))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_tiny_snapshots(tmp_path: Path, count: int) -> None:
    """None, one and two rows are rows like any others; then rows are added."""
    rows = clues(["gate", "door"])[:count]
    index = SpellingIndex(DIMS, open_snapshot(build(rows, tmp_path / "s")))
    assert (index.last, len(index.search(unit(0), "gate", 5))) == (count, count)
    index.add([row(count + 1, "new", 1, "arch", 9)])
    assert len(index.search(unit(0), "gate", 5)) == count + 1


def test_rows_added_after_opening_count_at_once(of_300: tuple[list[StoredRow], Path]) -> None:
    """A new row is told beside the snapshot's; rows that the snapshot knows are passed over."""
    rows, folder = of_300
    index = SpellingIndex(DIMS, open_snapshot(folder))
    assert index.last == 300
    index.add([*rows[-3:], row(301, "new", 1, "a wholly new arch", 5_000)])
    seen = index.search(unit(5_000), "a wholly new arch", 4)
    assert max(seen, key=lambda one: one.scores[0]).number == 301
    assert len({one.number for one in seen}) == len(seen)


def test_a_newer_revision_hides_the_snapshot_s(of_300: tuple[list[StoredRow], Path]) -> None:
    """Even where all the nearest are dead, as many live ones are told as were asked for."""
    rows, folder = of_300
    index = SpellingIndex(DIMS, open_snapshot(folder))
    vector, form = unit(0), rows[0].form
    dead = {one.clue for one in index.search(vector, form, 40)}
    index.add([row(301 + at, clue, 2, "moved", 900 + at) for at, clue in enumerate(sorted(dead))])
    seen = index.search(vector, form, 40)
    assert not [one for one in seen if one.number <= 300 and one.clue in dead]
    assert len([one for one in seen if one.scores[1] > 0]) >= 40
    assert len(seen) >= 40


def test_many_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the vectors in several lists, a stored vector finds its own row in nearly all cases."""
    monkeypatch.setattr("clew.clues.vectors.faiss_lists.EXACT_UP_TO", 100)
    rows = clues(texts(3_000))
    snapshot = open_snapshot(build(rows, tmp_path / "s"))
    found = [
        any(one.number == asked.number for one in snapshot.see(unit(at), "-", 4, lambda *_: False))
        for at, asked in enumerate(rows[:200])
    ]
    assert sum(found) >= 198


def test_as_many_are_told_as_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where nearly all rows are one text, and the lists near the query hold a row or two."""
    monkeypatch.setattr("clew.clues.vectors.faiss_lists.EXACT_UP_TO", 100)
    rows = numbered((at, 1, "sale", max(0, at - 2_400)) for at in range(2_600))
    index = SpellingIndex(DIMS, open_snapshot(build(rows, tmp_path / "s")))
    for seed in (0, 7, 9_999):
        assert len(index.search(unit(seed), "日本", 64)) == 64
    everything = index.search(unit(0), "日本", 2_600)
    assert len(everything) == 2_600


def test_it_says_what_it_holds(of_300: tuple[list[StoredRow], Path]) -> None:
    """Campaign, model, dims and the highest number are the builder's words; all bytes verify."""
    manifest = verify_snapshot(of_300[1])
    assert (manifest.campaign, manifest.model, manifest.dims) == ("spring", "m1", DIMS)
    assert (manifest.rows, manifest.last) == (300, 300)
    assert {path.name for path in of_300[1].iterdir()} == {"manifest.json", *manifest.files}


FILES = [
    "letters.codes",
    "letters.rows",
    "letters.starts",
    "letters.widths",
    "manifest.json",
    "rows.ends",
    "rows.records",
    "vectors.faiss",
    "vectors.places",
]


def test_those_are_all_the_files(of_300: tuple[list[StoredRow], Path]) -> None:
    """The tests of damage below leave none out."""
    assert sorted(path.name for path in of_300[1].iterdir()) == FILES


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["gone", "cut", "longer", "empty"])
def test_a_file_of_another_size_is_noticed_when_opening(
    tmp_path: Path, name: str, damage: str
) -> None:
    """Missing, cut short, emptied or longer: the snapshot is refused with its code and remedy."""
    folder = build(clues(texts(20)), tmp_path / "s")
    content = (folder / name).read_bytes()
    if damage == "gone":
        (folder / name).unlink()
    else:
        ways = {"cut": content[:-1], "longer": content + b"x", "empty": b""}
        (folder / name).write_bytes(ways[damage])
    with pytest.raises(PartUnavailable, match="snapshot") as refused:
        open_snapshot(folder)
    assert refused.value.code == "snapshot_damaged"
    assert "delete its folder" in refused.value.remedy


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_noticed_when_verifying(tmp_path: Path, name: str) -> None:
    """Wherever in a file it is; in the manifest it is noticed when opening."""
    folder = build(clues(texts(20)), tmp_path / "s")
    content = bytearray((folder / name).read_bytes())
    for at in (0, len(content) // 2, len(content) - 1):
        content[at] ^= 1
        (folder / name).write_bytes(content)
        with pytest.raises(PartUnavailable) as refused:
            verify_snapshot(folder)
        assert refused.value.code == "snapshot_damaged"
        content[at] ^= 1
    (folder / name).write_bytes(content)
    verify_snapshot(folder)


def test_a_damaged_record_is_not_told(tmp_path: Path) -> None:
    """A search that comes upon it says so instead."""
    folder = build(clues(texts(20)), tmp_path / "s")
    size = (folder / "rows.records").stat().st_size
    (folder / "rows.records").write_bytes(b"\xff" * size)
    with pytest.raises(PartUnavailable) as refused:
        SpellingIndex(DIMS, open_snapshot(folder)).search(unit(0), "gate", 3)
    assert refused.value.code == "snapshot_damaged"


def test_another_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of a later format is named as such, not read."""
    folder = build(clues(["gate"]), tmp_path / "s")
    monkeypatch.setattr("clew.clues.vectors.manifest.FORMAT", 2)
    with pytest.raises(PartUnavailable, match="format 1, not 2"):
        open_snapshot(folder)


@pytest.mark.parametrize("wanted", [{"campaign": "autumn"}, {"model": "m2"}, {"dims": 9}])
def test_a_foreign_one_is_refused(
    of_300: tuple[list[StoredRow], Path], wanted: dict[str, Any]
) -> None:
    """Of another campaign, model or length of vectors than the one asked for."""
    with pytest.raises(PartUnavailable, match="not of") as refused:
        open_snapshot(of_300[1], **wanted)
    assert refused.value.code == "snapshot_damaged"
    assert len(open_snapshot(of_300[1], campaign="spring", model="m1", dims=DIMS)) == 300


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Whatever ends it; a snapshot that stood there before stays whole."""

    def broken() -> Iterator[StoredRow]:
        yield from clues(texts(5))
        raise InterruptedError

    for standing in (False, True):
        folder = tmp_path / "s"
        if standing:
            build(clues(["gate"]), folder)
        with pytest.raises(PartUnavailable):
            build_snapshot(
                broken(),
                folder,
                dims=DIMS,
                model="m1",
                campaign="spring",
                last=9,
                progress=lambda _: None,
            )
        assert [path.name for path in tmp_path.iterdir()] == (["s"] if standing else [])
    assert verify_snapshot(tmp_path / "s").rows == 1


def test_a_build_replaces_the_former_one(tmp_path: Path) -> None:
    """The folder then holds the new rows alone, and nothing lies beside it."""
    build(clues(["gate"]), tmp_path / "s")
    build(clues(["door", "arch"]), tmp_path / "s")
    assert read_manifest(tmp_path / "s").rows == 2
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_progress_counts_rows(tmp_path: Path) -> None:
    """The last word is the number of rows."""
    heard: list[int] = []
    build_snapshot(
        iter(clues(texts(30))),
        tmp_path / "s",
        dims=DIMS,
        model="m1",
        campaign="spring",
        last=30,
        progress=heard.append,
    )
    assert heard[-1] == 30
