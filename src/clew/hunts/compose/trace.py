"""What was refused on the way and why, and which rules allowed the rest."""

from __future__ import annotations

import msgspec


class Note(msgspec.Struct, frozen=True, gc=False):
    """Something that is not in the hunt, or not as it was wanted.

    Attributes:
        stage: of the way: `usable`, `reward`, ...
        what: `product`, `zone`, `category`, `promotion`, `puzzle`, `rule` or `hunt`.
        id: of it; for a puzzle its kind and what it was to be about.
        why: a stable word.
        says: in words; empty where the word says it all.
    """

    stage: str
    what: str
    id: str
    why: str
    says: str = ""


class Allowance(msgspec.Struct, frozen=True, gc=False):
    """A row of the rules that allowed something.

    Attributes:
        table: the decision's name.
        about: what was asked about; empty where it is the player alone.
        row: its id.
        says: as its author wrote it.
        gives: what it gave besides, as `weight 300`; empty where nothing.
    """

    table: str
    about: str
    row: str
    says: str
    gives: str


class Weighing(msgspec.Struct, frozen=True, gc=False):
    """A score, and what it is made of.

    Attributes:
        what: `product`, `zone` or `promotion`.
        id: of it.
        score: whole; comparable within its stage.
        says: what it is made of, in words.
    """

    what: str
    id: str
    score: int
    says: str


class Trace(msgspec.Struct, frozen=True):
    """All of it, in the order of the way."""

    refused: tuple[Note, ...]
    allowed: tuple[Allowance, ...]
    weighed: tuple[Weighing, ...]
