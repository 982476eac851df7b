"""POST /v1/resolve: a line of answers.jsonl, or a problem that says what and where."""

from __future__ import annotations

import json
import socket
from contextlib import suppress
from typing import Any

import pytest
from served import Service, clew

from clew.clues.model import Resolution

FIELDS = list(Resolution.__struct_fields__)


def raw(service: Service, *parts: bytes, whole: bool = True) -> bytes:
    """What comes back for bytes on a bare connection; `whole` says that no more will be sent."""
    with socket.create_connection((service.host, service.port), timeout=20) as line:
        told = b""
        # A server that has heard enough may close while this side is still sending.
        with suppress(OSError):
            for part in parts:
                line.sendall(part)
            if whole:
                line.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            while more := line.recv(65536):
                told += more
        return told


def post(body: bytes, *, close: bool = True) -> bytes:
    head = f"POST /v1/resolve HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n"
    return head.encode() + (b"connection: close\r\n" if close else b"") + b"\r\n" + body


ASK = json.dumps({"campaign": "demo", "text": "la fontaine"}).encode()


def test_an_answer_is_a_line_of_answers_jsonl(service: Service) -> None:
    """The answer has the fields of answers.jsonl in their order, query_id null, and no more."""
    told = service.resolve("la fontaine", context={"level": 0})
    assert (told.status, told.headers["content-type"]) == (200, "application/json")
    assert list(told.json) == FIELDS
    assert told.json["query_id"] is None
    assert (told.json["outcome"], told.json["tier"]) == ("found", "exact")


def test_the_command_line_answers_alike(service: Service, mall: Any) -> None:
    """The same query over HTTP and on the command line leads to the same square."""
    line = json.loads(clew(mall, "resolve", "la fontaine", "--campaign", "demo", "--json").stdout)
    told = service.resolve("la fontaine").json
    del line["receipt"]["steps"], told["receipt"]["steps"]
    assert told == line


REFUSED: dict[str, tuple[bytes, int, str, str | None]] = {
    # what is sent -> body, status, code, field
    "no JSON": (b"{", 400, "broken_json", "body"),
    "nothing": (b"", 400, "broken_json", "body"),
    "two values": (ASK + b" 1", 400, "broken_json", "body"),
    "a list": (b"[]", 422, "wrong_value", "body"),
    "no text": (b'{"campaign":"demo"}', 422, "wrong_value", "text"),
    "a number as text": (b'{"campaign":"demo","text":1}', 422, "wrong_value", "text"),
    "an unknown field": (b'{"campaign":"demo","text":"a","x":1}', 422, "wrong_value", "x"),
    "an unknown field of the context": (
        b'{"campaign":"demo","text":"a","context":{"floor":1}}',
        422,
        "wrong_value",
        "context.floor",
    ),
    "a level in words": (
        b'{"campaign":"demo","text":"a","context":{"level":"one"}}',
        422,
        "wrong_value",
        "context.level",
    ),
    "a latitude of another planet": (
        b'{"campaign":"demo","text":"a","context":{"lat":91,"lon":0}}',
        422,
        "outside_wgs84",
        "context.lat",
    ),
    "half a position": (
        b'{"campaign":"demo","text":"a","context":{"lat":1}}',
        422,
        "wrong_value",
        "context.lon",
    ),
    "other bytes than UTF-8": (b'{"campaign":"demo","text":"\xff"}', 422, "invalid_utf8", "body"),
    "half a character": (b'{"campaign":"demo","text":"\\ud800"}', 400, "broken_json", "body"),
    "a NUL": (b'{"campaign":"demo","text":"\\u0000"}', 422, "nul_byte", None),
    "a long text": (
        b'{"campaign":"demo","text":"' + b"a" * 1001 + b'"}',
        422,
        "text_too_long",
        "text",
    ),
    "a path as campaign": (b'{"campaign":"../x","text":"a"}', 422, "wrong_value", "campaign"),
    "an unknown campaign": (b'{"campaign":"nowhere","text":"a"}', 404, "campaign_unknown", None),
    "an unknown venue": (
        b'{"campaign":"demo","text":"a","context":{"venue":"moon"}}',
        404,
        "venue_unknown",
        None,
    ),
    "a body past the bound": (b'{"text":"' + b"a" * 16_384 + b'"}', 413, "body_too_large", "body"),
    "brackets without end": (b"[" * 16_000, 422, "wrong_value", "body"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_asked_is_told(service: Service, what: str) -> None:
    """A refusal is problem details with its code and the field, and the worker goes on."""
    body, status, code, field = REFUSED[what]
    told = service.ask("POST", "/v1/resolve", body)
    assert (told.status, told.headers["content-type"]) == (status, "application/problem+json")
    assert (told.json["status"], told.json["code"]) == (status, code)
    assert told.json.get("where", {}).get("field") == field
    assert told.json["detail"]
    assert told.json["remedy"]
    assert service.resolve("la fontaine").status == 200


def test_only_post(service: Service) -> None:
    """Another method is refused with the one that is taken."""
    told = service.ask("GET", "/v1/resolve")
    assert (told.status, told.json["code"]) == (405, "method_not_allowed")
    assert told.headers["allow"] == "POST"


def test_nothing_here(service: Service) -> None:
    """An unknown path is a problem with a code, too."""
    told = service.ask("GET", "/v1/nothing")
    assert (told.status, told.json["code"]) == (404, "not_found")
    assert told.headers["content-type"] == "application/problem+json"


def test_chunks_are_one_body(service: Service) -> None:
    """A body in chunks is read as one."""
    head = b"POST /v1/resolve HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n"
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (ASK[:7], ASK[7:])) + b"0\r\n"
    told = raw(service, head + b"connection: close\r\n\r\n", chunks + b"\r\n", whole=False)
    assert told.startswith(b"HTTP/1.1 200")
    assert b'"outcome":"ambiguous"' in told or b'"outcome":"found"' in told


def test_one_after_the_other_on_one_line(service: Service) -> None:
    """Pipelined requests are answered in their order."""
    other = json.dumps({"campaign": "nowhere", "text": "a"}).encode()
    told = raw(service, post(ASK, close=False) + post(other, close=False) + post(ASK), whole=False)
    statuses = [line.split()[1] for line in told.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    # An answer's body ends without a line break, so the next status may stand behind it.
    assert told.count(b"HTTP/1.1 200") == 2
    assert told.count(b"HTTP/1.1 404") == 1
    assert statuses[0] == b"200"
    assert told.index(b"campaign_unknown") > told.index(b"query_id")


def test_a_request_that_breaks_off_hurts_nobody(service: Service) -> None:
    """A body that ends early is not answered as a query, and the worker goes on."""
    told = raw(service, post(ASK)[:-5])
    assert b"200 OK" not in told
    assert service.resolve("la fontaine").status == 200
    assert len(service.workers()) == 2


def test_no_http_is_refused(service: Service) -> None:
    """Bytes that are no HTTP are answered with 400 or a closed connection."""
    told = raw(service, b"\x00\xff\xfe nonsense\r\n\r\n")
    assert told == b"" or told.startswith(b"HTTP/1.1 400")
    assert service.resolve("la fontaine").status == 200


def test_a_long_head_is_refused(service: Service) -> None:
    """A head past the bound is answered with 431 or a closed connection."""
    told = raw(service, b"GET /healthz HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 200_000 + b"\r\n\r\n")
    assert told == b"" or told.startswith(b"HTTP/1.1 431")
    assert service.resolve("la fontaine").status == 200
