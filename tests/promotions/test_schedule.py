from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clew.promotions.model import Schedule
from clew.promotions.schedule import (
    ScheduleFault,
    Window,
    check_schedule,
    ends,
    instant,
    is_live,
    local_day,
    next_window,
    read_duration,
    windows,
    written_duration,
)

PARIS = "Europe/Paris"
ZONES = (PARIS, "America/Toronto", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def at(text: str) -> datetime:
    """A wall clock's time."""
    return datetime.fromisoformat(text)


def moment(text: str) -> int:
    """A moment with its offset, in seconds."""
    return int(datetime.fromisoformat(text).timestamp())


def schedule(start: str, duration: str = "PT1H", rule: str = "", zone: str = PARIS) -> Schedule:
    """A schedule without exceptions."""
    return Schedule(at(start), zone, *read_duration(duration), rule)


# ------------------------------------------------------------ an enumeration of our own


def first_reading(wall: datetime, zone: str) -> int:
    """The first moment at which the clock shows it; in a gap, as long after it as it is written.

    Looks for the moment among all offsets, without asking for the offset of a wall clock.
    """
    naive = int(wall.replace(tzinfo=UTC).timestamp())
    tz = ZoneInfo(zone)
    shown = [
        naive - offset
        for offset in range(-15 * 3600, 15 * 3600 + 1, 900)
        if datetime.fromtimestamp(naive - offset, tz).replace(tzinfo=None) == wall
    ]
    if shown:
        return min(shown)
    before = datetime.fromtimestamp(naive - 26 * 3600, tz).utcoffset()
    assert before is not None
    return naive - int(before.total_seconds())


class DayByDay:
    """A rule read by looking at every day on its own, without any period being stepped through."""

    def __init__(self, start: datetime, rule: str) -> None:
        self.start = start
        self.parts = dict(part.split("=") for part in rule.split(";"))

    def starts(self, years: int) -> Iterator[datetime]:
        """Every start, ascending."""
        last = date(self.start.year + years, 12, 31)
        count = int(self.parts.get("COUNT", 10**9))
        until = self.parts.get("UNTIL")
        by_period: dict[object, list[datetime]] = {}
        day = date(self.start.year, 1, 1) - timedelta(days=7)
        while day <= last:
            if self._day_fits(day):
                for hour in self._hours():
                    one = datetime.combine(day, self.start.time()).replace(hour=hour)
                    by_period.setdefault(self._period(day), []).append(one)
            day += timedelta(days=1)
        given = 0
        for moments in by_period.values():
            for one in self._chosen(moments):
                if one < self.start:
                    continue
                given += 1
                if given > count or (until is not None and one > at(until)):
                    return
                yield one

    def _hours(self) -> list[int]:
        return sorted({int(h) for h in self.parts.get("BYHOUR", str(self.start.hour)).split(",")})

    def _chosen(self, moments: list[datetime]) -> list[datetime]:
        if "BYSETPOS" not in self.parts:
            return moments
        places = [int(place) for place in self.parts["BYSETPOS"].split(",")]
        size = len(moments)
        at_places = {place - 1 if place > 0 else size + place for place in places}
        return [one for number, one in enumerate(moments) if number in at_places]

    def _period(self, day: date) -> object:
        return {
            "DAILY": day,
            "WEEKLY": day - timedelta(days=day.weekday()),
            "MONTHLY": (day.year, day.month),
            "YEARLY": day.year,
        }[self.parts["FREQ"]]

    def _day_fits(self, day: date) -> bool:
        start, parts = self.start.date(), self.parts
        monday = start - timedelta(days=start.weekday())
        ago = {
            "DAILY": (day - start).days,
            "WEEKLY": (day - timedelta(days=day.weekday()) - monday).days // 7,
            "MONTHLY": (day.year - start.year) * 12 + day.month - start.month,
            "YEARLY": day.year - start.year,
        }[parts["FREQ"]]
        if ago < 0 or ago % int(parts.get("INTERVAL", 1)):
            return False
        if "BYMONTH" in parts and str(day.month) not in parts["BYMONTH"].split(","):
            return False
        if "BYYEARDAY" in parts and not self._year_day_fits(day):
            return False
        if "BYMONTHDAY" in parts and not self._month_day_fits(day):
            return False
        if "BYDAY" in parts:
            return any(self._weekday_fits(day, cell) for cell in parts["BYDAY"].split(","))
        return bool({"BYMONTHDAY", "BYYEARDAY"} & parts.keys()) or self._like_the_start(day)

    def _like_the_start(self, day: date) -> bool:
        frequency = self.parts["FREQ"]
        if frequency == "WEEKLY":
            return day.weekday() == self.start.weekday()
        if frequency == "YEARLY" and "BYMONTH" not in self.parts:
            return (day.month, day.day) == (self.start.month, self.start.day)
        return frequency == "DAILY" or day.day == self.start.day

    def _year_day_fits(self, day: date) -> bool:
        number = (day - date(day.year, 1, 1)).days + 1
        length = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
        wanted = {int(cell) for cell in self.parts["BYYEARDAY"].split(",")}
        return bool(wanted & {number, number - length - 1})

    def _month_day_fits(self, day: date) -> bool:
        length = ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
        wanted = {int(cell) for cell in self.parts["BYMONTHDAY"].split(",")}
        return bool(wanted & {day.day, day.day - length - 1})

    def _weekday_fits(self, day: date, cell: str) -> bool:
        if DAYS[day.weekday()] != cell[-2:]:
            return False
        number = int(cell[:-2] or 0)
        if not number:
            return True
        within_month = self.parts["FREQ"] == "MONTHLY" or "BYMONTH" in self.parts
        first = day.replace(day=1) if within_month else day.replace(month=1, day=1)
        following = (
            (first.replace(day=28) + timedelta(days=4)).replace(day=1)
            if within_month
            else first.replace(year=first.year + 1)
        )
        same = [
            one
            for offset in range((following - first).days)
            if (one := first + timedelta(days=offset)).weekday() == day.weekday()
        ]
        place = same.index(day)
        return number in {place + 1, place - len(same)}


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules of every frequency with the parts that it may have."""
    frequency = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={frequency}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 7))}")
    chosen = False
    if draw(st.booleans()):
        months = draw(st.sets(st.integers(1, 12), min_size=1, max_size=4))
        parts.append(f"BYMONTH={','.join(map(str, sorted(months)))}")
    if frequency != "WEEKLY" and draw(st.integers(0, 2)) == 0:
        numbers = st.integers(1, 31) | st.integers(-31, -1)
        days = draw(st.sets(numbers, min_size=1, max_size=3))
        parts.append(f"BYMONTHDAY={','.join(map(str, sorted(days)))}")
        chosen = True
    if frequency == "YEARLY" and draw(st.integers(0, 3)) == 0:
        parts.append(f"BYYEARDAY={draw(st.sampled_from(('1,60,366', '-1', '100,200')))}")
        chosen = True
    if draw(st.integers(0, 1)):
        numbered = frequency in {"MONTHLY", "YEARLY"} and not chosen
        prefix = st.sampled_from(("", "1", "2", "-1", "5")) if numbered else st.just("")
        cells = draw(st.sets(st.tuples(prefix, st.sampled_from(DAYS)), min_size=1, max_size=3))
        parts.append(f"BYDAY={','.join(a + b for a, b in sorted(cells))}")
        chosen = True
    places = ["1", "-1", "1,-1", "1,2,3"]
    if draw(st.integers(0, 3)) == 0:
        parts.append("BYHOUR=9,17")
        # Of one start a period there is no second: that is refused.
        places.append("2,3")
    if chosen and frequency != "DAILY" and draw(st.integers(0, 3)) == 0:
        parts.append(f"BYSETPOS={draw(st.sampled_from(places))}")
    ending = draw(st.sampled_from(("", "COUNT", "UNTIL")))
    if ending == "COUNT":
        parts.append(f"COUNT={draw(st.integers(1, 40))}")
    if ending == "UNTIL":
        parts.append(f"UNTIL={draw(st.integers(2027, 2030))}0630T120000")
    return ";".join(parts)


STARTS = st.datetimes(datetime(2027, 1, 1), datetime(2028, 12, 31)).map(  # noqa: DTZ001
    lambda wall: wall.replace(second=0, microsecond=0)
)
YEARS = 5


@given(STARTS, rules(), st.sampled_from(ZONES), st.integers(0, 1300), st.integers(1, 400))
@example(datetime(2027, 1, 1), "FREQ=MONTHLY;BYDAY=MO,1MO;BYHOUR=9,17", "Europe/Paris", 0, 11)  # noqa: DTZ001
@example(datetime(2027, 1, 1), "FREQ=MONTHLY;BYDAY=MO,-1FR", "Europe/Paris", 0, 90)  # noqa: DTZ001
@example(datetime(2027, 1, 1), "FREQ=YEARLY;BYDAY=2MO,FR", "Europe/Paris", 0, 400)  # noqa: DTZ001
def test_windows_are_those_of_every_day_looked_at(
    start: datetime, rule: str, zone: str, after_days: int, span_days: int
) -> None:
    """Windows of any period are those that looking at each single day gives, in any zone."""
    since = instant(start, zone) + after_days * 86_400
    until = since + span_days * 86_400
    near = (
        start + timedelta(days=after_days - 2),
        start + timedelta(days=after_days + span_days + 2),
    )
    expected = [
        first_reading(wall, zone)
        for wall in DayByDay(start, rule).starts(YEARS)
        if near[0] <= wall <= near[1]
    ]
    # Short enough that two starts a day never touch.
    given_ = windows(Schedule(start, zone, 0, 60, rule), since, until)
    wanted = [
        Window(max(one, since), min(one + 60, until))
        for one in sorted(set(expected))
        if one < until and one + 60 > since
    ]
    assert list(given_) == wanted


@given(STARTS, rules(), st.sampled_from(ZONES), st.integers(0, 900), st.data())
def test_live_is_to_be_in_a_window(
    start: datetime, rule: str, zone: str, after_days: int, data: st.DataObject
) -> None:
    """It is live at a moment just when a window of any wider period holds it; blackouts never."""
    days = data.draw(st.lists(st.integers(0, 60), max_size=5, unique=True))
    first = local_day(instant(start, zone) + after_days * 86_400, zone)
    dark = tuple(first + timedelta(days=day) for day in days)
    one = Schedule(start, zone, data.draw(st.integers(0, 3)), 5_400, rule, (), dark)
    since = instant(start, zone) + after_days * 86_400
    found = windows(one, since, since + 60 * 86_400)
    for before, after in pairwise(found):
        assert before.start < before.end < after.start
    for shift in data.draw(st.lists(st.integers(0, 60 * 86_400 - 1), max_size=8)):
        when = since + shift
        inside = any(window.start <= when < window.end for window in found)
        assert is_live(one, when) is inside
        if inside:
            assert local_day(when, zone) not in dark
    following = next_window(one, since)
    assert (following is None) <= (not found)
    if found:
        assert following is not None
        assert following.start == found[0].start


# ------------------------------------------------------------ daylight saving, in words


def test_a_start_in_the_gap() -> None:
    """02:30 on the night when clocks go from 2 to 3 is read with the winter offset: 03:30."""
    (window,) = windows(schedule("2027-03-28T02:30"), *_year(2027))
    assert window == Window(moment("2027-03-28T03:30+02:00"), moment("2027-03-28T04:30+02:00"))


def test_a_start_that_is_shown_twice() -> None:
    """02:30 on the night when clocks go back is the first of the two; an hour is an exact hour."""
    (window,) = windows(schedule("2027-10-31T02:30"), *_year(2027))
    assert window == Window(moment("2027-10-31T02:30+02:00"), moment("2027-10-31T02:30+01:00"))


def test_a_nominal_day_is_as_long_as_the_wall_clock_makes_it() -> None:
    """P1D lasts 23 hours in spring and 25 in autumn, PT24H always 24."""
    lengths = [
        window.end - window.start
        for start in ("2027-03-28T00:00", "2027-10-31T00:00")
        for duration in ("P1D", "PT24H")
        for window in windows(schedule(start, duration), *_year(2027))
    ]
    assert lengths == [23 * 3600, 24 * 3600, 25 * 3600, 24 * 3600]


def test_a_weekly_hour_stays_where_the_clock_shows_it() -> None:
    """Ten o'clock is ten o'clock before and after the change."""
    found = windows(schedule("2027-03-21T10:00", rule="FREQ=WEEKLY;COUNT=2"), *_year(2027))
    assert [one.start for one in found] == [
        moment("2027-03-21T10:00+01:00"),
        moment("2027-03-28T10:00+02:00"),
    ]


def test_a_date_that_a_place_skipped() -> None:
    """A window whose whole day no clock has shown is none."""
    assert not windows(schedule("2011-12-30T12:00", "P1D", zone="Pacific/Apia"), *_year(2011))


# ------------------------------------------------------------ leap days, month ends, overlaps


def test_leap_days() -> None:
    """The 29th of February, yearly, is live in leap years only."""
    found = windows(
        schedule("2028-02-29T10:00", rule="FREQ=YEARLY"), *(_year(2028)[0], _year(2037)[1])
    )
    assert [local_day(one.start, PARIS).year for one in found] == [2028, 2032, 2036]


def test_month_ends() -> None:
    """The 31st is skipped where there is none; -1 is the last day whatever its number."""
    on_31st = windows(schedule("2027-01-31T10:00", rule="FREQ=MONTHLY"), *_year(2027))
    last = windows(schedule("2027-01-31T10:00", rule="FREQ=MONTHLY;BYMONTHDAY=-1"), *_year(2027))
    assert [local_day(one.start, PARIS).month for one in on_31st] == [1, 3, 5, 7, 8, 10, 12]
    assert [local_day(one.start, PARIS).day for one in last][:4] == [31, 28, 31, 30]


def test_overlaps_are_one_window() -> None:
    """Windows that overlap or touch are one: thirty hours every day are one long window."""
    found = windows(schedule("2027-05-01T10:00", "PT30H", "FREQ=DAILY;COUNT=3"), *_year(2027))
    assert found == [Window(moment("2027-05-01T10:00+02:00"), moment("2027-05-04T16:00+02:00"))]
    touching = schedule("2027-05-01T00:00", "P1D", "FREQ=DAILY;COUNT=3")
    assert len(windows(touching, *_year(2027))) == 1


def test_a_window_is_found_whole() -> None:
    """The next window goes on to its end, however far away, and begins now if it has begun."""
    always = schedule("2027-05-01T00:00", "P1D", "FREQ=DAILY")
    now = moment("2028-01-01T00:00+01:00")
    found = next_window(always, now)
    assert found is not None
    assert found.start == now
    assert local_day(found.end, PARIS) == date(2037, 5, 2)
    assert next_window(always, found.end) is None
    assert found.end <= ends(always)


def test_exceptions_and_blackouts() -> None:
    """An exception takes a start away; a blackout date cuts its hours out of a longer window."""
    base = schedule("2027-05-01T20:00", "PT8H", "FREQ=DAILY;COUNT=3")
    without = Schedule(
        base.start,
        PARIS,
        0,
        base.seconds,
        base.rule,
        (at("2027-05-02T20:00"),),
        (date(2027, 5, 4),),
    )
    check_schedule(without)
    assert windows(without, *_year(2027)) == [
        Window(moment("2027-05-01T20:00+02:00"), moment("2027-05-02T04:00+02:00")),
        Window(moment("2027-05-03T20:00+02:00"), moment("2027-05-04T00:00+02:00")),
    ]


def test_until_in_utc_is_compared_as_a_moment() -> None:
    """UNTIL with a Z ends by the moment, without one by the wall clock, a date with its end."""
    for until, days in (("20270503T080000Z", 3), ("20270503T075959Z", 2), ("20270503", 3)):
        one = schedule("2027-05-01T10:00", rule=f"FREQ=DAILY;UNTIL={until}")
        assert len(windows(one, *_year(2027))) == days


# ------------------------------------------------------------ refused


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "rule"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "rule"),
        ("FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=31", "rule"),
        (f"FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMONTH=2;BYMONTHDAY=30", "rule"),
        ("FREQ=DAILY;UNTIL=20200101", "rule"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9", "rule"),
        ("FREQ=SECONDLY", "rule"),
        ("FREQ=HOURLY", "rule"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20280101", "rule"),
        ("FREQ=DAILY;COUNT=100000", "rule"),
        ("FREQ=DAILY;INTERVAL=0", "rule"),
        ("FREQ=DAILY;BYHOUR=25", "rule"),
        ("FREQ=DAILY;BYEASTER=1", "rule"),
        ("FREQ=WEEKLY;BYDAY=2MO", "rule"),
        ("FREQ=DAILY;BYDAY=XX", "rule"),
        ("FREQ=DAILY;FREQ=DAILY", "rule"),
        ("FREQ=DAILY;UNTIL=20271332", "rule"),
        ("FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=0,30", "rule"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "rule"),
        ("FREQ=MONTHLY;BYSETPOS=1", "rule"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "rule"),
        ("garbage", "rule"),
    ],
)
def test_rules_that_are_refused(rule: str, field: str) -> None:
    """A rule that never fires, is not understood or costs too much is refused with its field."""
    with pytest.raises(ScheduleFault) as fault:
        check_schedule(schedule("2027-05-01T10:00", rule=rule))
    assert fault.value.field == field


@pytest.mark.parametrize(
    ("one", "field"),
    [
        (Schedule(at("2027-05-01T10:00"), "Europe/Nowhere", 1), "timezone"),
        (Schedule(at("1890-05-01T10:00"), PARIS, 1), "start"),
        (Schedule(at("2027-05-01T10:00"), PARIS, 5_000), "duration"),
        (Schedule(at("2027-05-01T10:00"), PARIS, 32, 0, "FREQ=DAILY"), "duration"),
        (Schedule(at("2027-05-01T10:00"), PARIS, 0, 0), "duration"),
        (Schedule(at("2027-05-01T10:00"), PARIS, 1, 0, "", (at("2027-05-02T10:00"),)), "except"),
        (Schedule(at("2027-05-01T00:00"), PARIS, 1, 0, "", (), (date(2027, 5, 1),)), "start"),
    ],
)
def test_schedules_that_are_refused(one: Schedule, field: str) -> None:
    """An unknown zone, no length, a day that is all blacked out: each is refused with its field."""
    with pytest.raises(ScheduleFault) as fault:
        check_schedule(one)
    assert fault.value.field == field


@pytest.mark.parametrize("text", ["", "P", "PT", "1H", "P1M", "P1Y", "PT0S", "P-1D", "P1W2D"])
def test_durations_that_are_refused(text: str) -> None:
    """What is no duration of RFC 5545, or no time at all, is refused."""
    with pytest.raises(ScheduleFault):
        read_duration(text)


@pytest.mark.parametrize("text", ["P1D", "PT2H30M", "P2DT1S", "PT90S", "P2W"])
def test_a_duration_is_written_as_it_is_read(text: str) -> None:
    """A duration that is written again means the same."""
    days, seconds = read_duration(text)
    one = Schedule(at("2027-05-01T10:00"), PARIS, days, seconds)
    assert read_duration(written_duration(one)) == (days, seconds)


def _year(number: int) -> tuple[int, int]:
    return moment(f"{number}-01-01T00:00+00:00"), moment(f"{number + 1}-01-01T00:00+00:00")
