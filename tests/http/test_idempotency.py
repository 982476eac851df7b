"""`Idempotency-Key` over HTTP: a write that is sent again is answered again, and done once."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from served import Service, Told, clew, serving

from clew.clues.attempt import Attempt
from clew.clues.lease import Lease
from clew.clues.model import Campaign, Clue, State
from clew.http.idempotency import Asked, attempt_of
from clew.settings import load
from clew.wiring.house import House

ZONE, OTHER = "demo-mall/0/14/9", "demo-mall/1/23/9"
CLUES = "/v1/campaigns/demo/clues"
First = Callable[[str, str, Any, float], Awaitable[None]]
RETRIED = {"attempt_running", "clue_busy", "lease_lost", "not_newer"}
"""Refusals that changed nothing and that time lifts, where many write and a worker dies."""


@pytest.fixture(scope="module")
def key(service: Service, mall: Path) -> str:
    """An admin key."""
    assert service.process.poll() is None
    made: str = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    return made


def once(service: Service, key: str, name: str, method: str, path: str, body: Any = None) -> Told:
    """Sends a write under an `Idempotency-Key`."""
    return service.ask(method, path, body, key, **{"idempotency-key": name})


def revision(service: Service, key: str, clue: str) -> int:
    """The number of a clue's newest revision."""
    told: list[dict[str, int]] = service.ask("GET", f"{CLUES}/{clue}/history", key=key).json[
        "revisions"
    ]
    return told[0]["revision"]


def written(text: str, zone: str = ZONE) -> dict[str, str]:
    return {"text": text, "lang": "en", "zone": zone}


def test_a_write_sent_again_is_answered_again(service: Service, key: str) -> None:
    """The same key and body give the same status and body on every worker, and write nothing."""
    name, body = uuid4().hex, written("between two silver reeds")
    first = once(service, key, name, "PUT", f"{CLUES}/reeds", body)
    assert (first.status, first.json["changed"]) == (200, True)
    for _ in range(8):
        again = once(service, key, name, "PUT", f"{CLUES}/reeds", body)
        assert (again.status, again.body) == (first.status, first.body)
    assert revision(service, key, "reeds") == first.json["revision"]


def test_it_is_answered_as_it_was(service: Service, key: str) -> None:
    """What was written since does not change what is told of an earlier write."""
    name, body = uuid4().hex, written("a gate of tin")
    first = once(service, key, name, "PUT", f"{CLUES}/gate", body)
    service.ask("PUT", f"{CLUES}/gate", written("a gate of lead"), key)
    assert service.ask("DELETE", f"{CLUES}/gate", key=key).status == 200
    again = once(service, key, name, "PUT", f"{CLUES}/gate", body)
    assert (again.status, again.body) == (first.status, first.body)
    assert service.resolve("a gate of tin").json["clue_id"] != "gate"


def test_what_changed_nothing_is_told_again_too(service: Service, key: str) -> None:
    """A write that found everything in place says so again, though it was changed meanwhile."""
    body = written("under the brass arch")
    service.ask("PUT", f"{CLUES}/arch", body, key)
    name = uuid4().hex
    first = once(service, key, name, "PUT", f"{CLUES}/arch", body)
    assert first.json["changed"] is False
    service.ask("PUT", f"{CLUES}/arch", written("under the iron arch"), key)
    assert once(service, key, name, "PUT", f"{CLUES}/arch", body).body == first.body
    assert service.resolve("under the iron arch").json["clue_id"] == "arch"


def test_another_body_under_the_same_key(service: Service, key: str) -> None:
    """It is refused with 422, and so is the same body for another clue; nothing is written."""
    name = uuid4().hex
    once(service, key, name, "PUT", f"{CLUES}/pond", written("where frogs hold court"))
    for path, text in ((f"{CLUES}/pond", "where toads hold court"), (f"{CLUES}/pool", "x y z")):
        told = once(service, key, name, "PUT", path, written(text))
        assert (told.status, told.json["code"]) == (422, "attempt_differs")
        assert service.resolve(text).json["clue_id"] not in {"pond", "pool"}


def test_a_key_of_another_route_or_client_is_another(
    service: Service, key: str, mall: Path
) -> None:
    """The same word means another write on another route, and for whoever has another key."""
    name, path = uuid4().hex, f"{CLUES}/word"
    assert once(service, key, name, "PUT", path, written("the last word")).status == 200
    assert once(service, key, name, "DELETE", path).json["revision"] == 2
    assert once(service, key, name, "POST", f"{path}/restore").json["revision"] == 3
    other = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    told = once(service, other, name, "PUT", path, written("the first word"))
    assert (told.status, told.json["revision"]) == (200, 4)


@pytest.mark.parametrize("name", ["", "a b", "é", "x" * 256])
def test_a_key_that_is_none(service: Service, key: str, name: str) -> None:
    """A key that is empty, too long or not plain ASCII is refused, and nothing is written."""
    told = once(service, key, name, "PUT", f"{CLUES}/none", written("nothing of the kind"))
    assert (told.status, told.json["code"]) == (422, "wrong_value")
    assert service.resolve("nothing of the kind").json["clue_id"] != "none"


def test_a_refusal_is_not_kept(service: Service, key: str) -> None:
    """What was refused changed nothing, so the same key may be sent again with what is right."""
    name = uuid4().hex
    refused = once(service, key, name, "PUT", f"{CLUES}/lane", written("...", ZONE))
    assert refused.status == 422
    assert once(service, key, name, "PUT", f"{CLUES}/lane", written("a lane")).status == 200


def begun(key: str, method: str, route: str, name: str, path: str, body: Any = None) -> Attempt:
    """The attempt that a worker would keep of a request."""
    content = b"" if body is None else json.dumps(body).encode()
    return attempt_of(name, Asked(f"Bearer {key}", method, route, path, "", content), time.time())


@pytest.fixture
def first_one(key: str, mall: Path) -> First:
    """Begins to publish a clue elsewhere, under a lease of so many seconds."""

    async def begin(clue: str, name: str, body: Any, lease_s: float) -> None:
        path, route = f"{CLUES}/{clue}", "/v1/campaigns/{campaign}/clues/{clue}"
        house = House(load(mall))
        now = time.time()
        await house.clues.begin(
            "demo",
            [Clue(clue, f"the {clue} mill", "en", ZONE)],
            State.PUBLISHING,
            "2027-05-01T12:00:00+00:00",
            lease=Lease("elsewhere", now + lease_s),
            now=now,
            attempt=begun(key, "PUT", route, name, path, body),
        )
        await house.close()

    return begin


async def test_while_the_first_one_runs(service: Service, key: str, first_one: First) -> None:
    """Any worker says 409 and when to ask again; with another body it is 422."""
    name, path, body = uuid4().hex, f"{CLUES}/long", written("the long mill")
    await first_one("long", name, body, 600)
    for _ in range(4):
        told = once(service, key, name, "PUT", path, body)
        assert (told.status, told.json["code"]) == (409, "attempt_running")
        assert int(told.headers["retry-after"]) == told.json["retry_after_s"] >= 1
    other = once(service, key, name, "PUT", path, written("another mill"))
    assert (other.status, other.json["code"]) == (422, "attempt_differs")


async def test_when_the_first_one_has_had_its_time(
    service: Service, key: str, first_one: First
) -> None:
    """Once the first one's lease is out, what was sent again may run."""
    name, path, body = uuid4().hex, f"{CLUES}/slow", written("the slow mill")
    await first_one("slow", name, body, 1)
    told = until_answered(service, key, name, path, body)
    assert told.json == {"clue": "slow", "revision": 2, "changed": True}
    assert service.resolve("the slow mill").json["clue_id"] == "slow"


async def test_a_campaign_that_was_made_halfway(service: Service, key: str, mall: Path) -> None:
    """In the record, but not in force when its worker died: the retry puts it in force."""
    name, body = uuid4().hex, {"id": "halfway"}
    house = House(load(mall))
    await house.clues.create_campaign(
        Campaign("halfway", open=True, created="2027-05-01", closed=None, generation=0),
        attempt=begun(key, "POST", "/v1/campaigns", name, "/v1/campaigns", body),
    )
    await house.close()
    asked = {"campaign": "halfway", "text": "a"}
    assert service.ask("POST", "/v1/resolve", asked).status == 404
    for _ in range(2):
        told = once(service, key, name, "POST", "/v1/campaigns", body)
        assert (told.status, told.json["id"], told.json["open"]) == (201, "halfway", True)
    assert service.ask("POST", "/v1/resolve", asked).json["outcome"] == "miss"
    assert service.ask("GET", "/v1/campaigns/halfway", key=key).json == told.json


def test_many_at_once_write_once(service: Service, key: str) -> None:
    """Of 64 at once under one key one writes; each is told its answer, or 409 to ask again."""
    name, body = uuid4().hex, written("the crowd's own bench")
    with ThreadPoolExecutor(16) as pool:
        told = list(
            pool.map(lambda _: once(service, key, name, "PUT", f"{CLUES}/crowd", body), range(64))
        )
    assert {one.status for one in told} <= {200, 409}
    assert {one.body for one in told if one.status == 200} == {
        b'{"clue":"crowd","revision":1,"changed":true}'
    }
    for one in told:
        if one.status == 409:
            assert one.json["code"] == "attempt_running"
            assert int(one.headers["retry-after"]) >= 1
    assert revision(service, key, "crowd") == 1


def test_many_deletes_at_once(service: Service, key: str) -> None:
    """Deleting under one key deletes once, and nobody is told that it was deleted already."""
    service.ask("PUT", f"{CLUES}/fog", written("the fog horn"), key)
    name = uuid4().hex
    with ThreadPoolExecutor(8) as pool:
        told = list(
            pool.map(lambda _: once(service, key, name, "DELETE", f"{CLUES}/fog"), range(24))
        )
    assert {one.body for one in told if one.status == 200} == {
        b'{"clue":"fog","revision":2,"changed":true}'
    }
    assert {one.json["code"] for one in told if one.status != 200} <= {"attempt_running"}
    assert revision(service, key, "fog") == 2


def test_campaigns_are_made_once(service: Service, key: str) -> None:
    """A campaign that is created, closed and reopened under keys is answered the same again."""
    body = {"id": "idem"}
    for path, content in (
        ("/v1/campaigns", body),
        ("/v1/campaigns/idem/close", None),
        ("/v1/campaigns/idem/reopen", None),
    ):
        name = uuid4().hex
        first = once(service, key, name, "POST", path, content)
        assert first.status in {200, 201}
        for _ in range(4):
            again = once(service, key, name, "POST", path, content)
            assert (again.status, again.body) == (first.status, first.body)
    assert "idem" in service.ask("GET", "/v1/campaigns").json["campaigns"]


def test_a_worker_killed_in_between(mall: Path) -> None:
    """Each write that was sent again until it was answered is done once, whoever died meanwhile."""
    with serving(mall, CLEW_VECTOR_URL="none:", CLEW_LEASE_S="3") as service:
        key = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)["key"]
        victim = service.workers()[0]
        gate = Barrier(9)

        def write(number: int) -> list[tuple[int, int]]:
            gate.wait()
            done = []
            for turn in range(5):
                path, name = f"{CLUES}/victim-{number}", uuid4().hex
                body = written(f"killed {number} in turn {turn}")
                told = until_answered(service, key, name, path, body)
                again = until_answered(service, key, name, path, body)
                assert again.body == told.body
                done.append((told.json["revision"], turn))
            return done

        with ThreadPoolExecutor(8) as pool:
            writing = [pool.submit(write, number) for number in range(8)]
            gate.wait()
            time.sleep(0.1)
            os.kill(victim, signal.SIGKILL)
            answered = [one.result() for one in writing]
        for number, done in enumerate(answered):
            told = service.ask("GET", f"{CLUES}/victim-{number}/history", key=key).json
            stood = [
                (one["revision"], int(one["text"].rsplit(maxsplit=1)[1]))
                for one in told["revisions"]
                if one["state"] in {"live", "superseded"}
            ]
            assert sorted(stood) == done


def until_answered(service: Service, key: str, name: str, path: str, body: Any) -> Told:
    """Sends a write under one key until its answer has come."""
    ends = time.monotonic() + 60
    while True:
        with suppress(OSError, HTTPException):
            told = once(service, key, name, "PUT", path, body)
            if told.status == 200:
                return told
            assert told.json["code"] in RETRIED, told.body
        assert time.monotonic() < ends
        time.sleep(0.05)
