"""A month of promotions: which are live on which of its days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from clew.errors import Code, InputRefused
from clew.promotions.model import IN_FORCE, Promotion, State
from clew.promotions.schedule import Window, instant, local_day, windows

_MONTH = re.compile(r"(20[0-9]{2}|21[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)


class Month(NamedTuple):
    """A month of the calendar."""

    year: int
    month: int

    @property
    def days(self) -> Sequence[date]:
        """Its dates."""
        first = date(self.year, self.month, 1)
        return [
            day
            for number in range(31)
            if (day := first + timedelta(days=number)).month == self.month
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


class Row(NamedTuple):
    """One promotion's month.

    Attributes:
        windows: in which it is live, cut off at the month's ends by its own time zone.
        days: the dates of its own time zone on which it is live for some time.
    """

    promotion: str
    revision: int
    name: str
    state: State
    windows: tuple[Window, ...]
    days: tuple[date, ...]


def read_month(text: str) -> Month:
    """A month from `2027-05`; raises `InputRefused` (`wrong_value`)."""
    match = _MONTH.fullmatch(text)
    if match is None:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{text[:40]!r} is no month",
            remedy="write it as 2027-05",
        )
    return Month(int(match[1]), int(match[2]))


def month_of(moment: datetime) -> Month:
    """The month of a moment, in UTC."""
    day = moment.astimezone(UTC)
    return Month(day.year, day.month)


def calendar(
    promotions: Sequence[Promotion], month: Month, *, venue: str | None = None
) -> Sequence[Row]:
    """A row for each promotion that is in force or in preparation and live in the month, by start.

    With `venue`, only those that may be given there.
    """
    rows = []
    for one in promotions:
        if one.state not in {*IN_FORCE, State.DRAFT, State.APPROVED}:
            continue
        if venue is not None and one.scope.venues and venue not in one.scope.venues:
            continue
        found = _windows(one, month)
        if found:
            days = _days(found, one.schedule.timezone)
            rows.append(Row(one.id, one.revision, one.name, one.state, tuple(found), days))
    return sorted(rows, key=lambda row: (row.windows[0], row.promotion, row.revision))


def _windows(promotion: Promotion, month: Month) -> Sequence[Window]:
    first, last = month.days[0], month.days[-1] + timedelta(days=1)
    since, until = (
        instant(datetime(day.year, day.month, day.day), promotion.schedule.timezone)  # noqa: DTZ001
        for day in (first, last)
    )
    return windows(promotion.schedule, since, until)


def _days(found: Sequence[Window], timezone: str) -> tuple[date, ...]:
    days: dict[date, None] = {}
    for window in found:
        day, last = local_day(window.start, timezone), local_day(window.end - 1, timezone)
        while day <= last:
            days[day] = None
            day += timedelta(days=1)
    return tuple(days)
