"""A process that asks the rules until it is told to stop, and says whether versions were mixed."""

from __future__ import annotations

import json
import select
import sys
from pathlib import Path

from clew.clock import SystemClock
from clew.rules.desk import RuleDesk
from clew.rules.engines.zen import ZenRules
from clew.rules.model import ELIGIBILITY, PROMOTION_CHOICE
from clew.rules.stores.rule_files import RuleFiles
from clew.testing.rule_tables import plain_facts


def main() -> None:
    """Asks; prints what it saw."""
    desk = RuleDesk(shelf=RuleFiles(Path(sys.argv[1])), engine=ZenRules(), clock=SystemClock())
    facts = [plain_facts(ELIGIBILITY, player__visits_30d=n) for n in range(200)]
    mixed: list[object] = []
    versions: set[int] = set()
    asked = 0
    print("asking", flush=True)  # noqa: T201
    while True:
        stopping = bool(select.select([sys.stdin], [], [], 0)[0])
        book = desk.book()
        (weight,) = book.ask(PROMOTION_CHOICE, facts[:1])
        allowed = [n for n, one in enumerate(book.ask(ELIGIBILITY, facts)) if one.allow]
        number = weight.outputs.weight if weight.outputs else None
        # Version n carries the number n, and allows who has been there n times.
        if (number, allowed, weight.version) != (book.version, [book.version], book.version):
            mixed.append((number, allowed, weight.version, book.version))
        versions.add(book.version)
        asked += 1
        if stopping:
            break
    told = {"mixed": mixed[:5], "versions": len(versions), "asked": asked, "last": book.version}
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main()
