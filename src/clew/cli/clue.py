"""`clew clue`: clues in and out; the commands that look at them stand in files of their own."""

from __future__ import annotations

import time
from pathlib import Path

import click

from clew.cli.clue_history import history
from clew.cli.clue_lint import lint
from clew.cli.clue_misses import misses
from clew.cli.rows import out_option, show_rows
from clew.cli.shell import Shell, campaign_option, examples, json_option, pass_shell
from clew.clues.clue_file import HEADER, clue_row
from clew.clues.heads import known_campaign
from clew.clues.imports import Imported
from clew.clues.model import Clue
from clew.clues.publisher import Published
from clew.ids import check_slug
from clew.wiring.house import House


@click.group()
def clue() -> None:
    """Import, publish, delete and export clues."""


@clue.command(
    "import",
    epilog=examples(
        "clew clue import clues.csv --campaign spring-2027",
        "clew clue import clues.csv --campaign spring-2027 --json",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@campaign_option
@click.option(
    "--again", is_flag=True, help="Publish unchanged rows too: mends a tier that differs."
)
@json_option
@pass_shell
def import_(shell: Shell, file: Path, campaign: str, *, again: bool) -> None:
    """Import clues.csv: all of it, or nothing when a row is bad.

    Columns: clue_id,text and optionally lang,venue,level,lat,lon,zone,aliases. The place is zone,
    or level, lat and lon inside the venue. Aliases are separated by a bar. The campaign is
    created if it is not there; rows that stand already, word for word, are left alone.

    More than 5,000 rows are published in shares. If that breaks off, the same command goes on
    from there, and `clew repair` completes it without the file.
    """
    took_s = 0.0
    with shell.progress() as watch:

        async def work(house: House) -> Imported:
            nonlocal took_s
            since = time.monotonic()
            done = await house.clue_import.run(file, campaign, again=again, progress=watch)
            took_s = time.monotonic() - since
            if house.snapshots is not None:
                await house.snapshots.keep(campaign, progress=watch)
            return done

        imported = shell.run(work)
    unchanged = imported.rows - imported.published
    answer = {
        "campaign": campaign,
        "rows": imported.rows,
        "published": imported.published,
        "unchanged": unchanged,
        "replaced": imported.replaced or None,
    }

    def human() -> None:
        shell.say(
            f"{campaign}: {imported.published:,} clues published, {unchanged:,} unchanged "
            f"({imported.rows / took_s:,.0f} rows/s)"
        )
        if imported.replaced:
            shell.warn(
                f"the import of {imported.replaced} had broken off; this newer one replaces it, "
                "and what it left to do will not be done"
            )

    shell.show(answer, human)


@clue.command(
    epilog=examples(
        'clew clue publish c7 --campaign spring --text "Under the red clock" --zone mall/0/12/7',
        'clew clue publish c8 --campaign spring --text "La fontaine" --lang fr'
        " --venue mall --level 1 --lat 45.1843 --lon 5.7231 --alias fontaine",
    ),
)
@click.argument("clue_id", metavar="CLUE")
@campaign_option
@click.option("--text", required=True, help="The clue's wording.")
@click.option("--alias", "aliases", multiple=True, help="Another wording; may be given often.")
@click.option("--lang", default="", help="BCP 47, for example en or fr.")
@click.option("--zone", default="", help="venue/level/i/j, instead of the next four.")
@click.option("--venue", default="", help="The venue's id.")
@click.option("--level", default="", help="Integer ordinal.")
@click.option("--lat", default="", help="Degrees.")
@click.option("--lon", default="", help="Degrees.")
@json_option
@pass_shell
def publish(
    shell: Shell,
    clue_id: str,
    campaign: str,
    text: str,
    aliases: tuple[str, ...],
    lang: str,
    zone: str,
    venue: str,
    level: str,
    lat: str,
    lon: str,
) -> None:
    """Publish one clue: a new one, or a new revision of one that is there."""

    async def work(house: House) -> Published:
        placed = await house.placer.place(
            clue_id=clue_id,
            text=text,
            lang=lang,
            venue=venue,
            level=level,
            lat=lat,
            lon=lon,
            zone=zone,
            aliases=aliases,
        )
        (published,) = await house.publisher.publish(campaign, [placed])
        return published

    _show_published(shell, shell.run(work), "published")


@clue.command(epilog=examples("clew clue delete c7 --campaign spring-2027"))
@click.argument("clue_id", metavar="CLUE")
@campaign_option
@json_option
@pass_shell
def delete(shell: Shell, clue_id: str, campaign: str) -> None:
    """Take a clue out of every tier; `restore` undoes it, an import does not."""

    async def work(house: House) -> Published:
        return await house.publisher.delete(campaign, clue_id)

    _show_published(shell, shell.run(work), "deleted")


@clue.command(epilog=examples("clew clue restore c7 --campaign spring-2027"))
@click.argument("clue_id", metavar="CLUE")
@campaign_option
@json_option
@pass_shell
def restore(shell: Shell, clue_id: str, campaign: str) -> None:
    """Undo `delete`: the clue is back as it was."""

    async def work(house: House) -> Published:
        return await house.publisher.restore(campaign, clue_id)

    _show_published(shell, shell.run(work), "restored")


def _show_published(shell: Shell, published: Published, done: str) -> None:
    told = done if published.changed else "unchanged"
    shell.show(
        published, lambda: shell.say(f"clue {published.clue} {told}, revision {published.revision}")
    )


@clue.command(
    epilog=examples(
        "clew clue export --campaign spring-2027 --out clues.csv",
        "clew clue export --campaign spring-2027 | head",
    )
)
@campaign_option
@out_option
@json_option
@pass_shell
def export(shell: Shell, campaign: str, out: Path | None) -> None:
    """Write the live clues as clues.csv, by id; the same clues give the same bytes."""

    async def work(house: House) -> list[Clue]:
        check_slug(campaign, what="campaign")
        await known_campaign(house.clues, campaign)
        return [revision.clue async for revision in house.clues.live(campaign)]

    rows = [clue_row(clue) for clue in shell.run(work)]
    show_rows(shell, HEADER, rows, out=out, what="clues")


clue.add_command(history)
clue.add_command(lint)
clue.add_command(misses)
