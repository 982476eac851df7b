"""What is counted: every series of /metrics, by name and labels, and the cell that holds it.

The set is closed, so that a player or a clue can never become a label, and a worker's counts are an
array of one length.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from clew.clues.bounded.model import WorkerState
from clew.promotions.model import Refusal
from clew.rules.model import DECISIONS, Why

BUCKETS_S = (
    *(0.000025, 0.00005, 0.0001, 0.00015, 0.00025, 0.0005),
    *(0.001, 0.0015, 0.002, 0.0025, 0.003, 0.004, 0.005, 0.0075),
    *(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0),
)
"""Upper ends of the latency histogram, seconds; the last bucket has none. They are close around
3 ms, the limit of an exact answer, and one is 150 ms, the vector tier's own."""

OUTCOMES = ("found", "ambiguous", "miss")
TIERS = ("exact", "vector", "static", "none")
PARTS = ("exact", "vector", "embedding", "static", "map")
PROCESSES = ("embedding", "search")
WHYS: tuple[str, ...] = get_args(Why)
STATUSES = (400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 500, 503)


class Family(NamedTuple):
    """A metric.

    Attributes:
        labels: each series' labels, as Prometheus writes them; "" for a metric of one series.
    """

    name: str
    kind: Literal["counter", "gauge"]
    help: str
    labels: tuple[str, ...] = ("",)


FAMILIES = (
    Family(
        "clew_answers_total",
        "counter",
        "Resolve requests answered, by outcome and by the tier that answered.",
        tuple(f'outcome="{one}",tier="{tier}"' for one in OUTCOMES for tier in TIERS),
    ),
    Family(
        "clew_refusals_total",
        "counter",
        "Resolve requests refused, by HTTP status.",
        tuple(f'status="{status}"' for status in STATUSES),
    ),
    Family("clew_vector_asked_total", "counter", "Answers for which the vector tier was asked."),
    Family(
        "clew_searched_missed_total",
        "counter",
        "Answers for which the exact and the vector tier had nothing, static or not.",
    ),
    Family(
        "clew_collisions_decided_total",
        "counter",
        "Texts of several squares that the static tier decided.",
    ),
    Family("clew_degraded_answers_total", "counter", "Answers that skipped a part."),
    Family(
        "clew_degraded_total",
        "counter",
        "Parts that an answer skipped.",
        tuple(f'part="{part}"' for part in PARTS),
    ),
    Family("clew_worker_starts_total", "counter", "Times that a worker of the service started."),
    Family(
        "clew_process_restarts_total",
        "counter",
        "Processes that replaced one that failed.",
        tuple(f'process="{one}"' for one in PROCESSES),
    ),
    Family(
        "clew_process_shed_total",
        "counter",
        "Calls that a process refused because too much was waiting.",
        tuple(f'process="{one}"' for one in PROCESSES),
    ),
    Family(
        "clew_process_state",
        "gauge",
        "Workers whose process is in that state; `open` is a breaker that lets nothing through.",
        tuple(f'process="{one}",state="{state}"' for one in PROCESSES for state in WorkerState),
    ),
    Family(
        "clew_rule_verdicts_total",
        "counter",
        "What the rules in force said; every `why` but `row` is a refusal.",
        tuple(f'decision="{one}",why="{why}"' for one in DECISIONS for why in WHYS),
    ),
    Family(
        "clew_rules_unavailable",
        "gauge",
        "Workers that cannot read the rules in force, and refuse everything.",
    ),
    Family(
        "clew_holds_refused_total",
        "counter",
        "Holds that were not taken, made firm or given back, by reason.",
        tuple(f'reason="{reason}"' for reason in Refusal),
    ),
)

CELLS = {
    # (metric, labels) -> the cell that counts it
    series: cell
    for cell, series in enumerate(
        (family.name, labels) for family in FAMILIES for labels in family.labels
    )
}
LATENCY = "clew_resolve_seconds"
HISTOGRAMS = {
    # tier -> its first cell: a cell a bucket, one without an end, and the sum in seconds
    tier: len(CELLS) + number * (len(BUCKETS_S) + 2)
    for number, tier in enumerate(TIERS)
}
RULES = "clew_rules_version"
RULES_CELL = len(CELLS) + len(TIERS) * (len(BUCKETS_S) + 2)
"""The version of the rules that a worker answers by, and one; 0 where it has none."""
SIZE = RULES_CELL + 1
"""Cells of a worker."""
