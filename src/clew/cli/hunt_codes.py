"""`clew hunt codes`: the codes that players scan, to print and hang up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from clew.cli.rows import out_option, show_rows
from clew.cli.shell import Shell, campaign_option, examples, json_option, pass_shell
from clew.clues.heads import known_campaign
from clew.durable import write_whole
from clew.errors import ClewError
from clew.hunts.code_sheet import HungCode, hung_codes
from clew.venues.known import known_venue
from clew.wiring.house import House
from clew.wiring.scan_codes import scan_codes

COLUMNS = ("zone", "level", "place", "code")


@click.command(
    epilog=examples(
        "clew hunt codes --venue mall --campaign spring-2027 --out codes.svg",
        "clew hunt codes --venue mall --campaign spring-2027 --out codes.csv",
    )
)
@click.option("--venue", "venue_id", required=True, metavar="ID", help="The venue's id.")
@campaign_option
@out_option
@json_option
@pass_shell
def codes(shell: Shell, venue_id: str, campaign: str, out: Path | None) -> None:
    """Print the codes that hang at a venue's named places, for players to scan.

    With --out FILE.svg: cards with QR codes to cut out; otherwise rows
    (zone,level,place,code). The codes stay the same for the campaign; they are
    made with a secret in the home, so keep them among the staff.
    """

    async def work(house: House) -> Sequence[HungCode]:
        await known_campaign(house.clues, campaign)
        record = await known_venue(house.venues, venue_id)
        return hung_codes(record, campaign, scan_codes(house.home))

    found = shell.run(work)
    if out is not None and out.suffix.lower() == ".svg":
        _draw(shell, found, out)
        return
    rows = [(one.zone, str(one.level), one.place, one.code) for one in found]
    show_rows(shell, COLUMNS, rows, out=out, what="codes")


def _draw(shell: Shell, found: Sequence[HungCode], out: Path) -> None:
    # A tenth of a second to import, which rows need not wait for.
    from clew.cli.hunt_code_cards import cards  # noqa: PLC0415

    try:
        write_whole(out, cards(found).encode())
    except ClewError as error:
        shell.fail(error)
    answer = {"out": str(out), "rows": len(found)}
    shell.show(answer, lambda: shell.say(f"{len(found):,} codes written to {out}"))
