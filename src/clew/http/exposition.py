"""All workers' counts as Prometheus reads them (text format 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from clew.http.board import Reading
from clew.http.series import (
    BUCKETS_S,
    CELLS,
    FAMILIES,
    HISTOGRAMS,
    LATENCY,
    RULES,
    RULES_CELL,
)

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposed(readings: Sequence[Reading]) -> str:
    """The sum of all counts; gauges of the workers that live."""
    return "".join(f"{line}\n" for line in _lines(readings))


def _lines(readings: Sequence[Reading]) -> Iterator[str]:
    total = [sum(cells) for cells in zip(*(one.cells for one in readings), strict=True)]
    living = [one.cells for one in readings if one.alive]
    now = [sum(cells) for cells in zip(*living, strict=True)] or [0.0] * len(total)
    yield from _head("clew_workers", "gauge", "Workers that live.")
    yield f"clew_workers {len(living)}"
    for family in FAMILIES:
        cells = total if family.kind == "counter" else now
        yield from _head(family.name, family.kind, family.help)
        for labels in family.labels:
            value = cells[CELLS[family.name, labels]]
            yield f"{family.name}{f'{{{labels}}}' if labels else ''} {value:.0f}"
    yield from _head(RULES, "gauge", "The version of the rules that each living worker answers by.")
    for one in readings:
        if one.alive and one.cells[RULES_CELL]:
            yield f'{RULES}{{worker="{one.worker}"}} {one.cells[RULES_CELL] - 1:.0f}'
    yield from _head(LATENCY, "histogram", "What an answer took at the door, by tier.")
    for tier, first in HISTOGRAMS.items():
        yield from _histogram(tier, total[first : first + len(BUCKETS_S) + 2])


def _histogram(tier: str, cells: Sequence[float]) -> Iterator[str]:
    *counts, seconds = cells
    ends = [*(f"{end:g}" for end in BUCKETS_S), "+Inf"]
    for end, upto in zip(ends, accumulate(counts), strict=True):
        yield f'{LATENCY}_bucket{{tier="{tier}",le="{end}"}} {upto:.0f}'
    yield f'{LATENCY}_sum{{tier="{tier}"}} {seconds:.9g}'
    yield f'{LATENCY}_count{{tier="{tier}"}} {sum(counts):.0f}'


def _head(name: str, kind: str, told: str) -> Iterator[str]:
    yield f"# HELP {name} {told}"
    yield f"# TYPE {name} {kind}"
