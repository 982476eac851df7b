from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

EXPECTED = {
    # sample query -> its outcome, the tier that answered, how many candidates
    "q01": ("found", "exact", 0),
    "q02": ("found", "exact", 0),
    "q03": ("found", "exact", 0),
    "q04": ("found", "exact", 0),
    "q05": ("found", "static", 0),
    "q06": ("found", "exact", 0),
    "q07": ("found", "exact", 0),
    "q08": ("ambiguous", "exact", 2),
    "q09": ("ambiguous", "exact", 2),
    "q10": ("found", "exact", 0),
    "q11": ("ambiguous", "exact", 1),
    "q12": ("found", "exact", 0),
    "q13": ("ambiguous", "vector", 3),
    "q14": ("found", "static", 0),
    "q15": ("miss", None, 0),
    "q16": ("found", "vector", 0),
    "q17": ("found", "vector", 0),
}


@pytest.fixture(scope="module")
def first(script: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A home that the installed script has loaded the demo into, once, and what it said."""
    home = tmp_path_factory.mktemp("demo") / "a new home"
    return home, script("--home", home, "demo")


class Again(NamedTuple):
    """Loading the demo a second time.

    Attributes:
        told: what was answered, as JSON.
        before, after: what the home held.
    """

    told: Any
    before: dict[str, bytes]
    after: dict[str, bytes]


@pytest.fixture(scope="module")
def again(clew: Any, first: tuple[Path, Any]) -> Again:
    """The same home, loaded again, once."""
    demo = clew.at(first[0], vector_url="exact:")
    before = demo.holdings()
    told = demo.done("demo")
    return Again(told, before, demo.holdings())


def test_a_table_from_an_empty_home(first: tuple[Path, Any]) -> None:
    """`clew demo` needs nothing but a place to write, and ends with a table of 17 answers."""
    _, answer = first
    assert (answer.status, answer.err) == (0, "")
    queries = answer.out.partition("may want")[0]
    lines = [line for line in queries.splitlines() if " found " in line or " miss" in line]
    assert len(lines) + queries.count(" ambiguous ") == len(EXPECTED)
    assert "which one? The fountain on level 0 or The fountain on level 1" in answer.out
    assert "clew --home" in answer.out
    assert "It promises 22 promotions, " in answer.out
    assert "version 0 of the rules (shipped with this release): 7 tables" in answer.out
    assert "coffee-tenth         live       ####" in answer.out


def test_hunts_for_five_players(again: Again, first: tuple[Path, Any]) -> None:
    """A hunt is composed for each of five, one is printed in full, and none tells an answer."""
    out = first[1].out
    shown = out.partition("leads to")[2]
    assert [f"demo-00{n}" in shown for n in range(1, 6)] == [True] * 5
    assert "'s hunt, h" in shown
    assert "because: " in shown
    hunts = again.told["hunts"]
    assert [one["player_id"] for one in hunts] == [f"demo-00{n}" for n in range(1, 6)]
    for one in hunts:
        assert len(one["steps"]) >= 2
        assert one["reward"]["promotion_id"]
        assert one["route"]["length_dm"] > 0
        assert all("answer" not in step and "accepted" not in step for step in one["steps"])


def test_nothing_is_held_for_a_demo(clew: Any, again: Again, first: tuple[Path, Any]) -> None:
    """The demo's hunts are composed and not given out: no hunt is saved, no budget is taken."""
    assert again.told["hunts"]
    assert clew.at(first[0]).done("hunt", "list") == []


def test_each_sample_has_its_outcome(again: Again) -> None:
    """The samples show every kind of answer: exact, decided, asked about and missed."""
    asked = again.told["asked"]
    found = {
        one["answer"]["query_id"]: (
            one["answer"]["outcome"],
            one["answer"]["tier"],
            len(one["answer"]["candidates"]),
        )
        for one in asked
    }
    assert found == EXPECTED
    assert not any(one["answer"]["degraded"] for one in asked)


def test_loading_twice_changes_nothing(again: Again) -> None:
    """Loaded again, exports, map version and static generation stay, and every part agrees."""
    assert json.loads(again.before["doctor"]) == {"clean": True, "findings": []}
    assert again.after == again.before


def test_what_is_served_is_written_down(clew: Any, again: Again, first: tuple[Path, Any]) -> None:
    """A found sample's coordinates are those of its zone in the venue's export, to the digit."""
    demo = clew.at(first[0], vector_url="exact:")
    clues = demo.done("clue", "export", "--campaign", "demo")
    known = {clue["clue_id"]: clue["zone"] for clue in clues}
    for one in again.told["asked"]:
        answer = one["answer"]
        if answer["outcome"] == "found" and answer["clue_id"]:
            assert known[answer["clue_id"]] == answer["zone"]
            assert answer["zone"].startswith(f"{answer['venue']}/{answer['level']}/")


def test_the_script_and_the_warm_process_agree(
    script: Callable[..., Any], clew: Any, first: tuple[Path, Any]
) -> None:
    """The installed script gives the very answer that the other journeys see."""
    home, _ = first
    words = ("resolve", "The fountain", "--campaign", "demo", "--json")
    answers = [
        run(*words)
        for run in (clew.at(home, vector_url="exact:"), lambda *w: script("--home", home, *w))
    ]
    parsed = [answer.data for answer in answers]
    for answer in parsed:
        for step in answer["receipt"]["steps"]:
            del step["ms"]
    assert parsed[0] == parsed[1]


def test_the_home_may_come_from_the_environment(
    script: Callable[..., Any], first: tuple[Path, Any]
) -> None:
    """CLEW_HOME names the home where --home does not."""
    words = ("resolve", "Gate 12", "--campaign", "demo", "--json")
    answer = script(*words, environment={"CLEW_HOME": str(first[0])})
    assert answer.data["outcome"] == "found"
