"""What forbids a publish: a clue that was deleted, and a place that operations have locked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from clew.clues.key import keys_of
from clew.clues.model import Clue, Revision, State, StaticRow
from clew.errors import Code, Conflict, InputRefused, Where


def refusals(
    campaign: str,
    clues: Sequence[Clue],
    where: Sequence[Where],
    standing: Mapping[str, Revision],
    locked: Mapping[bytes, StaticRow],
) -> Iterator[InputRefused]:
    """Why these clues may not be published, each at its place in `where`; none where they may.

    `standing` is each clue's live or deleted revision, `locked` the static tier's rows in force.
    """
    seen: set[str] = set()
    for clue, place in zip(clues, where, strict=True):
        revision = standing.get(clue.id)
        if clue.id in seen:
            yield InputRefused(
                Code.DUPLICATE_ROW,
                f"clue {clue.id!r} is given twice",
                remedy="give each clue once; other wordings go into aliases",
                where=place,
            )
        seen.add(clue.id)
        if revision is not None and revision.state is State.DELETED:
            yield Conflict(
                Code.CLUE_DELETED,
                f"clue {clue.id!r} was deleted",
                remedy=f"give the row another clue_id, or `clew clue restore {clue.id}` first",
                where=place,
            )
        elif locked:
            yield from contradictions(campaign, clue, place, revision, locked)


def contradictions(
    campaign: str,
    clue: Clue,
    place: Where,
    standing: Revision | None,
    locked: Mapping[bytes, StaticRow],
) -> Iterator[InputRefused]:
    """A locked row is authoritative for place: nobody may send its text elsewhere.

    A clue that stood there with that text before the row was locked may stay where it is: such
    collisions are what the row decides.
    """
    before: set[bytes] = set()
    if standing is not None and standing.clue.zone == clue.zone:
        before = {key for key, _ in keys_of(campaign, standing.clue.spellings)}
    for text in clue.spellings:
        ((key, _),) = keys_of(campaign, [text])
        row = locked.get(key)
        if row is not None and row.zone != clue.zone and key not in before:
            yield Conflict(
                Code.CONTRADICTS_STATIC,
                f"{text!r} is locked to zone {row.zone} (static.csv line {row.line}), "
                f"but clue {clue.id!r} leads to {clue.zone}",
                remedy="correct the clue's place, or change static.csv and build it again",
                where=place,
            )
