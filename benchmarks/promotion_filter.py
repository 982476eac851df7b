"""What asking for promotions costs: among 200, and among 10,000 of which as many survive.

    python benchmarks/promotion_filter.py

Prints microseconds a query (median and 99th percentile of many), the ratio, and what building and
a new window cost. The other 9,800 stand in other venues and campaigns, concern other things, are
not live now, or are spent.
"""

from __future__ import annotations

import os
import statistics
import time
from datetime import UTC, datetime

import msgspec

from clew.promotions.model import Budget, Fixed, Promotion, Schedule, Scope, Spent, State
from clew.promotions.prefilter import Prefilter, Sought

QUERIES = 2_000
SURVIVORS = 200
NOW = int(datetime(2027, 5, 1, 12, tzinfo=UTC).timestamp())
ALWAYS = Schedule(datetime(2027, 1, 1), "Europe/Paris", 1, 0, "FREQ=DAILY")  # noqa: DTZ001
EVENING = Schedule(datetime(2027, 1, 1, 18), "Europe/Paris", 0, 7_200, "FREQ=DAILY")  # noqa: DTZ001
BASE = Promotion("x", "x", Fixed(100), "EUR", ALWAYS, state=State.LIVE)


def made(id_: str, **changes: object) -> Promotion:
    """A promotion that differs from the base in some fields."""
    return msgspec.structs.replace(BASE, id=id_, **changes)


def surviving() -> list[Promotion]:
    """Promotions that every query finds: of everything, of a product, of a type, of a category."""
    scopes = [
        Scope(),
        Scope(products=("p1", "p2")),
        Scope(types=("t1",), venues=("mall",)),
        Scope(categories=("Food",), campaigns=("spring",)),
    ]
    return [made(f"s{n:05}", scope=scopes[n % 4]) for n in range(SURVIVORS)]


def others(count: int) -> tuple[list[Promotion], dict[str, Spent]]:
    """Promotions that no query finds, each for one of five reasons."""
    found, spent = [], {}
    for number in range(count):
        id_ = f"o{number:05}"
        reasons: list[dict[str, object]] = [
            {"scope": Scope(venues=(f"mall{number % 50}",))},
            {"scope": Scope(campaigns=(f"autumn{number % 50}",))},
            {"scope": Scope(products=(f"q{number}",))},
            {"schedule": EVENING},
            {"budget": Budget(units=5)},
        ]
        found.append(made(id_, **reasons[number % 5]))
        if found[-1].budget.units is not None:
            spent[id_] = Spent(5, 0)
    return found, spent


def asked(index: Prefilter) -> tuple[float, float]:
    """Median and 99th percentile of a query, microseconds."""
    sought = Sought(
        NOW,
        "mall",
        "spring",
        frozenset({"p1", *(f"z{n}" for n in range(50))}),
        frozenset({"t1"}),
        frozenset({"Food > Bakery", "Home > Tea"}),
    )
    assert len(index.survivors(sought)) == SURVIVORS
    times = []
    for _ in range(QUERIES):
        begun = time.perf_counter_ns()
        index.survivors(sought)
        times.append((time.perf_counter_ns() - begun) / 1000)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def main() -> None:
    """Prints the table."""
    print(f"load {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
    medians = []
    for total in (SURVIVORS, 10_000):
        rest, spent = others(total - SURVIVORS)
        begun = time.perf_counter()
        index = Prefilter([*surviving(), *rest], spent)
        first = Sought(NOW, "mall", "spring")
        index.survivors(first)
        built = time.perf_counter() - begun
        median, late = asked(index)
        medians.append(median)
        print(
            f"{total:>6,} promotions: {median:7.1f} us a query, p99 {late:7.1f}; "
            f"built {built:.2f} s"
        )
    print(f"ratio {medians[1] / medians[0]:.2f}")


if __name__ == "__main__":
    main()
