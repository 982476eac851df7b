"""Moments as people at a venue write and read them: by its clocks on the wall."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from clew.errors import Code, InputRefused, Where


def read_moment(text: str, timezone: str, field: str) -> int:
    """Seconds since 1970 of an ISO 8601 moment; without an offset it is by the venue's clocks.

    Of two moments at which they show the same, the first. `timezone` is empty where none was told;
    then a moment without an offset is refused, as one that is none (`wrong_value`).
    """
    where = Where(field=field)
    try:
        said = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{text[:40]!r} is no moment",
            remedy="write it as 2026-12-24T18:00, or with an offset as 2026-12-24T18:00+01:00",
            where=where,
        ) from error
    if said.tzinfo is None and not timezone:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{text[:40]!r} is by the clocks of the venue, and nobody has told its time zone",
            remedy="write the offset, as 2026-12-24T18:00+01:00, or tell the time zone with "
            "`clew zone import --timezone`",
            where=where,
        )
    aware = said if said.tzinfo is not None else said.replace(tzinfo=ZoneInfo(timezone), fold=0)
    try:
        return int(aware.timestamp())
    except (OverflowError, ValueError) as error:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{text[:40]!r} is too far away",
            remedy="write a year that clocks know",
            where=where,
        ) from error


def shown_moment(moment: int, timezone: str) -> str:
    """A moment by the venue's clocks, to the minute, with its offset; in UTC where none is told."""
    clock = ZoneInfo(timezone) if timezone else UTC
    return datetime.fromtimestamp(moment, clock).isoformat(sep=" ", timespec="minutes")
