"""What is wrong with a single clue: its place, its static row, and a text that says too much."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from clew.clues.lint_model import Kind, LintFinding, Said
from clew.clues.model import Clue, StaticRow
from clew.clues.ports import VenuePlan
from clew.ids import parse_zone
from clew.text import normalise

SHORTEST_NAME = 3
"""Characters of a name that can give a place away; a unit called "B" is in every other text."""

Plans = Mapping[str, VenuePlan | None]


def fault_of_place(clue: Clue, plan: VenuePlan | None) -> LintFinding | None:
    """`outside_venue`: a zone that is on no map, or a point that lies elsewhere by now."""
    said = Said(clue.id, clue.text, clue.zone)
    if plan is None or not plan.has(clue.zone):
        return _alone(
            "outside_venue",
            said,
            f"leads to zone {clue.zone}, which is on no map",
            "publish it at another place, or import the map that has the zone",
        )
    if clue.lat is None or clue.lon is None:
        return None
    lies = plan.zone_at(parse_zone(clue.zone).level, clue.lat, clue.lon)
    if lies == clue.zone:
        return None
    return _alone(
        "outside_venue",
        said,
        f"its point {clue.lat}, {clue.lon} lies in {lies or 'no zone'}, and it leads to "
        f"{clue.zone}",
        "publish it again with the point or the zone that is right",
    )


def given_away(clue: Clue, plan: VenuePlan) -> Iterator[LintFinding]:
    """`gives_away`: a text that holds the name of its place or unit as whole words.

    Compared in key form. A text that is the name and no more is a clue that is meant to be short.
    """
    names = {normalise(name).key: name for name in plan.names(clue.zone)}
    for text in clue.spellings:
        key = normalise(text).key
        for form, name in names.items():
            if len(form) >= SHORTEST_NAME and form != key and f" {form} " in f" {key} ":
                yield _alone(
                    "gives_away",
                    Said(clue.id, text, clue.zone),
                    f"says {name!r}, the name of the place that it leads to",
                    f"write it without {name!r}",
                )
                break


def faults_of_static(
    rows: Sequence[StaticRow], clues_at: Mapping[int, Collection[Clue]], live: Mapping[str, Clue]
) -> Iterator[LintFinding]:
    """`static`: rows in force that do not agree with the live clues.

    `clues_at` has, for each of `rows` by its number, the live clues under the row's key.
    """
    for number, row in enumerate(rows):
        named = None if row.clue is None else live.get(row.clue)
        clues = clues_at[number]
        said = Said(row.clue or "", row.text, row.zone)
        if row.clue is not None and named is None:
            message = f"static.csv line {row.line} names clue {row.clue}, which is not live"
        elif named is not None and named.zone != row.zone:
            message = (
                f"static.csv line {row.line} locks it to {row.zone}, and clue {named.id} leads "
                f"to {named.zone}"
            )
        elif clues and row.zone not in {clue.zone for clue in clues}:
            leads = ", ".join(sorted({f"{clue.id} ({clue.zone})" for clue in clues}))
            message = (
                f"static.csv line {row.line} locks it to {row.zone}, and its text leads to {leads}"
            )
        else:
            continue
        yield _alone(
            "static", said, message, "correct static.csv or the clue, then `clew static build`"
        )


def _alone(kind: Kind, said: Said, message: str, suggestion: str) -> LintFinding:
    return LintFinding(kind, said, None, None, None, 0, message, suggestion)
