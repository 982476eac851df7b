"""What the server hands over: a request by RSGI, its own interface, as far as it is used here.

https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Iterable, Iterator, Sequence
from typing import Protocol

Head = Sequence[tuple[str, str]]
"""Headers of an answer; the server adds date, content-length and its own name."""


class Headers(Protocol):
    """A request's headers, names in lower case; of a value that is no ASCII only the name."""

    def get(self, key: str, /) -> str | None:
        """The header's value; None where it was not sent, or is no ASCII."""
        ...

    def items(self) -> Iterable[tuple[str, str]]:
        """All whose values are ASCII."""
        ...

    def __iter__(self) -> Iterator[str]:
        """The names of all; one that was sent twice stands twice."""
        ...


class Scope(Protocol):
    """A request without its body.

    Attributes:
        http_version: `1.1`, or `1` for 1.0.
        client: address and port of who asks.
        server: address and port that it came to.
        path: decoded; empty where the target had none.
        query_string: as it was sent.
    """

    http_version: str
    client: str
    server: str
    scheme: str
    method: str
    path: str
    query_string: str

    @property
    def headers(self) -> Headers:
        """Made anew with each look."""
        ...


class Stream(Protocol):
    """An answer that is sent in parts; it ends when nobody holds it any more."""

    def send_bytes(self, data: bytes) -> Awaitable[None]:
        """Raises `RuntimeError` where the client has gone."""
        ...


class Line(Protocol):
    """A request's body, and the way to answer."""

    def __call__(self) -> Awaitable[bytes]:
        """The whole body, however long; raises `RuntimeError` where it broke off."""
        ...

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The body as it arrives. The last part is empty; where it broke off, one before it too."""
        ...

    def client_disconnect(self) -> Awaitable[None]:
        """Returns when the client has gone."""
        ...

    def response_bytes(self, status: int, headers: Head, body: bytes) -> None:
        """Answers; only the first answer counts."""
        ...

    def response_stream(self, status: int, headers: Head) -> Stream:
        """Begins to answer."""
        ...
