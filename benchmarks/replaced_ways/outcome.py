"""What became of a query, and a line of the table of many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from evidence.rates import wilson

NEAR_M, CELL_M = 4.0, 5.0
HEAD = (
    "| way | wrong of answered | 95 % | metres off p50 / p95 / max | within 4 m, 5 m | coverage "
    "| unregistered answered | ms p50 / p99 |\n|---|---|---|---|---|---|---|---|"
)


SHORT_HEAD = (
    "| set | rows | way | wrong of answered | 95 % | coverage | unregistered answered |\n"
    "|---|---|---|---|---|---|---|"
)


class Outcome(NamedTuple):
    """A query's end.

    Attributes:
        known: whether it means one registered place.
        off_m: of an answer, metres from the right place; NaN where nothing was right.
        ms: what the search took; NaN where it also built an index.
    """

    known: bool
    answered: bool
    right: bool
    off_m: float
    ms: float


def lines(ways: Mapping[str, Sequence[Outcome]]) -> Iterator[str]:
    """A line for each way."""
    for way, outcomes in ways.items():
        yield f"| {way} | {_line(outcomes)} |"


def summary(sets: Mapping[str, Mapping[str, Sequence[Outcome]]], ways: Sequence[str]) -> str:
    """A line for each set and way: rows, wrong, coverage, unregistered answered."""
    found = [SHORT_HEAD]
    for name, outcomes in sets.items():
        for way in ways:
            some = outcomes[way]
            said = [one for one in some if one.answered]
            wrong = sum(not one.right for one in said)
            low, high = wilson(wrong, len(said))
            share = _share([not one.right for one in said])
            first = f"{name} | {len(some):,}" if way == ways[0] else " | "
            found.append(
                f"| {first} | {way} | {wrong} of {len(said)} ({share}) "
                f"| {100 * low:.1f} to {100 * high:.1f} % "
                f"| {_share([one.answered and one.right for one in some if one.known])} "
                f"| {_share([one.answered for one in some if not one.known])} |"
            )
    return "\n".join(found)


def _line(outcomes: Sequence[Outcome]) -> str:
    answered = [one for one in outcomes if one.answered]
    known = [one for one in outcomes if one.known]
    others = [one for one in outcomes if not one.known]
    wrong = sum(not one.right for one in answered)
    low, high = wilson(wrong, len(answered))
    off = np.array([one.off_m for one in answered if one.known])
    spent = np.array([one.ms for one in outcomes])
    far = "- | -"
    if len(off):
        p50, p95, most = np.quantile(off, (0.5, 0.95, 1))
        far = (
            f"{p50:.0f} / {p95:.0f} / {most:.0f} | {_share(off <= NEAR_M)}, {_share(off <= CELL_M)}"
        )
    return (
        f"{wrong} of {len(answered)} | {100 * low:.1f} to {100 * high:.1f} % | {far} "
        f"| {_share([one.answered and one.right for one in known])} "
        f"| {_share([one.answered for one in others])} "
        f"| {np.nanquantile(spent, 0.5):.2f} / {np.nanquantile(spent, 0.99):.2f}"
    )


def _share(of: Sequence[bool] | np.ndarray) -> str:
    return f"{100 * float(np.mean(of)):.1f} %" if len(of) else "-"
