"""Rules over the command line: exported, changed, looked over, tried, put in force, taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from clew.rules.model import ELIGIBILITY
from clew.testing.rule_tables import plain_facts


def changed(exported: Path, row: int, column: str, cell: str) -> Path:
    """A copy of an exported set with another cell in its eligibility table."""
    whole = json.loads(exported.read_bytes())
    whole["tables"]["eligibility"]["nodes"][1]["content"]["rules"][row][column] = cell
    file = exported.with_name("changed.json")
    file.write_text(json.dumps(whole), "utf-8")
    return file


def facts_file(folder: Path) -> Path:
    """Facts of three players, about one promotion each."""
    lines = []
    for player, units in (("ann", 3), ("bob", 30), ("cyd", 300)):
        facts = plain_facts(ELIGIBILITY, promotion__units_left=units)
        case = {"player_id": player, "decision": "eligibility", "facts": facts}
        lines.append(msgspec.json.encode({**case, "cost": 250, "currency": "EUR"}))
    file = folder / "facts.jsonl"
    file.write_bytes(b"\n".join(lines) + b"\n")
    return file


def test_the_life_of_a_rule_set(clew: Any, home: Path, tmp_path: Path) -> None:
    """The shipped set is exported, narrowed, compared, tried, activated, and taken back."""
    clew = clew.at(home)
    assert clew.done("rules", "status")["version"] == 0
    exported = tmp_path / "rules.json"
    clew.done("rules", "export", "--out", exported)
    file = changed(exported, 2, "promotion.units_left", "> 20")

    assert clew.done("rules", "lint", file)["counts"].keys() == {"note"}
    (told,) = clew.done("rules", "diff", file)["differences"]
    assert told["what"] == "row_changed"
    assert "promotion.units_left > 0 -> promotion.units_left > 20" in told["says"]

    tried = clew.done("rules", "dry-run", file, "--facts", facts_file(tmp_path))
    assert [one["player_id"] for one in tried["lose"]] == ["ann"]
    assert tried["cost"] == {"EUR": -250}
    assert clew.done("rules", "status")["version"] == 0

    assert clew.done("rules", "activate", file)["change"]["version"] == 1
    assert clew.done("rules", "status")["version"] == 1
    tried = clew.done("rules", "dry-run", exported, "--facts", facts_file(tmp_path))
    assert [one["player_id"] for one in tried["gain"]] == ["ann"]

    assert clew.done("rules", "rollback")["version"] == 0
    assert clew.done("rules", "rollback", "--to", 1)["version"] == 1
    history = clew.done("rules", "history")["history"]
    assert [(one["what"], one["version"]) for one in history] == [
        ("rollback", 1),
        ("rollback", 0),
        ("activate", 1),
    ]
    for words in (("lint", file), ("diff", exported), ("status",), ("history",)):
        assert clew("rules", *words).status == 0
    assert clew("rules", "dry-run", exported, "--facts", facts_file(tmp_path)).status == 0


def test_a_faulty_set(clew: Any, home: Path, tmp_path: Path) -> None:
    """An error of the lint ends it with status 1, and the same error refuses the activation."""
    clew = clew.at(home)
    exported = tmp_path / "rules.json"
    clew.done("rules", "export", "--out", exported)
    file = changed(exported, 0, "promotion.units_left", "> '20'")
    said = clew.json("rules", "lint", file)
    assert said.status == 1
    (found,) = [one for one in json.loads(said.out)["findings"] if one["severity"] == "error"]
    assert found["kind"] == "text_for_number"
    refused = clew.json("rules", "activate", file)
    assert refused.status == 1
    assert refused.error["code"] == "rules_refused"
    assert refused.error["where"]["field"] == found["path"]
    assert refused.error["remedy"] == found["remedy"]
    assert clew("rules", "lint", file).status == 1
    assert clew.done("rules", "status")["version"] == 0


def test_lost_rules(clew: Any, home: Path, tmp_path: Path) -> None:
    """Where what is in force is lost, the doctor names it, and nothing is in force until mended."""
    clew = clew.at(home)
    exported = tmp_path / "rules.json"
    clew.done("rules", "export", "--out", exported)
    clew.done("rules", "activate", changed(exported, 0, "promotion.units_left", "> 5"))
    (clew.home / "rules" / "active.json").unlink()
    lost = clew.json("rules", "status")
    assert lost.status == 3
    assert lost.error["code"] == "rules_unavailable"
    named = json.loads(clew.json("doctor").out)["findings"]
    assert [one["part"] for one in named] == ["rules"]
    clew.done("rules", "activate", exported)
    assert clew.done("rules", "status")["version"] == 2
