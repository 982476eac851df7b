"""`clew venue export` and `clew venue reach`: maps out, and ways through them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.durable import write_whole
from clew.ids import parse_zone
from clew.venues.export_geojson import export_geojson
from clew.venues.export_imdf import export_imdf
from clew.venues.known import known_venue
from clew.venues.model import VenueRecord
from clew.venues.reach import Crossing, Outcome, Reach
from clew.venues.reach import reach as known_way
from clew.wiring.house import House

FORMATS: Mapping[str, Callable[[VenueRecord], bytes]] = {
    # --format -> the function that writes it
    "geojson": export_geojson,
    "imdf": export_imdf,
}
_STEPS = {True: "step-free", False: "has steps", None: "steps not known"}


@click.command(
    epilog=examples(
        "clew venue export --venue mall > mall.geojson",
        "clew venue export --venue mall --format imdf --out mall.zip",
    )
)
@click.option("--venue", "venue_id", required=True, metavar="ID", help="The venue's id.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="geojson",
    show_default=True,
    help="GeoJSON keeps every field; IMDF is a zip archive for other systems.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it there.")
@json_option
@pass_shell
def export(shell: Shell, venue_id: str, form: str, out: Path | None) -> None:
    """Write a venue's map; the same map gives the same bytes.

    Both formats carry the frame of the cells, so that an import elsewhere makes the same zones.
    """
    stdout = sys.stdout.buffer
    if form == "imdf" and out is None and stdout.isatty():
        raise click.UsageError("an IMDF archive is no text for a terminal; add --out FILE")

    async def work(house: House) -> bytes:
        content = FORMATS[form](await known_venue(house.venues, venue_id))
        if out is not None:
            write_whole(out, content)
        return content

    content = shell.run(work)
    if out is None:
        stdout.write(content)
        stdout.flush()
        return
    answer = {"venue": venue_id, "format": form, "out": str(out), "bytes": len(content)}
    shell.show(answer, lambda: shell.say(f"{venue_id}: {len(content):,} bytes written to {out}"))


@click.command(
    epilog=examples(
        "clew venue reach mall/0/3/4 mall/1/7/2",
        "clew venue reach mall/0/3/4 mall/1/7/2 --step-free",
    )
)
@click.argument("start", metavar="FROM")
@click.argument("goal", metavar="TO")
@click.option("--step-free", is_flag=True, help="Only over what is known to be step-free.")
@json_option
@pass_shell
def reach(shell: Shell, start: str, goal: str, *, step_free: bool) -> None:
    """Say whether the map knows a way between two zones, and over which doors, stairs and lifts.

    Where it knows none the answer is "unknown": a map that lacks a door does not prove a wall.
    """

    async def work(house: House) -> Reach:
        record = await known_venue(house.venues, parse_zone(start).venue)
        parse_zone(goal)
        return known_way(record, start, goal, step_free=step_free)

    found = shell.run(work)
    shell.show(found, lambda: _print_way(shell, found))


def _print_way(shell: Shell, found: Reach) -> None:
    if found.outcome is Outcome.UNKNOWN:
        shell.say("unknown: the map draws no way between them")
        return
    if found.outcome is Outcome.STEPS_ONLY:
        stops = ", ".join(_told(crossing) for crossing in found.obstacles)
        shell.say(f"steps only: a way exists, but no step-free one is known ({stops})")
    elif found.crossings:
        shell.say("yes, in this order:")
    else:
        shell.say("yes: both zones are in one place")
    for crossing in found.crossings:
        shell.say(f"  {_told(crossing)}")


def _told(crossing: Crossing) -> str:
    return f"{crossing.kind} {crossing.connector}: {_STEPS[crossing.step_free]}"
