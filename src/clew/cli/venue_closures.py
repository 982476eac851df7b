"""`clew venue close`, `open` and `closures`: what is shut for a while."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.venues.closures import subject_of
from clew.venues.model import Closure
from clew.venues.wall_clock import read_moment, shown_moment
from clew.wiring.house import House

F = TypeVar("F", bound=Callable[..., Any])


class _Seen(NamedTuple):
    closures: Sequence[Closure]
    timezone: str


def _subject(command: F) -> F:
    """What is closed or opened: a zone, or a connector and its venue."""
    for decorate in (
        click.option("--by", default="staff", metavar="NAME", help="Who does it."),
        click.option("--venue", "venue_id", metavar="ID", help="The connector's venue."),
        click.option("--connector", metavar="ID", help="A door, stair or lift instead of a zone."),
        click.argument("zone", required=False),
    ):
        command = decorate(command)
    return command


@click.command(
    epilog=examples(
        "clew venue close mall/0/12/7 --why 'wet floor'",
        "clew venue close mall/0/12/7 --from 2026-12-24T18:00 --until 2026-12-27T09:00",
        "clew venue close --connector lift-2 --venue mall --why 'out of order'",
    )
)
@_subject
@click.option("--from", "since", metavar="TIME", help="From then on (default: now).")
@click.option("--until", metavar="TIME", help="Until then (default: until it is opened).")
@click.option("--why", default="", metavar="TEXT", help="For the audit trail and the refusals.")
@json_option
@pass_shell
def close(
    shell: Shell,
    zone: str | None,
    connector: str | None,
    venue_id: str | None,
    by: str,
    since: str | None,
    until: str | None,
    why: str,
) -> None:
    """Close a zone, or a connector such as a lift, for hunts that are composed from then on.

    Times without an offset are by the venue's clocks. `clew venue open` undoes it.
    """

    async def work(house: House) -> _Seen:
        subject = subject_of(zone, venue_id, connector)
        timezone = await _timezone(house, subject.venue)
        closure = await house.closures.close(
            subject,
            since=None if since is None else read_moment(since, timezone, "from"),
            until=None if until is None else read_moment(until, timezone, "until"),
            why=why,
            who=by,
        )
        return _Seen([closure], timezone)

    (closure,), timezone = shell.run(work)
    shell.show(closure, lambda: shell.say(f"closed {_named(closure)} {_span(closure, timezone)}"))


@click.command(
    "open",
    epilog=examples(
        "clew venue open mall/0/12/7", "clew venue open --connector lift-2 --venue mall"
    ),
)
@_subject
@json_option
@pass_shell
def open_(
    shell: Shell, zone: str | None, connector: str | None, venue_id: str | None, by: str
) -> None:
    """Undo `close`: take back every closure of a zone or connector that is not over."""

    async def work(house: House) -> Sequence[Closure]:
        return await house.closures.open(subject_of(zone, venue_id, connector), who=by)

    opened = shell.run(work)
    words = "1 closure" if len(opened) == 1 else f"{len(opened)} closures"
    shell.show(opened, lambda: shell.say(f"opened {_named(opened[0])}: {words} taken back"))


@click.command(
    epilog=examples("clew venue closures --venue mall", "clew venue closures --venue mall --all")
)
@click.option("--venue", "venue_id", required=True, metavar="ID", help="The venue's id.")
@click.option("--all", "every", is_flag=True, help="Those that are over or taken back, too.")
@json_option
@pass_shell
def closures(shell: Shell, venue_id: str, *, every: bool) -> None:
    """List what is closed or will be: since when, until when, why, and who said so."""

    async def work(house: House) -> _Seen:
        desk = house.closures
        found = await (desk.every(venue_id) if every else desk.standing(venue_id))
        return _Seen(found, await _timezone(house, venue_id))

    found, timezone = shell.run(work)

    def human() -> None:
        if not found:
            shell.say("nothing is closed")
            return
        rows = [
            (
                one.number,
                _named(one),
                _span(one, timezone),
                one.why,
                one.who,
                _undone(one, timezone),
            )
            for one in found
        ]
        shell.table(("number#", "closed", "when", "why", "by", "opened"), rows)

    shell.show(found, human)


async def _timezone(house: House, venue: str) -> str:
    return (await house.ground.rules(venue)).timezone or house.settings.timezone


def _named(closure: Closure) -> str:
    return closure.zone or f"connector {closure.connector}"


def _span(closure: Closure, timezone: str) -> str:
    since = f"from {shown_moment(closure.since, timezone)}"
    if closure.until is None:
        return f"{since} until it is opened"
    return f"{since} until {shown_moment(closure.until, timezone)}"


def _undone(closure: Closure, timezone: str) -> str:
    if closure.opened_at is None:
        return ""
    return f"{shown_moment(closure.opened_at, timezone)} by {closure.opened_by}"
