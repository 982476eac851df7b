"""Faults put into sound decision tables, one a table, each with what a lint must call it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any, NamedTuple

from clew.rules.fields import ALLOW, FieldKind, fields_of
from clew.rules.findings import Kind
from clew.testing.rule_tables import Made


class Faulty(NamedTuple):
    """A table with one fault.

    Attributes:
        name: of the fault.
        document: the JDM document.
        kinds: what a lint may call it.
    """

    name: str
    document: Any
    kinds: frozenset[Kind]


class _Hand:
    """Puts a fault into one table."""

    def __init__(self, made: Made, rng: Random) -> None:
        self.made = made
        self.rng = rng
        self.document = deepcopy(made.document)
        self.content = self.document["nodes"][1]["content"]
        self.rows: list[dict[str, Any]] = self.content["rules"]
        self.row = rng.choice(self.rows)
        self.facts = fields_of(made.decision.facts)
        self.outputs = list(fields_of(made.decision.outputs))

    def add(self, column: str, cell: str) -> bool:
        """A column of its own with one cell, in the chosen row."""
        field = {} if column == "?" else {"field": column}
        self.content["inputs"].append({"id": "added", "name": "added", **field})
        self.row["added"] = cell
        return True

    def field(self, *kinds: FieldKind) -> str:
        """A field of one of these kinds."""
        return self.rng.choice([name for name, f in self.facts.items() if f.kind in kinds])


def _slip(word: str, rng: Random) -> str:
    """A word with one letter missing, doubled, or swapped with the next."""
    # Not next to a point: two in a row are another fault.
    at = rng.choice([n for n in range(1, len(word) - 1) if "." not in word[n - 1 : n + 2]])
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return rng.choice([one for one in slips if one != word])


def _deny(hand: _Hand) -> bool:
    hand.row[ALLOW] = hand.rng.choice(("false", " false ", "not (true)", "1 > 2", "0"))
    return True


def _deny_with_a_bad_cell(hand: _Hand) -> bool:
    hand.row[ALLOW] = "false"
    return hand.add(hand.field(FieldKind.NUMBER), hand.rng.choice(("> ", "> null", ">> 3")))


def _says_nothing(hand: _Hand) -> bool:
    if hand.rng.random() < 0.5:
        del hand.row[ALLOW]
    else:
        hand.row[ALLOW] = ""
    return True


def _column_misspelt(hand: _Hand) -> bool:
    column = hand.rng.choice([one for one in hand.content["inputs"] if "field" in one])
    column["field"] = _slip(column["field"], hand.rng)
    return True


def _column_of_a_number(hand: _Hand) -> bool:
    hand.content["inputs"].append({"id": "added", "name": "added", "field": 5})
    hand.row["added"] = "player.known or not (player.known)"
    return True


def _field_misspelt(hand: _Hand) -> bool:
    name = hand.field(FieldKind.NUMBER)
    return hand.add("?", f"{_slip(name, hand.rng)} > 3")


def _value_misspelt(hand: _Hand) -> bool:
    name = hand.field(FieldKind.CHOICE)
    value = hand.rng.choice(hand.facts[name].values)
    return hand.add(name, f"'{_slip(value, hand.rng)}'")


def _text_for_number(hand: _Hand) -> bool:
    cell = hand.rng.choice(("> '10'", "'10'", "in ['1', '2']", "['1'..'5']", '"3", "4"'))
    return hand.add(hand.field(FieldKind.NUMBER), cell)


def _text_given(hand: _Hand) -> bool:
    if not hand.outputs:
        return False
    hand.row[hand.rng.choice(hand.outputs)] = hand.rng.choice(("'5'", '"3"', "'many'"))
    return True


def _none(hand: _Hand) -> bool:
    hand.row[hand.rng.choice(hand.content["inputs"])["id"]] = None
    return True


def _null(hand: _Hand) -> bool:
    name = hand.field(FieldKind.NUMBER, FieldKind.TEXT)
    return hand.add(name, hand.rng.choice(("!= null", "null", "$ == null", "> None")))


def _number_for_text(hand: _Hand) -> bool:
    hand.row[hand.rng.choice(hand.content["inputs"])["id"]] = hand.rng.choice((5, 1.5, True, ["x"]))
    return True


def _edges_in_a_circle(hand: _Hand) -> bool:
    source, target = hand.rng.choice((("table", "table"), ("out", "in"), ("table", "in")))
    hand.document["edges"].append({"id": "c", "sourceId": source, "targetId": target})
    return True


def _over_a_list(hand: _Hand) -> bool:
    hand.content["executionMode"] = "loop"
    return True


def _foreign_node(hand: _Hand) -> bool:
    kind = hand.rng.choice(
        ("functionNode", "customNode", "decisionNode", "expressionNode", "switchNode", "httpNode")
    )
    hand.document["nodes"].insert(
        hand.rng.randint(0, 3), {"id": "f", "type": kind, "name": "f", "content": {"source": ""}}
    )
    return True


def _unknown_function(hand: _Hand) -> bool:
    cell = hand.rng.choice(
        (
            "len($) > 3",
            "matches($, 'a+')",
            "upper($) == 'X'",
            "startWith($, 'x')",
            "extract($, 'a')",
        )
    )
    return hand.add(hand.field(FieldKind.TEXT), cell)


def _chance(hand: _Hand) -> bool:
    cell = hand.rng.choice(
        ("rand(100) > 50", "date('now') > 3", "now() > 5", "time('10:00') < 3", "d('now') == 1")
    )
    return hand.add("?", cell)


def _dead_copy(hand: _Hand) -> bool:
    row = deepcopy(hand.rng.choice(hand.rows))
    row["_id"] = "copy"
    hand.rows.append(row)
    return True


def _rule_above_its_exceptions(hand: _Hand) -> bool:
    names = [column["id"] for column in hand.content["inputs"]]
    rest = {name: hand.row[name] for name in (ALLOW, *hand.outputs)}
    hand.rows.insert(0, {"_id": "all", **dict.fromkeys(names, ""), **rest})
    return True


def _overlap(hand: _Hand) -> bool:
    if not hand.outputs or not hand.made.numbered:
        return False
    low = hand.facts[hand.made.cuts].low
    names = [column["id"] for column in hand.content["inputs"]]
    for number, cell in enumerate((f"[{low}..{low + 1}]", f"[{low + 1}..{low + 2}]")):
        row = {"_id": f"over-{number}", **dict.fromkeys(names, ""), hand.made.cuts: cell}
        given = dict.fromkeys(hand.outputs, str(number + 2))
        hand.rows.insert(number, {**row, ALLOW: "true", **given})
    return True


def _contradiction(hand: _Hand) -> bool:
    cell = hand.rng.choice(("> 5 and < 3", "[3..3)", "== 1 and == 2", "< 3 and not in [0, 1, 2]"))
    name = hand.rng.choice(("player.visits_30d", "player.hunts_7d", "player.rewards_7d"))
    return hand.add(name, cell)


def _never(hand: _Hand) -> bool:
    cell = hand.rng.choice(("> 1000000", "< 0", "[2000000..3000000]", "-5", "2.5"))
    return hand.add("player.visits_30d", cell)


def _idle(hand: _Hand) -> bool:
    name, cell = hand.rng.choice(
        (("player.visits_30d", ">= 0"), ("moment.hour", "< 24"), ("player.known", "true, false"))
    )
    return hand.add(name, cell)


def _output_lost(hand: _Hand) -> bool:
    hand.content["outputs"].remove(hand.rng.choice(hand.content["outputs"]))
    for row in hand.rows:
        for name in (ALLOW, *hand.outputs):
            if name not in {column["id"] for column in hand.content["outputs"]}:
                del row[name]
    return True


def _output_misspelt(hand: _Hand) -> bool:
    column = hand.rng.choice(hand.content["outputs"])
    column["field"] = _slip(column["field"], hand.rng)
    return True


def _policy(hand: _Hand) -> bool:
    hand.content["hitPolicy"] = hand.rng.choice(("collect", "unique", None, "First"))
    return True


def _too_much_given(hand: _Hand) -> bool:
    if not hand.outputs:
        return False
    hand.row[hand.rng.choice(hand.outputs)] = hand.rng.choice(
        ("5000", "-1", "0.5", "player.visits_30d", "1000 * 1000")
    )
    return True


def _same_id(hand: _Hand) -> bool:
    if len(hand.rows) < 2:
        return False
    hand.rows[0]["_id"] = hand.rows[1]["_id"]
    return True


def _syntax(hand: _Hand) -> bool:
    cell = hand.rng.choice(
        (
            ">> 3",
            "= 3",
            "> 3 &&",
            "(1..",
            "> (3",
            "3 4",
            "> 3 < 5",
            "1 / 2",
            "not > 3",
            "`3`",
            "> 1e3",
        )
    )
    return hand.add(hand.field(FieldKind.NUMBER), cell)


def _stray_cell(hand: _Hand) -> bool:
    hand.row["column-that-was-deleted"] = "> 3"
    return True


def _value_not_test(hand: _Hand) -> bool:
    name = hand.field(FieldKind.NUMBER)
    return hand.add("?", hand.rng.choice((name, f"{name} + 1", f"({name})", "5", "'yes'")))


def _order_of_texts(hand: _Hand) -> bool:
    return hand.add(hand.field(FieldKind.TEXT, FieldKind.CHOICE), "> 'a'")


def _mixed(hand: _Hand) -> bool:
    text, number = hand.field(FieldKind.TEXT), hand.field(FieldKind.NUMBER)
    flag = hand.field(FieldKind.FLAG)
    cells = (f"{text} == {number}", f"{flag} == {number}", f"{number} + {text} > 3", f"{flag} > 0")
    return hand.add("?", hand.rng.choice(cells))


def _gap(hand: _Hand) -> bool:
    if not hand.made.decision.total or len(hand.rows) < 2:
        return False
    del hand.rows[-1]
    return True


FAULTS: dict[str, tuple[Callable[[_Hand], bool], frozenset[Kind]]] = {
    "a row denies": (_deny, frozenset({Kind.DENY_ROW})),
    "a denying row has a bad cell": (_deny_with_a_bad_cell, frozenset({Kind.DENY_ROW})),
    "a row says nothing": (_says_nothing, frozenset({Kind.EMPTY_CELL})),
    "a column's field is misspelt": (_column_misspelt, frozenset({Kind.UNKNOWN_FIELD})),
    "a column's field is no text": (_column_of_a_number, frozenset({Kind.WRONG_FORMAT})),
    "a field in a cell is misspelt": (_field_misspelt, frozenset({Kind.UNKNOWN_FIELD})),
    "a value is misspelt": (_value_misspelt, frozenset({Kind.UNKNOWN_VALUE})),
    "a text stands for a number": (_text_for_number, frozenset({Kind.TEXT_FOR_NUMBER})),
    "a text is given for a number": (_text_given, frozenset({Kind.TEXT_FOR_NUMBER})),
    "a cell is None": (_none, frozenset({Kind.NOTHING})),
    "a cell asks for null": (_null, frozenset({Kind.NOTHING})),
    "a cell is no text": (_number_for_text, frozenset({Kind.NOT_TEXT})),
    "the edges run in a circle": (_edges_in_a_circle, frozenset({Kind.LOOP})),
    "the table loops over a list": (_over_a_list, frozenset({Kind.LOOP})),
    "a node of another kind": (_foreign_node, frozenset({Kind.FORBIDDEN_NODE})),
    "a function that is not on the list": (_unknown_function, frozenset({Kind.UNKNOWN_FUNCTION})),
    "dates and chance": (_chance, frozenset({Kind.DATE_OR_CHANCE})),
    "a row stands twice": (_dead_copy, frozenset({Kind.NEVER_REACHED})),
    "a rule above its exceptions": (_rule_above_its_exceptions, frozenset({Kind.NEVER_REACHED})),
    "two rows overlap": (_overlap, frozenset({Kind.OVERLAP})),
    "a cell contradicts itself": (_contradiction, frozenset({Kind.NEVER_TRUE})),
    "a cell is out of its field's bounds": (_never, frozenset({Kind.NEVER_TRUE})),
    "a cell is met by everything": (_idle, frozenset({Kind.ALWAYS_TRUE})),
    "an output is lost": (_output_lost, frozenset({Kind.MISSING_OUTPUT})),
    "an output is misspelt": (_output_misspelt, frozenset({Kind.UNKNOWN_COLUMN})),
    "another hit policy": (_policy, frozenset({Kind.WRONG_POLICY})),
    "an output out of bounds": (_too_much_given, frozenset({Kind.OUT_OF_RANGE, Kind.WRONG_TYPE})),
    "two rows with one id": (_same_id, frozenset({Kind.DUPLICATE_ID})),
    "no sense in the writing": (_syntax, frozenset({Kind.SYNTAX})),
    "a cell without a column": (_stray_cell, frozenset({Kind.UNKNOWN_COLUMN})),
    "a value where a test should be": (_value_not_test, frozenset({Kind.WRONG_TYPE})),
    "texts in order": (_order_of_texts, frozenset({Kind.WRONG_TYPE, Kind.UNKNOWN_VALUE})),
    "unlike things compared": (_mixed, frozenset({Kind.WRONG_TYPE})),
    "nothing fires for some": (_gap, frozenset({Kind.GAP})),
}


def faulty(made: Made, rng: Random) -> Faulty:
    """The table with one fault that it can have, chosen by `rng`."""
    while True:
        name = rng.choice(sorted(FAULTS))
        put, kinds = FAULTS[name]
        hand = _Hand(made, rng)
        if put(hand):
            return Faulty(name, hand.document, kinds)
