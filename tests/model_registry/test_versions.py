from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import kill_at_syscall
import pytest
from kill_at_syscall import NEVER, run_traced

from clew.clock import FixedClock
from clew.errors import Code, Conflict, InputRefused, PartUnavailable
from clew.model_registry.in_force import InForce
from clew.model_registry.model import FORMAT, Fingerprint, Trained
from clew.model_registry.versions import ACTIVE, Versions
from clew.wiring.house import House

DRAFT = Trained(
    format=FORMAT,
    name="none yet",
    version="0",
    files={},
    fingerprint=Fingerprint(1, 2, 3, 4, 5, "0" * 64),
    metrics={"type": {"recall": 0.5}},
    parameters={},
    tools={},
)
CLOCK = FixedClock(datetime(2027, 5, 1, tzinfo=UTC))


def load(folder: Path, manifest: Trained) -> str:
    return f"{manifest.title}: {(folder / 'what').read_text()}"


def added(versions: Versions, *contents: str) -> None:
    for content in contents:
        versions.add(DRAFT, lambda folder, what=content: written(folder, what))  # type: ignore[misc]


def written(folder: Path, content: str) -> Sequence[str]:
    (folder / "what").write_text(content)
    return ("what",)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    versions = Versions(tmp_path / "models", "taste", CLOCK)
    added(versions, "one", "two", "three")
    return versions


def test_added(versions: Versions) -> None:
    """Versions are numbered as they come, sealed, and none is in force before it is promoted."""
    assert versions.all() == ["1", "2", "3"]
    folder, manifest = versions.verified("2")
    assert (manifest.title, (folder / "what").read_text()) == ("taste-2", "two")
    assert versions.active() is None
    assert InForce(versions, load).current() == (None, None, None)


def test_nothing_half_added(versions: Versions) -> None:
    """A version whose files can't be written leaves nothing behind."""

    def fails(_folder: Path) -> Sequence[str]:
        raise OSError(28, "No space left on device")

    with pytest.raises(PartUnavailable) as caught:
        versions.add(DRAFT, fails)
    assert caught.value.code is Code.STORAGE_FULL
    assert sorted(one.name for one in versions.folder.iterdir() if one.is_dir()) == ["1", "2", "3"]


def test_promoted_and_rolled_back(versions: Versions) -> None:
    """A roll-back brings back what the present version replaced; every change is kept."""
    for version in ("1", "2", "3"):
        versions.promote(version)
    assert versions.rollback().version == "2"
    assert versions.rollback().version == "1"
    with pytest.raises(InputRefused) as caught:
        versions.rollback()
    assert caught.value.code is Code.MODEL_UNKNOWN
    active = versions.active()
    assert active is not None
    told = [(step.version, step.why) for step in active.history]
    promoted = [(version, "promote") for version in ("1", "2", "3")]
    assert told == [*promoted, ("2", "rollback"), ("1", "rollback")]


def test_refused_promotions(versions: Versions) -> None:
    """An unknown version, the one in force and a damaged one are refused; nothing changes."""
    versions.promote("1")
    before = (versions.folder / ACTIVE).read_bytes()
    for version in ("4", "../1", ""):
        with pytest.raises(InputRefused) as unknown:
            versions.promote(version)
        assert unknown.value.code is Code.MODEL_UNKNOWN
    with pytest.raises(Conflict):
        versions.promote("1")
    (versions.folder / "2" / "what").write_text("too")
    with pytest.raises(PartUnavailable) as damaged:
        versions.promote("2")
    assert damaged.value.code is Code.ARTEFACT_REFUSED
    assert (versions.folder / ACTIVE).read_bytes() == before


def test_everywhere_at_the_next_look(versions: Versions) -> None:
    """A promotion and a roll-back are seen by every reader at its next look."""
    readers = [InForce(versions, load) for _ in range(3)]
    versions.promote("1")
    assert {reader.current().model for reader in readers} == {"taste-1: one"}
    versions.promote("3")
    assert {reader.current().model for reader in readers} == {"taste-3: three"}
    versions.rollback()
    assert {reader.current().model for reader in readers} == {"taste-1: one"}


@pytest.mark.parametrize("file", ["what", "manifest.json"])
def test_the_last_good_one_serves(versions: Versions, file: str) -> None:
    """A damaged version in force is refused, and told; the last good one serves, after a start too.

    One that was loaded before it was damaged is in memory and goes on.
    """
    held = InForce(versions, load)
    versions.promote("1")
    versions.promote("2")
    assert held.current().version == "2"
    versions.promote("3")
    (versions.folder / "3" / file).write_text("{")
    for reader in (held, InForce(versions, load)):
        look = reader.current()
        assert (look.model, look.version) == ("taste-2: two", "2")
        assert look.fault is not None
        assert look.fault.code is Code.ARTEFACT_REFUSED
    (versions.folder / "2" / file).write_text("{")
    assert InForce(versions, load).current().version == "1"
    versions.promote("1")
    assert held.current() == ("taste-1: one", "1", None)


def test_a_loader_that_refuses(versions: Versions) -> None:
    """A version that is whole but does not load is not served either."""

    def fussy(folder: Path, manifest: Trained) -> str:
        if manifest.version == "2":
            raise PartUnavailable(Code.ARTEFACT_REFUSED, "odd", remedy="none")
        return load(folder, manifest)

    versions.promote("1")
    versions.promote("2")
    assert InForce(versions, fussy).current().version == "1"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format":9}', "\x00"])
def test_an_unreadable_pointer(versions: Versions, content: str) -> None:
    """Where the pointer can't be read, what is served stays, and the fault is told."""
    held = InForce(versions, load)
    versions.promote("1")
    assert held.current().fault is None
    (versions.folder / ACTIVE).write_text(content)
    look = held.current()
    assert look.version == "1"
    assert look.fault is not None
    assert InForce(versions, load).current().model is None


def test_promoted_at_once(versions: Versions) -> None:
    """Of many promotions at the same time each is in the history, and the last one is in force."""
    takers = [
        threading.Thread(target=versions.promote, args=(version,)) for version in ("1", "2", "3")
    ]
    for one in takers:
        one.start()
    for one in takers:
        one.join()
    active = versions.active()
    assert active is not None
    assert sorted(step.version for step in active.history) == ["1", "2", "3"]
    assert active.history[-1].version == active.version


def test_killed_in_a_promotion(tmp_path: Path) -> None:
    """A promotion killed at any system call leaves the old version in force, or the new one."""
    reason = kill_at_syscall.forbidden()
    if reason is not None:
        pytest.skip(reason)

    async def promote(house: House) -> None:
        Versions(house.home / "models", "taste", CLOCK).promote("2")

    def home(name: str) -> Path:
        place = tmp_path / name
        versions = Versions(place / "models", "taste", CLOCK)
        added(versions, "one", "two")
        versions.promote("1")
        return place

    whole = run_traced(home("whole"), promote, NEVER, after=False)
    assert whole.acknowledged
    seen = set()
    for late in (False, True):
        for at in range(len(whole.calls)):
            place = home(f"{late}-{at}")
            outcome = run_traced(place, promote, at, after=late)
            look = InForce(Versions(place / "models", "taste", CLOCK), load).current()
            assert look.fault is None
            assert look.version == "2" or not outcome.acknowledged
            seen.add(look.version)
            # The lock went with its holder.
            Versions(place / "models", "taste", CLOCK).add(DRAFT, lambda f: written(f, "x"))
    assert seen == {"1", "2"}


def test_the_pointer_is_plain(versions: Versions) -> None:
    """The pointer is a small file of JSON that people can read."""
    versions.promote("2")
    told = json.loads((versions.folder / ACTIVE).read_text())
    assert (told["version"], told["before"]) == ("2", [])
    assert told["history"] == [{"version": "2", "at": 1_809_129_600, "why": "promote"}]
