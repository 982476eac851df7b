"""Bodies that nobody wants: who sends all of one before reading gets the answer."""

from __future__ import annotations

import json
import re
import socket

import pytest
from served import Service

from clew.http.body import MOST_DROPPED

PATHS = {
    # what is asked -> the status that it is refused with, whatever the body
    "POST /v1/resolve": 413,
    "PUT /v1/resolve": 405,
    "POST /v1/campaigns": 401,
    "POST /v1/nowhere": 404,
}


def head(what: str, *more: str) -> bytes:
    lines = (f"{what} HTTP/1.1", "host: x", "content-type: application/json", *more, "", "")
    return "\r\n".join(lines).encode()


def answered(service: Service, *sent: bytes) -> tuple[int, str]:
    """(status, code) of the answer, read once all is sent; sending must not break off."""
    with socket.create_connection((service.host, service.port), 20) as line:
        for part in sent:
            line.sendall(part)
        told = b"".join(iter(lambda: line.recv(65536), b""))
    match = re.match(rb"HTTP/1\.1 (\d{3}) ", told)
    assert match is not None
    return int(match[1]), json.loads(told.partition(b"\r\n\r\n")[2])["code"]


@pytest.fixture(scope="module")
def megabytes() -> bytes:
    return bytes(MOST_DROPPED)


def test_all_is_sent_before_it_is_read(service: Service, megabytes: bytes) -> None:
    """Two megabytes to a door that takes 16 KiB: the answer is there every time of 200."""
    body = megabytes[:2_000_000]
    asked = head("POST /v1/resolve", f"content-length: {len(body)}", "connection: close")
    told = {answered(service, asked, body) for _ in range(200)}
    assert told == {(413, "body_too_large")}


@pytest.mark.parametrize("what", PATHS)
@pytest.mark.parametrize("size", [2_000_000, MOST_DROPPED - 1, MOST_DROPPED])
def test_whatever_it_is_refused_for(
    service: Service, megabytes: bytes, what: str, size: int
) -> None:
    """Of a body up to the bound all is taken, wherever it goes and why ever it is refused."""
    asked = head(what, f"content-length: {size}", "connection: close")
    for _ in range(5):
        assert answered(service, asked, megabytes[:size])[0] == PATHS[what]


@pytest.mark.parametrize("what", PATHS)
def test_of_no_told_length(service: Service, megabytes: bytes, what: str) -> None:
    """The same in chunks, whose length is known at their end."""
    chunks = b"100000\r\n" + megabytes[: 1 << 20] + b"\r\n"
    asked = head(what, "transfer-encoding: chunked", "connection: close")
    for _ in range(5):
        assert answered(service, asked, chunks * 2 + b"0\r\n\r\n")[0] == PATHS[what]


@pytest.mark.parametrize("what", PATHS)
@pytest.mark.parametrize(
    "more", [("content-length: 1000000000",), ("content-length: 2000000", "expect: 100-continue")]
)
def test_nothing_is_waited_for(service: Service, what: str, more: tuple[str, ...]) -> None:
    """A gigabyte, and a body that is yet to be asked for, are refused before they are sent."""
    assert answered(service, head(what, *more))[0] == PATHS[what]


@pytest.mark.parametrize("what", PATHS)
def test_chunks_without_end(service: Service, megabytes: bytes, what: str) -> None:
    """Past the bound the line is closed, though more be coming."""
    chunks = (b"100000\r\n" + megabytes[: 1 << 20] + b"\r\n") * 64
    with socket.create_connection((service.host, service.port), 20) as line:
        line.sendall(head(what, "transfer-encoding: chunked"))
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            line.sendall(chunks)
