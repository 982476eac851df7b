from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import msgspec
import pytest

from clew.hunt_check.windows import live
from clew.promotions.model import Schedule
from clew.promotions.schedule import is_live

RULES = (
    "",
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=MO,WE,SA",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
    "FREQ=MONTHLY;BYMONTHDAY=1,31",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=WEEKLY;COUNT=4",
    "FREQ=DAILY;UNTIL=20270401T000000Z",
    "FREQ=DAILY;UNTIL=20270401",
)
ZONES = ("Europe/Paris", "America/New_York", "Asia/Tokyo", "UTC")


def schedule_of(rng: Random) -> Schedule:
    """A calendar around a night on which clocks are changed."""
    start = datetime(2027, 3, rng.randint(1, 28), rng.randint(0, 23), 30)  # noqa: DTZ001 - a wall clock's
    starts = [start + timedelta(days=n) for n in range(30)]
    rule = rng.choice(RULES)
    return Schedule(
        start=start,
        timezone=rng.choice(ZONES),
        days=rng.choice((0, 0, 1, 2)),
        seconds=rng.choice((1_800, 7_200, 30_000)),
        rule=rule,
        excepted=tuple(sorted(rng.sample(starts, 2))) if rule else (),
        blackouts=(date(2027, 3, rng.randint(10, 30)),) if rng.random() < 0.5 else (),
    )


@pytest.mark.parametrize("seed", range(60))
def test_it_reads_calendars_as_those_who_promise_do(seed: int) -> None:
    """At random moments both readings of random calendars say the same."""
    rng = Random(seed)  # noqa: S311 - a calendar by its number
    schedule = schedule_of(rng)
    plain = msgspec.json.decode(msgspec.json.encode(schedule))
    first = int(datetime(2027, 2, 25, tzinfo=UTC).timestamp())
    moments = [first + rng.randrange(70 * 86_400) for _ in range(60)]
    assert [live(plain, one) for one in moments] == [is_live(schedule, one) for one in moments]


def test_a_window_is_open_from_its_start_until_before_its_end() -> None:
    """A two-hour window holds its first second and not the second after its last."""
    plain = {"start": "2027-05-01T10:00:00", "timezone": "Europe/Paris", "seconds": 7_200}
    opens = int(datetime(2027, 5, 1, 8, tzinfo=UTC).timestamp())
    assert [live(plain, opens + by) for by in (-1, 0, 7_199, 7_200)] == [False, True, True, False]
