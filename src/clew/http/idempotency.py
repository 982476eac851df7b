"""`Idempotency-Key`: a write that is sent again is answered again, and done once."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, NamedTuple, TypeVar
from uuid import uuid4

from litestar import Request
from litestar.di import Provide
from litestar.params import HeaderParameter

from clew.clues.attempt import Attempt, Kept
from clew.http.parts import Parts
from clew.wiring.attempts import attempts_of

HEADER = "Idempotency-Key"
LONGEST = 255
"""Characters of a key: a UUID takes 36, and nobody stores a text in it."""

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name=HEADER,
        min_length=1,
        max_length=LONGEST,
        pattern="^[!-~]+$",
        description="Chosen by the client, printable ASCII without blanks; the same for the same "
        "request sent again, which is then answered as before and done once. Kept 24 hours.",
        required=False,
    ),
]

T = TypeVar("T")


class Sending:
    """One sending of a write, with or without a key."""

    def __init__(self, parts: Parts, attempt: Attempt | None) -> None:
        self._parts = parts
        self._attempt = attempt

    async def once(
        self,
        kind: type[T],
        work: Callable[[Attempt | None], Awaitable[T]],
        again: Callable[[Kept], Awaitable[T]] | None = None,
    ) -> T:
        """What the work answers, or has answered to the same key.

        `again` tells the answer of work that is kept in the record's own transaction, from what
        is kept of it; without it, the answer alone says what was done. Raises as
        `clew.clues.attempts.Attempts.once`.
        """
        attempt = self._attempt
        if attempt is None:
            return await work(None)
        told = await attempts_of(self._parts.house).once(
            attempt, lambda: work(attempt), kind=kind, claim=again is None
        )
        if not isinstance(told, Kept):
            return told
        assert again is not None  # noqa: S101 - what is claimed is answered, or refused
        return await again(told)


class Asked(NamedTuple):
    """What tells one write from another.

    Attributes:
        credential: whose it is, as the request's `Authorization` says.
        route: its path with ids left open.
        query: all behind the question mark.
    """

    credential: str
    method: str
    route: str
    path: str
    query: str
    body: bytes


def attempt_of(key: str, asked: Asked, now: float) -> Attempt:
    """A new sending under a key; `now` in seconds since 1970 UTC."""
    content = _digest(asked.method, asked.path, asked.query).encode() + asked.body
    return Attempt(
        _digest(asked.credential, asked.method, asked.route, key),
        hashlib.sha256(content).hexdigest(),
        uuid4().hex,
        now,
    )


async def _sending(
    request: Request[Any, Any, Any], parts: Parts, idempotency_key: IdempotencyKey = None
) -> Sending:
    if idempotency_key is None:
        return Sending(parts, None)
    asked = Asked(
        request.headers.get("authorization", ""),
        str(request.method),
        request.scope["path_template"],
        request.url.path,
        request.url.query,
        await request.body(),
    )
    now = parts.house.clock.now().timestamp()
    return Sending(parts, attempt_of(idempotency_key, asked, now))


def _digest(*words: str) -> str:
    """SHA-256 in hexadecimal digits, which tells nothing of a credential."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


ONCE: Mapping[str, Provide] = {"sending": Provide(_sending)}
"""What a route that writes depends on."""
