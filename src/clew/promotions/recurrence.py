"""Recurrence rules of RFC 5545, on the wall clock: the one file that names dateutil.

Whole days and longer recur (YEARLY, MONTHLY, WEEKLY, DAILY; the hours of a day by BYHOUR and
BYMINUTE). What begins later than `HORIZON_YEARS` after the first start is not enumerated.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

HORIZON_YEARS = 10
"""How far from its start a rule is followed: past the longest gap between leap days, 8 years."""
MOST_TIMES = 5_000
"""The largest COUNT: such a rule is followed from its start each time."""
MOST_VALUES = 62
"""Values in one BY part: every day of a month, from either end."""
MOST_INTERVAL = 1_000
MOST_STARTS_A_DAY = 24

_FREQUENCIES: dict[str, Literal[0, 1, 2, 3]] = {
    "YEARLY": YEARLY,
    "MONTHLY": MONTHLY,
    "WEEKLY": WEEKLY,
    "DAILY": DAILY,
}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBERS = {
    # part -> (lowest, highest, whether counted from the end, too): RFC 5545, 3.3.10
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSETPOS": (1, 366, True),
}
_BY_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_INTEGER = re.compile(r"[+-]?[0-9]{1,6}", re.ASCII)
_UNTIL = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?", re.ASCII)


class RuleFault(ValueError):
    """What is wrong with a rule, in words."""


class Until(NamedTuple):
    """The last moment at which an occurrence may begin.

    Attributes:
        moment: naive on the wall clock, or aware in UTC.
    """

    moment: datetime


class Rule(NamedTuple):
    """A rule, read.

    Attributes:
        frequency: dateutil's number.
        interval: in periods.
        times: COUNT; None where it is not counted.
        until: None where it has no end of its own.
        parts: dateutil's keyword -> values.
    """

    frequency: Literal[0, 1, 2, 3]
    interval: int
    times: int | None
    until: Until | None
    parts: Mapping[str, Any]


@lru_cache(maxsize=4096)
def read_rule(text: str) -> Rule:
    """The rule that a text writes; raises `RuleFault`, in words, for what is not one."""
    given: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in given:
            raise RuleFault(f"{part[:40]!r} is no part, or is there twice")
        given[name] = value
    frequency = given.pop("FREQ", "")
    if frequency not in _FREQUENCIES:
        raise RuleFault(f"FREQ={frequency[:20]} is not one of {', '.join(_FREQUENCIES)}")
    count, until = given.pop("COUNT", None), given.pop("UNTIL", None)
    if count is not None and until is not None:
        raise RuleFault("COUNT and UNTIL exclude each other")
    interval = _number("INTERVAL", given.pop("INTERVAL", "1"), 1, MOST_INTERVAL)
    rule = Rule(
        _FREQUENCIES[frequency],
        interval,
        None if count is None else _number("COUNT", count, 1, MOST_TIMES),
        None if until is None else _until(until),
        {},
    )
    parts = _parts(given, rule.frequency)
    return rule._replace(parts=parts)


def occurrences(
    start: datetime, rule: Rule, since: datetime, until: datetime
) -> Iterator[datetime]:
    """The wall-clock starts in [since, until], ascending; naive in, naive out.

    Costs what lies between the two, however long ago the rule began, unless it has a COUNT.
    """
    horizon = _years_later(start, HORIZON_YEARS)
    last = min(until, horizon)
    if last < max(since, start):
        return
    parts = _whole(start, rule)
    if not _any_day(start, rule, parts, max(since, start).date(), last.date()):
        return
    begin = start if rule.times is not None else _forwarded(start, rule, since)
    found = rrule(
        rule.frequency,
        dtstart=begin,
        interval=rule.interval,
        **({"until": last} if rule.times is None else {"count": rule.times}),
        **parts,
    )
    for moment in found:
        if moment > last:
            return
        if moment >= since and moment >= start:
            yield moment


def _whole(start: datetime, rule: Rule) -> dict[str, Any]:
    """The parts, with what the rule takes from its start written out: RFC 5545, 3.3.10."""
    parts = dict(rule.parts)
    if not {"byweekno", "byyearday", "bymonthday", "byweekday"} & parts.keys():
        if rule.frequency == YEARLY:
            parts.setdefault("bymonth", (start.month,))
        if rule.frequency in {YEARLY, MONTHLY}:
            parts["bymonthday"] = (start.day,)
        if rule.frequency == WEEKLY:
            parts["byweekday"] = (weekday(start.weekday()),)
    parts.setdefault("byhour", (start.hour,))
    parts.setdefault("byminute", (start.minute,))
    parts["bysecond"] = (start.second,)
    return parts


def _any_day(
    start: datetime, rule: Rule, parts: Mapping[str, Any], first: date, last: date
) -> bool:
    """Whether a day in [first, last] can be one of the rule's; a rough look, never wrongly False.

    Where no day fits, dateutil would look for one up to the year 9999.
    """
    months = frozenset(parts.get("bymonth", ()))
    days = frozenset(parts.get("bymonthday", ()))
    weekdays = frozenset(one.weekday for one in parts.get("byweekday", ()))
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        if (
            (not months or day.month in months)
            and (not weekdays or day.weekday() in weekdays)
            and (
                not days
                or day.day in days
                or day.day - monthrange(*day.timetuple()[:2])[1] - 1 in days
            )
            and (rule.frequency != DAILY or not (number - start.toordinal()) % rule.interval)
        ):
            return True
    return False


def _forwarded(start: datetime, rule: Rule, since: datetime) -> datetime:
    """A later start of the same phase, a whole number of intervals on and not after `since`."""
    if since <= start:
        return start
    if rule.frequency in {DAILY, WEEKLY}:
        step = timedelta(days=rule.interval * (7 if rule.frequency == WEEKLY else 1))
        # One step less: a week begins before its start's own weekday.
        return start + max(0, (since - start) // step - 1) * step
    months = (since.year - start.year) * 12 + since.month - start.month
    step_months = rule.interval * (12 if rule.frequency == YEARLY else 1)
    jump = max(0, months // step_months - 1) * step_months
    if not jump:
        return start
    number = start.year * 12 + start.month - 1 + jump
    month = 1 if rule.frequency == YEARLY else number % 12 + 1
    return start.replace(year=number // 12, month=month, day=1)


def _years_later(moment: datetime, years: int) -> datetime:
    return moment.replace(year=moment.year + years, day=min(moment.day, 28))


def _parts(given: Mapping[str, str], frequency: int) -> Mapping[str, Any]:
    parts: dict[str, Any] = {}
    for name, value in given.items():
        cells = value.split(",")
        if len(cells) > MOST_VALUES:
            raise RuleFault(f"{name} has more than {MOST_VALUES} values")
        if name == "WKST" and value in _DAYS:
            parts["wkst"] = _DAYS.index(value)
        elif name == "BYDAY":
            most = 5 if frequency == MONTHLY or "BYMONTH" in given else 53
            parts["byweekday"] = _either([_by_day(cell, frequency) for cell in cells], most)
        elif name in _NUMBERS:
            low, high, from_end = _NUMBERS[name]
            parts[name.lower()] = tuple(_number(name, cell, low, high, from_end) for cell in cells)
        else:
            raise RuleFault(f"{name[:20]}={value[:20]} is not known here")
    _check_together(given, frequency)
    return parts


def _check_together(given: Mapping[str, str], frequency: int) -> None:
    """Refuses what RFC 5545, 3.3.10, forbids together."""
    forbidden = {
        "BYWEEKNO": frequency != YEARLY,
        "BYYEARDAY": frequency != YEARLY,
        "BYMONTHDAY": frequency == WEEKLY,
    }
    for name, wrong in forbidden.items():
        if name in given and wrong:
            raise RuleFault(f"{name} has no meaning with this FREQ")
    if "BYSETPOS" in given and not [name for name in given if name not in {"BYSETPOS", "WKST"}]:
        raise RuleFault("BYSETPOS needs another BY part to choose from")
    a_day = len(given.get("BYHOUR", "").split(",")) * len(given.get("BYMINUTE", "").split(","))
    if a_day > MOST_STARTS_A_DAY:
        raise RuleFault(f"BYHOUR and BYMINUTE make more than {MOST_STARTS_A_DAY} starts a day")
    places = [abs(int(cell)) for cell in given.get("BYSETPOS", "1").split(",")]
    if min(places) > _most_in_period(given, frequency) * a_day:
        raise RuleFault("BYSETPOS asks for more than a period can have")
    if "BYWEEKNO" in given and re.search("[0-9]", given.get("BYDAY", "")):
        raise RuleFault("a numbered BYDAY has no meaning with BYWEEKNO")


def _most_in_period(given: Mapping[str, str], frequency: int) -> int:
    """How many days of one period can fit at most."""
    days = {YEARLY: 366, MONTHLY: 31, WEEKLY: 7, DAILY: 1}[frequency]
    if "BYDAY" in given:
        of_one = {YEARLY: 53, MONTHLY: 5, WEEKLY: 1, DAILY: 1}[frequency]
        days = min(days, of_one * len(given["BYDAY"].split(",")))
    if "BYMONTHDAY" in given:
        in_months = 12 if frequency == YEARLY else 1
        days = min(days, in_months * len(given["BYMONTHDAY"].split(",")))
    return days


def _either(days: Sequence[Any], most: int) -> Sequence[Any]:
    """Days with a number and days without, any of them; `most` of one weekday in a period.

    dateutil takes only what is both, where RFC 5545 means either; so each is given a number.
    """
    if not any(day.n for day in days):
        return tuple(days)
    numbers = range(1, most + 1)
    return tuple(one for day in days for one in ([day] if day.n else [day(n) for n in numbers]))


def _by_day(cell: str, frequency: int) -> Any:
    match = _BY_DAY.fullmatch(cell)
    if match is None:
        raise RuleFault(f"BYDAY={cell[:20]} is no weekday, for example MO or -1FR")
    number, day = match.groups()
    if number is None:
        return weekday(_DAYS.index(day))
    if frequency not in {YEARLY, MONTHLY}:
        raise RuleFault("a numbered BYDAY needs FREQ=MONTHLY or YEARLY")
    return weekday(_DAYS.index(day), _number("BYDAY", number, 1, 53, from_end=True))


def _number(name: str, cell: str, low: int, high: int, from_end: bool = False) -> int:  # noqa: FBT001, FBT002
    value = int(cell) if _INTEGER.fullmatch(cell) else None
    size = abs(value) if value is not None and from_end else value
    if value is None or size is None or not low <= size <= high:
        raise RuleFault(f"{name}={cell[:20]} is no number from {low} to {high}")
    return value


def _until(text: str) -> Until:
    match = _UNTIL.fullmatch(text)
    day, time, utc = match.groups() if match is not None else ("", "", "")
    try:
        # A date alone means the whole of it.
        moment = datetime.strptime(day + (time or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        raise RuleFault(f"UNTIL={text[:20]} is no date, for example 20270531T215959Z") from None
    return Until(moment.replace(tzinfo=UTC) if utc else moment)
