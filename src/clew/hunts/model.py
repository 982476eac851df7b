"""The data of hunts: what a player is asked, what counts as right, and what it leads to.

Money is whole minor units; times are whole seconds since 1970, UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec

Difficulty = Annotated[int, msgspec.Meta(ge=1, le=5)]
COMPOSER = "1"
"""The version of everything between a snapshot and a hunt; raised when the same snapshot would
give another one."""


class About(StrEnum):
    """What the answer of a step is."""

    PRODUCT = "product"
    PLACE = "place"
    CHALLENGE = "challenge"


class Way(StrEnum):
    """How an answer is given, and so how it is heard."""

    TEXT = "text"
    OPTION = "option"
    ORDER = "order"
    PLACE = "place"
    SCAN = "scan"
    BASKET = "basket"


class Option(msgspec.Struct, frozen=True):
    """One of the answers to choose from, or to put in order.

    Attributes:
        id: `a`, `b`, ... in the order shown.
        text: in the step's language.
    """

    id: str
    text: str


class Spoken(msgspec.Struct, frozen=True, gc=False):
    """What a place is called in another language, or besides.

    Attributes:
        lang: `en`, `fr`, ...; empty for one more name, in whatever language.
        name: empty where only the level's is known.
        level_label: empty where it is not known in this language.
    """

    lang: str
    name: str
    level_label: str = ""


class Spot(msgspec.Struct, frozen=True, gc=False):
    """A place that a step may be about or lead to.

    Attributes:
        zone: `venue/level/i/j`.
        level: its ordinal.
        level_label: as people call the level.
        name: what the sign says; empty where nothing has a name there.
        x: decimetres in the venue's frame; y likewise.
        spoken: what else it is called.
    """

    zone: str
    level: int
    level_label: str
    name: str
    x: int
    y: int
    spoken: tuple[Spoken, ...] = ()

    def in_language(self, lang: str) -> Spot:
        """The same as it is called in a language, as far as that is known."""
        own = next((one for one in self.spoken if one.lang == lang), None)
        if own is None:
            return self
        return msgspec.structs.replace(
            self,
            name=own.name or self.name,
            level_label=own.level_label or self.level_label,
            spoken=(*self.spoken, Spoken("", self.name)),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called, in whatever language."""
        return tuple(name for name in (self.name, *(one.name for one in self.spoken)) if name)


class ClueText(msgspec.Struct, frozen=True, gc=False):
    """A published clue of the campaign, as the puzzles may use it.

    Attributes:
        clue: its id.
        text: as written; `aliases` are its other spellings.
        lang: BCP 47.
        zone: where it leads; the only one that any of its spellings leads to.
    """

    clue: str
    text: str
    aliases: tuple[str, ...]
    lang: str
    zone: str


class Puzzle(msgspec.Struct, frozen=True):
    """One puzzle or challenge as it was made: what is shown, and what stays on the server.

    Attributes:
        kind: its name in the table of kinds.
        lang: of every text in it.
        difficulty: 1 to 5, by the kind's own parameters.
        prompt: all that a player needs, as text; a reader of it alone can solve the puzzle.
        shown: the same as data, for a page that draws it and for a machine that solves it: plain
            JSON values; with the options and the lexicon enough to find the answer.
        way: how the answer is given.
        options: to choose from or to put in order; empty where the answer is typed or done.
        equivalent: the same task for who can't see it or can't walk steps; empty where the prompt
            does as it is.
        answer: as it is shown when all is over; for `option` the option's id, for `order` the
            ids in order with blanks between, for `place` and `scan` the zone.
        accepted: what counts as right: key forms of texts (`clew.text.key_form`), else as `answer`.
        hints: the first gives the least away, the last nearly all; never the answer.
        frozen: prices and stocks that it was made of: product id -> minor units or pieces.
    """

    kind: str
    lang: str
    difficulty: Difficulty
    prompt: str
    shown: Mapping[str, Any]
    way: Way
    answer: str
    accepted: tuple[str, ...]
    options: tuple[Option, ...] = ()
    equivalent: str = ""
    hints: tuple[str, ...] = ()
    frozen: Mapping[str, int] = {}


class Unfit(msgspec.Struct, frozen=True):
    """Why no puzzle of a kind was made of a target.

    Attributes:
        why: a stable word, for example `not_unique`, `too_short`, `no_price_ladder`.
        what: in words, for the explanation.
    """

    why: str
    what: str = ""


class Step(msgspec.Struct, frozen=True):
    """One step of a hunt.

    Attributes:
        n: from 1, in walking order.
        puzzle: what is asked there.
        product: the product that it is about; None for a step about a place alone.
        clue: the clue that it uses; None where it uses none.
        zone: where it takes place or leads to; None where its product stands nowhere.
        reason: why this one was chosen for this player, in words.
    """

    n: int
    puzzle: Puzzle
    product: str | None
    clue: str | None
    zone: str | None
    reason: str


class Crossing(msgspec.Struct, frozen=True):
    """A door, stair, lift or ramp on the way.

    Attributes:
        connector: its id.
        kind: as `venues.model.ConnectorKind` names it.
        from_level: the ordinal where it is entered.
        to_level: the ordinal where it is left.
    """

    connector: str
    kind: str
    from_level: int
    to_level: int


class Leg(msgspec.Struct, frozen=True):
    """The way from one step's zone to the next one's.

    Attributes:
        to: the step that it leads to.
        length: decimetres; a change of level counts as so many that take as long.
        points: (level, x, y) of its ends and of what is crossed, decimetres in the venue's frame.
        crossed: in order.
    """

    to: int
    length: int
    points: tuple[tuple[int, int, int], ...]
    crossed: tuple[Crossing, ...]


class Route(msgspec.Struct, frozen=True):
    """The shortest walk over all steps that take place somewhere.

    Attributes:
        length: decimetres in all.
        legs: from the first of them on.
    """

    length: int
    legs: tuple[Leg, ...]


class Reward(msgspec.Struct, frozen=True):
    """What the hunt leads to.

    Attributes:
        promotion: its id; `revision` the one that was promised.
        name: in the player's language.
        kind: as `promotions.model.Kind` names it.
        value: of that kind: percent, minor units, points or hours.
        currency: ISO 4217.
        most: minor units that it costs the shop at most: what is held.
    """

    promotion: str
    revision: int
    name: str
    kind: str
    value: int
    currency: str
    most: int


class Versions(msgspec.Struct, frozen=True):
    """What a hunt was made of: enough to make it again.

    Attributes:
        rules: of the rule set.
        model: title of the starting point's model; None for popularity.
        catalogue: the catalogue's version.
        map: the venue's map version.
        composer: `COMPOSER`.
        snapshot: digest of all that the composer read.
    """

    rules: int
    model: str | None
    catalogue: int
    map: int
    composer: str
    snapshot: str


class Hunt(msgspec.Struct, frozen=True):
    """A hunt, whole; never changed once it is saved.

    Attributes:
        id: derived from the inputs.
        ranked: whether the player's own doings or a model chose the targets.
        route: how one walks from step to step.
    """

    id: str
    player: str
    campaign: str
    venue: str
    lang: str
    step_free: bool
    seed: int
    as_of: int
    ranked: bool
    reward: Reward
    steps: tuple[Step, ...]
    versions: Versions
    route: Route = Route(0, ())


class Refused(msgspec.Struct, frozen=True):
    """Why there is no hunt.

    Attributes:
        code: a stable word.
        message: what is missing, and where to look.
    """

    code: str
    message: str
