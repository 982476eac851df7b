"""Hunts as they are told over HTTP: what the asker may see of a line, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec

from clew.hunts.hunts_file import for_player, line_of
from clew.hunts.saved import Saved
from clew.ready import ready


class Sight(Enum):
    """How much of a hunt is told."""

    PLAYER = "what may be sent to a player's phone as it is"
    STAFF = "what each step is about, too"
    ANSWERS = "all of it"


class ToldOption(msgspec.Struct, frozen=True):
    """An answer to choose from, or to put in order."""

    id: str
    text: str


class ToldStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """A step: what a player is shown, and for staff what it is about.

    Attributes:
        n: from 1, in walking order.
        difficulty: 1 to 5.
        way: how it is answered: `text`, `option`, `order`, `place`, `scan` or `basket`.
        shown: what the prompt says, as data.
        equivalent: the same task in other words, where there is one.
        product_id: what the step is about, which may be its answer: told to an admin key alone,
            like `clue_id` and `zone`.
        answer: told only to who asks for answers with an admin key; `accepted` likewise.
        reason: why this one was chosen for the player, which may name it; told with the answers.
    """

    n: int
    kind: str
    lang: str
    difficulty: int
    way: str
    prompt: str
    shown: Mapping[str, Any]
    hints: tuple[str, ...] = ()
    options: tuple[ToldOption, ...] = ()
    equivalent: str | None = None
    product_id: str | None = None
    clue_id: str | None = None
    zone: str | None = None
    answer: str | None = None
    accepted: tuple[str, ...] | None = None
    reason: str | None = None


class ToldReward(msgspec.Struct, frozen=True):
    """What waits at the end.

    Attributes:
        kind: as of promotions.
        value: percent, minor units, points or hours, by its kind.
        currency: ISO 4217.
    """

    promotion_id: str
    name: str
    kind: str
    value: int
    currency: str


class ToldLeg(msgspec.Struct, frozen=True):
    """The way from one step's zone to the next one's.

    Attributes:
        to: the step that it leads to.
        length_dm: decimetres; a change of level counts as so many that take as long.
        points: (level, x, y) of its ends and of what is crossed, decimetres in the venue's frame.
    """

    to: int
    length_dm: int
    points: tuple[tuple[int, int, int], ...]


class ToldRoute(msgspec.Struct, frozen=True):
    """The walk over all steps that take place somewhere.

    Attributes:
        length_dm: decimetres.
        legs: told to an admin key; empty for others, since each ends where an answer may be.
    """

    length_dm: int
    legs: tuple[ToldLeg, ...]


class ToldHunt(msgspec.Struct, frozen=True):
    """A hunt: the line of hunts.jsonl for an admin key, what a player may be shown for others.

    Attributes:
        as_of: when it was composed, seconds since 1970 UTC.
        ranked: whether the player's own doings or a model chose; false for mere popularity.
        compose_ms: milliseconds that composing took; null for a hunt that was open before.
        state: `open`, `solved`, `given_up` or `expired`.
        until: when it ends by itself, seconds since 1970 UTC.
    """

    player_id: str
    hunt_id: str
    campaign: str
    venue: str
    lang: str
    step_free: bool
    seed: int
    as_of: int
    ranked: bool
    reward: ToldReward
    steps: tuple[ToldStep, ...]
    route: ToldRoute
    versions: Mapping[str, Any]
    compose_ms: float | None
    state: str
    until: int


ready(ToldHunt)


class HuntEntry(msgspec.Struct, frozen=True):
    """A hunt in a list; times are seconds since 1970 UTC.

    Attributes:
        closed: when it was solved, given up or over; null while it is open.
    """

    hunt_id: str
    player_id: str
    campaign: str
    venue: str
    state: str
    promotion_id: str
    steps: int
    opened: int
    until: int
    closed: int | None


def told(saved: Saved, sight: Sight, *, compose_ms: float | None = None) -> ToldHunt:
    """A hunt as it is told to who may see so much."""
    hunt = saved.hunt
    answers = sight is Sight.ANSWERS
    line = line_of(hunt.player, hunt, compose_ms=compose_ms, with_answers=answers)
    if sight is Sight.PLAYER:
        line = for_player(line)
    life = {"state": str(saved.state), "until": saved.until}
    return msgspec.convert({**line, **life}, ToldHunt)


def entry(saved: Saved) -> HuntEntry:
    """A hunt in a list."""
    hunt = saved.hunt
    return HuntEntry(
        hunt.id,
        hunt.player,
        hunt.campaign,
        hunt.venue,
        str(saved.state),
        hunt.reward.promotion,
        len(hunt.steps),
        saved.opened,
        saved.until,
        saved.closed,
    )
