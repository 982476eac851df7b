"""Whether a calendar is live at a moment: read here from the schedule alone, a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

_MARGIN = timedelta(days=2)
"""More than any zone's clock differs from UTC, or from itself before a change."""


def live(schedule: Mapping[str, Any], moment: int) -> bool:
    """Whether some window of it holds the moment, and the day is not blacked out.

    Source: RFC 5545, 3.3.5 (times that a zone's clock shows twice or never), 3.3.6 (nominal days,
    exact hours), 3.3.10 (rules).
    """
    zone = ZoneInfo(schedule["timezone"])
    today = datetime.fromtimestamp(moment, zone).date().isoformat()
    if today in schedule.get("blackouts", ()):
        return False
    length = timedelta(days=schedule.get("days", 0), seconds=schedule.get("seconds", 0))
    excepted = set(schedule.get("excepted", ()))
    here = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None)
    for start in _starts(schedule, zone, here - length - _MARGIN, here + _MARGIN):
        if start.isoformat() in excepted:
            continue
        opens = start.replace(tzinfo=zone).timestamp()
        closes = (start + timedelta(days=schedule.get("days", 0))).replace(tzinfo=zone).timestamp()
        if opens <= moment < closes + schedule.get("seconds", 0):
            return True
    return False


def _starts(
    schedule: Mapping[str, Any], zone: ZoneInfo, first: datetime, last: datetime
) -> Iterator[datetime]:
    start = datetime.fromisoformat(schedule["start"])
    rule = schedule.get("rule", "")
    if not rule:
        yield start
        return
    parts = [part for part in rule.split(";") if not part.upper().startswith("UNTIL=")]
    until = next((part[6:] for part in rule.split(";") if part.upper().startswith("UNTIL=")), "")
    for one in rrulestr(";".join(parts), dtstart=start).between(first, last, inc=True):
        if not until or _before(one, until, zone):
            yield one


def _before(start: datetime, until: str, zone: ZoneInfo) -> bool:
    if until.endswith("Z"):
        last = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return start.replace(tzinfo=zone) <= last
    if "T" in until:
        return start <= datetime.strptime(until, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a wall clock's
    return start.date() <= datetime.strptime(until, "%Y%m%d").date()  # noqa: DTZ007 - the same
