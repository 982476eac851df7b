"""`clew clue misses`: what players asked in vain, and taking it in."""

from __future__ import annotations

import click

from clew.cli.shell import Shell, campaign_option, examples, json_option, pass_shell
from clew.clues.misses import MissReport
from clew.clues.publisher import Published
from clew.ids import check_slug
from clew.wiring.house import House


@click.command(
    epilog=examples(
        "clew clue misses --campaign spring-2027 --top 20",
        'clew clue misses --campaign spring-2027 --accept "the red clok" c7',
    )
)
@campaign_option
@click.option("--top", default=50, show_default=True, help="How many texts.")
@click.option(
    "--accept",
    nargs=2,
    metavar="TEXT CLUE",
    help="Make the text an alias of the clue, and take it off this list.",
)
@json_option
@pass_shell
def misses(shell: Shell, campaign: str, top: int, accept: tuple[str, str] | None) -> None:
    """List what players asked and no clue answered, most asked first, and what may be meant.

    Texts are kept without players, e-mail addresses and long numbers; `other` counts the texts
    past the bound. An answer of the static tier does not take a text off this list. Beside each
    text stand the three clues that come nearest, by letters or by meaning.
    """
    if accept is not None:
        _accept(shell, campaign, *accept)
        return
    with shell.progress() as watch:

        async def work(house: House) -> MissReport:
            check_slug(campaign, what="campaign")
            return await house.misses.look(campaign, top=top, progress=watch)

        report = shell.run(work)
    shell.show(report, lambda: _print(shell, report))


def _accept(shell: Shell, campaign: str, text: str, clue: str) -> None:
    async def work(house: House) -> Published:
        check_slug(campaign, what="campaign")
        return await house.misses.accept(campaign, text, clue)

    published = shell.run(work)

    def human() -> None:
        done = "is an alias of" if published.changed else "led already to"
        shell.say(f"{text!r} {done} clue {published.clue}, revision {published.revision}")

    shell.show(published, human)


def _print(shell: Shell, report: MissReport) -> None:
    totals = report.totals
    shell.say(
        f"{report.campaign}: {totals.get('asked', 0):,} asked, "
        f"{totals.get('both_tiers_missed', 0):,} known to no clue, "
        f"{totals.get('missed', 0):,} of them answered by nothing"
    )
    for part, why in report.skipped.items():
        shell.warn(f"not asked: {part}: {why}")
    if report.misses:
        rows = [
            (
                miss.times,
                miss.text,
                "\n".join(
                    f"{one.clue} ({one.text}) {one.score:.2f} by {one.by}"
                    for one in miss.candidates
                ),
            )
            for miss in report.misses
        ]
        shell.table(("times#", "text", "may be meant"), rows)
