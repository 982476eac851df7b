from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import PartUnavailable
from clew.venues.hours import LONGEST, OpenHours

HOURS = OpenHours()
PARIS = "Europe/Paris"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def is_open(
    written: str, begin: str, end: str, *, timezone: str = PARIS, country: str = ""
) -> bool:
    """Asked by UTC."""
    return HOURS.open_throughout(
        written, timezone=timezone, country=country, at=at(begin), until=at(end)
    )


def test_by_the_venue_s_clocks() -> None:
    """Hours are those that the venue's clocks show: ten in Paris is nine in Greenwich in winter,
    and eight in summer."""
    assert is_open("10:00-20:00", "2026-01-05T09:00", "2026-01-05T19:00")
    assert not is_open("10:00-20:00", "2026-01-05T08:59", "2026-01-05T10:00")
    assert is_open("10:00-20:00", "2026-07-06T08:00", "2026-07-06T18:00")
    assert not is_open("10:00-20:00", "2026-07-06T08:00", "2026-07-06T18:01")


def test_open_throughout() -> None:
    """Closed at any moment of the range is closed: over a lunch break, over the closing time."""
    assert is_open("10:00-12:00,14:00-20:00", "2026-01-05T13:00", "2026-01-05T15:00")
    assert not is_open("10:00-12:00,14:00-20:00", "2026-01-05T10:30", "2026-01-05T13:30")
    assert not is_open("24/7; Tu off", "2026-01-05T22:00", "2026-01-05T23:30")


def test_at_least_its_first_moment() -> None:
    """A range without length asks for its moment."""
    assert is_open("10:00-20:00", "2026-01-05T09:00", "2026-01-05T09:00")
    assert not is_open("10:00-20:00", "2026-01-05T19:00", "2026-01-05T19:00")


def test_past_midnight() -> None:
    """What opens on Friday evening is open on Saturday at one."""
    assert is_open("Fr 22:00-02:00", "2026-01-09T22:00", "2026-01-10T01:00")


def test_when_clocks_are_put_forward() -> None:
    """On the night without an hour from two to three, three comes straight after two."""
    assert is_open("Su 01:00-05:00", "2026-03-29T00:30", "2026-03-29T03:00")
    assert not is_open("Su 01:00-02:00", "2026-03-29T00:30", "2026-03-29T01:30")
    assert is_open("Su 01:00-02:00", "2026-03-29T00:30", "2026-03-29T01:00")


def test_when_clocks_are_put_back() -> None:
    """On the night that has the hour from two to three twice, both count alike."""
    assert is_open("Su 01:00-03:00", "2026-10-24T23:30", "2026-10-25T02:00")
    assert not is_open("Su 01:00-02:30", "2026-10-25T00:00", "2026-10-25T01:00")
    assert is_open("Su 02:00-02:30", "2026-10-25T01:00", "2026-10-25T01:30")


def test_public_holidays_of_a_country() -> None:
    """On the fourteenth of July what is closed on holidays is closed in France, not in Belgium."""
    day = "2026-07-14T10:00", "2026-07-14T12:00"
    assert not is_open("Mo-Sa 10:00-20:00; PH off", *day, country="FR")
    assert is_open("Mo-Sa 10:00-20:00; PH off", *day, country="BE")


def test_unknown_is_not_open() -> None:
    """What the hours themselves call unknown is not open."""
    assert not is_open("Mo-Su unknown", "2026-01-05T09:00", "2026-01-05T10:00")


@given(st.integers(at("2000-01-01"), at("2037-01-01")), st.integers(1, 40 * 86_400))
def test_always_open(begin: int, seconds: int) -> None:
    """What is always open is open in every range, clocks put forward and back in it or not."""
    assert HOURS.open_throughout(
        "24/7", timezone=PARIS, country="", at=begin, until=begin + seconds
    )


@given(st.integers(at("2026-01-01"), at("2026-12-31")), st.integers(1, 6 * 3_600))
def test_each_moment_by_itself(begin: int, seconds: int) -> None:
    """A range is open just where each of its quarters of an hour is, and its ends are."""
    written, end = "Mo-Fr 09:30-12:00,13:15-22:00; Sa 22:00-03:30", begin + seconds
    asked = {begin, end - 1, *range(begin - begin % 900 + 900, end, 900)}
    each = all(
        HOURS.open_throughout(written, timezone=PARIS, country="", at=one, until=one + 1)
        for one in asked
    )
    whole = HOURS.open_throughout(written, timezone=PARIS, country="", at=begin, until=end)
    assert whole is each


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("Mo-Fr 10:00-18;00", 13),
        ("lundi 10:00-12:00", 1),
        ("Mo-Fr 10h-18h", 7),
        ("Mo-Fr 10:00-12:00,", 19),
        ("x" * (LONGEST + 1), LONGEST + 1),
        ("Mo-Fr 10:00-18:00; SH off", 1),
        ("sunrise-sunset", 1),
        ("Mo-Fr 10:00-18:00; PH off", 1),
    ],
)
def test_faults(written: str, column: int) -> None:
    """What cannot be read, or means what is not known here, is told by its character."""
    fault = HOURS.fault(written, "")
    assert fault is not None
    assert fault.column == column


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("24/7", ""),
        ("Mo-Sa 10:00-20:00; PH off", "FR"),
        ('Mo-Fr 10:00-18:00 "SH and PH: ask at sunset"', ""),
        ("Dec 25 off; 10:00-24:00", ""),
    ],
)
def test_no_fault(written: str, country: str) -> None:
    """What can be read is used; words within a comment are only words."""
    assert HOURS.fault(written, country) is None


@given(st.text(max_size=60))
def test_any_text(written: str) -> None:
    """Any text is a fault, or can be asked."""
    if HOURS.fault(written, "FR") is None:
        is_open(written, "2026-01-05T09:00", "2026-01-06T09:00", country="FR")


def test_countries_and_time_zones() -> None:
    """Countries and time zones are known, or they are not."""
    assert HOURS.knows_country("FR")
    assert not HOURS.knows_country("XX")
    assert HOURS.knows_timezone(PARIS)
    assert not HOURS.knows_timezone("Paris")


@pytest.mark.parametrize(
    ("written", "timezone", "country"),
    [("ten to six", PARIS, ""), ("24/7", "Mars", ""), ("24/7", "", ""), ("24/7", PARIS, "XX")],
)
def test_a_damaged_record(written: str, timezone: str, country: str) -> None:
    """Hours that could not have come in are a damaged record, not a closed door."""
    with pytest.raises(PartUnavailable):
        is_open(written, "2026-01-05T09:00", "2026-01-05T10:00", timezone=timezone, country=country)
