from __future__ import annotations

from pathlib import Path

from clew.hunt_check.faults import REMEDIES

DOCS = Path(__file__).parents[2] / "docs" / "hunt-check.md"


def test_the_page_on_checking_has_every_rule_with_its_remedy() -> None:
    """What the page lists is what the checker says, in its order."""
    rows = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert rows == [f"| `{rule}` | {remedy} |" for rule, remedy in REMEDIES.items()]
