"""How the service ends, and how it goes on where a worker does not."""

from __future__ import annotations

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event

from served import Service, clew, serving, until

ASK = json.dumps({"campaign": "demo", "text": "la fontaine"}).encode()


def asking(service: Service, end: Event) -> tuple[int, int]:
    """Asks until the service is gone; (answered, sent on an open connection and never answered)."""
    answered = lost = 0
    while not end.is_set():
        line = HTTPConnection(service.host, service.port, timeout=30)
        try:
            line.connect()
        except OSError:
            time.sleep(0.01)
            continue
        with suppress(OSError, HTTPException):
            while not end.is_set():
                lost += 1
                line.request("POST", "/v1/resolve", ASK)
                told = line.getresponse()
                assert json.loads(told.read())["outcome"] == "ambiguous"
                answered, lost = answered + 1, lost - 1
                if line.sock is None:
                    # It was told that the connection closes.
                    break
        line.close()
    return answered, lost


def stopped(worker: int) -> None:
    """Stops a worker, and returns when none of its threads can accept anybody any more."""
    os.kill(worker, signal.SIGSTOP)
    threads = Path(f"/proc/{worker}/task")
    until(lambda: all("\nState:\tT" in (one / "status").read_text() for one in threads.iterdir()))


def statuses(lines: list[HTTPConnection]) -> list[int]:
    """What each is answered with; the lines are closed."""
    told = []
    for line in lines:
        with closing(line), suppress(ConnectionError):
            answer = line.getresponse()
            answer.read()
            told.append(answer.status)
    return told


def test_no_request_is_lost_at_the_end(mall: Path) -> None:
    """SIGTERM under load: whatever was sent on a connection that was had is answered."""
    with serving(mall) as service, ThreadPoolExecutor(8) as pool:
        end = Event()
        running = [pool.submit(asking, service, end) for _ in range(8)]
        time.sleep(1)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(timeout=60) == 0
        end.set()
        told = [one.result() for one in running]
    assert sum(answered for answered, _ in told) > 100
    assert [lost for _, lost in told] == [0] * 8


def test_who_waits_to_be_accepted_is_answered(mall: Path) -> None:
    """SIGTERM while whole requests wait in the queue, unaccepted: each is answered."""
    with serving(mall, vectors=False) as service:
        workers = service.workers()
        for worker in workers:
            stopped(worker)
        lines = [service.connection() for _ in range(50)]
        for line in lines:
            line.request("POST", "/v1/resolve", ASK)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
        assert statuses(lines) == [200] * 50
        assert service.process.wait(timeout=60) == 0


def test_a_queue_outlives_a_killed_worker(mall: Path) -> None:
    """What waits to be accepted when a worker is killed is answered by the one after it."""
    with serving(mall, workers=1, vectors=False) as service:
        (worker,) = service.workers()
        stopped(worker)
        lines = [service.connection() for _ in range(20)]
        for line in lines:
            line.request("POST", "/v1/resolve", ASK)
        os.kill(worker, signal.SIGKILL)
        assert statuses(lines) == [200] * 20
        assert service.end() == 0


def test_deaths_in_a_row_end_nothing(mall: Path) -> None:
    """Each worker is killed again and again: the service goes on, and what was written is there."""
    with serving(mall, vectors=False) as service:
        key = json.loads(clew(mall, "key", "rotate", "--json").stdout)["key"]
        for number in range(5):
            clue = {"text": f"The {number}. heron", "lang": "en", "zone": "demo-mall/0/14/9"}
            told = service.ask("PUT", f"/v1/campaigns/demo/clues/heron-{number}", clue, key)
            assert told.status == 200
            victim = service.workers()[0]
            os.kill(victim, signal.SIGKILL)
            assert service.resolve(f"the {number} heron").json["outcome"] == "found"
            until(lambda gone=victim: gone not in service.workers())  # type: ignore[misc]
        until(lambda: len(service.workers()) == 2)
        for number in range(5):
            assert service.resolve(f"the {number} heron").json["clue_id"] == f"heron-{number}"
        assert service.end() == 0
