"""Reading what a client sends: so much of it, for so long, and never half of it for the whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

from clew.http.patience import Patience
from clew.http.problems import DoorCode, Refused
from clew.http.wire import Headers, Line

BODY_S = 10.0
"""How long a body may take to arrive, seconds: a phone on a bad network, and no slow-loris."""
MOST_DROPPED = 16 * 1024 * 1024
"""So much of a body that nobody wants is read all the same, bytes, and dropped part by part.
Whoever sends all before reading would lose the answer: a connection that is closed over what was
not read is reset, and that may take along what was on its way. Past this it is closed at once."""


async def whole(headers: Headers, line: Line, patience: Patience, *, most: int) -> bytes:
    """The request's body, at most `most` bytes of it.

    Raises `Refused` (`body_too_large`, `body_too_slow`, `body_broken`).
    """
    told = headers.get("content-length")
    if told is not None and int(told) > most:
        await none_of_it(headers, line, patience)
        raise too_large(most)
    try:
        # The server takes no more than was told; of an untold length it would take everything.
        return await patience.wait(_joined(headers, line, most) if told is None else line())
    except TimeoutError as error:
        raise too_slow(patience.seconds) from error
    except RuntimeError as error:
        raise _broken() from error


async def none_of_it(headers: Headers, line: Line, patience: Patience) -> None:
    """Has whoever sends a body that nobody wants come to the end, where that is near."""
    with suppress(TimeoutError):
        await patience.wait(drop(headers, parts(line), begun=False))


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


async def drop(headers: Headers, arriving: AsyncIterator[bytes], *, begun: bool) -> bool:
    """Reads on what nobody wants, at most `MOST_DROPPED` bytes; whether the body has ended.

    `begun` tells that some of it was read before. Never raises `Refused`; of a body that is told to
    be longer, or whose sender waits to be told to go on, nothing is read.
    """
    told = headers.get("content-length")
    if told is None and headers.get("transfer-encoding") is None:
        return True
    if int(told or 0) > MOST_DROPPED or (headers.get("expect") is not None and not begun):
        return False
    left = MOST_DROPPED
    with suppress(Refused):
        async for part in arriving:
            left -= len(part)
            if left < 0:
                return False
        return True
    return False


async def _joined(headers: Headers, line: Line, most: int) -> bytes:
    body, arriving = b"", parts(line)
    async for part in arriving:
        body += part
        if len(body) > most:
            await drop(headers, arriving, begun=True)
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
