"""The service as a whole: its workers, its start and its end, and what it has counted."""

from __future__ import annotations

import json
import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from served import Service, Told, clew, counted, serving, until


def last_is_ready(service: Service, told: list[Told]) -> bool:
    told.append(service.ask("GET", "/readyz"))
    return told[-1].status == 200


def test_it_lives_and_gets_ready(service: Service) -> None:
    """/healthz says at once that it lives; /readyz names every part, and is 200 once it is."""
    assert service.ask("GET", "/healthz").json == {"alive": True}
    told = [service.ask("GET", "/readyz")]
    until(lambda: last_is_ready(service, told))
    assert told[-1].json["ready"] is True
    names = {"exact", "record", "static", "embedding", "search"}
    assert all(set(one.json["parts"]) == names for one in told)
    assert {one.status for one in told} <= {200, 503}


def test_counts_add_up_over_workers(service: Service) -> None:
    """Whoever is asked tells the answers of all workers; none is counted twice or lost."""
    before = counted(service)
    asked = 40
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: service.resolve("la fontaine"), range(asked)))
        list(pool.map(lambda _: service.ask("POST", "/v1/resolve", b"{"), range(10)))
    assert {one.json["outcome"] for one in answers} == {"ambiguous"}
    series = 'clew_answers_total{outcome="ambiguous",tier="exact"}'
    for _ in range(6):
        after = counted(service)
        assert after[series] - before[series] == asked
    refused = 'clew_refusals_total{status="400"}'
    assert after[refused] - before[refused] == 10
    count = 'clew_resolve_seconds_count{tier="exact"}'
    last = 'clew_resolve_seconds_bucket{tier="exact",le="+Inf"}'
    assert after[count] - before[count] == asked
    assert after[last] == after[count]
    assert after["clew_workers"] == 2


def test_no_player_or_clue_is_a_label(service: Service) -> None:
    """No text, campaign, clue or zone stands in the metrics."""
    service.resolve("la fontaine")
    text = service.ask("GET", "/metrics").body.decode()
    assert "fontaine" not in text
    assert "demo" not in text
    names = set(re.findall(r'(\w+)="', text))
    assert names == {
        *("outcome", "tier", "status", "part", "process", "state", "le"),
        *("decision", "why", "reason", "worker"),
    }


def test_a_worker_that_is_killed_comes_back(mall: Path) -> None:
    """The other worker goes on, the killed one is started again, and no count goes backwards."""
    with serving(mall) as service:
        for _ in range(10):
            assert service.resolve("la fontaine").status == 200
        series = 'clew_answers_total{outcome="ambiguous",tier="exact"}'
        before = counted(service)[series]
        victim = service.workers()[0]
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(service.workers()) == 2 and victim not in service.workers())
        until(lambda: counted(service)["clew_workers"] == 2)
        after = counted(service)
        assert after[series] == before
        assert after["clew_worker_starts_total"] == 3
        assert service.resolve("la fontaine").status == 200
        assert service.end() == 0


def test_what_was_accepted_is_answered(mall: Path) -> None:
    """SIGTERM while requests run: each that was begun is answered, and the service ends with 0."""
    with serving(mall) as service:
        lines = [service.connection() for _ in range(8)]
        for line in lines:
            line.request("GET", "/healthz")
            line.getresponse().read()
        body = json.dumps({"campaign": "demo", "text": "where the water sings"}).encode()
        for line in lines:
            line.request("POST", "/v1/resolve", body)
        service.process.send_signal(signal.SIGTERM)
        assert [line.getresponse().status for line in lines] == [200] * 8
        assert service.process.wait(timeout=60) == 0
    totals = json.loads(clew(mall, "clue", "misses", "--campaign", "demo", "--json").stdout)
    assert totals["totals"]["asked"] >= 8


def test_nothing_is_left_running(mall: Path) -> None:
    """When the service has ended, none of its processes is left."""
    with serving(mall) as service:
        until(lambda: service.ask("GET", "/readyz").status == 200)
        workers = service.workers()
        below = [
            int(one)
            for worker in workers
            for thread in Path(f"/proc/{worker}/task").iterdir()
            for one in (thread / "children").read_text().split()
        ]
        assert len(below) >= 2
        assert service.end() == 0
        until(lambda: not any(Path(f"/proc/{one}").exists() for one in [*workers, *below]))


def test_a_port_in_use(service: Service, tmp_path: Path) -> None:
    """A port where another service listens is refused with a word, though both could share it."""
    done = clew(tmp_path / "other", "serve", "--port", str(service.port))
    assert done.returncode == 1
    assert "[address_refused]" in done.stderr
    assert "is in use" in done.stderr
    assert "--port" in done.stderr


def test_an_address_of_nobody(tmp_path: Path) -> None:
    """An address that this machine has not is refused with a word."""
    done = clew(tmp_path / "other", "serve", "--host", "192.0.2.1", "--port", "0")
    assert done.returncode == 1
    assert "[address_refused]" in done.stderr


def test_a_home_that_is_none(tmp_path: Path) -> None:
    """A home that cannot be used is told before a worker starts."""
    (tmp_path / "file").write_text("")
    done = clew(tmp_path / "file" / "home", "serve", "--port", "0")
    assert done.returncode == 3
    assert "[home_unreadable]" in done.stderr


def test_the_access_log_keeps_to_itself(mall: Path) -> None:
    """Where it is asked for: a line of JSON a request, without a text, an id or an address."""
    with serving(mall, workers=1, vectors=False, CLEW_ACCESS_LOG="true") as service:
        service.resolve("a very private riddle")
        service.ask("POST", "/v1/campaigns/demo/clues/secret-clue/restore")
        service.ask("GET", "/v1/private-path")
        assert service.process.stdout is not None
        lines = [json.loads(service.process.stdout.readline()) for _ in range(3)]
    assert [set(line) for line in lines] == [{"at", "method", "route", "status", "ms"}] * 3
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", "/v1/resolve", 200),
        ("POST", "/v1/campaigns/{campaign}/clues/{clue}/restore", 401),
        ("GET", "-", 404),
    ]


def test_it_is_silent_otherwise(mall: Path) -> None:
    """Without the setting nothing is printed after the address."""
    with serving(mall, workers=1) as service:
        assert service.resolve("a very private riddle").status == 200
        assert service.end() == 0
        assert service.process.stdout is not None
        assert service.process.stdout.read() == ""
