"""`POST /v1/resolve`, whichever interface it is mounted on: bytes in, status and bytes out."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from time import perf_counter

import msgspec

from clew.clues.resolver import Resolver
from clew.errors import ClewError
from clew.http.ask import query_of
from clew.http.counting import Counting
from clew.http.entry import Entry
from clew.http.limits import Limits
from clew.http.problems import Problem, Refused, encoded, problem_of
from clew.http.wire import Headers

MOST_BYTES = 16 * 1024
"""The longest body, bytes: 1,000 characters, each written as two escapes, take 12,000."""


class ResolveDoor:
    """Answers bodies of `POST /v1/resolve`. One a worker, safe for many at once."""

    def __init__(
        self, resolver: Resolver, entry: Entry, limits: Limits, counting: Counting
    ) -> None:
        self._entry = entry
        self._limits = limits
        self._resolver = resolver
        self._counting = counting
        self._encode = msgspec.json.Encoder().encode

    async def handle(self, body: bytes, headers: Headers) -> tuple[int, bytes]:
        """(status, body) of the answer: a line of answers.jsonl, or problem details.

        Never raises for what was asked; a body is at most `MOST_BYTES` long.
        """
        since = perf_counter()
        try:
            self._entry.check_read(headers)
            answer = await self._resolver.resolve(
                query_of(body), partial(self._limits.check, headers)
            )
        except Refused as refused:
            return self.refuse(refused.problem)
        except ClewError as error:
            return self.refuse(problem_of(error))
        line = self._encode(answer)
        self._counting.answered(answer, perf_counter() - since)
        return HTTPStatus.OK, line

    def refuse(self, told: Problem) -> tuple[int, bytes]:
        """(status, body) of a refusal, counted."""
        self._counting.refused(told.status)
        return told.status, encoded(told)
