"""What decisions give, what a decision is, and what a verdict says."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

import msgspec

from clew.rules.model.facts import Difficulty

Weight = Annotated[int, msgspec.Meta(ge=1, le=1_000)]


class Allowed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision that only allows."""


class Weighed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A decision that also ranks.

    Attributes:
        weight: 1 to 1,000; what it is a multiple of is the caller's.
    """

    weight: Weight


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a hunt is to be.

    Attributes:
        steps: how many, 1 to 20.
        difficulty: of the hardest step, 1 to 5.
    """

    steps: Annotated[int, msgspec.Meta(ge=1, le=20)]
    difficulty: Difficulty


class Caps(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much is enough.

    Attributes:
        hunts_per_day: at most, 1 to 100.
        rewards_per_week: at most, 0 to 1,000.
    """

    hunts_per_day: Annotated[int, msgspec.Meta(ge=1, le=100)]
    rewards_per_week: Annotated[int, msgspec.Meta(ge=0, le=1_000)]


F = TypeVar("F", bound=msgspec.Struct)
O = TypeVar("O", bound=msgspec.Struct)  # noqa: E741 - facts and outputs


class Decision(msgspec.Struct, Generic[F, O], frozen=True):
    """One question that the rules answer.

    Attributes:
        name: of its table.
        asks: the question in words.
        facts: what it is told.
        outputs: what an allowing row gives besides `allow`.
        total: whether everybody should get an answer: where nothing fires, lint tells of it.
    """

    name: str
    asks: str
    facts: type[F]
    outputs: type[O]
    total: bool = False


Why = Literal["row", "nothing_fired", "no_table", "unfit_facts", "engine_fault"]


class Verdict(msgspec.Struct, Generic[O], frozen=True):
    """What the rules say to one set of facts.

    Attributes:
        allow: true only where exactly one row fired and gave whole, typed outputs.
        why: `row` where one fired; `nothing_fired` where none did; `no_table` where the set has
            none for this decision; `unfit_facts` where the facts are not of their type;
            `engine_fault` where the engine gave anything else than it must.
        table: the decision's name.
        row: the id of the row that fired; empty where none did.
        says: that row's description, as its author wrote it.
        outputs: None unless allowed.
        version: of the rule set.
    """

    allow: bool
    why: Why
    table: str
    row: str
    says: str
    outputs: O | None
    version: int
