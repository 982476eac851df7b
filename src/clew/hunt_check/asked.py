"""Whether the rules allow something: the tables are asked again, by others and with own facts.

Facts that are estimates by nature (a margin, how far something speaks for a promotion, how much a
hunt could be made of) are told in one way only by who estimates. Where a table looks at one, every
value that its cells tell apart is tried: refused is what no value of it would allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import Any

import msgspec

from clew.hunt_check.given import Given, ReadsTables, Table
from clew.hunt_check.line import Plain

OUTPUTS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "usable": {},
    "eligibility": {},
    "promotion_choice": {"weight": (1, 1_000)},
    "puzzle_kind": {"weight": (1, 1_000)},
    "hunt_shape": {"steps": (1, 20), "difficulty": (1, 5)},
    "fatigue": {"hunts_per_day": (1, 100), "rewards_per_week": (0, 1_000)},
}
"""What each decision gives, with its bounds; see docs/rule-fields.md."""

ESTIMATES: Mapping[str, tuple[int, int]] = {
    "promotion.margin": (-100, 100),
    "promotion.fit": (0, 1_000),
    "promotion.days_left": (0, 3_650),
    "promotion.units_left": (1, 1_000_000),
    "promotion.value": (0, 2**53 - 1),
    "means.products": (0, 1_000_000),
    "means.places": (0, 1_000_000),
    "means.promotions": (1, 1_000_000),
}
"""Facts that are estimates, with their bounds."""
_FLAGS = ("promotion.margin_known",)
_WORDS = ("promotion.category", "promotion.type")
MOST_TRIED = 4_096
"""Combinations of estimates that are tried at most."""
_NUMBER = re.compile(r"-?[0-9]+")
_TEXT = re.compile(r"'([^']*)'|\"([^\"]*)\"")


class Asked:
    """The rule sets of some hunts, each table read once."""

    def __init__(self, reads: ReadsTables) -> None:
        self._reads = reads
        self._tables: dict[tuple[str, str], tuple[Table, Mapping[str, list[Any]]]] = {}

    def answers(self, given: Given, decision: str, facts: Plain) -> Iterator[Mapping[str, int]]:
        """What the table gives, for each combination of estimates for which it allows."""
        return (one for one in self._every(given, decision, facts) if one is not None)

    def _every(
        self, given: Given, decision: str, facts: Plain
    ) -> Iterator[Mapping[str, int] | None]:
        """The same with None for each combination that no row allows."""
        document = given.documents.get(decision)
        if document is None:
            yield None
            return
        table, tried = self._read(given.names["book"], decision, document)
        here = {**given.player(), **given.moment(), **facts}
        for values in islice(product(*tried.values()), MOST_TRIED):
            told = table.ask({**here, **dict(zip(tried, values, strict=True))})
            yield None if told is None else told[1]

    def allows(self, given: Given, decision: str, facts: Plain) -> bool:
        """Whether a row allows it, for some estimate."""
        return next(self.answers(given, decision, facts), None) is not None

    def surely(self, given: Given, decision: str, facts: Plain) -> bool:
        """Whether a row allows it, whatever is estimated."""
        return None not in self._every(given, decision, facts)

    def _read(
        self, book: str, decision: str, document: Any
    ) -> tuple[Table, Mapping[str, list[Any]]]:
        key = book, decision
        if key not in self._tables:
            table = self._reads(document, OUTPUTS[decision])
            self._tables[key] = table, dict(_tried(document))
        return self._tables[key]


def _tried(document: Any) -> Iterable[tuple[str, list[Any]]]:
    """Each estimate that a document looks at, with the values that its cells tell apart."""
    text = msgspec.json.encode(document).decode()
    numbers = {int(one) for one in _NUMBER.findall(text)}
    for name, (low, high) in ESTIMATES.items():
        if name in text:
            near = {one + by for one in numbers for by in (-1, 0, 1)} | {low, high}
            yield name, sorted(one for one in near if low <= one <= high)
    for name in _FLAGS:
        if name in text:
            yield name, [True, False]
    for name in _WORDS:
        if name in text:
            yield name, sorted({"", *(a or b for a, b in _TEXT.findall(text))})
