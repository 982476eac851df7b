"""Opening hours as OpenStreetMap writes them; the only file that names their reader.

https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. What is told as a wall clock's
time is told by the clock of the venue's time zone: moments are turned into it here, by the time
zones that this machine's other calendars use.

Three words of the syntax are refused, because what they mean is not known here: `SH` (no calendar
of school holidays), the sun's times (`sunset`), and `PH` where no country was told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import opening_hours

from clew.errors import Code, PartUnavailable
from clew.venues.model import HoursFault

LONGEST = 500
"""Characters of one place's hours; the longest in OpenStreetMap has 255, its bound on a value."""

_BROKEN: type[Exception] = opening_hours.ParserError  # type: ignore[attr-defined]  # not in its stub
_NO_COUNTRY: type[Exception] = opening_hours.UnknownCountryError  # type: ignore[attr-defined]  # the same
_REFUSED = (_BROKEN, _NO_COUNTRY)
_COMMENT = re.compile(r'"[^"]*"')
_UNKNOWN_HERE = {
    # what it finds -> why it is refused
    re.compile(r"\bSH\b"): "nobody here knows the school holidays (SH); write the days",
    re.compile(r"\b(sunrise|sunset|dawn|dusk)\b"): "write the hour instead of the sun's time",
}
_HOLIDAY = re.compile(r"\bPH\b")
_PLACE = re.compile(r"-->\s*1:([0-9]+)")
_SCAN = timedelta(hours=12)
"""No time zone has ever changed its clocks twice within it and back (IANA, since 1900)."""


class OpenHours:
    """`Hours` by the library `opening-hours-py`."""

    def fault(self, written: str, country: str) -> HoursFault | None:
        """What is wrong with opening hours; None where they can be used."""
        if len(written) > LONGEST:
            return HoursFault(LONGEST + 1, f"more than {LONGEST} characters")
        try:
            understood = str(opening_hours.OpeningHours(written, country=country or None))
        except _BROKEN as error:
            place = _PLACE.search(str(error))
            return HoursFault(int(place[1]) if place else 1, "not understood from here on")
        bare = _COMMENT.sub("", understood)
        for word, why in _UNKNOWN_HERE.items():
            if word.search(bare):
                return HoursFault(1, why)
        if not country and _HOLIDAY.search(bare):
            return HoursFault(1, "public holidays (PH) are those of a country, and none was told")
        return None

    def knows_country(self, country: str) -> bool:
        """Whether the public holidays of a country are known, by ISO 3166-1 alpha-2."""
        try:
            opening_hours.OpeningHours("24/7", country=country)
        except _NO_COUNTRY:
            return False
        return True

    def knows_timezone(self, timezone: str) -> bool:
        """Whether there is such an IANA time zone."""
        return timezone in _timezones()

    def open_throughout(
        self, written: str, *, timezone: str, country: str, at: int, until: int
    ) -> bool:
        """Whether the hours are open at every moment of a range, its first one at least.

        What the hours themselves call unknown is not open. Raises `PartUnavailable`
        (`record_unavailable`) for what `fault` would not have let in.
        """
        try:
            known, clock = _read(written, country), ZoneInfo(timezone)
        except (*_REFUSED, ZoneInfoNotFoundError, ValueError) as error:
            raise PartUnavailable(
                Code.RECORD_UNAVAILABLE,
                f"opening hours that are none: {written[:80]!r} in {timezone[:60]!r}",
                remedy="import them again: `clew zone import`",
            ) from error
        return all(
            state is opening_hours.State.OPEN
            for begin, end in _by_the_clock(at, max(until, at + 1), clock)
            for _, _, state, _ in known.intervals(begin, end)
        )


def _by_the_clock(at: int, until: int, clock: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The range as the clock on the wall shows it: a piece for each time that it was put."""
    begin = at
    while begin < until:
        end = min(until, _next_change(begin, until, clock))
        shown = datetime.fromtimestamp(begin, clock).replace(tzinfo=None, fold=0)
        yield shown, shown + timedelta(seconds=end - begin)
        begin = end


def _next_change(at: int, until: int, clock: ZoneInfo) -> int:
    """The first moment after `at` with another offset from UTC, or `until`."""
    offset = _offset(at, clock)
    step = int(_SCAN.total_seconds())
    low = at
    while low < until and _offset(min(low + step, until), clock) == offset:
        low += step
    if low >= until:
        return until
    high = min(low + step, until)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle, clock) == offset else (low, middle)
    return high


def _offset(moment: int, clock: ZoneInfo) -> timedelta | None:
    return datetime.fromtimestamp(moment, clock).utcoffset()


@lru_cache(maxsize=4096)
def _read(written: str, country: str) -> opening_hours.OpeningHours:
    return opening_hours.OpeningHours(written, country=country or None)


@lru_cache(maxsize=1)
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())
