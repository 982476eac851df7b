"""Requests that no honest client sends, on bare sockets: each is answered or closed in time."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from served import Service, serving

BOUND_S = 20.0
"""A guard: whatever is sent is answered or closed by then; the longest bound is 10 s."""
ASK = json.dumps({"campaign": "demo", "text": "la fontaine"}).encode()
HEAD = b"POST /v1/resolve HTTP/1.1\r\nhost: x\r\n"
WRITE = b"POST /v1/campaigns HTTP/1.1\r\nhost: x\r\n"


@contextmanager
def unhurt(service: Service) -> Iterator[None]:
    """The workers are the same afterwards, and answer."""
    before = sorted(service.workers())
    yield
    assert service.resolve("la fontaine").json["outcome"] == "ambiguous"
    assert sorted(service.workers()) == before


def heard(service: Service, *parts: bytes, pause_s: float = 0.0, cut: bool = False) -> bytes:
    """What comes back until the line is closed; `cut` ends our side after the last part."""
    told = b""
    with socket.create_connection((service.host, service.port), timeout=BOUND_S) as line:
        try:
            for part in parts:
                line.sendall(part)
                time.sleep(pause_s)
            if cut:
                line.shutdown(socket.SHUT_WR)
            while more := line.recv(65536):
                told += more
        except TimeoutError:
            raise
        except OSError:
            # Closed while this side was still sending; what was said before is what counts.
            pass
    return told


def statuses(told: bytes) -> list[int]:
    return [int(one) for one in re.findall(rb"HTTP/1\.[01] (\d{3}) ", told)]


HOSTILE: dict[str, tuple[bytes, set[int]]] = {
    # what is sent -> bytes, the statuses that it may be answered with; none is a closed line
    "a length that is none": (HEAD + b"content-length: ten\r\n\r\n", {400}),
    "a negative length": (HEAD + b"content-length: -1\r\n\r\n", {400}),
    "two lengths": (HEAD + b"content-length: 5\r\ncontent-length: 6\r\n\r\n" + ASK, {400}),
    "a length of an exabyte": (HEAD + b"content-length: 1152921504606846976\r\n\r\nx", {413}),
    "a length past all numbers": (HEAD + b"content-length: " + b"9" * 40 + b"\r\n\r\nx", {400}),
    "a body past its bound": (HEAD + b"content-length: 20000\r\n\r\n" + b" " * 20_000, {413}),
    "a chunk of no size": (HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n", {400}),
    "a chunk of a huge size": (
        HEAD + b"transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc\r\n",
        {400},
    ),
    "chunks past the bound": (
        HEAD + b"transfer-encoding: chunked\r\n\r\n" + (b"400\r\n" + b" " * 1024 + b"\r\n") * 40,
        {413},
    ),
    "another coding than chunks": (HEAD + b"transfer-encoding: gzip\r\n\r\nabc", {400}),
    "a long head": (HEAD + b"x: " + b"a" * 200_000 + b"\r\n\r\n", {431}),
    "many headers": (HEAD + b"".join(b"x-%d: y\r\n" % n for n in range(2_000)) + b"\r\n", {431}),
    "a NUL in the head": (b"GET /\0 HTTP/1.1\r\nhost: x\r\n\r\n", {400}),
    "a NUL in a header": (HEAD + b"x: a\0b\r\n\r\n", {400}),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {400}),
    "another version": (b"GET / HTTP/3.0\r\nhost: x\r\n\r\n", {400}),
    "HTTP/2 unasked": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400}),
    "a tunnel": (b"CONNECT x:1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", {400, 404, 405}),
    "an asterisk": (b"OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", {400, 404, 405}),
    "a method of nobody": (b"HUNT / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n", {400, 405}),
    "a path that is no UTF-8": (
        b"GET /v1/%ff%fe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        {404},
    ),
    "a key that is no ASCII": (
        WRITE + b"authorization: Bearer \xe9\xff\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        {401},
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_and_nobody_is_hurt(service: Service, what: str) -> None:
    """It is refused or its line is closed, and the same workers answer the next request."""
    sent, allowed = HOSTILE[what]
    with unhurt(service):
        told = heard(service, sent, cut=True)
        assert set(statuses(told)) <= allowed
        if b"application/problem+json" in told:
            assert b'"code":"' in told


@pytest.mark.parametrize("head", [HEAD, WRITE])
@pytest.mark.parametrize(
    "body",
    [
        b"content-length: 400\r\n\r\n" + ASK,
        b"transfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(ASK), ASK),
    ],
)
def test_half_a_body_is_none(service: Service, head: bytes, body: bytes) -> None:
    """A body that breaks off is never taken for the whole, though it be whole JSON so far."""
    with unhurt(service):
        assert set(statuses(heard(service, head + body, cut=True))) <= {400, 401}


def test_slow_heads_are_closed(mall: Path) -> None:
    """A head that does not get ready is closed within its bound, and others are answered."""
    with serving(mall, CLEW_IDLE_S="2") as service, unhurt(service), ExitStack() as lines:
        slow = [
            lines.enter_context(socket.create_connection((service.host, service.port), BOUND_S))
            for _ in range(50)
        ]
        for line in slow:
            line.sendall(b"POST /v1/resolve HTTP/1.1\r\nhost: ")
        assert service.resolve("la fontaine").status == 200
        for line in slow:
            assert statuses(line.recv(65536)) in ([], [408])


def test_slow_bodies_are_refused(service: Service) -> None:
    """A body that drips is refused with 408 within its bound, one past the other bound with 413."""

    def drip(line: socket.socket, end: threading.Event) -> None:
        try:
            while not end.wait(0.5):
                line.sendall(b" ")
        except OSError:
            return

    with unhurt(service), ExitStack() as lines:
        end = threading.Event()
        lines.callback(end.set)
        slow = []
        for coding in (
            b"content-length: 2000\r\n\r\n",
            b"transfer-encoding: chunked\r\n\r\n1\r\n",
            b"content-length: 20000\r\n\r\n",
        ):
            line = socket.create_connection((service.host, service.port), BOUND_S)
            slow.append(lines.enter_context(line))
            line.sendall(HEAD + coding)
        threading.Thread(target=drip, args=(slow[0], end), daemon=True).start()
        assert service.resolve("la fontaine").status == 200
        for line, status, code in zip(
            slow, (408, 408, 413), (b"slow", b"slow", b"large"), strict=True
        ):
            told = line.recv(65536)
            assert statuses(told) == [status]
            assert b"body_too_" + code in told


def test_whole_targets_and_old_versions(service: Service) -> None:
    """A target with scheme and host, and HTTP/1.0, are answered as what they ask."""
    told = heard(
        service, b"GET http://elsewhere/healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    )
    assert statuses(told) == [200]
    assert statuses(heard(service, b"GET /healthz HTTP/1.0\r\n\r\n")) == [200]


def test_lines_that_say_nothing(service: Service) -> None:
    """A thousand lines that never send a byte do not keep anybody from being answered."""
    with unhurt(service), ExitStack() as lines:
        for _ in range(1_000):
            lines.enter_context(socket.create_connection((service.host, service.port), BOUND_S))
        for _ in range(20):
            assert service.resolve("la fontaine").status == 200


def test_who_hangs_up_at_once(service: Service) -> None:
    """Clients that send a request and are gone leave nothing behind that hurts."""
    with unhurt(service):
        for _ in range(200):
            with socket.create_connection((service.host, service.port), BOUND_S) as line:
                line.sendall(HEAD + b"content-length: %d\r\n\r\n%s" % (len(ASK), ASK))
