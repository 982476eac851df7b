"""Counting what the door answers; a few additions in memory, and never a wait."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from clew.clues.bounded.model import WorkerState, WorkerStatus
from clew.clues.model import Resolution
from clew.http.series import (
    BUCKETS_S,
    CELLS,
    HISTOGRAMS,
    OUTCOMES,
    PARTS,
    RULES_CELL,
    STATUSES,
    TIERS,
)
from clew.promotions.model import Refusal
from clew.rules.model import Why
from clew.telemetry.events import Resolved
from clew.telemetry.tally import Tally

_ANSWERS = {
    (outcome, None if tier == "none" else tier): CELLS[
        "clew_answers_total", f'outcome="{outcome}",tier="{tier}"'
    ]
    for outcome in OUTCOMES
    for tier in TIERS
}
_HISTOGRAMS = {None if tier == "none" else tier: cell for tier, cell in HISTOGRAMS.items()}
_REFUSALS = {status: CELLS["clew_refusals_total", f'status="{status}"'] for status in STATUSES}
_PARTS = {part: CELLS["clew_degraded_total", f'part="{part}"'] for part in PARTS}
_VECTOR_ASKED = CELLS["clew_vector_asked_total", ""]
_COLLISIONS = CELLS["clew_collisions_decided_total", ""]
_DEGRADED = CELLS["clew_degraded_answers_total", ""]
_MISSED = CELLS["clew_searched_missed_total", ""]
_STARTS = CELLS["clew_worker_starts_total", ""]


class Counting(Tally):
    """Counts into a worker's cells. As a `Recorder` it hears what the resolver knows alone."""

    def __init__(self, cells: memoryview[float]) -> None:
        super().__init__()
        self._cells = cells
        self._seen: dict[str, tuple[int, int]] = {}
        self._counted: dict[tuple[str, str], int] = {}
        cells[_STARTS] += 1

    def resolved(self, event: Resolved) -> None:
        """Counts an answer for which every searching tier had nothing."""
        if event.searched_missed:
            self._cells[_MISSED] += 1

    def answered(self, answer: Resolution, seconds: float) -> None:
        """Counts an answer and what it took, at the door."""
        cells = self._cells
        cells[_ANSWERS[answer.outcome, answer.tier]] += 1
        first = _HISTOGRAMS[answer.tier]
        cells[first + bisect_left(BUCKETS_S, seconds)] += 1
        cells[first + len(BUCKETS_S) + 1] += seconds
        if len(answer.receipt.steps) > 1 or answer.degraded:
            self._beyond_exact(answer)

    def refused(self, status: int) -> None:
        """Counts a refusal."""
        self._cells[_REFUSALS[status]] += 1

    def process(self, name: str, status: WorkerStatus) -> None:
        """Takes down how a process of this worker is doing."""
        for state in WorkerState:
            cell = CELLS["clew_process_state", f'process="{name}",state="{state}"']
            self._cells[cell] = float(state is status.state)
        restarts, shed = self._seen.get(name, (0, 0))
        label = f'process="{name}"'
        self._cells[CELLS["clew_process_restarts_total", label]] += status.restarts - restarts
        self._cells[CELLS["clew_process_shed_total", label]] += status.shed - shed
        self._seen[name] = (status.restarts, status.shed)

    def rules(self, version: int | None, counts: Mapping[tuple[str, Why], int]) -> None:
        """Takes down by which version this worker answers, None for none, and what it has said."""
        self._cells[RULES_CELL] = 0.0 if version is None else version + 1.0
        self._cells[CELLS["clew_rules_unavailable", ""]] = float(version is None)
        for (decision, why), count in counts.items():
            labels = f'decision="{decision}",why="{why}"'
            self._upto("clew_rule_verdicts_total", labels, count)

    def holds(self, refusals: Mapping[Refusal, int]) -> None:
        """Takes down which holds were refused so far."""
        for reason, count in refusals.items():
            self._upto("clew_holds_refused_total", f'reason="{reason}"', count)

    def _upto(self, name: str, labels: str, count: int) -> None:
        """Adds what came since this worker's count was looked at last."""
        before = self._counted.get((name, labels), 0)
        self._cells[CELLS[name, labels]] += count - before
        self._counted[name, labels] = count

    def _beyond_exact(self, answer: Resolution) -> None:
        cells = self._cells
        told = {step.tier: step.outcome for step in answer.receipt.steps}
        cells[_VECTOR_ASKED] += "vector" in told
        cells[_COLLISIONS] += told.get("static") == "decided" and told["exact"] == "several_zones"
        cells[_DEGRADED] += bool(answer.degraded)
        for part in {name.partition(":")[0] for name in answer.degraded}:
            cells[_PARTS[part]] += 1
