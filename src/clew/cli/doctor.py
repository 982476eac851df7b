"""`clew doctor`: what differs between the parts, and what mends it."""

from __future__ import annotations

import sys

import click

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.errors import PartUnavailable
from clew.model_registry.artefact import load_artefact
from clew.shop.staging import StagedHead
from clew.venues.check_ground import check_ground
from clew.venues.check_map import check_map
from clew.venues.model import Finding
from clew.wiring.house import House


@click.command(epilog=examples("clew doctor", "clew doctor --json"))
@json_option
@pass_shell
def doctor(shell: Shell) -> None:
    """Compare the record, tiers, maps, closures, budgets, models and rules; change nothing.

    Exit status 0 where all agree, 3 where something is named.
    """

    async def work(house: House) -> list[Finding]:
        findings = [finding async for finding in house.tier_check.findings()]
        findings += [finding async for finding in house.vector_check.findings()]
        findings += [finding async for finding in house.import_leftovers.findings()]
        findings += [_unfinished(head) for head in house.history_import.unfinished()]
        findings += await house.promotion_check.findings()
        for venue in await house.venues.venues():
            record = await house.venues.load(venue.id)
            if record is None:
                continue
            try:
                published = house.maps.read(venue.id, venue.map_version)
            except PartUnavailable:
                published = None
            findings += check_map(record, published)
            closures = await house.ground.closures(venue.id)
            now = int(house.clock.now().timestamp())
            findings += check_ground(record, closures, now=now)
        try:
            load_artefact(house.embedding)
        except PartUnavailable as error:
            findings.append(Finding("model", str(error.where), error.message, error.remedy))
        findings += _trained(house)
        try:
            house.rules.book()
        except PartUnavailable as error:
            findings.append(Finding("rules", str(error.where), error.message, error.remedy))
        return findings

    findings = shell.run(work)

    def human() -> None:
        if not findings:
            shell.say("all parts agree")
            return
        rows = [(one.part, one.subject, one.message, one.remedy) for one in findings]
        shell.table(("part", "what", "finding", "what to do"), rows)

    shell.show({"clean": not findings, "findings": findings}, human)
    if findings:
        sys.exit(PartUnavailable.exit_status)


def _trained(house: House) -> list[Finding]:
    """What is wrong with the trained models that are in force."""
    looks = (house.starting_model.look(), house.redemption_model.look())
    return [
        Finding("model", str(look.fault.where), look.fault.message, look.fault.remedy)
        for look in looks
        if look.fault is not None
    ]


def _unfinished(head: StagedHead) -> Finding:
    return Finding(
        "shop",
        head.file,
        f"an import of {head.kind} is under way or broke off: {head.done:,} of {head.lines:,} "
        "rows are in",
        "`clew repair` completes it, unless somebody is at it",
    )
