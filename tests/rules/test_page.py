"""What docs/rules.md shows is what the rules take and refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from clew.rules.engines.zen import ZenRules
from clew.rules.findings import Kind
from clew.rules.lint import lint
from clew.rules.read_file import documents_of
from clew.testing.rule_tables import set_of, table_of

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text("utf-8")


def section(title: str) -> str:
    """The text under a heading, up to the next one."""
    return PAGE.split(f"{title}\n", 1)[1].split("\n#", 1)[0]


SHOWN = re.findall(
    r"^\| (?:`([^`]+)`)? *\| `([^`]+)` \|", section("### What a cell may say"), re.MULTILINE
)


@pytest.mark.parametrize(("column", "cell"), SHOWN)
def test_cells_that_are_shown(column: str, cell: str) -> None:
    """Every cell that the page shows is taken, in the column that it shows."""
    decision = "bundle" if "first." in cell else "eligibility"
    outputs = ["weight"] if decision == "bundle" else []
    document = table_of([column or "?"], outputs, [cell, *("5" for _ in outputs)])
    report = lint(set_of(**{decision: document}), ZenRules())
    assert report.sound, report.findings


def test_the_page_shows_cells() -> None:
    """The examples are found on the page."""
    assert len(SHOWN) == 14


def test_every_kind_is_told() -> None:
    """Every kind of finding stands on the page, and no other."""
    listed = section("### What it may not, and what lint calls it")
    told = {
        kind
        for line in listed.splitlines()
        if line.startswith("| `")
        for kind in re.findall(r"`([a-z_]+)`", line.split("|")[1])
    }
    assert told == {kind.value for kind in Kind}


def test_the_example_is_a_rule_set() -> None:
    """The set that the page shows raises no alarm."""
    (block,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    json.loads(block)
    report = lint(documents_of(block.encode(), "docs/rules.md", "page"), ZenRules())
    kinds = {one.kind for one in report.findings}
    assert kinds <= {Kind.MISSING_TABLE, Kind.GAP}
    assert report.tables == {"eligibility": 2}
