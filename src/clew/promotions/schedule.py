"""When a schedule is live: pure functions of the schedule and a moment.

A start is read on the wall clock of the schedule's zone. Where clocks are put forward, a start that
no clock shows is read with the offset before the change, so that it falls as long after it as it
was written after the gap's beginning; where they are put back, a start that is shown twice is the
first of the two (RFC 5545, 3.3.5). A nominal day is a day of the wall clock, 23 to 25 hours; hours
are exact (RFC 5545, 3.3.6). Windows that overlap or touch are one. A blackout date is cut out from
its local midnight to the next. A recurring schedule ends with its horizon at the latest.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from clew.promotions.model import Schedule
from clew.promotions.recurrence import (
    HORIZON_YEARS,
    Rule,
    RuleFault,
    occurrences,
    read_rule,
)

MOST_DAYS_ONCE = 3_660
"""The longest single window, in days."""
MOST_DAYS_RECURRING = 31
"""The longest window of a recurring schedule, in days: what must be looked back over."""
MOST_DATES = 1_000
"""The most exceptions, and the most blackout dates, of one schedule."""
FIRST_YEAR, LAST_YEAR = 2000, 2200
DAY_S = 86_400
_SHIFT = timedelta(days=2)
"""More than any two zones' clocks, or one zone's before and after a change, can differ."""
_DURATION = re.compile(
    r"P(?:(?P<weeks>[0-9]{1,4})W"
    r"|(?=.)(?:(?P<days>[0-9]{1,4})D)?"
    r"(?:T(?=.)(?:(?P<hours>[0-9]{1,5})H)?(?:(?P<minutes>[0-9]{1,6})M)?(?:(?P<seconds>[0-9]{1,8})S)?)?)",
    re.ASCII,
)


class Window(NamedTuple):
    """Live from `start` until before `end`; seconds since 1970 UTC."""

    start: int
    end: int


class ScheduleFault(ValueError):
    """What is wrong with a schedule, in words.

    Attributes:
        field: of the schedule.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def read_duration(text: str) -> tuple[int, int]:
    """Nominal days and exact seconds of an RFC 5545 duration, for example `P1D` or `PT2H30M`.

    Raises `ScheduleFault` for anything else, and for no time at all.
    """
    match = _DURATION.fullmatch(text)
    parts = {name: int(cell or 0) for name, cell in match.groupdict().items()} if match else {}
    if not any(parts.values()):
        raise ScheduleFault("duration", f"{text[:40]!r} is no duration, for example PT2H or P1D")
    seconds = parts["hours"] * 3600 + parts["minutes"] * 60 + parts["seconds"]
    return parts["weeks"] * 7 + parts["days"], seconds


def written_duration(schedule: Schedule) -> str:
    """The duration as RFC 5545 writes it."""
    hours, rest = divmod(schedule.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    time = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    days = f"{schedule.days}D" if schedule.days else ""
    return f"P{days}{'T' if time else ''}{time}"


def check_schedule(schedule: Schedule) -> None:
    """Raises `ScheduleFault` for what cannot be kept, a schedule that is never live among it."""
    if schedule.timezone not in _zones():
        raise ScheduleFault("timezone", f"{schedule.timezone[:60]!r} is no IANA time zone")
    if not FIRST_YEAR <= schedule.start.year <= LAST_YEAR:
        raise ScheduleFault("start", f"the start is not in {FIRST_YEAR} to {LAST_YEAR}")
    _check_duration(schedule)
    for field, dates in (("except", schedule.excepted), ("blackouts", schedule.blackouts)):
        if len(dates) > MOST_DATES or len(set(dates)) != len(dates):
            raise ScheduleFault(field, f"more than {MOST_DATES} dates, or one of them twice")
    try:
        if schedule.rule:
            read_rule(schedule.rule)
    except RuleFault as fault:
        raise ScheduleFault("rule", str(fault)) from fault
    bare = Schedule(
        schedule.start, schedule.timezone, schedule.days, schedule.seconds, schedule.rule
    )
    _check_ever_live(bare)
    _check_exceptions(schedule)
    _check_ever_live(schedule)


def is_live(schedule: Schedule, moment: int) -> bool:
    """Whether it is live at a moment."""
    return bool(windows(schedule, moment, moment + 1))


def windows(schedule: Schedule, since: int, until: int) -> Sequence[Window]:
    """The live time in [since, until): disjoint windows, ascending, cut off at both ends."""
    joined: list[Window] = []
    for start, end in sorted(_raw(schedule, since, until)):
        if joined and start <= joined[-1].end:
            joined[-1] = Window(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Window(start, end))
    return [
        Window(start, end)
        for window in joined
        for start, end in _without_blackouts(
            schedule, max(window.start, since), min(window.end, until)
        )
    ]


def next_window(schedule: Schedule, moment: int) -> Window | None:
    """The first window that ends after a moment, cut off there; None where none is left."""
    limit = ends(schedule)
    since, span = moment, 32 * DAY_S
    while since < limit:
        for window in windows(schedule, since, since + span):
            end = window.end
            while end == since + span and end < limit:
                since, span = end, 32 * DAY_S
                more = windows(schedule, since, since + span)
                end = more[0].end if more and more[0].start == since else end
            return Window(window.start, end)
        since, span = since + span, span * 4
    return None


def days_left(schedule: Schedule, moment: int, most: int) -> int | None:
    """Whole days for which it goes on to be live now and then; None for more than `most`.

    0 where it ends within a day, or has ended. Where its rule has no end of its own, its horizon is
    none: None.
    """
    rule = read_rule(schedule.rule) if schedule.rule else None
    if rule is not None and rule.times is None and rule.until is None:
        return None
    if next_window(schedule, moment + most * DAY_S) is not None:
        return None
    over = bisect_right(
        range(most), 0, key=lambda day: next_window(schedule, moment + day * DAY_S) is None
    )
    return max(0, over - 1)


def ends(schedule: Schedule) -> int:
    """A moment from which on it is never live again, at most the horizon."""
    length = timedelta(days=schedule.days, seconds=schedule.seconds)
    last = schedule.start
    if schedule.rule:
        last = last.replace(year=last.year + HORIZON_YEARS, day=min(last.day, 28))
    return instant(last + length + _SHIFT, schedule.timezone)


def instant(wall: datetime, timezone: str) -> int:
    """The moment that a wall clock's time means; gaps and folds as this file's heading says."""
    return int(wall.replace(tzinfo=_zone(timezone), fold=0).timestamp())


def local_day(moment: int, timezone: str) -> date:
    """The date that the wall clock shows at a moment."""
    return datetime.fromtimestamp(moment, _zone(timezone)).date()


def _raw(schedule: Schedule, since: int, until: int) -> Iterator[Window]:
    """Every single window that reaches into [since, until), as it was written."""
    length = timedelta(days=schedule.days, seconds=schedule.seconds)
    first = datetime.fromtimestamp(since, UTC).replace(tzinfo=None) - length - _SHIFT
    last = datetime.fromtimestamp(until, UTC).replace(tzinfo=None) + _SHIFT
    for wall in _starts(schedule, first, last):
        window = _window(schedule, wall)
        if window.start < min(until, window.end) and window.end > since:
            yield window


def _starts(schedule: Schedule, first: datetime, last: datetime) -> Iterator[datetime]:
    excepted = frozenset(schedule.excepted)
    if not schedule.rule:
        found: Iterator[datetime] = iter((schedule.start,))
    else:
        rule = read_rule(schedule.rule)
        found = (
            wall
            for wall in occurrences(schedule.start, rule, first, last)
            if _before_until(schedule, rule, wall)
        )
    return (wall for wall in found if wall not in excepted)


def _before_until(schedule: Schedule, rule: Rule, wall: datetime) -> bool:
    if rule.until is None:
        return True
    last = rule.until.moment
    if last.tzinfo is None:
        return wall <= last
    return instant(wall, schedule.timezone) <= last.timestamp()


def _window(schedule: Schedule, wall: datetime) -> Window:
    start = instant(wall, schedule.timezone)
    end = start
    if schedule.days:
        end = instant(wall + timedelta(days=schedule.days), schedule.timezone)
    return Window(start, end + schedule.seconds)


def _without_blackouts(schedule: Schedule, start: int, end: int) -> Iterator[Window]:
    nights = _dark(schedule.blackouts, schedule.timezone)
    # Ends rise with starts, so that what ended before this window is skipped at once.
    for dark, light in nights[bisect_right(nights, start, key=lambda night: night.end) :]:
        if dark >= end:
            break
        if start < dark:
            yield Window(start, dark)
        start = light
    if start < end:
        yield Window(start, end)


@lru_cache(maxsize=1024)
def _dark(blackouts: tuple[date, ...], timezone: str) -> Sequence[Window]:
    """The blackout dates as moments, ascending."""
    midnights = [datetime(day.year, day.month, day.day) for day in sorted(blackouts)]  # noqa: DTZ001
    return [
        Window(instant(midnight, timezone), instant(midnight + timedelta(days=1), timezone))
        for midnight in midnights
    ]


def _check_duration(schedule: Schedule) -> None:
    length = schedule.days + schedule.seconds / DAY_S
    most = MOST_DAYS_RECURRING if schedule.rule else MOST_DAYS_ONCE
    if not 0 < length <= most:
        raise ScheduleFault("duration", f"it lasts no time, or more than {most} days")


def _check_ever_live(schedule: Schedule) -> None:
    if next_window(schedule, instant(schedule.start, schedule.timezone)) is None:
        raise ScheduleFault(
            "rule" if schedule.rule else "start",
            f"it is never live in the {HORIZON_YEARS} years after its start",
        )


def _check_exceptions(schedule: Schedule) -> None:
    if not schedule.excepted:
        return
    bare = Schedule(schedule.start, schedule.timezone, rule=schedule.rule)
    starts = set(_starts(bare, min(schedule.excepted), max(schedule.excepted)))
    for moment in schedule.excepted:
        if moment not in starts:
            raise ScheduleFault("except", f"{moment.isoformat()} is none of its starts")


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
