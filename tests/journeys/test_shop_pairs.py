from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def home(clew: Any, mall: Path) -> Any:
    """The command line in a home with the demo in it."""
    return clew.at(mall)


def named(one: dict[str, Any]) -> tuple[str, str]:
    return one["pair"]["first"], one["pair"]["second"]


def test_pairs_are_found_judged_and_kept(home: Any, tmp_path: Path) -> None:
    """The search tells figures of two times, keeps the proposals, and writes them as JSON lines."""
    found = home.done("shop", "pairs", "--top", "40")
    assert len(found["proposals"]) == 40
    assert found["kept"] > 0.9
    for one in found["proposals"]:
        first, second = named(one)
        assert first.rpartition(" > ")[0] != second.rpartition(" > ")[0]
        assert one["margin"] >= 0.19
        assert min(one["products"]) > 0
    out = tmp_path / "pairs.jsonl"
    again = home.done("shop", "pairs", "--top", "40", "--out", out)
    assert again == found
    assert [json.loads(line) for line in out.read_text().splitlines()] == found["proposals"]
    assert home.done("shop", "pairs", "--kept")["proposals"] == found["proposals"]


def test_verdicts_stay(home: Any) -> None:
    """What was accepted or rejected is so in the next search's list, too."""
    proposals = home.done("shop", "pairs", "--top", "10")["proposals"]
    first, second = named(proposals[0]), named(proposals[1])
    home.done("shop", "pairs", "--accept", *first, "--reject", *second)
    home.done("shop", "pairs", "--top", "10")
    states = {named(one): one["state"] for one in home.done("shop", "pairs", "--kept")["proposals"]}
    assert (states[first], states[second]) == ("accepted", "rejected")
    assert set(list(states.values())[2:]) == {"proposed"}


def test_an_unknown_pair_is_refused(home: Any) -> None:
    """A verdict over what nobody proposed is refused, with what to do."""
    answer = home.json("shop", "pairs", "--accept", "tea", "umbrellas")
    assert answer.status == 1
    assert answer.error["code"] == "pair_unknown"


def test_without_a_shop_there_is_nothing_to_find(clew: Any, tmp_path: Path) -> None:
    """An empty home is told to import something first."""
    answer = clew.at(tmp_path / "empty").json("shop", "pairs")
    assert answer.status == 1
    assert answer.error["code"] == "shop_empty"


def test_redemptions_are_learned_from_files(home: Any, tmp_path: Path) -> None:
    """Offers and redemptions become a version in force; too few of them are refused."""
    players = [f"demo-{number:03}" for number in range(1, 101)]
    offers, redemptions = tmp_path / "offers.csv", tmp_path / "redemptions.csv"
    header = "player_id,promotion_id,time\n"
    offers.write_text(
        header
        + "".join(
            f"{player},week-{week},2024-0{week}-01\n" for week in range(1, 7) for player in players
        )
    )
    redemptions.write_text(
        header
        + "".join(
            f"{player},week-{week},2024-0{week}-03\n"
            for week in range(1, 7)
            for number, player in enumerate(players)
            if number % 3 == 0 and (number + week) % 5
        )
    )
    files = ("--offers", offers, "--redemptions", redemptions)
    done = home.done("shop", "train-redemption", *files, "--promote")
    assert done["promoted"]
    assert done["trial"]["auc"] > 0.8
    trained = {one["name"]: one for one in home.done("model", "status")["trained"]}
    assert trained["redemption"]["active"] == "1"
    offers.write_text(header + "demo-001,week-1,2024-01-01\n")
    answer = home.json("shop", "train-redemption", *files)
    assert answer.status == 1
    assert answer.error["code"] == "too_little_told"
