"""Limits a client: of the service, not of the worker, and never of an address."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from served import Service

from clew.http.limits import KEY_A_MINUTE, PLAYER_A_MINUTE, SETS, WAYS, Limits, new_limits
from clew.http.problems import Refused


class Told(dict[str, str]):
    """A request's headers."""


def granted(limits: Limits, headers: Mapping[str, str], times: int) -> int:
    """How many of so many are let in."""
    count = 0
    for _ in range(times):
        try:
            limits.check(Told(headers))
        except Refused:
            continue
        count += 1
    return count


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_limits(tmp_path)
    return tmp_path


def test_workers_count_together(folder: Path) -> None:
    """What one worker lets in, the others count: together they let in a minute's worth, no more."""
    workers = [Limits(folder, lambda: 5.0) for _ in range(3)]
    told = [granted(worker, {"clew-player": "a"}, 1) for worker in workers * 50]
    assert sum(told) == PLAYER_A_MINUTE
    assert told[:PLAYER_A_MINUTE] == [1] * PLAYER_A_MINUTE
    for worker in workers:
        worker.close()


def test_players_do_not_share(folder: Path) -> None:
    """One player who guesses takes nothing from another one."""
    limits = Limits(folder, lambda: 5.0)
    assert granted(limits, {"clew-player": "a"}, 100) == PLAYER_A_MINUTE
    assert granted(limits, {"clew-player": "b"}, 10) == 10
    limits.close()


def test_a_key_has_a_wide_limit_of_its_own(folder: Path) -> None:
    """A key that names no players is let in for a whole mall, and not without end."""
    limits = Limits(folder, lambda: 5.0)
    assert granted(limits, {"authorization": "Bearer x"}, KEY_A_MINUTE + 50) == KEY_A_MINUTE
    limits.close()


def test_who_names_nobody_is_not_limited(folder: Path) -> None:
    """Where neither key nor player is named, no address stands in for them."""
    limits = Limits(folder, lambda: 5.0)
    assert granted(limits, {}, 1_000) == 1_000
    limits.close()


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_a_minute_is_a_minute(tmp_path_factory: pytest.TempPathFactory, waits: list[float]) -> None:
    """Whatever the pauses: in no span are more let in than a minute's worth and one a second."""
    folder = tmp_path_factory.mktemp("limits")
    new_limits(folder)
    now = [100.0]
    limits = Limits(folder, lambda: now[0])
    let: list[float] = []
    for wait in waits:
        now[0] += wait / 20
        let += [now[0]] * granted(limits, {"clew-player": "a"}, 3)
    assert len(let) <= PLAYER_A_MINUTE + (now[0] - 100.0) * PLAYER_A_MINUTE / 60 + 1
    limits.close()


def test_many_clients_take_no_room(folder: Path) -> None:
    """More clients than places: who was longest away is forgotten, and the file stays as it is."""
    size = (folder / "limits").stat().st_size
    limits = Limits(folder, lambda: 5.0)
    assert all(
        granted(limits, {"clew-player": str(number)}, 1) for number in range(SETS * WAYS + 1_000)
    )
    assert (folder / "limits").stat().st_size == size
    limits.close()


def test_guessing_is_limited_and_knowing_is_not(service: Service) -> None:
    """Past the limit a guess is refused with 429 and Retry-After; exact answers go on."""

    def guess(number: int, player: str = "eve") -> tuple[int, str | None]:
        line = service.connection()
        body = b'{"campaign":"demo","text":"guess %d"}' % number
        line.request("POST", "/v1/resolve", body, {"Clew-Player": player})
        told = line.getresponse()
        told.read()
        line.close()
        return told.status, told.headers["retry-after"]

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(guess, range(PLAYER_A_MINUTE * 3)))
    assert {status for status, _ in told} == {200, 429}
    assert {retry for status, retry in told if status == 429} == {"1"}
    assert guess(0, "mallory")[0] == 200
    line = service.connection()
    ask = b'{"campaign":"demo","text":"la fontaine"}'
    line.request("POST", "/v1/resolve", ask, {"Clew-Player": "eve"})
    assert line.getresponse().status == 200
    line.close()
