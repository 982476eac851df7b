"""What the door counted: /metrics, read before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from http.client import HTTPConnection

_BUCKET = 'clew_resolve_seconds_bucket{{tier="{}",le="'


def metrics(address: tuple[str, int]) -> dict[str, float]:
    """Every series of the service, with its labels -> its value."""
    connection = HTTPConnection(*address, timeout=30)
    try:
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
    finally:
        connection.close()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def since(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """What was counted in between."""
    return {name: value - before.get(name, 0.0) for name, value in after.items()}


def quantile_ms(counted: Mapping[str, float], share: float, tier: str = "exact") -> float:
    """The upper end, milliseconds, of the bucket in which a quantile of the tier's answers lies."""
    head = _BUCKET.format(tier)
    ends = [
        (float(name[len(head) : -2]), upto)
        for name, upto in counted.items()
        if name[: len(head)] == head
    ]
    ends.sort()
    total = ends[-1][1]
    return next(end for end, upto in ends if upto >= share * total) * 1000


def by_tier(counted: Mapping[str, float]) -> Counter[str]:
    """Answers by tier and outcome, with those that skipped a part."""
    found: Counter[str] = Counter()
    for name, value in counted.items():
        if name.startswith("clew_answers_total{") and value:
            _, outcome, _, tier, _ = name.split('"')
            found[f"{tier} {outcome}"] = round(value)
    found["degraded"] = round(counted.get("clew_degraded_answers_total", 0))
    return found
