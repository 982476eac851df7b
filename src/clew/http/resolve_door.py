"""`POST /v1/resolve`, whichever interface it is mounted on: bytes in, status and bytes out."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

import msgspec

from clew.clues.resolver import Resolver
from clew.errors import ClewError
from clew.http.ask import query_of
from clew.http.problems import Refused, encoded, problem_of

MOST_BYTES = 16 * 1024
"""The longest body, bytes: 1,000 characters, each written as two escapes, take 12,000."""

Headers = Iterable[tuple[bytes, bytes]]
"""Names in lower case, as ASGI gives them."""


class ResolveDoor:
    """Answers bodies of `POST /v1/resolve`. One a worker, safe for many at once."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._encode = msgspec.json.Encoder().encode

    async def handle(self, body: bytes, _headers: Headers) -> tuple[int, bytes]:
        """(status, body) of the answer: a line of answers.jsonl, or problem details.

        Never raises for what was asked; a body is at most `MOST_BYTES` long.
        """
        try:
            answer = await self._resolver.resolve(query_of(body))
        except Refused as refused:
            return refused.problem.status, encoded(refused.problem)
        except ClewError as error:
            told = problem_of(error)
            return told.status, encoded(told)
        return HTTPStatus.OK, self._encode(answer)
