"""What the vector tier makes of a text, before anybody asks where its spellings lead."""

from __future__ import annotations

from typing import NamedTuple

from clew.clues.model import Entry
from clew.errors import Code, PartUnavailable


class Meant(NamedTuple):
    """A spelling that may be meant.

    Attributes:
        form: its key form.
        entry: the live clue that it was seen of.
        probability: that this spelling is meant.
    """

    form: str
    entry: Entry
    probability: float


class Weighed(NamedTuple):
    """The spellings that a text comes near, weighed.

    Attributes:
        outcome: `one_zone` where a spelling may be answered, `below` where some are worth asking
            about, `nothing`, `moving` where a nearby clue changed during each of the searches,
            `stale` where the campaign is not searched with this model.
        meant: the spelling that may be answered, or those worth asking about, likeliest first.
        score: the probability of the first; None where nothing came near.
        runner_up: that of the first spelling that leads to another zone, or None.
    """

    outcome: str
    meant: tuple[Meant, ...] = ()
    score: float | None = None
    runner_up: float | None = None


STALE = Weighed("stale")


class Unavailable(Exception):
    """A part of the vector tier could not be asked; the resolver names it and goes on.

    Attributes:
        part: `embedding` or `vector`.
        outcome: `late` where its time ran out, `shed` where too many ask, else `unavailable`.
    """

    def __init__(self, part: str, error: PartUnavailable, *, late: bool) -> None:
        super().__init__(str(error))
        shed = error.code in SHED
        # A part that is busy is not down: the tier is skipped, and no part of it is to blame.
        self.part = "vector" if shed else part
        self.outcome = "shed" if shed else "late" if late else "unavailable"


SHED = {Code.EMBEDDING_SHED, Code.VECTORS_SHED}
