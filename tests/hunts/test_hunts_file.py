"""What of a hunt stands in its line, and what of the line may go to a player."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from clew.hunts.compose.compose import compose
from clew.hunts.hunts_file import for_player, line_of
from clew.hunts.model import Hunt
from clew.hunts.world import Parts
from clew.testing.hunt_runs import prepared
from clew.testing.hunt_worlds import Players, hunt_world

WORLDS, PLAYERS = (2, 7, 13), 12
STAFF = {"answer", "accepted", "reason"}
TELLING = {"product_id", "clue_id", "zone"}


def _hunts() -> Iterator[Hunt]:
    for seed in WORLDS:
        world = hunt_world(seed)
        parts = Parts(world.goods, world.book, world.offers, world.ground, None)
        ready = prepared(parts, world.names)
        for snapshot in Players(world).snapshots(PLAYERS):
            outcome = compose(snapshot, ready).outcome
            if isinstance(outcome, Hunt):
                yield outcome


@pytest.fixture(scope="module")
def hunts() -> Sequence[Hunt]:
    """Hunts of made-up worlds: places and products, in both languages."""
    found = list(_hunts())
    assert len(found) > len(WORLDS)
    return found


def line(hunt: Hunt, *, with_answers: bool = False) -> dict[str, Any]:
    """Its line in hunts.jsonl."""
    return line_of(hunt.player, hunt, compose_ms=None, with_answers=with_answers)


def several(step: Mapping[str, Any]) -> set[str]:
    """Ids that stand among others in what a step shows."""
    ids = [one.get("id") for one in step["shown"].get("products", ())]
    return set(ids) if len(ids) > 1 else set()


def test_a_line_says_what_a_step_is_about(hunts: Sequence[Hunt]) -> None:
    """Product, clue and place stand in it; the answer, and why it was chosen, only when asked."""
    found: set[str] = set()
    for hunt in hunts:
        for bare, whole in zip(
            line(hunt)["steps"], line(hunt, with_answers=True)["steps"], strict=True
        ):
            assert set(whole) - set(bare) == STAFF
            assert bare.items() <= whole.items()
            found |= set(bare) & TELLING
    assert found == TELLING


def test_a_player_is_sent_nothing_that_names_an_answer(hunts: Sequence[Hunt]) -> None:
    """No zone, no clue, no way to them; a product only among several to choose from; no reason."""
    for hunt in hunts:
        told = for_player(line(hunt, with_answers=True))
        assert told["route"] == {"length_dm": hunt.route.length, "legs": []}
        for sent, kept in zip(told["steps"], hunt.steps, strict=True):
            assert not set(sent) & (STAFF | TELLING)
            words = json.dumps(sent, ensure_ascii=False)
            known = {kept.zone, kept.clue, kept.product, kept.reason} - several(sent)
            assert [one for one in known if one and one in words] == []


def test_a_player_is_sent_the_task_whole(hunts: Sequence[Hunt]) -> None:
    """Prompt, drawing, options, hints and the same task in other words are as they were made."""
    for hunt in hunts:
        for sent, kept in zip(for_player(line(hunt))["steps"], hunt.steps, strict=True):
            puzzle = kept.puzzle
            assert (sent["prompt"], sent["shown"]) == (puzzle.prompt, puzzle.shown)
            assert sent["hints"] == list(puzzle.hints)
            assert [one["text"] for one in sent.get("options", ())] == [
                one.text for one in puzzle.options
            ]
            assert sent.get("equivalent", "") == puzzle.equivalent
