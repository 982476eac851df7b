"""What the rules cost, as multiples of one bare engine call.

200 promotions that survived the filter are asked about for one player: may he get each, and with
which weight: by a book that never answered, by one that was told of other players before, and of
the same facts again. Two rule sets: the shipped one, and one of 60 rows in two tables, which tells
nearly all of the promotions apart. A bare engine call is one evaluation of the shipped eligibility
table by the engine alone, on values that are at hand.

    python benchmarks/rules_cost.py [--promotions 200] [--rounds 200] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import zen

from clew.clock import SystemClock
from clew.rules.desk import RuleDesk
from clew.rules.engines.zen import ZenRules
from clew.rules.lint import lint, read_set
from clew.rules.model import ELIGIBILITY, PROMOTION_CHOICE, EligibilityFacts
from clew.rules.ports import CompiledTable
from clew.rules.read_file import Documents, read_rules
from clew.rules.read_jdm import MOST_ROWS
from clew.rules.rule_book import RuleBook
from clew.rules.stores.rule_files import SHIPPED, RuleFiles
from clew.rules.table import Table
from clew.testing.rule_tables import plain_facts, set_of, table_of

ROWS = 30
"""Rows in each of the two tables of the larger set."""


def larger_set() -> Documents:
    """60 rows that look at what differs from promotion to promotion."""
    inputs = ["promotion.value", "promotion.fit", "player.visits_30d", "promotion.kind"]
    cells = [
        [f"[{n * 100}..{n * 100 + 99}]", f">= {n}", f"<= {500 - n}", "!= 'points'"]
        for n in range(ROWS)
    ]
    weights = [[*row, str(n + 1)] for n, row in enumerate(cells)]
    return set_of(
        eligibility=table_of(inputs, [], *cells),
        promotion_choice=table_of(inputs, ["weight"], *weights),
    )


def promotions(count: int, seed: int) -> list[EligibilityFacts]:
    """Facts of one player about many promotions, no two alike."""
    chance = random.Random(seed)
    whole = plain_facts(
        ELIGIBILITY, player__visits_30d=4, player__known=True, player__segments=["vip", "fr"]
    )
    return [
        msgspec.structs.replace(
            whole,
            promotion=msgspec.structs.replace(
                whole.promotion,
                id=f"promotion-{n}",
                value=chance.randrange(ROWS * 110),
                fit=n % 1_000,
                units_left=n + 1,
                margin=chance.randint(-20, 60),
                margin_known=chance.random() < 0.8,  # noqa: PLR2004 - most shops know
                tags=("spring",),
            ),
        )
        for n in range(count)
    ]


def measured(work: Callable[[], object], rounds: int) -> float:
    """The time of a call, µs: the lower quartile, so that a busy neighbour does not count."""
    work()
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.quantiles(taken, n=4)[0] * 1e6


def bare_call(rounds: int) -> float:
    """One evaluation by the engine alone, µs."""
    content = read_rules(SHIPPED).tables["eligibility"]
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"k": content}}})
    context = msgspec.to_builtins(promotions(1, 1)[0])
    needed = {"promotion": context["promotion"], "player": context["player"]}
    assert engine.evaluate("k", needed)["result"]["allow"] is True
    return measured(lambda: engine.evaluate("k", needed), rounds * 20)


class Once:
    """Compiles each table once, so that a new book costs nothing but what it has to learn."""

    def __init__(self) -> None:
        self._engine = ZenRules()
        self._compiled: dict[str, CompiledTable] = {}

    def compile(self, table: Table) -> CompiledTable:
        """See `RuleEngine`."""
        name = table.decision.name
        if name not in self._compiled:
            self._compiled[name] = self._engine.compile(table)
        return self._compiled[name]


def renewed(facts: Sequence[EligibilityFacts]) -> list[EligibilityFacts]:
    """Facts that say the same and were never seen: another player, and the promotions told anew."""
    player = msgspec.structs.replace(facts[0].player)
    return [
        EligibilityFacts(player, msgspec.structs.replace(one.promotion), one.moment)
        for one in facts
    ]


def stages(
    documents: Documents, facts: Sequence[EligibilityFacts], rounds: int
) -> dict[str, float]:
    """Who asks -> µs for all facts and both tables."""
    rules, once = read_set(documents)[0], Once()
    books = [RuleBook(rules, 1, once) for _ in range(rounds + 2)]
    anew = [renewed(facts) for _ in range(rounds + 1)]
    known = books.pop()

    def ask(book: RuleBook, told: Sequence[EligibilityFacts]) -> object:
        checked = book.check(ELIGIBILITY, told)
        return [book.ask(ELIGIBILITY, checked), book.ask(PROMOTION_CHOICE, checked)]

    return {
        "a new book": measured(lambda: ask(books.pop(), facts), rounds),
        "other facts": measured(lambda: ask(known, anew.pop()), rounds),
        "same facts": measured(lambda: ask(known, facts), rounds),
    }


def show(name: str, taken: dict[str, float], bare: float, count: int) -> None:
    """Prints one set's stages."""
    print(f"\n{name}: {count} promotions, both tables")
    for stage, micros in taken.items():
        each = micros / count / 2
        print(f"  {stage:<14}{micros:>10,.0f} µs {micros / bare:>8.1f} x  {each:>6.2f} µs each")


def show_worst() -> None:
    """Prints what the slowest table that lint lets through costs, and comparing its rows."""
    cell = " or ".join(f"contains($, 'aaab{n}')" for n in range(2))
    rows = [[f"{cell} or $ == 'x{n}'"] for n in range(MOST_ROWS)]
    worst = set_of(eligibility=table_of(["player.lang"], [], *rows))
    began = time.perf_counter()
    report = lint(worst, ZenRules())
    looked = time.perf_counter() - began
    table = ZenRules().compile(read_set(worst)[0].tables["eligibility"])
    facts = [plain_facts(ELIGIBILITY, player__lang="a" * 200)]
    micros = measured(lambda: table.ask(facts), 20)
    print(f"\nthe worst table ({MOST_ROWS} rows, {report.counts}): one question {micros:,.0f} µs;")
    print(f"  lint {looked:.2f} s")


async def show_switch() -> None:
    """Prints what looking for the rules in force costs, and switching them."""
    with tempfile.TemporaryDirectory() as folder:
        shelf = RuleFiles(Path(folder) / "rules")
        desk = RuleDesk(shelf=shelf, engine=ZenRules(), clock=SystemClock())
        began = time.perf_counter()
        await desk.activate(larger_set())
        activated = time.perf_counter() - began
        began = time.perf_counter()
        desk.book()
        first = time.perf_counter() - began
        look = measured(desk.book, 2_000)
        began = time.perf_counter()
        await desk.rollback()
        back = time.perf_counter() - began
    print(f"\nthe rules in force: {look:.1f} µs a look, {first * 1e3:.1f} ms after a switch;")
    print(f"  activate {activated * 1e3:.0f} ms with lint, roll back {back * 1e3:.0f} ms")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="What the rules cost.")
    parser.add_argument("--promotions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    facts = promotions(options.promotions, options.seed)
    print(f"load {os.getloadavg()}, seed {options.seed}")
    bare = bare_call(options.rounds)
    print(f"one bare engine call: {bare:.1f} µs")
    for name, documents in (("shipped set", read_rules(SHIPPED)), ("60 rows", larger_set())):
        taken: Any = stages(documents, facts, options.rounds)
        show(name, taken, bare, options.promotions)
    show_worst()
    asyncio.run(show_switch())
    print(f"load {os.getloadavg()}")


if __name__ == "__main__":
    main()
