"""Reading what a client sends: so much of it, for so long, and never half of it for the whole."""

from __future__ import annotations

from collections.abc import AsyncIterator

from clew.http.patience import Patience
from clew.http.problems import DoorCode, Refused
from clew.http.wire import Headers, Line

BODY_S = 10.0
"""How long a body may take to arrive, seconds: a phone on a bad network, and no slow-loris."""


async def whole(headers: Headers, line: Line, patience: Patience, *, most: int) -> bytes:
    """The request's body, at most `most` bytes of it.

    Raises `Refused` (`body_too_large`, `body_too_slow`, `body_broken`).
    """
    told = headers.get("content-length")
    if told is not None and int(told) > most:
        raise too_large(most)
    try:
        # The server takes no more than was told; of an untold length it would take everything.
        return await patience.wait(_joined(line, most) if told is None else line())
    except TimeoutError as error:
        raise too_slow(patience.seconds) from error
    except RuntimeError as error:
        raise _broken() from error


async def parts(line: Line) -> AsyncIterator[bytes]:
    """The body as it arrives; raises `Refused` (`body_broken`) where it breaks off."""
    ended = False
    async for part in line:
        if ended:
            # Only the last part may be empty: what broke off has one more.
            raise _broken()
        if part:
            yield part
        ended = not part


async def _joined(line: Line, most: int) -> bytes:
    body = b""
    async for part in parts(line):
        body += part
        if len(body) > most:
            raise too_large(most)
    return body


def too_large(most: int) -> Refused:
    """The refusal of a body of more than `most` bytes."""
    return Refused(
        DoorCode.BODY_TOO_LARGE,
        f"the body is longer than {most:,} bytes",
        remedy="ask one text at a time; `clew resolve --batch` takes many",
        field="body",
    )


def too_slow(seconds: float) -> Refused:
    """The refusal of a body that takes longer."""
    return Refused(
        DoorCode.BODY_TOO_SLOW,
        f"the body did not arrive within {seconds:g} seconds",
        remedy="send it again",
    )


def _broken() -> Refused:
    return Refused(DoorCode.BODY_BROKEN, "the body broke off", remedy="send it again, whole")
