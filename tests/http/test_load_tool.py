from __future__ import annotations

from multiprocessing.connection import wait

import pytest

from http_load import burst, cpu, crowd, memory, servers
from http_load.asks import Ask, exact, judged, request
from http_load.homes import Home, made
from http_load.line import Line


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return made(tmp_path_factory.mktemp("load") / "home", 300, 1, vectors=False)


def test_a_crowd_is_answered_without_an_error_and_told_beside_a_constant(home: Home) -> None:
    """200 open connections, 2 seconds: every answer is checked, and the tiers are counted."""
    told = "\n".join(crowd.measured(home, 200, 2.0, (0.5, 1.0), 300, 1))
    assert told.count("0 errors, 0 wrong") == 2
    assert "exact found" in told
    assert "| constant raw ASGI, at the players |" in told


def test_what_a_request_costs_is_told_beside_what_does_less(home: Home) -> None:
    """Each server answers the same requests, and Clew's cost is told as a multiple of each."""
    told = "\n".join(cpu.measured(home, 200, 300, 1))
    assert "no errors, all right" in told
    assert told.count("x of it") >= 3


def test_a_burst_is_drained_whole(home: Home) -> None:
    """Everybody asks at once, the same and then different texts, and nobody is left out."""
    told = "\n".join(burst.measured(home, 100, 1))
    assert "Clew: 0 errors, 0 wrong (10 rounds)" in told
    assert "\n0 answers missing" in told


def test_the_memory_of_each_process_is_told(home: Home) -> None:
    """After mixed queries each worker has its line, with the start's seconds above them."""
    told = "\n".join(memory.measured(home, 300, 300, 1))
    assert "0 errors, 0 wrong" in told
    assert told.count("| worker |") == 2


@pytest.mark.soak
def test_a_player_may_think_for_twenty_seconds(home: Home) -> None:
    """A connection on which nothing was said for 20 s is open, and answers again."""
    (ask, *_) = asks = exact(home, 2, 1)
    with servers.clew(home) as server:
        line = Line(server.address, "127.0.0.1")
        for _ in asks:
            line.send(ask)
            wait([line.socket], 10)
            answer = line.read()
            assert answer is not None
            assert judged(ask, answer.status, answer.body) == "exact found"
            assert not wait([line.socket], 20)
        line.close()


def test_an_answer_is_wrong_unless_it_leads_where_the_clue_does() -> None:
    """Another zone, or any zone for a text of no clue, is wrong; asking back never is."""
    sent = request("many", "the fountain")
    typo = Ask("typo", sent, b"", "mall/0/1/1")
    found = b'{"outcome":"found","zone":"mall/0/1/1","tier":"vector","degraded":[]}'
    asked = b'{"outcome":"ambiguous","zone":null,"tier":"vector","degraded":[]}'
    assert judged(typo, 200, found) == "vector found"
    assert judged(typo, 200, asked) == "vector ambiguous"
    assert judged(typo._replace(zone="mall/0/1/2"), 200, found).startswith("wrong")
    assert judged(typo._replace(zone=""), 200, found).startswith("wrong")
    assert judged(typo, 503, b"") == "refused 503"
