from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sound import AS_OF, both, checked, step

from clew.hunt_check.faults import REMEDIES, Rule

Plain = dict[str, Any]
Spoil = Callable[[Plain, Plain], None]
"""Spoils a line, or the world that it is checked in."""


def snapshot(world: Plain) -> Plain:
    return world["snapshots"]["h1"]  # type: ignore[no-any-return] - of `sound`


def promotion(world: Plain) -> Plain:
    return world["parts"]["offers"]["promotions"][0]  # type: ignore[no-any-return] - the same


def product(world: Plain, number: int) -> Plain:
    return world["parts"]["goods"]["products"][number]  # type: ignore[no-any-return] - the same


def put(line: Plain, number: int, **values: Any) -> None:
    line["steps"][number].update(values)


def choose(line: Plain, **values: Any) -> None:
    """Makes the second step a price ladder of the three toys, then spoils that."""
    names = ("Amber otter", "Velvet tiger", "Silver whale")
    ids = ("otter", "tiger", "whale")
    ladder = {
        "kind": "price_ladder",
        "prompt": "From the cheapest to the dearest.",
        "shown": {"products": [{"id": i, "name": n} for i, n in zip(ids, names, strict=True)]},
        "way": "order",
        "options": [{"id": i, "text": n} for i, n in zip("abc", names, strict=True)],
        "answer": "a b c",
        "accepted": ["a b c"],
    }
    put(line, 1, **ladder | values)


def no_allowing(world: Plain, table: str, column: str) -> None:
    """Makes a table that asks of one thing what is not so."""
    rows = world["parts"]["book"]["documents"][table]["nodes"][1]["content"]
    rows["inputs"] = [{"id": column, "name": column, "field": column}]
    for row in rows["rules"]:
        row[column] = "'nobody'"


def closed(world: Plain, id_: str) -> None:
    snapshot(world)["shut"].append({"id": id_, "why": "closed"})


PLANTED: dict[str, tuple[Rule, Spoil]] = {
    "steps that are not numbered": (Rule.NUMBERING, lambda line, _: put(line, 1, n=4)),
    "no steps": (Rule.NO_STEPS, lambda line, _: line.update(steps=[])),
    "a kind that nobody knows": (Rule.KIND_UNKNOWN, lambda line, _: put(line, 0, kind="sudoku")),
    "letters of no word": (
        Rule.NO_ANSWER,
        lambda line, _: put(line, 0, shown={"letters": "xxxxx", "first": ""}, prompt="X X X X X"),
    ),
    "letters of two words": (
        Rule.SEVERAL_ANSWERS,
        lambda _, world: product(world, 2).update(name="Silver torte"),
    ),
    "letters of another word": (
        Rule.OTHER_ANSWER,
        lambda line, _: put(line, 0, answer="tiger", accepted=["tiger"]),
    ),
    "an answer that is not accepted": (Rule.ACCEPTED, lambda line, _: put(line, 0, answer="otte")),
    "a wrong answer that is accepted": (
        Rule.ACCEPTED,
        lambda line, _: put(line, 0, accepted=["otter", "tiger"]),
    ),
    "options with one text": (
        Rule.OPTIONS,
        lambda line, _: choose(line, options=[{"id": one, "text": "Amber otter"} for one in "abc"]),
    ),
    "an order of something else": (Rule.OPTIONS, lambda line, _: choose(line, answer="a b d")),
    "prices too near": (
        Rule.SEVERAL_ANSWERS,
        lambda line, world: (choose(line), product(world, 1).update(price=600)),  # type: ignore[func-returns-value]
    ),
    "the answer in the prompt": (
        Rule.LEAKED,
        lambda line, _: put(line, 0, prompt="Not a cat: ROETT, an Otter!"),
    ),
    "the answer in a hint": (
        Rule.LEAKED,
        lambda line, _: put(line, 0, hints=["It swims.", "OTTER it is.", "Wet."]),
    ),
    "the answer in what is drawn": (
        Rule.LEAKED,
        lambda line, _: put(line, 0, shown={"letters": "roett", "first": "", "alt": "otter"}),
    ),
    "the place's name beside its clue": (
        Rule.LEAKED,
        lambda line, _: put(line, 2, hints=["The fountain.", "You hear it.", "It is wet."]),
    ),
    "the shop's cost": (
        Rule.LEAKED,
        lambda line, _: put(line, 0, shown={"letters": "roett", "first": "", "cost": 100}),
    ),
    "letters that are drawn alone": (
        Rule.PROMPT_LACKS,
        lambda line, _: put(line, 0, prompt="Look at the picture."),
    ),
    "another language": (Rule.LANGUAGE, lambda line, _: put(line, 0, lang="fr")),
    "one hint twice": (Rule.HINTS, lambda line, _: put(line, 0, hints=["Wet.", "Wet.", "Big."])),
    "a product that is not sold": (
        Rule.PRODUCT_UNKNOWN,
        lambda line, _: put(line, 0, product_id="unicorn"),
    ),
    "an empty shelf": (Rule.OUT_OF_STOCK, lambda _, world: product(world, 0).update(stock=0)),
    "a shelf that was emptied since": (
        Rule.OUT_OF_STOCK,
        lambda _, world: snapshot(world).update(stock={"otter": 0}),
    ),
    "a clue that is gone": (Rule.CLUE_UNKNOWN, lambda line, _: put(line, 2, clue_id="c9")),
    "a clue that leads elsewhere": (
        Rule.OTHER_ZONE,
        lambda _, world: world["parts"]["ground"]["clues"][0].update(zone="m/0/9/0"),
    ),
    "a product that stands elsewhere": (
        Rule.OTHER_ZONE,
        lambda line, _: put(line, 0, zone="m/0/9/0"),
    ),
    "a product twice": (
        Rule.REPEATED_TARGET,
        lambda line, _: put(line, 1, **step(2, "roett", "otter", "otter", "m/0/0/0")),
    ),
    "a zone twice": (
        Rule.REPEATED_TARGET,
        lambda line, _: put(line, 1, zone="m/0/0/0"),
    ),
    "what the shop keeps from hunts": (
        Rule.NOT_USABLE,
        lambda _, world: product(world, 0)["attributes"].update(tags="gift, adult"),
    ),
    "a zone off the map": (Rule.ZONE_UNKNOWN, lambda line, _: put(line, 2, zone="m/9/0/0")),
    "a closed zone": (Rule.ZONE_SHUT, lambda _, world: closed(world, "m/0/0/0")),
    "a full zone": (
        Rule.ZONE_FULL,
        lambda _, world: snapshot(world)["crowd"].update({"m/0/0/0": 3}),
    ),
    "a lift out of order": (Rule.UNREACHABLE, lambda _, world: closed(world, "lift")),
    "stairs for who goes step-free": (
        Rule.UNREACHABLE,
        lambda _, world: (  # type: ignore[func-returns-value]
            snapshot(world).update(step_free=True),
            [one.update(step_free=None) for one in world["parts"]["ground"]["ways"]["portals"]],
        ),
    ),
    "a detour": (
        Rule.DETOUR,
        lambda _, world: (  # type: ignore[func-returns-value]
            world["parts"]["ground"]["ways"]["zones"]["m/0/0/0"].update(x=75),
            world["parts"]["ground"]["ways"]["zones"]["m/0/1/0"].update(x=25),
        ),
    ),
    "a promotion that is gone": (
        Rule.PROMOTION_UNKNOWN,
        lambda line, _: line["reward"].update(promotion_id="books"),
    ),
    "more than the promotion gives": (
        Rule.OTHER_REWARD,
        lambda line, _: line["reward"].update(value=90),
    ),
    "too little held": (Rule.OTHER_REWARD, lambda line, _: line["reward"].update(most=1)),
    "an old revision": (Rule.OTHER_REWARD, lambda line, _: line["reward"].update(revision=2)),
    "a paused promotion": (
        Rule.NOT_IN_FORCE,
        lambda _, world: promotion(world).update(state="paused"),
    ),
    "a promotion that is over": (
        Rule.OUTSIDE_WINDOW,
        lambda _, world: promotion(world)["schedule"].update(days=2),
    ),
    "a blackout": (
        Rule.OUTSIDE_WINDOW,
        lambda _, world: promotion(world)["schedule"].update(blackouts=["2027-01-15"]),
    ),
    "another venue's promotion": (
        Rule.OUT_OF_SCOPE,
        lambda _, world: promotion(world)["scope"].update(venues=["elsewhere"]),
    ),
    "another campaign's promotion": (
        Rule.OUT_OF_SCOPE,
        lambda _, world: promotion(world)["scope"].update(campaigns=["autumn"]),
    ),
    "a promotion of something else": (
        Rule.OUT_OF_SCOPE,
        lambda _, world: promotion(world)["scope"].update(categories=["Books"]),
    ),
    "a promotion that nobody may get": (
        Rule.NOT_ALLOWED,
        lambda _, world: no_allowing(world, "eligibility", "promotion.id"),
    ),
    "a reward that no hunt may lead to": (
        Rule.NOT_ALLOWED,
        lambda _, world: no_allowing(world, "promotion_choice", "promotion.id"),
    ),
    "a kind that is not allowed": (
        Rule.NOT_ALLOWED,
        lambda _, world: no_allowing(world, "puzzle_kind", "puzzle.kind"),
    ),
    "a player who has had enough": (
        Rule.NOT_ALLOWED,
        lambda _, world: snapshot(world)["facts"].update(hunts_today=2),
    ),
    "a player without a shape": (
        Rule.NOT_ALLOWED,
        lambda _, world: snapshot(world)["facts"].update(known=False),
    ),
    "a budget that is spent": (
        Rule.OVER_BUDGET,
        lambda _, world: snapshot(world)["spent"]["toys"].update(units=10),
    ),
    "money that is spent": (
        Rule.OVER_BUDGET,
        lambda _, world: snapshot(world)["spent"]["toys"].update(money=4_801),
    ),
    "a player who had it twice": (
        Rule.OVER_BUDGET,
        lambda _, world: snapshot(world)["own"].update(toys={"units": 2, "money": 0}),
    ),
    "a hunt that gets easier": (
        Rule.FALLING,
        lambda line, _: put(line, 1, difficulty=1) or put(line, 0, difficulty=2),
    ),  # type: ignore[func-returns-value]
    "three of a kind": (
        Rule.MONOTONOUS,
        lambda line, _: line["steps"].__setitem__(2, step(3, "ehalw", "whale", "whale", "m/1/0/0")),
    ),
    "more steps than the rules say": (
        Rule.TOO_LONG,
        lambda _, world: (
            [
                row.update(steps="2")
                for row in world["parts"]["book"]["documents"]["hunt_shape"]["nodes"][1]["content"][
                    "rules"
                ]
            ]
            and None
        ),
    ),
    "another player's snapshot": (Rule.OTHER_WORLD, lambda line, _: line.update(player_id="bob")),
    "no snapshot": (Rule.NO_WORLD, lambda line, _: line.update(hunt_id="h2")),
    "no catalogue": (Rule.NO_WORLD, lambda _, world: world["parts"].pop("goods") and None),
    "a step without a prompt": (
        Rule.WRONG_LINE,
        lambda line, _: line["steps"][0].pop("prompt") and None,
    ),
}


def test_a_sound_hunt_has_no_faults() -> None:
    """What the others spoil is right before it is spoilt."""
    report = checked(*both())
    assert report.faults == ()
    assert (report.hunts, report.refused, report.lengths) == (1, 0, {"3": 1})
    assert report.kinds == {"anagram": 2, "typed_clue": 1}


@pytest.mark.parametrize("planted", PLANTED)
def test_every_planted_fault_is_found(planted: str) -> None:
    """A hunt or a world that is spoilt in one way breaks the rule that is there for it."""
    rule, spoil = PLANTED[planted]
    line, world = both()
    spoil(line, world)
    assert rule in {one.rule for one in checked(line, world).faults}


def test_every_rule_has_a_remedy_and_a_fault_that_is_planted() -> None:
    """There is no rule that nobody has seen broken, and none without a way out."""
    assert set(REMEDIES) == set(Rule)
    assert {rule for rule, _ in PLANTED.values()} == set(Rule)


def test_what_a_file_promises_in_all_keeps_to_the_budget() -> None:
    """Nine hunts fit into what is left of ten, told two; the ninth of them breaks the rule."""
    line, world = both()
    world["snapshots"] = {
        f"h{n}": {**world["snapshots"]["h1"], "player": f"p{n}"} for n in range(9)
    }
    lines = [{**line, "hunt_id": f"h{n}", "player_id": f"p{n}"} for n in range(9)]
    assert checked(*_first(lines[:8], world)).faults == ()
    (fault,) = checked(*_first(lines, world)).faults
    assert (fault.hunt, fault.rule) == ("h8", Rule.OVER_BUDGET)


def _first(lines: list[Plain], world: Plain) -> tuple[Plain, Plain, *tuple[Plain, ...]]:
    return lines[0], world, *lines[1:]


def test_a_refused_player_is_owed_a_hunt_that_a_search_finds() -> None:
    """Who is refused though toys, a way and a promotion are there is named in the report."""
    _, world = both()
    refused = {"player_id": "ada", "hunt_id": "h1", "refused": {"code": "no_luck", "message": ""}}
    assert checked(refused, world).owed == ("ada",)
    promotion(world).update(state="paused")
    report = checked(refused, world)
    assert (report.owed, report.refusals) == ((), {"no_luck": 1})


@pytest.mark.parametrize(("least", "allowed"), [(10, True), (100, True), (101, False)])
def test_an_estimate_is_given_the_benefit_of_the_doubt(least: int, *, allowed: bool) -> None:
    """A table that asks for a margin allows what some margin would be allowed for, no more."""
    line, world = both()
    rows = world["parts"]["book"]["documents"]["eligibility"]["nodes"][1]["content"]
    rows["inputs"] = [{"id": "m", "name": "m", "field": "promotion.margin"}]
    rows["rules"][0]["m"] = f">= {least}"
    broken = {one.rule for one in checked(line, world).faults}
    assert broken == (set() if allowed else {Rule.NOT_ALLOWED})


def test_a_day_that_ended_is_no_window() -> None:
    """The sound hunt's promotion is live then, and was not a month before."""
    line, world = both()
    snapshot(world).update(as_of=AS_OF - 30 * 86_400)
    assert Rule.OUTSIDE_WINDOW in {one.rule for one in checked(line, world).faults}
    assert msgspec.json.encode(checked(line, world))
