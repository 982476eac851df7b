"""A backup is taken while others write; what is restored of it is whole, and misses nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lines import Line
from served import Service, clew, serving

ZONES = ["demo-mall/0/14/9", "demo-mall/1/23/9", "demo-mall/0/1/11", "demo-mall/0/26/9"]


@pytest.fixture(scope="module")
def plain(pristine_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo mall, without vectors."""
    home = tmp_path_factory.mktemp("plain") / "home"
    shutil.copytree(pristine_demo, home)
    (home / "clew.toml").write_text('vector_url = "none:"\n')
    return home


@pytest.fixture
def plain_copy(plain: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    home = tmp_path / "changed"
    shutil.copytree(plain, home)
    return home


def done(home: Path, *words: str) -> Any:
    """The result of a command that must succeed."""
    told = clew(home, *words, "--json")
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def refused(home: Path, *words: str) -> tuple[int, str, str]:
    """(exit status, code, message) of a command that must not."""
    told = clew(home, *words, "--json")
    error = json.loads(told.stderr)["error"]
    return told.returncode, error["code"], error["message"]


def agrees(home: Path) -> bool:
    told = done(home, "doctor")
    return bool(told["clean"])


def content(home: Path) -> dict[str, bytes]:
    """Every file of a folder, by its path."""
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


class Editor(threading.Thread):
    """Publishes, moves, deletes and restores clues of its own until it is told to stop.

    Attributes:
        acknowledged: clue -> (revision, zone; None where it is deleted), as it was last told.
    """

    def __init__(self, service: Service, key: str, number: int) -> None:
        super().__init__()
        self._line = Line(service, key)
        self._number = number
        self._over = threading.Event()
        self._deleted_from: dict[str, str] = {}
        self.acknowledged: dict[str, tuple[int, str | None]] = {}

    def run(self) -> None:
        turn = 0
        while not self._over.is_set():
            # A new one now and then: what a part does not know at all differs from what is old.
            clue = f"e{self._number}-{turn % 7 if turn % 4 else f'new-{turn}'}"
            self._write(clue, ZONES[turn % len(ZONES)], turn)
            turn += 1

    def _write(self, clue: str, zone: str, turn: int) -> None:
        number, stood = self.acknowledged.get(clue, (0, None))
        path = f"/v1/campaigns/demo/clues/{clue}"
        now: str | None = zone
        if number and stood is None:
            told, now = self._line.ask("POST", f"{path}/restore"), self._deleted_from[clue]
        elif stood is not None and turn % 3 == 0:
            told, now = self._line.ask("DELETE", path), None
            self._deleted_from[clue] = stood
        else:
            told = self._line.ask("PUT", path, {"text": f"riddle {clue}", "zone": zone})
        assert told.status == 200, told
        self.acknowledged[clue] = (told.json["revision"], now)

    def end(self) -> None:
        self._over.set()
        self.join()
        self._line.close()


@pytest.fixture
def edited(plain_copy: Path) -> Iterator[tuple[Service, list[Editor]]]:
    """A service with four editors at work."""
    with serving(plain_copy) as service:
        key = done(plain_copy, "key", "create", "--scope", "admin")["key"]
        editors = [Editor(service, key, number) for number in range(4)]
        for one in editors:
            one.start()
        try:
            yield service, editors
        finally:
            for one in editors:
                one.end()


def test_what_was_acknowledged_is_there(
    edited: tuple[Service, list[Editor]], plain_copy: Path, tmp_path: Path
) -> None:
    """Taken while four editors write: each acknowledged write is restored, and all parts agree."""
    _, editors = edited
    for turn in range(2):
        before = {clue: at for one in editors for clue, at in [*one.acknowledged.items()]}
        done(plain_copy, "backup", str(tmp_path / f"backup-{turn}"))
        home = tmp_path / f"home-{turn}"
        done(home, "restore", str(tmp_path / f"backup-{turn}"))
        # The doctor holds the exact tier against the record, clue by clue.
        assert agrees(home)
        standing = stands(home)
        for clue, at in before.items():
            assert standing[clue][0] > at[0] or standing[clue] == at, clue
    assert len(before) > 20


def stands(home: Path) -> dict[str, tuple[int, str | None]]:
    """Clue -> (revision, zone; None where it is deleted), as the record has it."""
    with closing(sqlite3.connect(home / "record.sqlite")) as record:
        rows = record.execute(
            "select clue, revision, state, zone from clue_revision "
            "where state in ('live', 'deleted') order by revision"
        )
        return {clue: (at, zone if state == "live" else None) for clue, at, state, zone in rows}


def test_a_restored_home_is_the_same(mall: Path, tmp_path: Path) -> None:
    """With vectors: the same answers, a search included, and nothing is embedded again."""
    done(mall, "backup", str(tmp_path / "backup"))
    told = done(tmp_path / "home", "restore", str(tmp_path / "backup"))
    assert told["repaired"]["mended"] == []
    assert agrees(tmp_path / "home")
    homes = (mall, tmp_path / "home")
    for text in ("la fontaine", "wher dough rizes before the sun", "Gate 12"):
        answers = [done(home, "resolve", text, "--campaign", "demo") for home in homes]
        for one in answers:
            del one["receipt"]["steps"]
        assert answers[0] == answers[1]
    exports = [clew(home, "clue", "export", "--campaign", "demo") for home in homes]
    assert exports[0].stdout == exports[1].stdout


def test_keys_and_settings_come_along(plain_copy: Path, tmp_path: Path) -> None:
    """A key opens the restored home as it did the other, and its settings are the same."""
    key = done(plain_copy, "key", "create", "--scope", "admin")["key"]
    done(plain_copy, "backup", str(tmp_path / "backup"))
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    done(tmp_path / "home", "restore", str(tmp_path / "backup"))
    assert (tmp_path / "home" / "keys.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "home" / "clew.toml").read_text() == 'vector_url = "none:"\n'
    with serving(tmp_path / "home", workers=1) as service:
        assert service.printed["admin_key"] is None
        assert service.ask("GET", "/v1/campaigns/demo/clues", key=key).status == 200


def test_surveys_and_deletes_come_along(plain_copy: Path, tmp_path: Path) -> None:
    """A measured centroid is served, and a deleted clue stays deleted, for the static tier too."""
    told = done(plain_copy, "resolve", "la fontaine", "--campaign", "demo", "--level", "0")
    survey = tmp_path / "survey.csv"
    survey.write_text(
        "zone,lat,lon,accuracy_m,instrument,measured_on\n"
        f"{told['zone']},{told['lat'] + 2e-6:.7f},{told['lon']:.7f},0.2,total station,2026-05-01\n"
    )
    done(plain_copy, "survey", "import", str(survey))
    done(plain_copy, "clue", "delete", "bakery-en-1", "--campaign", "demo")
    done(plain_copy, "backup", str(tmp_path / "backup"))
    home = tmp_path / "home"
    done(home, "restore", str(tmp_path / "backup"))
    assert agrees(home)
    for text in ("la fontaine", "Where dough rises before the sun", "Gate 12"):
        words = ("resolve", text, "--campaign", "demo", "--level", "0")
        one, other = done(plain_copy, *words), done(home, *words)
        del one["receipt"]["steps"], other["receipt"]["steps"]
        assert one == other


def test_a_damaged_backup_is_refused(plain: Path, tmp_path: Path) -> None:
    """A byte that differs, a file too few or too many, no seal: refused, and no home is made."""
    backup = tmp_path / "backup"
    done(plain, "backup", str(backup))
    whole = content(backup)

    def spoil_a_byte() -> None:
        record = bytearray(whole["record.sqlite"])
        record[5000] ^= 1
        (backup / "record.sqlite").write_bytes(record)

    spoils: list[Callable[[], object]] = [
        spoil_a_byte,
        lambda: (backup / "keys.json").write_text("[]"),
        (backup / "static" / "static.lock").unlink,
        (backup / "backup.json").unlink,
        lambda: (backup / "backup.json").write_text("{"),
    ]
    for number, spoil in enumerate(spoils):
        spoil()
        home = tmp_path / f"home-{number}"
        assert refused(home, "restore", str(backup))[:2] == (1, "backup_refused")
        assert not home.exists()
        (backup / "keys.json").unlink(missing_ok=True)
        for path, bytes_ in whole.items():
            (backup / path).write_bytes(bytes_)
    done(tmp_path / "home", "restore", str(backup))


def test_a_later_releases_backup_is_refused(plain: Path, tmp_path: Path) -> None:
    """A backup whose record this release cannot read is refused with the release that can."""
    done(plain, "backup", str(tmp_path / "backup"))
    seal = tmp_path / "backup" / "backup.json"
    told = json.loads(seal.read_text())
    seal.write_text(json.dumps({**told, "schema": "9999", "clew": "9.9.9"}))
    status, code, message = refused(tmp_path / "home", "restore", str(tmp_path / "backup"))
    assert (status, code) == (1, "backup_refused")
    assert "9.9.9" in message


def test_nothing_is_restored_over_a_home(plain: Path, plain_copy: Path, tmp_path: Path) -> None:
    """A home that holds anything is refused, and stays as it was."""
    done(plain, "backup", str(tmp_path / "backup"))
    before = content(plain_copy)
    status, code, _ = refused(plain_copy, "restore", str(tmp_path / "backup"))
    assert (status, code) == (1, "backup_refused")
    assert content(plain_copy) == before


def test_a_backup_is_never_written_over(plain: Path, tmp_path: Path) -> None:
    """A folder that is there, a home without a record, a folder that cannot be made: refused."""
    (tmp_path / "kept").mkdir()
    assert refused(plain, "backup", str(tmp_path / "kept"))[:2] == (1, "backup_refused")
    assert refused(tmp_path / "none", "backup", str(tmp_path / "b"))[:2] == (1, "backup_refused")
    status, code, _ = refused(plain, "backup", str(tmp_path / "no" / "such" / "folder"))
    assert (status, code) == (3, "home_unreadable")
    assert not list(tmp_path.glob(".*draft"))


def test_what_lies_elsewhere_is_named(plain_copy: Path, tmp_path: Path) -> None:
    """A home that keeps a part outside of it cannot be backed up as a whole."""
    (plain_copy / "clew.toml").write_text(
        f'vector_url = "none:"\nexact_url = "lmdb:{tmp_path}/elsewhere"\n'
    )
    status, code, message = refused(plain_copy, "backup", str(tmp_path / "backup"))
    assert (status, code) == (1, "backup_refused")
    assert "outside of the home" in message
