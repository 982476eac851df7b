"""`clew clue lint`: what will lead players astray."""

from __future__ import annotations

import click

from clew.cli.shell import Shell, campaign_option, examples, json_option, pass_shell
from clew.clues.lint_model import LintFinding, LintReport
from clew.ids import check_slug
from clew.wiring.house import House

COLUMNS = (
    *("kind", "clue", "text", "other", "its text"),
    *("alike#", "metres#", "what", "what to do"),
)


@click.command(
    epilog=examples(
        "clew clue lint --campaign spring-2027",
        "clew clue lint --campaign spring-2027 --near 0.9 --top 20 --json",
    )
)
@campaign_option
@click.option(
    "--near",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.8,
    show_default=True,
    help="How alike two texts must be to be told, from 0 to 1.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="How many findings of a kind.",
)
@json_option
@pass_shell
def lint(shell: Shell, campaign: str, near: float, top: int) -> None:
    """Find clues that will lead players astray, the worst first; change nothing.

    Kinds: outside_venue, static, collision, close_text, close_meaning, gives_away
    (docs/lint.md). Findings are the result: the exit status is 0 with and without them.
    """
    with shell.progress() as watch:

        async def work(house: House) -> LintReport:
            check_slug(campaign, what="campaign")
            return await house.lint.look(campaign, near=near, top=top, progress=watch)

        report = shell.run(work)
    shell.show(report, lambda: _print(shell, report))


def _print(shell: Shell, report: LintReport) -> None:
    told = ", ".join(f"{number:,} {kind}" for kind, number in report.counts.items() if number)
    shell.say(f"{report.campaign}: {report.clues:,} clues, {told or 'nothing to tell'}")
    for part, why in report.skipped.items():
        shell.warn(f"not asked: {part}: {why}")
    if report.findings:
        shell.table(COLUMNS, map(_row, report.findings))


def _row(finding: LintFinding) -> tuple[object, ...]:
    other = finding.other
    metres = None if finding.metres is None else f"{finding.metres:,.1f}"
    if metres and finding.levels:
        metres += f" + {finding.levels} level{'s' if finding.levels > 1 else ''}"
    return (
        finding.kind,
        finding.said.clue,
        finding.said.text,
        other.clue if other else None,
        other.text if other else None,
        None if finding.alike is None else f"{finding.alike:.2f}",
        metres,
        finding.message,
        finding.suggestion,
    )
