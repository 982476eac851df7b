"""A disk that is full and a home that is not ours: said so, with nothing half done."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

NOBODY = 65534
SURVEY = "zone,lat,lon,accuracy_m,instrument,measured_on\n"
FIRST_PART_FAILS = [0, 20_000]
LATER_PART_FAILS = [40_000, 100_000]
"""Bytes that a file may grow to: each stops another write of a command."""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user or mount")


def _map(shop: Any, folder: Path) -> tuple[object, ...]:
    drawn = json.loads(shop("venue", "export", "--venue", "shop").out)
    del drawn["clew"]
    drawn["features"] = [
        *drawn["features"],
        *({**f, "id": f"more/{f['id']}"} for f in drawn["features"] * 3),
    ]
    path = folder / "more.geojson"
    path.write_text(json.dumps(drawn))
    return ("venue", "import", path, "--venue", "shop")


def _clues(shop: Any, folder: Path) -> tuple[object, ...]:
    path = folder / "more.csv"
    zone = shop.done("venue", "places", "--venue", "shop")[0]["zone"]
    rows = "".join(f"more-{n},more {n},{zone}\n" for n in range(100))
    path.write_text(f"clue_id,text,zone\n{rows}")
    return ("clue", "import", path, "--campaign", "spring")


def _publish(shop: Any, _folder: Path) -> tuple[object, ...]:
    zone = shop.done("venue", "places", "--venue", "shop")[0]["zone"]
    words = ("--text", "Something new", "--zone", zone)
    return ("clue", "publish", "tea@0", "--campaign", "spring", *words)


def _survey(shop: Any, folder: Path) -> tuple[object, ...]:
    place = next(
        p for p in shop.done("venue", "places", "--venue", "shop") if p["clue_id"] == "shoes@0"
    )
    path = folder / "more.csv"
    path.write_text(f"{SURVEY}{place['zone']},{place['lat']},{place['lon']},1,tape,2026-05-02\n")
    return ("survey", "import", path)


def _static(shop: Any, folder: Path) -> tuple[object, ...]:
    zone = shop.done("venue", "places", "--venue", "shop")[0]["zone"]
    path = folder / "static.csv"
    rows = "".join(f"known {n},spring,{zone}\n" for n in range(100))
    path.write_text(f"text,campaign,zone\n{rows}")
    return ("static", "build", path)


def _batch(_shop: Any, folder: Path) -> tuple[object, ...]:
    path = folder / "queries.csv"
    path.write_text("query_id,text\n" + "".join(f"{n},Shoes\n" for n in range(500)))
    out = folder / "answers.jsonl"
    return ("resolve", "--batch", path, "--campaign", "spring", "--out", out)


WRITERS: dict[str, Callable[[Any, Path], tuple[object, ...]]] = {
    "venue import": _map,
    "clue import": _clues,
    "clue publish": _publish,
    "clue delete": lambda _s, _f: ("clue", "delete", "tea@0", "--campaign", "spring"),
    "clue restore": lambda _s, _f: ("clue", "restore", "books@1", "--campaign", "spring"),
    "survey import": _survey,
    "static build": _static,
    "campaign create": lambda _s, _f: ("campaign", "create", "autumn"),
    "campaign close": lambda _s, _f: ("campaign", "close", "spring"),
    "resolve --batch": _batch,
}


@pytest.fixture(scope="module")
def model(kept_shop: tuple[Any, dict[str, bytes]], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A filled home with a deleted clue, to be copied."""
    kept, _ = kept_shop
    shop = kept.at(tmp_path_factory.mktemp("model") / "home")
    shutil.copytree(kept.home, shop.home)
    shop.done("clue", "delete", "books@1", "--campaign", "spring")
    return shop


@pytest.fixture
def copied(model: Any, home: Path) -> Any:
    """A copy of the model home."""
    shutil.copytree(model.home, home)
    return model.at(home)


def _limited(model: Any, home: Path, words: tuple[object, ...], limit: int) -> tuple[Any, Any]:
    """The command in a fresh copy of the home, with files of at most so many bytes."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(model.home, home)
    shop = model.at(home)
    return shop, shop.json(*words, file_size_limit=limit)


@pytest.mark.parametrize("name", WRITERS)
def test_no_room_to_begin(model: Any, home: Path, tmp_path: Path, name: str) -> None:
    """Without room a writing command says so and changes nothing; with room it does all of it."""
    words = WRITERS[name](model, tmp_path)
    inputs = set(tmp_path.iterdir())
    before = model.holdings()
    for limit in FIRST_PART_FAILS:
        shop, answer = _limited(model, home, words, limit)
        if name == "resolve --batch" and answer.status == 0:
            continue
        assert (answer.status, answer.error["code"]) == (3, "storage_full"), limit
        assert answer.error["where"]["file"], limit
        assert shop.holdings() == before, limit
        assert set(tmp_path.iterdir()) - {home} == inputs, limit
        assert not list(home.rglob("*.draft")), limit
    assert shop.json(*words).status == 0
    assert json.loads(shop.holdings()["doctor"])["clean"]


@pytest.mark.parametrize("name", WRITERS)
def test_no_room_to_end(model: Any, home: Path, tmp_path: Path, name: str) -> None:
    """Where one part had room and the next has none, nothing has changed, or that is said."""
    words = WRITERS[name](model, tmp_path)
    before = model.holdings()
    for limit in LATER_PART_FAILS:
        shop, answer = _limited(model, home, words, limit)
        if answer.status != 0:
            assert (answer.status, answer.error["code"]) == (3, "storage_full"), limit
            pending = "but the record could not note it" in answer.error["message"]
            assert pending or shop.holdings() == before, limit
            assert shop.json(*words).status == 0, limit
        assert shop.done("doctor")["clean"], limit


def test_resolving_needs_no_room(copied: Any) -> None:
    """An answer needs no room: it is given, and only its count is said to be lost."""
    answer = copied.json("resolve", "The d'ete", "--campaign", "spring", file_size_limit=0)
    assert answer.status == 0
    assert json.loads(answer.out)["outcome"] == "found"
    assert answer.err.startswith("not counted: ")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a file system may not be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk(model: Any, small_disk: Path, tmp_path: Path, name: str) -> None:
    """On a disk without a free block a writing command says so, and the home is as it was."""
    home = small_disk / "home"
    shutil.copytree(model.home, home)
    shop = model.at(home)
    words = WRITERS[name](shop, small_disk if name == "resolve --batch" else tmp_path)
    before = shop.holdings()
    filler = small_disk / "filler"
    with filler.open("wb") as stream:
        for size in (65_536, 4_096, 1):
            try:
                while True:
                    os.write(stream.fileno(), b"\0" * size)
            except OSError:
                continue
    answer = shop.json(*words)
    assert answer.status == 3
    assert answer.error["code"] == "storage_full"
    filler.unlink()
    assert shop.holdings() == before
    assert shop.json(*words).status == 0
    assert json.loads(shop.holdings()["doctor"])["clean"]


# ---------------------------------------------------------------- another user's home

READERS = {
    "venue list": ("venue", "list"),
    "venue export": ("venue", "export", "--venue", "shop"),
    "campaign list": ("campaign", "list"),
    "campaign create": ("campaign", "create", "autumn"),
    "clue export": ("clue", "export", "--campaign", "spring"),
    "clue delete": ("clue", "delete", "tea@0", "--campaign", "spring"),
    "clue misses": ("clue", "misses", "--campaign", "spring"),
    "survey export": ("survey", "export"),
    "static suggest": ("static", "suggest", "--campaign", "spring"),
    "resolve": ("resolve", "The d'ete", "--campaign", "spring"),
    "doctor": ("doctor",),
    "demo": ("demo",),
}


@as_root
@pytest.mark.parametrize("name", READERS)
def test_a_home_of_another_user(kept_shop: tuple[Any, dict[str, bytes]], name: str) -> None:
    """A data directory that this user may not read is told by its path, and is as it was."""
    shop, before = kept_shop
    # The folders above are open, so that the refusal is the home's own.
    for folder in (shop.home.parent, *shop.home.parent.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o711)
    shop.home.chmod(0o700)
    answer = shop.json(*READERS[name], uid=NOBODY)
    assert answer.status == 3
    assert answer.error["code"] == "home_unreadable"
    assert answer.error["where"]["file"].startswith(str(shop.home))
    assert shop.holdings() == before


@as_root
def test_a_home_that_cannot_be_made(clew: Any, tmp_path: Path) -> None:
    """A home that may not be made is refused, and is not there afterwards."""
    tmp_path.chmod(0o700)
    shop = clew.at(tmp_path / "home")
    answer = shop.json("campaign", "create", "spring", uid=NOBODY)
    assert (answer.status, answer.error["code"]) == (3, "home_unreadable")
    assert not shop.home.exists()


@as_root
def test_a_home_that_may_only_be_read(copied: Any, tmp_path: Path) -> None:
    """A writing command in a home that is for reading only is refused, and changes nothing."""
    before = copied.holdings()
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o711)
    for path in (copied.home, *copied.home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for name in ("clue delete", "campaign create", "campaign close"):
        answer = copied.json(*WRITERS[name](copied, tmp_path), uid=NOBODY)
        assert (answer.status, answer.error["code"]) == (3, "home_unreadable")
    assert copied.holdings() == before


def test_a_file_where_the_home_should_be(clew: Any, tmp_path: Path) -> None:
    """A home that is a file is wrong usage."""
    path = tmp_path / "home"
    path.write_text("")
    answer = clew.at(path)("campaign", "list")
    assert answer.status == 2
