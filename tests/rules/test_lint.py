"""What the lint calls things, where it says they are, and what it says to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clew.errors import InputRefused
from clew.rules.engines.zen import ZenRules
from clew.rules.fields import FieldKind, fields_of
from clew.rules.findings import Finding, Kind
from clew.rules.lint import lint
from clew.rules.model import DECISIONS
from clew.rules.read_file import MOST_BYTES, read_rules
from clew.rules.stores.rule_files import SHIPPED
from clew.testing.rule_tables import set_of, table_of

VISITS, KIND, LANG, TAGS = (
    "player.visits_30d",
    "promotion.kind",
    "player.lang",
    "player.segments",
)


def found(document: Any, decision: str = "eligibility") -> list[Finding]:
    """What is said of one table."""
    report = lint(set_of(**{decision: document}), ZenRules())
    return [one for one in report.findings if one.kind is not Kind.MISSING_TABLE]


def first(column: str, cell: str) -> Finding | None:
    """The worst thing that is said of a table with this one cell, notes left out."""
    told = [one for one in found(table_of([column], [], [cell])) if one.severity != "note"]
    return told[0] if told else None


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (VISITS, "> 3"),
        (VISITS, ">= 3 and < 8"),
        (VISITS, "< 3 or > 8"),
        (VISITS, "[1..5]"),
        (VISITS, "(1..5)"),
        (VISITS, "1, 5, [7..9]"),
        (VISITS, "in [1, 5]"),
        (VISITS, "not in [1..5]"),
        (VISITS, "$ * 2 - 1 > player.hunts_7d + 2.5"),
        (VISITS, "> player.hunts_7d"),
        (KIND, "'percent', 'fixed'"),
        (KIND, "!= 'points'"),
        (KIND, 'not in ["points"]'),
        (LANG, "startsWith($, 'fr') or $ == 'de'"),
        (LANG, '"l\'été"'),
        (TAGS, "'vip' in $ and not ('staff' in $)"),
        (TAGS, "contains($, 'vip')"),
        ("player.known", "true"),
        ("player.known", "not ($)"),
        ("?", "player.known and (player.lang == 'fr' or 'vip' in player.segments)"),
        ("?", "player.visits_30d in [1..5] and promotion.kind not in ['points']"),
    ],
)
def test_what_a_cell_may_say(column: str, cell: str) -> None:
    """Comparisons, ranges, lists, and, or, not, sums and tests of texts raise no alarm."""
    assert first(column, cell) is None


@pytest.mark.parametrize(
    ("column", "cell", "kind", "remedy"),
    [
        ("player.visit_30d", "> 3", Kind.UNKNOWN_FIELD, "did you mean player.visits_30d?"),
        ("?", "visits_30d > 3", Kind.UNKNOWN_FIELD, "did you mean player.visits_30d?"),
        (VISITS, "> '10'", Kind.TEXT_FOR_NUMBER, "write 10 without quotes"),
        (VISITS, "'10'", Kind.TEXT_FOR_NUMBER, "write 10 without quotes"),
        (VISITS, "'10' < 5", Kind.TEXT_FOR_NUMBER, "write 10 without quotes"),
        (KIND, "'percnt'", Kind.UNKNOWN_VALUE, "did you mean 'percent'?"),
        (KIND, "'Percent'", Kind.UNKNOWN_VALUE, "did you mean 'percent'?"),
        (VISITS, "!= null", Kind.NOTHING, "player.known"),
        (VISITS, "now() > 3", Kind.DATE_OR_CHANCE, "moment.hour"),
        (VISITS, "> rand(5)", Kind.DATE_OR_CHANCE, "moment.hour"),
        (LANG, "date($) == 'x'", Kind.DATE_OR_CHANCE, "moment.hour"),
        (LANG, "startWith($, 'f')", Kind.UNKNOWN_FUNCTION, "did you mean startsWith?"),
        (LANG, "len($) == 2", Kind.UNKNOWN_FUNCTION, "startsWith"),
        (LANG, "> 'a'", Kind.WRONG_TYPE, "=="),
        (LANG, "5", Kind.WRONG_TYPE, "quotes"),
        (TAGS, "'vip'", Kind.WRONG_TYPE, "'vip' in"),
        (TAGS, "5 in $", Kind.WRONG_TYPE, "quotes"),
        ("player.known", "> 0", Kind.WRONG_TYPE, "like with like"),
        ("player.known", "'yes'", Kind.WRONG_TYPE, "like with like"),
        ("?", "player.visits_30d", Kind.WRONG_TYPE, "compare"),
        ("?", "player.visits_30d > 1 and 5", Kind.WRONG_TYPE, "comparison on both sides"),
        ("?", "$ > 3", Kind.SYNTAX, "docs/rules.md"),
        ("?", "not player.visits_30d > 3", Kind.SYNTAX, "not (...)"),
        (VISITS, "not (> 3)", Kind.SYNTAX, "docs/rules.md"),
        (VISITS, "= 3", Kind.SYNTAX, "=="),
        (VISITS, "> 3 && < 5", Kind.SYNTAX, "write and"),
        (VISITS, "> 6 / 2", Kind.SYNTAX, "multiply"),
        (VISITS, "> 1e3", Kind.SYNTAX, "plain digits"),
        (VISITS, "> 1_000", Kind.SYNTAX, "plain digits"),
        (VISITS, "1 < $ < 5", Kind.SYNTAX, "docs/rules.md"),
        (LANG, "'fr", Kind.SYNTAX, "close it"),
        (LANG, "`fr`", Kind.SYNTAX, "quotes"),
        (VISITS, "[5..1]", Kind.NEVER_TRUE, "lower number first"),
        (VISITS, "> 5 and < 3", Kind.NEVER_TRUE, "contradicts"),
        (VISITS, "> 1000000", Kind.NEVER_TRUE, "contradicts"),
        (VISITS, "2.5", Kind.NEVER_TRUE, "contradicts"),
        (VISITS, ">= 0", Kind.ALWAYS_TRUE, "leave it empty"),
        ("player.known", "true, false", Kind.ALWAYS_TRUE, "leave it empty"),
        (VISITS, "> 9007199254740992", Kind.OUT_OF_RANGE, "at most"),
        (VISITS, "> 0.00001", Kind.OUT_OF_RANGE, "decimals"),
        ("?", "player.spent_90d * player.spent_90d > 1", Kind.OUT_OF_RANGE, "keep it under"),
        (VISITS, "> " + "(" * 40 + "1" + ")" * 40, Kind.TOO_DEEP, "split"),
        (VISITS, "> 1" + " " * 600 + "and < 3", Kind.TOO_LONG, "split"),
        (VISITS, f"in [{', '.join(map(str, range(101)))}]", Kind.TOO_LONG, "tag"),
    ],
)
def test_what_a_cell_may_not_say(column: str, cell: str, kind: Kind, remedy: str) -> None:
    """What is wrong with a cell has a name, and the way out is said."""
    told = first(column, cell)
    assert told is not None
    assert told.kind is kind
    assert remedy in told.remedy


def test_where_a_fault_is() -> None:
    """A finding names table, row, column, and the path of the cell in the file."""
    document = table_of([VISITS, LANG], [], ["> 3", "'fr'"], ["< 3", "'fr' or"])
    (told,) = [one for one in found(document) if one.severity == "error"]
    assert (told.table, told.row, told.row_id, told.column) == ("eligibility", 2, "r2", LANG)
    cell: Any = {"tables": {"eligibility": document}}
    for part in told.path.split("/")[1:]:
        cell = cell[int(part)] if isinstance(cell, list) else cell[part]
    assert cell == "'fr' or"


def test_a_cell_is_of_one_column() -> None:
    """An id that an input and an output share is refused: one cell would be read as both."""
    document = table_of(["player.known"], [], ["true"])
    document["nodes"][1]["content"]["inputs"][0]["id"] = "allow"
    assert [one.kind for one in found(document)] == [Kind.DUPLICATE_ID]


def test_a_row_that_denies() -> None:
    """A row that does not say `true` is refused: the engine would skip it on a fault."""
    document = table_of([VISITS], [], ["> 3"], [""])
    for cell, kind in (
        ("false", Kind.DENY_ROW),
        ("player.known", Kind.DENY_ROW),
        ("", Kind.EMPTY_CELL),
        (None, Kind.EMPTY_CELL),
        (True, Kind.NOT_TEXT),
    ):
        document["nodes"][1]["content"]["rules"][0]["allow"] = cell
        assert [one.kind for one in found(document)] == [kind]


def test_a_row_that_is_never_reached() -> None:
    """A row that the rows above it cover, alone or together, is an error that names them."""
    told = found(table_of([VISITS, KIND], [], ["< 5", ""], [">= 5", ""], ["3", "'fixed'"]))
    assert [(one.kind, one.row) for one in told] == [(Kind.NEVER_REACHED, 3)]
    assert "row 1" in told[0].message
    two = found(table_of([VISITS], [], ["< 5"], ["(3..9]"], ["[2..8]"]))
    assert [(one.kind, one.row) for one in two if one.severity == "error"] == [
        (Kind.NEVER_REACHED, 3)
    ]


def test_rows_that_overlap() -> None:
    """Two rows that share facts and give something else are told, with such facts."""
    document = table_of([VISITS], ["weight"], ["[1..5]", "2"], ["[5..9]", "3"])
    told = [one for one in found(document, "promotion_choice") if one.kind is Kind.OVERLAP]
    assert [(one.severity, one.row) for one in told] == [("warning", 2)]
    assert f"{VISITS} = 5" in told[0].message


def test_an_exception_above_its_rule() -> None:
    """A row that is wholly a case of a later one is how tables are meant to be written."""
    document = table_of([VISITS], ["weight"], ["[1..5]", "2"], ["", "3"])
    assert found(document, "promotion_choice") == []


def test_a_gap() -> None:
    """Where everybody should get an answer, facts without a row are a likely slip."""
    shape = table_of(["player.hunts_solved"], ["steps", "difficulty"], ["< 5", "3", "1"])
    (told,) = found(shape, "hunt_shape")
    assert (told.kind, told.severity) == (Kind.GAP, "warning")
    assert "player.hunts_solved = 5" in told.message
    assert [one.severity for one in found(table_of([VISITS], [], ["< 5"]))] == ["note"]


def test_outputs_stay_in_bounds() -> None:
    """An output that could leave its bounds for any facts is refused; one that cannot is taken."""
    for cell, kind in (
        ("1001", Kind.OUT_OF_RANGE),
        ("0", Kind.OUT_OF_RANGE),
        ("2.5", Kind.OUT_OF_RANGE),
        ("player.visits_30d", Kind.OUT_OF_RANGE),
        ("'5'", Kind.TEXT_FOR_NUMBER),
        ("", Kind.EMPTY_CELL),
        ("player.known", Kind.WRONG_TYPE),
    ):
        document = table_of([VISITS], ["weight"], ["> 3", cell])
        assert [one.kind for one in found(document, "promotion_choice")] == [kind], cell
    document = table_of([VISITS], ["weight"], ["> 3", "moment.hour * 2 + 1"])
    assert [one.severity for one in found(document, "promotion_choice")] == ["note"]


def test_misspelt_decision() -> None:
    """A table that no decision asks is refused, with the name that may have been meant."""
    (told, *_) = lint(set_of(eligibilty=table_of([VISITS], [], [""])), ZenRules()).findings
    assert (told.kind, told.remedy) == (Kind.UNKNOWN_DECISION, "did you mean eligibility?")


def test_ten_thousand_rows() -> None:
    """A table of 10,000 rows is refused with its path, without being read."""
    document = table_of([VISITS], [], *([f"{n}"] for n in range(10_000)))
    (told,) = found(document)
    assert told.kind is Kind.TOO_MANY
    assert told.path == "/tables/eligibility/nodes/1/content/rules/500"
    assert "500" in told.remedy


def test_five_megabytes(tmp_path: Path) -> None:
    """A file of 5 MB is refused before it is parsed, alone or in a folder."""
    file = tmp_path / "large" / "eligibility.json"
    file.parent.mkdir()
    file.write_bytes(b'{"a": "' + b"x" * (5 << 20) + b'"}')
    for path in (file, file.parent):
        (told, *_) = lint(read_rules(path), ZenRules()).findings
        assert told.kind is Kind.TOO_LARGE
        assert f"{MOST_BYTES:,}" in told.message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"null",
        b'{"clew_rules": 2, "tables": {}}',
        b'{"clew_rules": true, "tables": {}}',
        b'{"clew_rules": 1, "tables": []}',
        b'{"clew_rules": 1, "tables": {}, "tables": {}}',
        b'{"clew_rules": 1, "tables": {}, "more": 1}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"clew_rules": NaN}',
    ],
)
def test_broken_files(tmp_path: Path, content: bytes) -> None:
    """What is no rule set is told in words, whatever it is."""
    file = tmp_path / "rules.json"
    file.write_bytes(content)
    (told, *_) = lint(read_rules(file), ZenRules()).findings
    assert told.kind is Kind.WRONG_FORMAT
    assert told.remedy


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"nodes": 5, "edges": []},
        {"nodes": [1], "edges": []},
        {"nodes": [{"type": []}], "edges": []},
        {"nodes": [{"type": "inputNode"}] * 3, "edges": [{}, {}]},
        {"nodes": [], "edges": [], "more": 1},
    ],
)
def test_broken_documents(document: Any) -> None:
    """What is no JDM document is told in words, whatever it is."""
    assert [one.severity for one in found(document)][:1] == ["error"]


@pytest.mark.parametrize("part", ["inputs", "outputs", "rules", "hitPolicy", "inputField"])
@pytest.mark.parametrize("value", [None, 5, "x", [], [[]], [None], {}, [{"id": 5}]])
def test_broken_tables(part: str, value: Any) -> None:
    """A table with anything of another shape is told in words and is not compiled."""
    document = table_of([VISITS], [], ["> 3"])
    document["nodes"][1]["content"][part] = value
    report = lint(set_of(eligibility=document), ZenRules())
    harmless = (part in {"rules", "inputs"} and value == []) or (
        part == "inputField" and value is None
    )
    if part == "inputs" and value == []:
        harmless = False
    assert report.sound is harmless, report.findings


def test_every_document_is_read_alike_in_both_forms(tmp_path: Path) -> None:
    """A folder with a JDM file a decision says what one file of named tables says."""
    whole = json.loads(SHIPPED.read_bytes())
    for name, document in whole["tables"].items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document), "utf-8")
    one, other = lint(read_rules(SHIPPED), ZenRules()), lint(read_rules(tmp_path), ZenRules())
    assert one.findings == other.findings
    assert one.tables == other.tables


def test_the_shipped_set() -> None:
    """The shipped set answers every decision and raises no alarm."""
    report = lint(read_rules(SHIPPED), ZenRules())
    assert report.tables.keys() == DECISIONS.keys()
    assert report.counts.keys() <= {"note"}


def test_unreadable(tmp_path: Path) -> None:
    """A file that is not there is refused by its name."""
    with pytest.raises(InputRefused, match=r"nothing\.json"):
        read_rules(tmp_path / "nothing.json")


def test_every_fact_has_bounds() -> None:
    """No fact is ever nothing, and every number has both bounds."""
    for decision in DECISIONS.values():
        for field in (*fields_of(decision.facts).values(), *fields_of(decision.outputs).values()):
            assert field.kind is not FieldKind.NUMBER or field.low < field.high
            assert field.kind is not FieldKind.CHOICE or len(field.values) > 1
