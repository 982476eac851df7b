"""Reports about rules in words, for people at a terminal."""

from __future__ import annotations

from clew.cli.shell import Shell
from clew.money import plain
from clew.rules.findings import RulesReport
from clew.rules.tally import DryRun

SHOWN = 50
"""How many lines of each kind are shown; `--json` has more."""


def print_findings(shell: Shell, report: RulesReport, *, notes: bool = True) -> None:
    """A report of the lint: what was looked at, and a table of what was found."""
    rows = sum(report.tables.values())
    told = ", ".join(f"{number} {name}s" for name, number in report.counts.items())
    shell.say(
        f"{report.file}: {len(report.tables)} tables with {rows} rows, {told or 'nothing to tell'}"
    )
    found = [one for one in report.findings if notes or one.severity != "note"]
    if found:
        shell.table(
            ("", "kind", "table", "row#", "column", "what", "what to do", "path"),
            [
                (
                    *(one.severity, one.kind, one.table, one.row, one.column),
                    *(one.message, one.remedy, one.path),
                )
                for one in found
            ],
        )


def print_dry_run(shell: Shell, answer: DryRun) -> None:
    """Who gains, who loses, and what it would cost."""
    shell.say(
        f"{answer.asked:,} asked: {answer.allowed:,} allowed, {answer.allowed_before:,} now; "
        f"{answer.players_gain:,} players gain, {answer.players_lose:,} lose"
    )
    for currency, minor in sorted(answer.cost.items()):
        shell.say(f"it would cost at most {_more(minor, currency)}")
    if answer.balances:
        shell.table(
            ("about", "gain#", "lose#", "at most#"),
            [
                (*(one.about, one.gain, one.lose), _more(one.cost, one.currency))
                for one in answer.balances[:SHOWN]
            ],
        )
    turns = [
        (what, *(one.player_id, one.decision, one.about, one.row_before, one.row))
        for what, some in (("gain", answer.gain), ("lose", answer.lose), ("change", answer.change))
        for one in some[:SHOWN]
    ]
    if turns:
        shell.table(("", "player", "table", "about", "row now", "row then"), turns)
    hidden = sum(answer.counts[name] for name in ("gain", "lose", "change")) - len(turns)
    if hidden:
        shell.say(f"... and {hidden:,} more")


def _more(minor: int, currency: str) -> str:
    if not currency:
        return ""
    return f"{'-' if minor < 0 else '+'}{plain(abs(minor), currency)} {currency}"
