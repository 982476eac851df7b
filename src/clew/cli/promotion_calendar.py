"""`clew promotion calendar`: a month of promotions, day by day."""

from __future__ import annotations

from collections.abc import Sequence

import click

from clew.cli.promotion_words import shown_time
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.promotions.calendar import Month, Row, month_of, read_month
from clew.promotions.calendar import calendar as calendar_of
from clew.venues.known import known_venue
from clew.wiring.house import House


@click.command(
    epilog=examples(
        "clew promotion calendar",
        "clew promotion calendar --month 2027-05 --venue demo-mall",
    )
)
@click.option("--month", metavar="YYYY-MM", help="Default: this month.")
@click.option("--venue", metavar="ID", help="Only what may be given there.")
@json_option
@pass_shell
def calendar(shell: Shell, month: str | None, venue: str | None) -> None:
    """Print a month: on which days each promotion is live.

    Drafts and approved ones are shown as they would be. Days are those of the promotion's own
    time zone.
    """

    async def work(house: House) -> tuple[Month, Sequence[Row]]:
        wanted = month_of(house.clock.now()) if month is None else read_month(month)
        if venue is not None:
            await known_venue(house.venues, venue)
        await house.promotion_life.tick()
        return wanted, calendar_of(await house.promotions.promotions(), wanted, venue=venue)

    wanted, rows = shell.run(work)
    shell.show(
        {"month": str(wanted), "promotions": [_answer(row) for row in rows]},
        lambda: show_month(shell, wanted, rows),
    )


def show_month(shell: Shell, month: Month, rows: Sequence[Row]) -> None:
    """A line a promotion, a column a day, for people at a terminal."""
    if not rows:
        shell.say(f"no promotion in {month}")
        return
    shell.say(f"{month}: # live that day, for all of it or some hours")
    weekdays = "".join("MTWTFSS"[day.weekday()] for day in month.days)
    lines = [
        ("", "", weekdays),
        *((row.promotion, row.state, _line(row, month)) for row in rows),
    ]
    shell.table(("promotion", "state", "".join(str(day.day % 10) for day in month.days)), lines)


def _line(row: Row, month: Month) -> str:
    live = set(row.days)
    return "".join("#" if day in live else "." for day in month.days)


def _answer(row: Row) -> dict[str, object]:
    windows = [{"start": shown_time(one.start), "end": shown_time(one.end)} for one in row.windows]
    return row._asdict() | {"windows": windows}
