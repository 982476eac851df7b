"""A resolution in words, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from clew.clues.model import Resolution


def describe(answer: Resolution) -> Iterator[str]:
    """The answer in a few lines: what was found, or what to ask, and what could not be asked."""
    if answer.outcome == "found":
        yield f"found: zone {answer.zone}, level {answer.level}"
        yield f"       {answer.lat:.7f}, {answer.lon:.7f}"
        clue = f", clue {answer.clue_id}" if answer.clue_id else ""
        sure = f", {answer.confidence:.1%} sure" if (answer.confidence or 0) < 1 else ""
        yield f"       by the {answer.tier} tier{clue}{sure}"
    elif answer.outcome == "ambiguous":
        yield "which one is meant?"
        for one in answer.candidates:
            clue = f", clue {one.clue_id}" if one.clue_id else ""
            yield f"       {one.text!r} on level {one.level}: zone {one.zone}{clue}"
    else:
        yield "no clue is known for this text"
    if answer.degraded:
        yield f"       could not be asked: {', '.join(answer.degraded)}"


def short_place(answer: Resolution) -> str:
    """The answer in one cell of a table."""
    if answer.outcome == "found":
        return f"{answer.zone} ({answer.lat:.6f}, {answer.lon:.6f})"
    if answer.outcome == "ambiguous":
        return "which one? " + " or ".join(
            f"{one.text} on level {one.level}" for one in answer.candidates
        )
    return "not known"
