"""Short reads that players wait for, those that are asked for together done together.

Each runs whole on a thread: every `await` of a statement would be several changes of thread. What
is asked for in one turn of the event loop shares one change of thread and one transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine

MOST = 32
"""Reads on one thread, one after the other; more than that are spread over several."""

_T = TypeVar("_T")


class _Asked(NamedTuple):
    """A read, and who waits for it."""

    read: Callable[[Connection], Any]
    answer: asyncio.Future[Any]


class Lookout:
    """Reads for one event loop. `engine` makes what the threads read through."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._make = engine
        self._engine: Engine | None = None
        self._asked: list[_Asked] = []

    async def look(self, read: Callable[[Connection], _T]) -> _T:
        """What a function reads of one state of the record; raises what it raises."""
        if self._engine is None:
            self._engine = self._make()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[_T] = loop.create_future()
        if not self._asked:
            loop.call_soon(self._send, loop, self._engine)
        self._asked.append(_Asked(read, answer))
        return await answer

    def close(self) -> None:
        """Ends the connections; who waits for a read that was not begun is cancelled."""
        asked, self._asked = self._asked, []
        for one in asked:
            one.answer.cancel()
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _send(self, loop: asyncio.AbstractEventLoop, engine: Engine) -> None:
        asked, self._asked = self._asked, []
        for start in range(0, len(asked), MOST):
            some = asked[start : start + MOST]
            loop.run_in_executor(None, _looked, engine, some, loop)


def _looked(engine: Engine, asked: list[_Asked], loop: asyncio.AbstractEventLoop) -> None:
    """Reads for all; what one raises is its own, what keeps all from reading is told to all."""
    answers: list[tuple[Any, BaseException | None]] = []
    try:
        with engine.connect() as connection:
            answers.extend(_read(connection, one) for one in asked)
    except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
        answers += [(None, error)] * (len(asked) - len(answers))
    loop.call_soon_threadsafe(_answer, asked, answers)


def _read(connection: Connection, asked: _Asked) -> tuple[Any, BaseException | None]:
    try:
        return asked.read(connection), None
    except BaseException as error:  # noqa: BLE001 - the same
        return None, error


def _answer(asked: list[_Asked], answers: list[tuple[Any, BaseException | None]]) -> None:
    for one, (told, error) in zip(asked, answers, strict=True):
        if one.answer.done():
            continue  # Nobody waits any more.
        if error is None:
            one.answer.set_result(told)
        else:
            one.answer.set_exception(error)
