"""Two rule sets compared, in words."""

from __future__ import annotations

from typing import Any

from clew.rules.diff import Difference, differences
from clew.rules.lint import read_set
from clew.testing.rule_tables import set_of, table_of

VISITS, LANG = "player.visits_30d", "player.lang"


def told(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """What differs between two sets of documents."""
    return list(differences(read_set(set_of(**old))[0], read_set(set_of(**new))[0]))


def test_nothing_differs() -> None:
    """Another writing of the same is no difference."""
    one = table_of([VISITS, LANG], ["weight"], ["> 3", "'fr', 'de'", "5"])
    other = table_of([VISITS, LANG], ["weight"], ["$ > 3", "'fr' or \"de\"", " 5 "])
    assert told({"promotion_choice": one}, {"promotion_choice": other}) == []


def test_rows() -> None:
    """Rows are told apart by their ids: gone, new, changed by column, moved."""
    old = table_of([VISITS], ["weight"], ["> 9", "5"], ["> 6", "4"], ["> 3", "3"])
    new = table_of([VISITS], ["weight"], ["> 9", "5"], ["> 7", "6"], ["> 3", "3"], ["> 1", "2"])
    rows = new["nodes"][1]["content"]["rules"]
    del rows[0]
    rows.reverse()
    said = [(one.what, one.row, one.says) for one in told({"bundle": old}, {"bundle": new})]
    changed = f"row r2: when {VISITS}: {VISITS} > 6 -> {VISITS} > 7; gives weight: 4 -> 6"
    assert said == [
        ("row_removed", "r1", f"row r1 is gone: allows {VISITS} > 9, gives weight 5"),
        ("row_added", "r4", f"row r4 is new, at place 1: allows {VISITS} > 1, gives weight 2"),
        ("row_changed", "r2", changed),
        ("row_moved", "r3", "row r3 stands above r2 now, and is met first"),
    ]


def test_tables() -> None:
    """A table that comes or goes is told as such."""
    one = table_of([VISITS], [], ["> 9"])
    came = told({}, {"eligibility": one})
    assert [(one.what, one.table) for one in came] == [("table_added", "eligibility")]
    assert "may this player get this promotion?" in came[0].says
    gone = told({"eligibility": one}, {})
    assert [one.says for one in gone] == ["eligibility is gone: nobody is allowed anything there"]
