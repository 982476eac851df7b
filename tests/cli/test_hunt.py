"""Hunts on the command line, in the demo mall and shop."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clew.cli.main import main


@pytest.fixture
def home(pristine_demo: Path, tmp_path: Path) -> Path:
    """The demo mall and shop with their promotions."""
    return Path(shutil.copytree(pristine_demo, tmp_path / "home"))


def clew(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments])


def told(done: Result) -> Any:
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_hunt_is_composed_shown_replayed_and_given_up(home: Path) -> None:
    """The way of one hunt over the command line, each command naming the same one."""
    asked = ("hunt", "compose", "--player", "demo-001", "--campaign", "demo", "--json")
    hunt = told(clew(home, *asked))
    assert hunt["reward"]["promotion_id"]
    assert all("answer" not in step for step in hunt["steps"])
    assert told(clew(home, *asked))["hunt_id"] == hunt["hunt_id"]
    shown = told(clew(home, "hunt", "show", hunt["hunt_id"], "--with-answers", "--json"))
    assert shown["state"] == "open"
    assert all(step["answer"] and step["accepted"] for step in shown["steps"])
    again = told(clew(home, "hunt", "replay", hunt["hunt_id"], "--json"))
    assert again == {"hunts": 1, "differing": []}
    listed = told(clew(home, "hunt", "list", "--campaign", "demo", "--state", "open", "--json"))
    assert [one["hunt_id"] for one in listed] == [hunt["hunt_id"]]
    assert told(clew(home, "hunt", "give-up", hunt["hunt_id"], "--json"))["state"] == "given_up"
    new = told(clew(home, *asked))
    assert new["hunt_id"] != hunt["hunt_id"]


def test_an_explanation_in_words(home: Path) -> None:
    """People read the steps, the scores, the rules' rows, the refusals and the hold."""
    asked = ("hunt", "compose", "--player", "demo-002", "--campaign", "demo", "--lang", "fr")
    done = clew(home, *asked, "--explain", "--with-answers")
    assert done.exit_code == 0, done.output
    for word in ("leads to", "answer:", "rules' table", "refused: promotion", "hold", "took"):
        assert word in done.stdout


def test_a_dry_run_holds_and_saves_nothing(home: Path) -> None:
    """What would be composed is shown, and no budget is taken."""
    asked = ("hunt", "compose", "--player", "demo-003", "--campaign", "demo")
    assert told(clew(home, *asked, "--dry-run", "--json"))["hunt_id"]
    assert told(clew(home, "hunt", "list", "--json")) == []


def test_a_batch_and_its_replay(home: Path, tmp_path: Path) -> None:
    """A line a player, the world beside it, and all of it the same when composed again."""
    players, out, world = (tmp_path / name for name in ("p.csv", "h.jsonl", "w.json"))
    rows = "\n".join(f"demo-{number:03},{'fr' if number % 2 else 'en'}" for number in range(1, 13))
    players.write_text(f"player_id,lang\n{rows}\n", encoding="utf-8")
    asked = ("hunt", "compose", "--batch", str(players), "--campaign", "demo", "--out", str(out))
    counts = told(clew(home, *asked, "--world", str(world), "--with-answers", "--json"))
    lines = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert counts["players"] == len(lines) == 12
    assert {line["player_id"] for line in lines} == {f"demo-{n:03}" for n in range(1, 13)}
    again = told(clew(home, "hunt", "replay", str(out), "--world", str(world), "--json"))
    assert again == {"hunts": 12, "differing": []}
    assert told(clew(home, "hunt", "list", "--json")) == []
    forged = [{**line, "seed": 0} for line in lines]
    out.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in forged))
    done = clew(home, "hunt", "replay", str(out), "--world", str(world))
    assert done.exit_code == 1
    assert "seed" in done.stdout


def test_a_batch_can_be_held_and_saved(home: Path, tmp_path: Path) -> None:
    """With --save each hunt of a batch is an open hunt with its hold."""
    players, out = tmp_path / "p.csv", tmp_path / "h.jsonl"
    players.write_text("player_id\ndemo-001\ndemo-002\n", encoding="utf-8")
    asked = ("hunt", "compose", "--batch", str(players), "--campaign", "demo", "--out", str(out))
    assert told(clew(home, *asked, "--save", "--json"))["hunts"] == 2
    assert len(told(clew(home, "hunt", "list", "--state", "open", "--json"))) == 2


@pytest.mark.parametrize(
    ("more", "status", "word"),
    [
        (("--player", "x" * 10_240, "--campaign", "demo"), 1, "wrong_value"),
        (("--player", "demo-001", "--campaign", "nowhere"), 1, "campaign_unknown"),
        (
            ("--player", "demo-001", "--campaign", "nowhere", "--venue", "demo-mall"),
            1,
            "campaign_unknown",
        ),
        (("--player", "demo-001", "--campaign", "demo", "--venue", "moon"), 1, "venue_unknown"),
        (("--player", "demo-001", "--campaign", "demo", "--seed", "four"), 2, "four"),
        (("--campaign", "demo"), 2, "--player"),
    ],
)
def test_what_cannot_be_composed_is_refused(
    home: Path, more: tuple[str, ...], status: int, word: str
) -> None:
    """Ids out of bounds, what is unknown, and a seed that is no number: refused with what it is."""
    done = clew(home, "hunt", "compose", *more)
    assert done.exit_code == status
    assert word in done.output


def test_a_refusal_of_composing_is_told_and_explained(home: Path) -> None:
    """Before any promotion is live the command ends with 1, the code and what to do."""
    asked = ("--player", "demo-001", "--campaign", "demo", "--as-of", "2001-01-01")
    done = clew(home, "hunt", "compose", *asked, "--explain", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["refused"]["code"] == "no_promotions"
    assert json.loads(done.stderr)["error"]["code"] == "no_promotions"
