"""What a write is to the tiers: the new head of a clue, and what the tiers hold of it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from clew.clues.model import CampaignHead
from clew.clues.rows import Meaning
from clew.errors import Code, Conflict


class Change(msgspec.Struct, frozen=True):
    """A new head of one clue: a revision that lives, or a tombstone.

    Attributes:
        spellings: each key with the spelling digests under it; empty for a tombstone.
        zone: where it leads; None for a tombstone.
        model: the version of the model that made the vectors; None without a vector tier.
        meanings: what the vector tier keeps of it, one for each key; empty without one, and for
            a tombstone.
    """

    clue: str
    revision: int
    zone: str | None
    text: str
    lang: str
    spellings: tuple[tuple[bytes, tuple[bytes, ...]], ...]
    model: str | None = None
    meanings: tuple[Meaning, ...] = ()


class Held(msgspec.Struct, frozen=True):
    """A clue's head as the tiers hold it, for comparing; no zone for a tombstone.

    Attributes:
        keys: the keys that have an entry of the head's revision.
        model: the version of the model of its vectors; None where it has none.
        rows: how many vectors of the head's revision are in store.
    """

    clue: str
    revision: int
    zone: str | None
    keys: frozenset[bytes]
    model: str | None = None
    rows: int = 0


def has_meanings(held: Held, model: str | None) -> bool:
    """Whether a live clue has all the vectors that it must have by the model; None asks none."""
    return model is None or (held.model == model and held.rows == len(held.keys))


def refuse_other_model(head: CampaignHead, changes: Iterable[Change]) -> None:
    """Raises `Conflict` (`not_newer`) for a living change without vectors of the head's model.

    A campaign whose head names a model promises that every live clue is found by it.
    """
    if head.model is None:
        return
    for change in changes:
        if change.zone is not None and change.model != head.model:
            raise Conflict(
                Code.NOT_NEWER,
                f"campaign {head.campaign!r} is searched with the model {head.model}, but clue "
                f"{change.clue!r} came with {change.model or 'none'}",
                remedy="use the same settings in every process, then `clew repair`",
            )
