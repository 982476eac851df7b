"""Everything that can be known of a rule set before it is in force."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import Any

import msgspec

from clew.errors import InputRefused
from clew.rules.facts import nested
from clew.rules.findings import MOST_LISTED, Finding, Kind, RulesReport, Spot
from clew.rules.lint_rows import RowLint, Shown
from clew.rules.model import DECISIONS
from clew.rules.ports import CompiledTable, RuleEngine
from clew.rules.read_file import Documents
from clew.rules.read_jdm import raw_table
from clew.rules.read_table import TableReader
from clew.rules.table import RuleSet, Table

_SEVERITIES = ("error", "warning", "note")


def read_set(documents: Documents) -> tuple[RuleSet, list[Finding]]:
    """The tables that can be read, typed, and what is wrong with the others."""
    found: list[Finding] = [
        Spot(path.removeprefix("/tables/"), path=path).find(fault.kind, fault.message, fault.remedy)
        for path, fault in documents.faults
    ]
    tables = {}
    for name, document in documents.tables.items():
        table = _table(name, document, documents.paths[name], found)
        if table is not None:
            tables[name] = table
    return RuleSet(documents.name, tables), found


def _table(name: str, document: Any, path: str, found: list[Finding]) -> Table | None:
    spot = Spot(name[:80], path=path)
    decision = DECISIONS.get(name)
    if decision is None:
        near = get_close_matches(name, DECISIONS, n=1, cutoff=0.6)
        remedy = f"did you mean {near[0]}?" if near else f"there are: {', '.join(DECISIONS)}"
        found.append(
            spot.find(Kind.UNKNOWN_DECISION, f"no decision is called {name[:80]!r}", remedy)
        )
        return None
    before = len(found)
    raw = raw_table(document, spot, found)
    table = None if raw is None else TableReader(decision, spot, found).table(raw)
    return table if len(found) == before else None


def lint(documents: Documents, engine: RuleEngine) -> RulesReport:
    """The report on a rule set; changes nothing."""
    rules, found = read_set(documents)
    for name, table in rules.tables.items():
        rows = RowLint(table)
        rows.look()
        found += rows.findings
        found += _tried(name, table, rows.shown, engine)
    if not documents.faults:
        found += _missing(documents)
    listed = [
        one
        for severity in _SEVERITIES
        for one in [one for one in found if one.severity == severity][:MOST_LISTED]
    ]
    return RulesReport(
        documents.file,
        documents.name,
        {name: len(table.rows) for name, table in rules.tables.items()},
        dict(Counter(one.severity for one in found)),
        tuple(listed),
    )


def _missing(documents: Documents) -> list[Finding]:
    return [
        Spot(name, path="/tables").find(
            Kind.MISSING_TABLE,
            f"no table answers: {decision.asks}",
            "add one; without it the answer is no, to everybody",
            severity="warning",
        )
        for name, decision in DECISIONS.items()
        if name not in documents.tables
    ]


def _tried(name: str, table: Table, shown: list[Shown], engine: RuleEngine) -> list[Finding]:
    spot = Spot(name, path=table.path)
    try:
        compiled = engine.compile(table)
    except InputRefused as error:
        at = msgspec.structs.replace(spot, path=error.where.field or table.path)
        return [at.find(Kind.ENGINE_REFUSES, error.message, error.remedy)]
    return [one for each in shown for one in _fires(table, compiled, each, spot)]


def _fires(table: Table, compiled: CompiledTable, shown: Shown, spot: Spot) -> list[Finding]:
    if shown.row is not None:
        row = table.rows[shown.row]
        spot = msgspec.structs.replace(
            spot, row=row.number, row_id=row.id, path=f"{table.path}/{row.number - 1}"
        )
    tries = shown.tries[:1] if shown.sure else shown.tries
    facts = [msgspec.convert(nested(values), table.decision.facts) for values in tries]
    asked = compiled.ask(facts)
    for one, answer in zip(facts, asked, strict=True):
        traced = compiled.trace(one)
        if answer is None or answer != traced:
            return [
                spot.find(
                    Kind.ENGINE_DIFFERS,
                    f"asked twice, the engine says {answer} and {traced}",
                    "write the row in simpler words, and report this",
                )
            ]
        if answer.row == shown.row:
            return []
    if not shown.sure:
        return [
            spot.find(
                Kind.NOT_SHOWN,
                "no sample was found that it fires on: it compares fields with each other",
                "try it with `clew rules dry-run` on facts of your own",
                severity="note",
            )
        ]
    place = asked[0].row if asked[0] else None
    fired = "none" if place is None else f"row {table.rows[place].number}"
    return [
        spot.find(
            Kind.ENGINE_DIFFERS,
            f"on a sample made for it, {fired} fires",
            "write the row in simpler words, and report this",
        )
    ]
