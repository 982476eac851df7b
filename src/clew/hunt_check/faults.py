"""What can be wrong with a hunt: the closed set, each with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Rule(StrEnum):
    """What was broken; a rule's meaning never changes."""

    # the line
    WRONG_LINE = "wrong_line"
    NO_WORLD = "no_world"
    OTHER_WORLD = "other_world"
    NO_STEPS = "no_steps"
    NUMBERING = "numbering"
    # the puzzle
    KIND_UNKNOWN = "kind_unknown"
    NO_ANSWER = "no_answer"
    SEVERAL_ANSWERS = "several_answers"
    OTHER_ANSWER = "other_answer"
    ACCEPTED = "accepted"
    OPTIONS = "options"
    LEAKED = "leaked"
    PROMPT_LACKS = "prompt_lacks"
    LANGUAGE = "language"
    HINTS = "hints"
    # the target
    PRODUCT_UNKNOWN = "product_unknown"
    OUT_OF_STOCK = "out_of_stock"
    CLUE_UNKNOWN = "clue_unknown"
    REPEATED_TARGET = "repeated_target"
    NOT_USABLE = "not_usable"
    # the ground
    ZONE_UNKNOWN = "zone_unknown"
    OTHER_ZONE = "other_zone"
    ZONE_SHUT = "zone_shut"
    ZONE_FULL = "zone_full"
    UNREACHABLE = "unreachable"
    DETOUR = "detour"
    # the reward
    PROMOTION_UNKNOWN = "promotion_unknown"
    OTHER_REWARD = "other_reward"
    NOT_IN_FORCE = "not_in_force"
    OUTSIDE_WINDOW = "outside_window"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_ALLOWED = "not_allowed"
    OVER_BUDGET = "over_budget"
    # the hunt as a whole
    FALLING = "falling"
    MONOTONOUS = "monotonous"
    TOO_LONG = "too_long"


REMEDIES: Mapping[Rule, str] = {
    Rule.WRONG_LINE: "write the file with `clew hunt compose --with-answers`",
    Rule.NO_WORLD: "write the world beside the hunts: `--world WORLD.json`",
    Rule.OTHER_WORLD: "check the hunts with the world that they were written with",
    Rule.NO_STEPS: "refuse the player instead of giving an empty hunt",
    Rule.NUMBERING: "number the steps from 1, in walking order",
    Rule.KIND_UNKNOWN: "add a solver of the kind to clew/hunt_check/solvers",
    Rule.NO_ANSWER: "take the kind out of use until it is mended: nobody can solve it",
    Rule.SEVERAL_ANSWERS: "take the kind out of use until it is mended: a right answer is refused",
    Rule.OTHER_ANSWER: "take the kind out of use until it is mended: the right answer is refused",
    Rule.ACCEPTED: "accept what the answer shows, in key form",
    Rule.OPTIONS: "letter the options a, b, ... with a text of its own each",
    Rule.LEAKED: "keep answers and costs out of all that a player is shown",
    Rule.PROMPT_LACKS: "say in the prompt all that the page draws",
    Rule.LANGUAGE: "make every text in the player's language",
    Rule.HINTS: "give hints that differ from each other and say something",
    Rule.PRODUCT_UNKNOWN: "compose again: the catalogue has no such product",
    Rule.OUT_OF_STOCK: "compose again: the shelf is empty",
    Rule.CLUE_UNKNOWN: "compose again: no published clue leads there",
    Rule.REPEATED_TARGET: "choose another target: no product and no zone twice in a hunt",
    Rule.NOT_USABLE: "look at the table `usable`: no row allows it",
    Rule.ZONE_UNKNOWN: "compose again: the map has no such zone",
    Rule.OTHER_ZONE: "lead to where the product stands and the clue says",
    Rule.ZONE_SHUT: "compose again: the zone is closed while the hunt lasts",
    Rule.ZONE_FULL: "spread the players: the zone has no room left",
    Rule.UNREACHABLE: "choose zones between which this player knows a way",
    Rule.DETOUR: "walk the steps in the shortest order",
    Rule.PROMOTION_UNKNOWN: "compose again: there is no such promotion",
    Rule.OTHER_REWARD: "promise what the promotion's revision in force says",
    Rule.NOT_IN_FORCE: "promise only what is live or scheduled",
    Rule.OUTSIDE_WINDOW: "promise only what is live when the hunt begins",
    Rule.OUT_OF_SCOPE: "promise only what holds in this venue and campaign, for what is sold there",
    Rule.NOT_ALLOWED: "look at the tables `eligibility` and `promotion_choice`: no row allows it",
    Rule.OVER_BUDGET: "take a hold before a promise is made",
    Rule.FALLING: "let difficulty rise from step to step",
    Rule.MONOTONOUS: "vary the kinds of puzzle",
    Rule.TOO_LONG: "give at most as many steps as the table `hunt_shape` says",
}
"""What to do about each."""


class Fault(msgspec.Struct, frozen=True):
    """Something wrong with one hunt.

    Attributes:
        hunt: its id; the line's number where it has none.
        step: its number; None where it is about the hunt as a whole.
        rule: what was broken.
        message: how, in words.
    """

    hunt: str
    step: int | None
    rule: Rule
    message: str

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return REMEDIES[self.rule]


class Report(msgspec.Struct, frozen=True):
    """What was found in a file of hunts.

    Attributes:
        hunts: that were looked at.
        refused: players who got none.
        owed: refused players for whom there is a hunt all the same, by the checker's own search.
        kinds: kind -> steps of it; `lengths` number of steps -> hunts.
        firsts: different first targets.
        refusals: code -> players.
        faults: in the order of the file.
    """

    hunts: int
    refused: int
    owed: tuple[str, ...]
    kinds: Mapping[str, int]
    lengths: Mapping[str, int]
    firsts: int
    refusals: Mapping[str, int]
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults
